//! `descrape explain`: every change in one document, in the order of place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::iter;
use std::ops::Range;
use std::path::Path;

use descrape::error::{Error, printable};
use descrape::{Document, Options, corpus, pipeline};

use super::args::ExplainArgs;
use super::summary::count;
use super::terminal::{self, AFTER, BEFORE, HEADING, NAME, QUIET};
use super::{Outcome, diff, excerpt, survey};

pub fn run(args: &ExplainArgs) -> Result<Outcome, Error> {
    let survey = survey::saved(&args.cleaning.survey)?;
    let mut options = Options { trace: true, survey, ..args.cleaning.options() };
    let (path, line) = place(args);
    let one = corpus::read_one(path, line, &args.reading.inputs(), &options)?;
    // As in a run: what a record says of itself beats what was said of all input.
    options.language = one.language.or(options.language);
    let document = pipeline::run(one.decoded, one.title, &options);
    let name = printable(&one.name);
    let view = if args.diff {
        diff::view(&name, "clean", document.decoded().text(), document.text())
    } else {
        view(&name, &document)
    };
    terminal::show(&view)?;
    Ok(Outcome::Done)
}

/// The file and the line of a record. `dump.jsonl:7` is a line of `dump.jsonl`, unless it is a file.
fn place(args: &ExplainArgs) -> (&Path, Option<u64>) {
    if let Some(line) = args.line {
        return (&args.file, Some(line.get()));
    }
    let typed = args.file.to_str().and_then(|typed| typed.rsplit_once(':'));
    if let Some((file, line)) = typed
        && let Some(line) = line.parse().ok().filter(|line| *line > 0)
        && !args.file.exists()
        && Path::new(file).exists()
    {
        return (Path::new(file), Some(line));
    }
    (&args.file, None)
}

/// Something to tell about a place.
struct Row<'a> {
    /// Bytes of the decoded input.
    source: Range<usize>,
    /// The rules of a change, in the order they acted, or the one finding.
    ids: Vec<&'static str>,
    what: What<'a>,
    note: Option<&'a str>,
}

enum What<'a> {
    Change {
        before: &'a str,
        after: &'a str,
    },
    /// Bytes that what they read as does not give back: a change that no stage made.
    Bytes {
        before: Cow<'a, [u8]>,
        after: &'a str,
    },
    Finding,
}

fn view(name: &str, document: &Document) -> String {
    let mut rows: Vec<Row> = steps(document).collect();
    let changes = rows.len();
    let rules: BTreeSet<&str> = rows.iter().flat_map(|row| row.ids.iter().copied()).collect();
    rows.extend(findings(document));
    // Stable: at one place, what was done first comes first.
    rows.sort_by_key(|row| row.source.start);

    let mut out = header(name, document);
    let mut places = Places::new(document.decoded().text());
    for row in &rows {
        write_row(&mut out, name, places.at(row.source.start), row);
    }
    if !rows.is_empty() {
        out.push('\n');
    }
    let sizes = format!(
        "{} in, {} of text out",
        count(document.decoded().source_len() as u64, "byte"),
        count(document.text().len() as u64, "byte")
    );
    let _ = match changes {
        0 => writeln!(out, "nothing to change; {sizes}"),
        _ => writeln!(
            out,
            "{} by {}; {sizes}",
            count(changes as u64, "change"),
            count(rules.len() as u64, "rule")
        ),
    };
    out
}

fn header(name: &str, document: &Document) -> String {
    let title = match document.title() {
        Some(title) => excerpt::quoted(title, false),
        None => "none".to_owned(),
    };
    format!(
        "{HEADING}{name}{HEADING:#}\nencoding {}, language {}, title {title}\n\n",
        document.decoded().encoding(),
        printable(document.language()),
    )
}

fn write_row(out: &mut String, name: &str, (line, column): (usize, usize), row: &Row) {
    let _ = write!(out, "{name}:{line}:{column}  {NAME}{}{NAME:#}  ", row.ids.join(", "));
    let (before, after) = match &row.what {
        What::Change { before, after } => excerpt::pair(before, after),
        What::Bytes { before, after } => {
            (excerpt::quoted_bytes(before), excerpt::quoted(after, false))
        }
        What::Finding => {
            let _ = writeln!(out, "finding: {}", printable(row.note.unwrap_or_default()));
            return;
        }
    };
    let _ = writeln!(out, "{BEFORE}{before}{BEFORE:#} → {AFTER}{after}{AFTER:#}");
    if let Some(note) = row.note {
        let _ = writeln!(out, "    {QUIET}{}{QUIET:#}", printable(note));
    }
}

fn steps(document: &Document) -> impl Iterator<Item = Row<'_>> {
    document.steps().iter().map(|step| Row {
        source: step.source.clone(),
        ids: iter::once(step.rule).chain(step.also.iter().copied()).map(|rule| rule.id).collect(),
        what: if step.before == step.after {
            let bytes = document.decoded().bytes_of(step.source.clone());
            What::Bytes { before: bytes, after: &step.after }
        } else {
            What::Change { before: &step.before, after: &step.after }
        },
        note: step.note.as_deref(),
    })
}

fn findings(document: &Document) -> impl Iterator<Item = Row<'_>> {
    document.findings().iter().map(|finding| Row {
        source: finding.source.clone().unwrap_or(0..0),
        ids: vec![finding.id],
        what: What::Finding,
        note: Some(&finding.message),
    })
}

/// Lines and columns, in characters from 1, of places that are asked for in order.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl Places<'_> {
    fn new(text: &str) -> Places<'_> {
        Places { text, at: 0, line: 1, column: 1 }
    }

    fn at(&mut self, offset: usize) -> (usize, usize) {
        for c in self.text[self.at..offset].chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.at = offset;
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let mut places = Places::new("é1\n\nxé2");
        assert_eq!(places.at(0), (1, 1));
        assert_eq!(places.at(2), (1, 2));
        assert_eq!(places.at(2), (1, 2));
        assert_eq!(places.at(4), (2, 1));
        assert_eq!(places.at(8), (3, 3));
    }

    #[test]
    fn a_clean_document_has_nothing_to_tell() {
        let view = view("a.txt", &descrape::clean_text("Plain.", &Options::default()));
        let plain = anstream::adapter::strip_str(&view).to_string();
        assert!(plain.starts_with("a.txt\nencoding UTF-8, language "), "{plain}");
        assert!(
            plain.ends_with("\n\nnothing to change; 6 bytes in, 6 bytes of text out\n"),
            "{plain}"
        );
    }
}
