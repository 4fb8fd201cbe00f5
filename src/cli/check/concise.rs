//! One line a finding: `path:line:column: severity[rule] message`.

use std::fmt::Write as _;

use descrape::check::Finding;
use descrape::error::printable;
use descrape::rule::Severity;

use super::message::message;
use super::region::Region;
use super::views::{View, ViewRow};
use crate::cli::terminal::{BEFORE, HEADING, NAME, QUIET, WARNING};

pub const ROW: ViewRow = ViewRow {
    name: "concise",
    summary: "one line a finding",
    excerpts: false,
    styled: true,
    most: None,
    make: |_| Box::new(Concise),
};

struct Concise;

impl View for Concise {
    fn finding(&mut self, finding: &Finding, out: &mut String) {
        let place = &finding.place;
        let Region { line, column, .. } = Region::seen(finding);
        let _ = write!(out, "{HEADING}{}{HEADING:#}:{line}:", printable(&place.path));
        if let Some(column) = column {
            let _ = write!(out, "{column}:");
        }
        let style = match finding.severity {
            Severity::Error => BEFORE,
            Severity::Warning => WARNING,
            Severity::Note => NAME,
        };
        let _ = write!(
            out,
            " {style}{}{style:#}[{}] {}",
            finding.severity.name(),
            finding.rule.id,
            message(finding)
        );
        if let (Some(record), false) = (&place.record, place.bytes.is_empty()) {
            let field = printable(&record.field);
            let _ = write!(out, " {QUIET}({field}, character {}){QUIET:#}", place.start.offset);
        }
        out.push('\n');
    }
}
