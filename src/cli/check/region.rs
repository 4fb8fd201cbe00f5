//! Where a finding is, as a file shows it to people and programs: lines and columns from 1.

use descrape::check::{Finding, Place, Position};

/// From a line and column to the column behind the last. There are no columns where the line is not one
/// of text: in a table, or of a record as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub line: u64,
    pub column: Option<usize>,
    pub end_line: u64,
    pub end_column: Option<usize>,
}

impl Region {
    /// All of it.
    pub fn exact(place: &Place) -> Region {
        match &place.record {
            None => Region::between(place.start, place.end),
            Some(record) => Region {
                line: record.line,
                column: place.columns.as_ref().map(|columns| columns.start),
                end_line: record.line,
                end_column: place.columns.as_ref().map(|columns| columns.end),
            },
        }
    }

    /// Where a person looks: without the white space around that goes with what is wrong.
    pub fn seen(finding: &Finding) -> Region {
        let words = finding.before.trim();
        if finding.place.record.is_some() || words.is_empty() {
            return Region::exact(&finding.place);
        }
        let space = finding.before.len() - finding.before.trim_start().len();
        let start = behind(finding.place.start, &finding.before[..space]);
        Region::between(start, behind(start, words))
    }

    fn between(start: Position, end: Position) -> Region {
        Region {
            line: start.line as u64,
            column: Some(start.column),
            end_line: end.line as u64,
            end_column: Some(end.column),
        }
    }
}

/// The position behind a text that begins at `start`.
fn behind(start: Position, text: &str) -> Position {
    let offset = start.offset + text.chars().count();
    match text.rsplit_once('\n') {
        None => {
            let is_marked = start.offset == 0 && text.starts_with('\u{feff}');
            let column = start.column + text.chars().count() - usize::from(is_marked);
            Position { column, offset, ..start }
        }
        Some((lines, last)) => {
            let line = start.line + 1 + lines.matches('\n').count();
            Position { line, column: 1 + last.chars().count(), offset }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::check::samples::finding;

    #[test]
    fn a_person_looks_at_what_white_space_stands_around() {
        for (before, expected) in [
            ("Ad", (3, 9, 3, 11)),
            (" Ad", (3, 10, 3, 12)),
            ("\n\n  Ad\n", (5, 3, 5, 5)),
            ("Ad\nAd \n", (3, 9, 4, 3)),
        ] {
            let region = Region::seen(&finding("page.promo", before, Some("")));
            let (line, column, end_line, end_column) = expected;
            let expected =
                Region { line, column: Some(column), end_line, end_column: Some(end_column) };
            assert_eq!(region, expected, "{before:?}");
        }
        let space = finding("page.promo", " \n", Some(""));
        assert_eq!(Region::seen(&space), Region::exact(&space.place));
        // Of a byte order mark, which is in no column, and of a space that looks like one.
        let start = Position::default();
        assert_eq!(behind(start, "\u{feff}a\u{feff}").column, 3);
        assert_eq!(behind(Position { offset: 1, ..start }, "\u{feff}").column, 2);
    }
}
