//! From a text to the places of its lines.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::line::{Folded, fold};
use super::places::Place;
use crate::span::floor;

/// A line of at least so many bytes is a paragraph: something that other documents do not have.
const PARAGRAPH: usize = 80;

/// What a paragraph is known by: so many bytes of its beginning. Copies of an article are often
/// edited, seldom there.
const BEGINNING: usize = 64;

/// A first line of more bytes is no title.
const TITLE: usize = 200;

/// So many lines are counted from either end of a document, that a list of a million names costs
/// no more than an article.
const LINES: usize = 500;

/// Whether a line is a paragraph for a survey.
pub(crate) fn is_long(line: &str) -> bool {
    line.len() >= PARAGRAPH
}

/// Whether this line is the title.
pub(crate) fn is_title(number: usize, line: &str, titled: bool) -> bool {
    number == 0 && !titled && line.len() <= TITLE
}

/// Hands over every line that is counted, folded, with its place.
pub(super) fn read(text: &str, titled: bool, mut each: impl FnMut(&str, Place)) {
    let lines: Vec<&str> =
        text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let title = usize::from(lines.first().is_some_and(|line| is_title(0, line, titled)));
    let lines = &lines[title..];
    let paragraphs: Vec<(usize, u64)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_long(line))
        .map(|(number, line)| (number, known_by(line)))
        .collect();
    let Some(document) = identity(lines, &paragraphs) else { return };
    let mut folded = Folded::default();
    // The first paragraph that is not before the line.
    let mut next = 0;
    for (number, line) in lines.iter().enumerate() {
        while paragraphs.get(next).is_some_and(|paragraph| paragraph.0 < number) {
            next += 1;
        }
        if number >= LINES && lines.len() - number > LINES {
            continue;
        }
        let Some(line) = folded.of(line) else { continue };
        let is_paragraph = paragraphs.get(next).is_some_and(|paragraph| paragraph.0 == number);
        let behind = paragraphs.get(next + usize::from(is_paragraph));
        let before = next.checked_sub(1).map(|before| paragraphs[before]);
        let [before, after] = [before, behind.copied()].map(|it| it.map_or(0, |it| it.1));
        let at_end = behind.is_none() && !paragraphs.is_empty();
        let neighbours = xxh3_64_with_seed(&before.to_le_bytes(), after) as u32;
        each(line, Place::new(document, neighbours, at_end));
    }
}

/// The min-hash of the paragraphs; of the lines, where there are none.
fn identity(lines: &[&str], paragraphs: &[(usize, u64)]) -> Option<u32> {
    let least = match paragraphs {
        [] => lines.iter().map(|line| known_by(line)).min(),
        _ => paragraphs.iter().map(|paragraph| paragraph.1).min(),
    };
    // Hashed once more: the least of many is small, and sampling goes by the upper bits.
    least.map(|least| xxh3_64(&least.to_le_bytes()) as u32)
}

/// The hash of the beginning of a line, folded.
fn known_by(line: &str) -> u64 {
    let mut folded = String::with_capacity(BEGINNING);
    fold(&line[..floor(line, line.len().min(BEGINNING))], &mut folded);
    xxh3_64(folded.as_bytes())
}
