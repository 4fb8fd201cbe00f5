//! Titles of other stories that stand bare between the paragraphs or behind the last one.
//!
//! A section head may be a title too, so in the middle of an article two of them must stand
//! together, with words between the capitals.

use crate::label::Label;

use super::found::Found;
use super::lines::{Line, trimmed};
use super::phrase::{self, Word};
use super::rules::PAGE_RELATED;

/// Titles have so many bytes at most.
const LONGEST: usize = 160;
/// And so many words at least.
const WORDS: usize = 6;
/// The first lines are the article's own titles.
const OWN: usize = 4;

/// Adds the titles that stand together, and those under a line like `READ MORE:`.
pub(super) fn find(text: &str, lines: &mut [Line], found: &mut Found) {
    let mut before: Option<Line> = None;
    let mut under_cue = false;
    let taken = found.ranges();
    for line in lines.iter_mut().skip(OWN) {
        let words = line.of(text);
        if words.len() > LONGEST {
            (before, under_cue) = (None, false);
            continue;
        }
        let n = taken.partition_point(|range| range.end <= line.start);
        if taken.get(n).is_some_and(|range| range.start < line.end) {
            under_cue |= words.ends_with(':') && phrase::of_line(words) == Some(Label::RelatedLink);
            continue;
        }
        under_cue = under_cue && in_capitals(words).is_some_and(|title| title.count > 2);
        if under_cue {
            found.add_once(text, trimmed(text, line.range()), &PAGE_RELATED);
        }
        if under_cue || !*line.known.is_title.get_or_insert_with(|| is_title(words)) {
            before = None;
            continue;
        }
        if let Some(before) = before.replace(*line) {
            for line in [before, *line] {
                found.add_once(text, trimmed(text, line.range()), &PAGE_RELATED);
            }
        }
    }
}

/// Whether a line is written as titles are, and long enough to be nothing else.
pub(super) fn is_title(words: &str) -> bool {
    // A line of capitals heads a section; names with a comma or a dash between are a list.
    in_capitals(words).is_some_and(|Title { count, capitals, little, lower }| {
        let is_list =
            words.contains(", ") && little == 0 || words.contains(" - ") || words.contains('@');
        count >= WORDS && capitals * 2 > count && little > 0 && lower > 2 && !is_list
    })
}

/// How many words of a title there are: all, those with a capital, little ones, and those that
/// are not all capitals.
#[derive(Debug, Default)]
struct Title {
    count: usize,
    capitals: usize,
    little: usize,
    lower: usize,
}

/// The words of a line in which each but little ones has a capital.
fn in_capitals(words: &str) -> Option<Title> {
    // Nearly all lines.
    if words.ends_with('.') {
        return None;
    }
    let ends = words.ends_with([',', ';', ':', '…', '”', '"', ')', ']']);
    let opens = words.starts_with(|c: char| c.is_uppercase() || matches!(c, '\'' | '‘'));
    if words.len() > LONGEST || ends || !opens {
        return None;
    }
    let mut title = Title::default();
    for word in words.split_whitespace() {
        let word = match word.as_bytes() {
            [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => {
                word
            }
            _ => word.trim_matches(|c: char| !c.is_alphanumeric()),
        };
        // A list of names has none.
        let is_little = phrase::is(word, Word::Little);
        title.count += usize::from(!word.is_empty());
        let is_lower =
            word.bytes().any(|b| b.is_ascii_lowercase()) || word.contains(char::is_lowercase);
        title.lower += usize::from(is_lower);
        match word.chars().next() {
            Some(first) if first.is_uppercase() => title.capitals += 1,
            Some(first) if first.is_lowercase() && !is_little => return None,
            _ => {}
        }
        title.little += usize::from(is_little);
    }
    Some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_others() {
        for title in [
            "Ferry Sinks off Bergen in Heavy Fog",
            "Why the Pier at Lund Is Closed to Everyone",
            "'We Were Not Told': Orrin's Mayor on the Flood",
        ] {
            assert!(is_title(title), "{title}");
        }
        for other in [
            "Ferry sinks off Bergen in heavy fog",
            "The Mayor of Lund",
            "Mara Voss, Jon Ek, Ada Tarn, Liv Moe, Per Aas, and Ida Lie.",
            "Mara Voss - Director of the Port of Bergen",
            "THE FERRY SINKS AND THE MAYOR IS GONE",
            "Gov. Mara Voss Sen. Jon Ek Mayor Ada Tarn",
            "He Said It Was Over, and the Rest Followed:",
        ] {
            assert!(!is_title(other), "{other}");
        }
    }
}
