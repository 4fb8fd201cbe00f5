//! The ways to show findings. One is a file here and a row in [`VIEWS`].

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::time::Duration;

use descrape::check::Finding;
use descrape::corpus::Checked;
use descrape::rule::Severity;

use super::{concise, full, github, gitlab, json, junit, sarif};
use crate::cli::Outcome;
use crate::cli::names::Names;
use crate::cli::summary::{count, number, size};

/// Every view, in the order the help shows them.
pub const VIEWS: &[ViewRow] =
    &[full::ROW, concise::ROW, json::ROW, sarif::ROW, github::ROW, junit::ROW, gitlab::ROW];

/// A way to show findings.
pub struct ViewRow {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// Whether it shows the lines around a finding.
    pub excerpts: bool,
    /// Whether it is coloured where colours are wanted. Others are written to the byte.
    pub styled: bool,
    /// How many findings it has room for.
    pub most: Option<u64>,
    /// A new one.
    pub make: fn(Setting) -> Box<dyn View>,
}

/// What a view may want to know beforehand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting {
    /// The mildest findings that make the check fail.
    pub fail_on: Option<Severity>,
    /// Whether findings that were there before are told from new ones.
    pub baseline: bool,
}

/// Turns findings into text, in the order they come.
pub trait View {
    /// Before the first.
    fn begin(&mut self, _out: &mut String) {}
    /// Whether it shows findings that a baseline knows.
    fn shows_known(&self) -> bool {
        false
    }
    /// One of them.
    fn finding(&mut self, finding: &Finding, out: &mut String);
    /// One for which there is no room.
    fn beyond(&mut self, _finding: &Finding) {}
    /// Behind the last.
    fn end(&mut self, _totals: &Totals, _out: &mut String) {}
}

/// What `--format` takes.
pub const FORMAT: Names = Names {
    what: "format",
    rows: || {
        let auto = ("auto", "full on a terminal, concise elsewhere");
        std::iter::once(auto).chain(VIEWS.iter().map(|row| (row.name, row.summary))).collect()
    },
    list: None,
};

/// The view of that name; with `auto` the one that suits where it goes.
pub fn chosen(name: &str, to_file: bool) -> &'static ViewRow {
    let auto = if std::io::stdout().is_terminal() && !to_file { "full" } else { "concise" };
    let name = if name == "auto" { auto } else { name };
    VIEWS.iter().find(|row| row.name == name).unwrap_or(&VIEWS[0])
}

/// What a check came to.
#[derive(Debug)]
pub struct Totals<'a> {
    pub checked: &'a Checked,
    /// The mildest that is shown.
    pub shown: Severity,
    /// How many were too many to be.
    pub unlisted: u64,
    /// Of those that are that bad, how many a baseline knew.
    pub known: BTreeMap<Severity, u64>,
    /// How many inputs and records could not be checked.
    pub undone: u64,
    /// How the program ends.
    pub outcome: Outcome,
    pub elapsed: Duration,
}

impl Totals<'_> {
    /// Whether no document was there to be checked.
    pub fn is_empty(&self) -> bool {
        self.checked.documents() == 0
    }

    /// Findings that were not there before, by severity.
    fn new_ones(&self) -> impl Iterator<Item = (Severity, u64)> {
        self.checked.severities.range(self.shown..).filter_map(|(severity, all)| {
            let known = self.known.get(severity).copied().unwrap_or_default();
            (*all > known).then_some((*severity, all - known))
        })
    }

    /// `3 findings (1 error, 2 warnings) in 125 files, 77 MB, 0.4 s`
    pub fn headline(&self) -> String {
        format!("{}, {:.1} s", self.counts(), self.elapsed.as_secs_f64())
    }

    /// The same without the time: it is equal for equal inputs.
    pub fn counts(&self) -> String {
        let by_severity: Vec<(Severity, u64)> = self.new_ones().collect();
        let all: u64 = by_severity.iter().map(|(_, n)| n).sum();
        let by_severity: Vec<String> =
            by_severity.iter().rev().map(|(severity, n)| count(*n, severity.name())).collect();
        let by_severity = match by_severity.len() {
            0 => String::new(),
            _ => format!(" ({})", by_severity.join(", ")),
        };
        let report = &self.checked.report;
        let documents = if report.documents.documents == report.files {
            String::new()
        } else {
            format!("{} in ", count(report.documents.documents, "document"))
        };
        format!(
            "{} finding{}{by_severity} in {documents}{}, {}",
            number(all),
            if all == 1 { "" } else { "s" },
            count(report.files, "file"),
            size(report.documents.bytes),
        )
    }
}
