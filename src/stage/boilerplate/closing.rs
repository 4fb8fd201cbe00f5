//! What closes an article behind its last sentence: a note on the author, titles of other
//! stories, who signed a letter. All of it at once, from the end up to the first line of prose.

use super::biography;
use super::found::Found;
use super::lines::{Line, trimmed};
use super::rules::{NOTE_BYLINE, PAGE_RELATED};
use super::title::is_title;

/// The lines looked at that are no furniture yet.
const LINES: usize = 8;
/// The title and a paragraph stay.
const OWN: usize = 2;

/// Adds the lines that close the article.
pub(super) fn find(text: &str, lines: &[Line], found: &mut Found) {
    let taken = found.ranges();
    let mut left = LINES;
    let mut notes = 0;
    for line in lines.iter().skip(OWN).rev() {
        // What is left of the line: spans lie at its ends, or all over it.
        let mut free = line.range();
        let first = taken.partition_point(|range| range.end <= line.start);
        for range in taken[first..].iter().take_while(|range| range.start < line.end) {
            if range.start <= free.start {
                free.start = range.end.min(free.end);
            } else {
                free.end = range.start;
            }
            free = trimmed(text, free);
        }
        if free.is_empty() {
            continue;
        }
        left -= 1;
        let words = &text[free.clone()];
        let rule = if biography::closes(text, words) && notes < 3 {
            notes += 1;
            &NOTE_BYLINE
        } else if free == line.range() && is_title(words) {
            &PAGE_RELATED
        } else {
            return;
        };
        found.add_once(text, free, rule);
        if left == 0 {
            return;
        }
    }
}
