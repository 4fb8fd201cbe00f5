//! What a view has no room for, in numbers: how many findings of each rule in each file.

use std::sync::Arc;

use descrape::check::Finding;
use descrape::rule::{Rule, Severity};
use rustc_hash::FxHashMap;

/// Of how many files and rules the numbers are kept apart; what comes behind is added up by rule, so
/// that millions of files take no more memory.
const ROWS: usize = 2000;

/// The numbers.
#[derive(Debug, Default)]
pub struct Beyond {
    rows: Vec<Row>,
    of_file: FxHashMap<(Arc<str>, &'static str), usize>,
    of_rule: FxHashMap<&'static str, usize>,
}

/// How many findings of a rule are not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where they are, or the first of them.
    pub path: Arc<str>,
    /// Whether some are in other files.
    pub elsewhere: bool,
    pub rule: &'static Rule,
    pub severity: Severity,
    pub findings: u64,
}

impl Beyond {
    /// Counts one; one that was known is none that anybody has to hear of.
    pub fn add(&mut self, finding: &Finding) {
        if finding.known {
            return;
        }
        let (path, rule) = (&finding.place.path, finding.rule);
        let next = self.rows.len();
        let at = match self.of_file.get(&(Arc::clone(path), rule.id)) {
            Some(at) => *at,
            None if self.of_file.len() < ROWS => {
                *self.of_file.entry((Arc::clone(path), rule.id)).or_insert(next)
            }
            None => *self.of_rule.entry(rule.id).or_insert(next),
        };
        if at == next {
            let (path, severity) = (Arc::clone(path), finding.severity);
            self.rows.push(Row { path, elsewhere: false, rule, severity, findings: 0 });
        }
        let row = &mut self.rows[at];
        row.findings += 1;
        row.elsewhere |= row.path != *path;
    }

    /// In the order of the first of each.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many findings there are in all.
    pub fn findings(&self) -> u64 {
        self.rows.iter().map(|row| row.findings).sum()
    }
}

impl Row {
    /// `12 more findings of page.promo in this and other files are not listed`
    pub fn told(&self) -> String {
        let more = crate::cli::summary::count(self.findings, "more finding");
        let are = if self.findings == 1 { "is" } else { "are" };
        let others = if self.elsewhere { " in this and other files" } else { "" };
        format!("{more} of {}{others} {are} not listed", self.rule.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::check::samples::{at, finding};

    #[test]
    fn many_files_are_added_up_by_rule() {
        let mut beyond = Beyond::default();
        for n in 0..ROWS + 100 {
            beyond.add(&at(&format!("{n}.txt"), finding("page.promo", "Ad", Some(""))));
            beyond.add(&at("a.txt", finding("unicode.nfc", "e\u{301}", Some("é"))));
        }
        let mut known = finding("page.promo", "Ad", Some(""));
        known.known = true;
        beyond.add(&known);
        assert_eq!(beyond.findings(), 2 * (ROWS as u64 + 100));
        assert_eq!(beyond.rows().len(), ROWS + 1);
        assert_eq!((&*beyond.rows()[1].path, beyond.rows()[1].findings), ("a.txt", 2100));
        let last = beyond.rows().last().expect("there are some");
        assert_eq!((&*last.path, last.findings, last.elsewhere), ("1999.txt", 101, true));
        assert_eq!(
            last.told(),
            "101 more findings of page.promo in this and other files are not listed"
        );
    }
}
