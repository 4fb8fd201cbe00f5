//! Whether the lines of a document were wrapped, and at which column.
//!
//! A program that wraps breaks a line where the next word would not fit. So in wrapped text
//! nearly every line is *full*: it and the first word of the next are longer than the longest
//! line. And most lines go on in lower case. Lines that are paragraphs are neither.

use super::{LineBreaks, ends_sentence, line_breaks, marker_at};

/// Text is wrapped by hand or by mail programs at 60 to 80 columns, by some converters at 132;
/// ideographs at 30 to 40.
const COLUMNS: std::ops::RangeInclusive<usize> = 20..=132;

/// The last words of a line that goes on: no headline and no caption ends in them.
const UNFINISHED: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "her", "his", "its", "of", "or", "that", "the",
    "their", "to", "was", "with", // English
    "das", "dem", "den", "der", "des", "die", "ein", "eine", "im", "mit", "und", "vom", "von",
    "zur", // German
    "aux", "d'une", "de", "du", "et", "la", "le", "les", "une", "del", "e", "el", "los", "las",
    "y", "di", "il", "che", "per", "o", "os", "da", "dos", "het", "een", "van", "en", "och", "og",
    "att",
];

/// Titles that stand before a name, so that a line does not end after them.
const TITLES: &[&str] = &[
    "Capt.", "Col.", "Dr.", "Gen.", "Gov.", "Lt.", "Mr.", "Mrs.", "Ms.", "Prof.", "Rep.", "Rev.",
    "Sen.", "Sgt.", "St.",
];

/// A line and the single newline after it.
struct Line {
    columns: usize,
    /// Its columns with the first word of the next line; `None` at the end of a block.
    with_next_word: Option<usize>,
    continues: bool,
}

/// The column at which the lines of this text were wrapped, `None` if they were not.
pub(super) fn width(text: &str) -> Option<usize> {
    let lines = lines_in_blocks(text);
    let mut columns: Vec<usize> = lines.iter().map(|line| line.columns).collect();
    columns.sort_unstable();
    // One line in twenty may be longer: an address, a line that was added later.
    let width = *columns.get((columns.len() - columns.len() / 20).checked_sub(1)?)?;
    let joints =
        || lines.iter().filter_map(|line| line.with_next_word.map(|n| (n, line.continues)));
    let count = joints().count();
    let full = joints().filter(|(with_next_word, _)| *with_next_word > width).count();
    let continuing = joints().filter(|(_, continues)| *continues).count();
    (COLUMNS.contains(&width) && full * 10 >= count * 7 && continuing * 10 >= count * 4)
        .then_some(width)
}

/// Whether the lines of this text were wrapped after the space, which still stands there: of the
/// lines that end in a space and no sentence, as many go on in lower case as in wrapped text.
pub(super) fn keeps_spaces(text: &str) -> bool {
    let (mut spaced, mut continuing) = (0, 0);
    let mut breaks = LineBreaks::of(text);
    let mut at = 0;
    while let Some(newline) = breaks.next(at) {
        let line = text[at..newline].trim();
        let next = text.len() - text[newline..].trim_start().len();
        if text[..newline].ends_with(' ')
            && !line.is_empty()
            && !ends_sentence(line)
            && line_breaks(&text[newline..next]) == 1
        {
            spaced += 1;
            continuing += usize::from(text[next..].starts_with(char::is_lowercase));
        }
        at = next.max(newline + 1);
    }
    continuing > 0 && continuing * 10 >= spaced * 4
}

/// The lines that have a single newline before or after them and are no list items.
fn lines_in_blocks(text: &str) -> Vec<Line> {
    let mut breaks = LineBreaks::of(text);
    let mut lines = vec![];
    let mut at = 0;
    let mut in_block = false;
    while at < text.len() {
        let newline = breaks.next(at).unwrap_or(text.len());
        let line = text[at..newline].trim();
        let next = text.len() - text[newline..].trim_start().len();
        let single = next < text.len()
            && line_breaks(&text[newline..next]) == 1
            && marker_at(text, next, false).is_none();
        if !line.is_empty() && (single || in_block) {
            let columns = line.chars().count();
            lines.push(Line {
                columns,
                with_next_word: single.then(|| columns + 1 + first_word_columns(&text[next..])),
                continues: single && !ends_sentence(line) && starts_inside(&text[next..]),
            });
        }
        in_block = single;
        at = next.max(newline + 1);
    }
    lines
}

/// Whether the newline between these two lines wraps them, in a document of this width.
pub(super) fn is_wrap(line: &str, next: &str, width: Option<usize>) -> bool {
    let ended = ends_sentence(line);
    let columns = line.chars().count();
    if let Some(width) = width
        && columns + 1 + first_word_columns(next) > width
    {
        return true;
    }
    if ended { is_unfinished(line, columns) } else { goes_on(next) || is_unfinished(line, columns) }
}

/// Whether a line starts in a way that only the middle of a sentence does.
fn goes_on(next: &str) -> bool {
    next.chars().next().is_some_and(|c| {
        // No quotation mark: each of them opens in some language.
        c.is_lowercase() || matches!(c, ',' | ';' | ':' | ')' | ']' | '}') || is_lone_mark(next)
    })
}

/// Whether a line starts with the mark that ends the line before it.
fn is_lone_mark(next: &str) -> bool {
    next.strip_prefix(['.', '!', '?', '。'])
        .is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))
}

/// Likewise, or in a script that does not tell.
fn starts_inside(next: &str) -> bool {
    goes_on(next) || next.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_uppercase())
}

/// Whether a line stops where no sentence and no headline stops.
fn is_unfinished(line: &str, columns: usize) -> bool {
    // Particles that join what stands before them to the rest of a Japanese sentence.
    if line.ends_with([',', '、', 'の', 'を', 'が', 'は', 'に', 'と', 'へ']) {
        return true;
    }
    // The last word, if it is short enough to be one of these.
    let start = line.char_indices().rev().take(12).find(|(_, c)| c.is_whitespace());
    let Some(word) = start.map(|(at, c)| &line[at + c.len_utf8()..]) else { return false };
    // "10 p.m.⏎Friday" in a line as long as wrapped ones are; a paragraph may well end so.
    let has_dots = word.ends_with('.')
        && word[..word.len() - 1].contains('.')
        && word.split('.').all(|part| part.len() <= 1);
    UNFINISHED.contains(&word)
        || TITLES.contains(&word)
        || has_dots && (40..=100).contains(&columns)
}

/// How many columns the first word takes; longer than any line counts as that long.
fn first_word_columns(line: &str) -> usize {
    line.chars().take(*COLUMNS.end()).take_while(|c| !c.is_whitespace()).count()
}
