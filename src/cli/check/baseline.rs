//! Findings that were there before: known again by their fingerprints, so that lines may move.
//!
//! A baseline is a file of JSON lines in a fixed order, made to be committed and read in a diff:
//! its first line says what it is, each other is one finding.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use descrape::check::Finding;
use descrape::error::{Error, printable};
use serde::{Deserialize, Serialize};

use super::message::message;
use crate::cli::summary::count;
use crate::cli::terminal::Stream;

#[derive(Serialize, Deserialize)]
struct Head {
    /// The version that wrote it.
    descrape: String,
    /// Of this format.
    baseline: u32,
}

const FORMAT: u32 = 1;

/// A finding of a baseline. The message is for those who read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Row {
    path: String,
    rule: String,
    fingerprint: String,
    message: String,
}

impl Row {
    fn of(finding: &Finding) -> Row {
        Row {
            path: plain(&finding.place.path).to_owned(),
            rule: finding.rule.id.to_owned(),
            fingerprint: format!("{:016x}", finding.fingerprint),
            message: message(finding),
        }
    }
}

fn plain(path: &str) -> &str {
    path.trim_start_matches("./")
}

/// A baseline that is being written.
#[derive(Debug, Default)]
pub struct Written(Vec<Row>);

impl Written {
    pub fn add(&mut self, finding: &Finding) {
        self.0.push(Row::of(finding));
    }

    /// Writes it whole; says how many findings it holds.
    pub fn write(mut self, path: &Path) -> Result<String, Error> {
        if path.metadata().is_ok_and(|known| known.is_file() && known.len() > 0)
            && Known::read(path).is_err()
        {
            return Err(Error::new("is there, is no baseline, and would be overwritten")
                .at(path)
                .hint("write to another file, or move this one away first"));
        }
        self.0.sort_unstable();
        let mut out = Stream::to(Some(path), false)?;
        let head = Head { descrape: env!("CARGO_PKG_VERSION").to_owned(), baseline: FORMAT };
        out.text += &json(&head);
        for row in &self.0 {
            out.text += &json(row);
            out.write_when_long()?;
        }
        out.finish()?;
        let path = printable(&path.to_string_lossy());
        Ok(format!("{} written to {path}", count(self.0.len() as u64, "known finding")))
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// A baseline that findings are compared with.
#[derive(Debug, Default)]
pub struct Known {
    rows: HashMap<u64, (Row, bool)>,
    /// How many findings of each rule it knew.
    pub counts: BTreeMap<&'static str, u64>,
}

impl Known {
    pub fn read(path: &Path) -> Result<Known, Error> {
        let wrong = |line: usize, what: &str| {
            Error::new(format!("line {line} {what}"))
                .at(path)
                .hint("`--write-baseline FILE` makes one anew")
        };
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new("could not read the baseline")
                .at(path)
                .because(error)
                .hint("`--write-baseline FILE` makes one")
        })?;
        let mut lines = text.lines().enumerate();
        let head = lines.next().and_then(|(_, line)| serde_json::from_str::<Head>(line).ok());
        match head {
            Some(head) if head.baseline == FORMAT => {}
            Some(_) => return Err(wrong(1, "says it is of another version of this format")),
            None => return Err(wrong(1, "is not that of a baseline")),
        }
        let mut rows = HashMap::new();
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let row =
                serde_json::from_str::<Row>(line).map_err(|_| wrong(at + 1, "is no finding"))?;
            let fingerprint = u64::from_str_radix(&row.fingerprint, 16)
                .map_err(|_| wrong(at + 1, "has no fingerprint"))?;
            rows.insert(fingerprint, (row, false));
        }
        Ok(Known { rows, counts: BTreeMap::new() })
    }

    /// Whether a finding was there before.
    pub fn knows(&mut self, finding: &Finding) -> bool {
        let Some((_, seen)) = self.rows.get_mut(&finding.fingerprint) else { return false };
        *seen = true;
        *self.counts.entry(finding.rule.id).or_default() += 1;
        true
    }

    /// What it holds of files below these paths and was not found there any more.
    pub fn stale(&self, paths: &[std::path::PathBuf]) -> Option<String> {
        const SHOWN: usize = 5;
        let is_below = |row: &Row| {
            paths.iter().any(|path| {
                let path = path.to_string_lossy();
                let path = plain(&path).trim_end_matches('/');
                path.is_empty()
                    || path == "."
                    || row
                        .path
                        .strip_prefix(path)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        let mut stale: Vec<&Row> = self
            .rows
            .values()
            .filter(|(row, seen)| !seen && is_below(row))
            .map(|(row, _)| row)
            .collect();
        stale.sort_unstable();
        let mut out = match stale.len() {
            0 => return None,
            n => format!("{} of the baseline no longer there:\n", count(n as u64, "finding")),
        };
        for row in stale.iter().take(SHOWN) {
            let _ = writeln!(
                out,
                "  {}: {} {}",
                printable(&row.path),
                row.rule,
                printable(&row.message)
            );
        }
        if stale.len() > SHOWN {
            let _ = writeln!(out, "  … and {} more", stale.len() - SHOWN);
        }
        Some(out)
    }
}
