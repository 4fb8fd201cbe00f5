//! A finding in words.

use descrape::check::{Finding, Place};

use crate::cli::excerpt;

/// What is wrong, in one line without colours: `"cafÃ©" → "café"`.
pub fn message(finding: &Finding) -> String {
    match (&finding.message, &finding.after) {
        (Some(message), _) => descrape::error::printable(message),
        (None, Some(after)) if *after != finding.before => {
            let (before, after) = excerpt::pair(&finding.before, after);
            format!("{before} → {after}")
        }
        // Bytes that do not decode stay what they are.
        _ => finding.rule.summary.to_owned(),
    }
}

/// The line in the file, and the column where there is one.
pub fn position(place: &Place) -> (u64, Option<usize>) {
    match &place.record {
        None => (place.start.line as u64, Some(place.start.column)),
        Some(record) => (record.line, place.columns.as_ref().map(|columns| columns.start)),
    }
}

/// Where a person looks: as [`position`], but behind white space that goes with what is wrong.
pub fn seen_at(finding: &Finding) -> (u64, Option<usize>) {
    let (line, column) = position(&finding.place);
    let words = finding.before.trim_start();
    if finding.place.record.is_some() || words.is_empty() {
        return (line, column);
    }
    let space = &finding.before[..finding.before.len() - words.len()];
    match space.rsplit_once('\n') {
        None => (line, column.map(|column| column + space.chars().count())),
        Some((lines, last)) => {
            let lines = lines.matches('\n').count() as u64 + 1;
            (line + lines, Some(1 + last.chars().count()))
        }
    }
}

#[cfg(test)]
mod tests {
    use descrape::check::{Place, Position};
    use descrape::rule;

    use super::*;

    fn finding(before: &str) -> Finding {
        let start = Position { line: 3, column: 9, offset: 40 };
        let rule = rule::find("page.promo").expect("there is such a rule");
        Finding {
            rule,
            also: vec![],
            severity: rule.severity,
            place: Place {
                path: "a.txt".into(),
                record: None,
                start,
                end: start,
                bytes: 40..50,
                columns: None,
            },
            before: before.to_owned(),
            after: Some(String::new()),
            message: None,
            excerpt: None,
            fingerprint: 7,
            known: false,
        }
    }

    #[test]
    fn a_person_looks_behind_white_space() {
        for (before, expected) in
            [("Ad", (3, 9)), (" Ad", (3, 10)), ("\n\n  Ad\n", (5, 3)), (" \n", (3, 9))]
        {
            let (line, column) = seen_at(&finding(before));
            assert_eq!((line, column), (expected.0, Some(expected.1)), "{before:?}");
        }
    }
}
