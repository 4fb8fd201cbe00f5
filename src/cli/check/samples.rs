//! Findings for the tests of views.

use std::collections::BTreeMap;
use std::time::Duration;

use descrape::check::{Excerpt, Finding, Place, Position, Positions, Record};
use descrape::corpus::Checked;
use descrape::report::{Report, Tally};
use descrape::rule::{self, Severity};

use super::views::{Totals, View};
use crate::cli::Outcome;

/// What a view makes of findings, of some for which there is no room, and of as many inputs that could
/// not be checked.
pub fn written(
    view: &mut dyn View,
    findings: &[Finding],
    beyond: &[Finding],
    undone: u64,
) -> String {
    let report = Report { documents: Tally { documents: 1, bytes: 9 }, ..Report::default() };
    let checked = Checked { report, ..Checked::default() };
    let totals = Totals {
        checked: &checked,
        shown: Severity::Note,
        unlisted: beyond.len() as u64,
        known: BTreeMap::default(),
        undone,
        outcome: if undone > 0 { Outcome::Incomplete } else { Outcome::Findings },
        elapsed: Duration::ZERO,
    };
    let mut out = String::new();
    view.begin(&mut out);
    for finding in findings {
        view.finding(finding, &mut out);
    }
    for finding in beyond {
        view.beyond(finding);
    }
    view.end(&totals, &mut out);
    out
}

/// A finding that begins in column 9 of line 3 of `a.txt`.
pub fn finding(rule: &str, before: &str, after: Option<&str>) -> Finding {
    let rule = rule::find(rule).expect("there is such a rule");
    let text = format!("\n\nIt said {before}");
    let mut positions = Positions::new(&text);
    let place = Place {
        path: "a.txt".into(),
        record: None,
        start: positions.at(10),
        end: positions.at(text.len()),
        bytes: 10..text.len(),
        columns: None,
    };
    Finding {
        rule,
        also: vec![],
        severity: rule.severity,
        place,
        before: before.to_owned(),
        after: after.map(str::to_owned),
        message: None,
        excerpt: None,
        fingerprint: 7,
        known: false,
    }
}

/// The same in another file.
pub fn at(path: &str, mut finding: Finding) -> Finding {
    finding.place.path = path.into();
    finding
}

/// The same in field `text` of the record in line 4, whose id is `id` as JSON.
pub fn in_record(id: Option<&str>, mut finding: Finding) -> Finding {
    let record = Record { line: 4, id: id.map(str::to_owned), field: "text".to_owned() };
    finding.place.record = Some(record.into());
    finding.place.columns = Some(24..24 + finding.before.chars().count());
    finding
}

/// About a file or record as a whole.
pub fn whole(rule: &str, message: &str) -> Finding {
    let mut finding = finding(rule, "", None);
    finding.place.start = Position::default();
    finding.place.end = Position::default();
    finding.place.bytes = 0..0;
    finding.message = Some(message.to_owned());
    finding
}

/// With the line that it stands in, between two pieces of text.
pub fn between(text: (&str, &str), mut finding: Finding) -> Finding {
    let (first, last) = text;
    finding.excerpt = Some(Excerpt {
        text: format!("{first}{}{last}", finding.before),
        line: 3,
        span: first.len()..first.len() + finding.before.len(),
        cut: (false, false),
    });
    finding
}
