//! Finds the headline of an article in its text.

use std::ops::Range;

use crate::layout::{self, Break, Newlines, ends_sentence, is_line_break, marker_at};
use crate::sentences::characters::is_closer;

/// More characters than this is a paragraph, not a headline.
const LONGEST: usize = 200;

/// Where the headline stands: the first line, if it looks like one and a story follows.
pub fn headline(text: &str) -> Option<Range<usize>> {
    let mut breaks = layout::breaks(text, Newlines::Auto);
    let (gap, _) = breaks.find(|(_, kind)| *kind != Break::Wrap)?;
    let start = text.len() - text.trim_start().len();
    is_headline(&text[start..gap.start]).then_some(start..gap.start)
}

/// Whether a line could be the headline of what follows it: words, not too many, and no
/// sentence of a story. Questions and exclamations are headlines too.
pub(crate) fn is_headline(line: &str) -> bool {
    line.chars().take(LONGEST + 1).count() <= LONGEST
        && line.chars().any(char::is_alphabetic)
        && !line.contains(is_line_break)
        && !ends_like_prose(line)
        && marker_at(line, 0, false).is_none()
}

/// Whether a line ends in a full stop, a colon or a comma; "U.S." and "…" are no full stops.
fn ends_like_prose(line: &str) -> bool {
    let inner = line.trim_end_matches(is_closer);
    let last_word = inner.rsplit(char::is_whitespace).next().unwrap_or(inner);
    let is_abbreviation = last_word.strip_suffix('.').is_some_and(|word| {
        word.ends_with("..")
            || word.contains('.') && word.split('.').all(|part| part.chars().count() == 1)
    });
    let asks = inner.ends_with(['?', '!', '…', '？', '！', '؟']);
    let is_sentence = ends_sentence(line) && !is_abbreviation && !asks;
    is_sentence && !has_title_case(line) || inner.ends_with([':', ',', ';'])
}

/// Whether every long word has a capital: `The Dam Above Orrin Held. Nobody Knows Why.`
fn has_title_case(line: &str) -> bool {
    const LONG: usize = 5;
    const MANY: usize = 3;
    let mut long = 0;
    for word in line.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.chars().take(LONG).filter(|c| c.is_alphabetic()).count() == LONG {
            if !word.starts_with(char::is_uppercase) {
                return false;
            }
            long += 1;
        }
    }
    long >= MANY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(headline(text).map(|range| &text[range]), expected, "{text:?}");
    }

    #[test]
    fn the_first_line_without_a_full_stop_is_the_headline() {
        check("Dam holds in Orrin\n\nThe dam held.", Some("Dam holds in Orrin"));
        check("\n Dam holds in Orrin\nThe dam held.", Some("Dam holds in Orrin"));
        check("Will the dam hold?\n\nThe dam held.", Some("Will the dam hold?"));
        check(
            "Mayor says dam is safest in the U.S.\n\nIt held.",
            Some("Mayor says dam is safest in the U.S."),
        );
        check(
            "The Dam Above Orrin Held. Nobody in Town Knows Why.\n\nIt held.",
            Some("The Dam Above Orrin Held. Nobody in Town Knows Why."),
        );
        check("Mayor Ada Lund Spoke for Orrin today.\n\nIt held.", None);
        check("Mayor: ‘It held’\n\nIt did.", Some("Mayor: ‘It held’"));
    }

    #[test]
    fn prose_lists_and_single_lines_are_not() {
        check("The dam held.\n\nNobody slept.", None);
        check("Dam holds in Orrin", None);
        check("Dam holds in Orrin\n\n", None);
        check("- Dam holds\n- Road opens", None);
        check("“It held.”\n\nNobody slept.", None);
        check("In short:\n\nIt held.", None);
        check("…\n\nIt held.", None);
        check(&format!("{}\n\nIt held.", "word ".repeat(50)), None);
    }

    #[test]
    fn mending_white_space_does_not_change_it() {
        check("Dam holds\nthrough the night\n\nThe dam held.", None);
        check("Dam holds through the night\n\nThe dam held.", Some("Dam holds through the night"));
    }
}
