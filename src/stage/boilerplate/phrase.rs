//! Lines that are furniture by how they are worded: the phrase files, one a language.
//!
//! A file is made of sections, `[label kind]`, with one phrase a line. Case does not matter,
//! except in sections marked `cased`; `;` opens a comment, `#` stands for a number, one `*` for a few words. Kinds:
//!
//! - `whole`: the line is the phrase, but for signs around it
//! - `start`: the line begins with it, and is short
//! - `end`: the line, or its last sentence, is names and then the phrase
//! - `bracket`: `(phrase …)` inside or behind a sentence
//! - `front`: the line begins with it, and goes on with something else, which is looked at anew
//! - `cue`: the line begins with it, and goes on with a caption
//! - `words`, `links`: a line of nothing but such words, `links` not by themselves

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::label::Label;

use super::words::is_name;

const FILES: &[&str] = &[
    include_str!("phrases/en.txt"),
    include_str!("phrases/de.txt"),
    include_str!("phrases/es.txt"),
    include_str!("phrases/fr.txt"),
    include_str!("phrases/pt.txt"),
];

/// Furniture lines are short; a paragraph that begins like one is prose.
const LINE: usize = 320;
/// What a `*` inside a `start` phrase may stand for.
const GAP: usize = 120;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    Start,
}

#[derive(Debug, Clone, Copy)]
struct Phrase {
    label: Label,
    kind: Kind,
    cased: bool,
    head: &'static str,
    tail: Option<&'static str>,
}

#[derive(Debug)]
struct Table {
    /// Phrases of lines by the first byte of the line, folded.
    by_first: Vec<Vec<Phrase>>,
    ends: Vec<(Label, &'static str)>,
    fronts: Vec<(Label, &'static str)>,
    cues: Vec<&'static str>,
    brackets: Vec<(Label, &'static str)>,
    words: HashSet<&'static str>,
    links: HashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        by_first: vec![vec![]; 256],
        ends: vec![],
        fronts: vec![],
        cues: vec![],
        brackets: vec![],
        words: HashSet::new(),
        links: HashSet::new(),
    };
    for file in FILES {
        let mut section = vec![];
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with(';')) {
            if let Some(head) = line.strip_prefix('[') {
                section = head.trim_end_matches(']').split(' ').collect();
                continue;
            }
            let label =
                Label::from_name(section[0]).expect("phrase files name known labels: tested");
            let cased = section.get(2) == Some(&"cased");
            match section[1] {
                "end" => table.ends.push((label, line)),
                "front" => table.fronts.push((label, line)),
                "cue" => table.cues.push(line),
                "bracket" => table.brackets.push((label, line)),
                "words" => drop(table.words.insert(line)),
                "links" => drop(table.links.insert(line)),
                kind => {
                    let kind = if kind == "whole" { Kind::Whole } else { Kind::Start };
                    let (head, tail) = match line.split_once('*') {
                        Some((head, tail)) => (head, Some(tail)),
                        None => (line, None),
                    };
                    let phrase = Phrase { label, kind, cased, head, tail };
                    let firsts =
                        if line.starts_with('#') { b'0'..=b'9' } else { first(line)..=first(line) };
                    for first in firsts {
                        table.by_first[usize::from(first)].push(phrase);
                    }
                }
            }
        }
    }
    // Whole lines first, then the longest phrase: the most that is known of a line counts.
    for phrases in &mut table.by_first {
        phrases.sort_by_key(|phrase| (phrase.kind == Kind::Start, Reverse(phrase.head.len())));
    }
    table
});

fn first(line: &str) -> u8 {
    line.as_bytes()[0].to_ascii_lowercase()
}

/// Signs that open a furniture line and say nothing.
const OPENING: &[char] = &[
    '•', '*', '>', '»', '—', '–', '-', '|', '[', '(', ' ', '·', '▶', '►', '→', '+', '\u{a0}', '_',
    '=', '~',
];
/// And those that close it.
const CLOSING: &[char] = &[
    ']', ')', '*', ':', '.', '…', '!', ' ', '>', '»', '-', '–', '—', '|', '_', '→', '▼', '\u{a0}',
    '=', '~', '<',
];

/// What a line is, if it is furniture as a whole.
pub(super) fn of_line(line: &str) -> Option<Label> {
    if line.len() > LINE {
        return None;
    }
    let start = line.trim_start_matches(OPENING);
    let candidates = &TABLE.by_first[usize::from(start.as_bytes().first()?.to_ascii_lowercase())];
    candidates.iter().find(|phrase| phrase.fits(start)).map(|phrase| phrase.label)
}

/// The words of the page in front of something else, as in `CLOSE A ferry at sea. Jon Ek/AP`.
///
/// Case counts here, and the rest begins with a word that is not all capitals: `CLOSE CALL` is
/// a headline.
pub(super) fn in_front(line: &str) -> Option<(usize, Label)> {
    let first = line.as_bytes().first()?;
    TABLE.fronts.iter().filter(|(_, phrase)| phrase.as_bytes()[0] == *first).find_map(
        |(label, phrase)| {
            let rest = behind(line, phrase, true)?;
            let word = rest.strip_prefix(' ')?.trim_start().split(' ').next()?;
            let shouts = word.chars().count() > 1 && !word.contains(char::is_lowercase);
            let opens = word.starts_with(|c: char| {
                c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“')
            });
            let button = is_button(rest);
            (opens && (!shouts || button)).then_some((line.len() - rest.len(), *label))
        },
    )
}

/// The length of the words of a player in front of a caption: `Media caption A ferry at sea`.
pub(super) fn caption_cue(line: &str) -> Option<usize> {
    let rest = TABLE.cues.iter().find_map(|cue| behind(line, cue, true))?;
    (line.len() <= LINE && rest.starts_with(' ')).then(|| line.len() - rest.len())
}

/// Whether the rest of a line is a bar of buttons, which may shout.
fn is_button(rest: &str) -> bool {
    of_line(rest.trim()).is_some() || share_bar(rest.trim()) == ShareBar::Yes
}

impl Phrase {
    fn fits(&self, line: &str) -> bool {
        let Some(rest) = behind(line, self.head, self.cased) else { return false };
        match (self.kind, self.tail) {
            (Kind::Whole, None) => rest.trim_end_matches(CLOSING).is_empty(),
            (Kind::Whole, Some(tail)) => {
                let rest = rest.trim_end_matches(CLOSING);
                let tail = tail.trim_end_matches(CLOSING);
                rest.len().checked_sub(tail.len()).is_some_and(|at| {
                    rest.is_char_boundary(at)
                        && at > 0
                        && behind(&rest[at..], tail, self.cased) == Some("")
                })
            }
            (Kind::Start, None) => ends_word(self.head, rest),
            (Kind::Start, Some(tail)) => rest.char_indices().take(GAP).skip(1).any(|(at, _)| {
                behind(&rest[at..], tail, self.cased).is_some_and(|rest| ends_word(tail, rest))
            }),
        }
    }
}

/// Whether a phrase that ends in a word stands before the end of a word.
fn ends_word(phrase: &str, rest: &str) -> bool {
    !phrase.ends_with(char::is_alphanumeric)
        || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// What follows the phrase at the start of `text`.
fn behind<'t>(text: &'t str, phrase: &str, cased: bool) -> Option<&'t str> {
    let mut rest = text;
    for wanted in phrase.chars() {
        if wanted == '#' {
            let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if number.len() == rest.len() {
                return None;
            }
            rest = number;
            continue;
        }
        let c = rest.chars().next()?;
        let same = c == wanted || !cased && fold(c) == fold(wanted) || plain(c) == wanted;
        if !same {
            return None;
        }
        rest = &rest[c.len_utf8()..];
    }
    Some(rest)
}

fn fold(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { plain(c).to_lowercase().next().unwrap_or(c) }
}

/// Apostrophes and spaces as they are typed in the phrase files.
fn plain(c: char) -> char {
    match c {
        '’' => '\'',
        '\u{a0}' => ' ',
        _ => c,
    }
}

/// A line of nothing but words that share, print or post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShareBar {
    No,
    /// One such word: a heading, if it stands alone.
    Word,
    Yes,
}

/// Whether a line is a bar of such words.
pub(super) fn share_bar(line: &str) -> ShareBar {
    const BAR: usize = 90;
    let begins = line.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    if line.len() > BAR || !begins {
        return ShareBar::No;
    }
    let (mut bars, mut links) = (0, 0);
    for word in line.split([' ', '|', '·', '•', '/', '\u{a0}']).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if TABLE.words.contains(&*word) {
            bars += 1;
        } else if TABLE.links.contains(&*word)
            || bars > 0 && word.bytes().all(|b| b.is_ascii_digit())
        {
            links += 1;
        } else {
            return ShareBar::No;
        }
    }
    match (bars, links) {
        (0, _) => ShareBar::No,
        (1, 0) => ShareBar::Word,
        _ => ShareBar::Yes,
    }
}

/// The note of names and a phrase that a text ends with: where it begins, and what it is.
pub(super) fn at_end(text: &str) -> Option<(usize, Label)> {
    let words = text.trim_end_matches(['.', ')', '*', ' ', '_', '”']);
    at_end_of(words).or_else(|| at_end_of(words.get(..from_place(words)?)?))
}

/// Where ` from New Delhi` begins, if the text ends so.
fn from_place(words: &str) -> Option<usize> {
    const PLACE: usize = 40;
    let back = super::lines::floor(words, words.len().saturating_sub(PLACE));
    let from = back + words[back..].rfind(" from ")?;
    let place = &words[from + " from ".len()..];
    place.split(' ').all(|word| word.starts_with(char::is_uppercase)).then_some(from)
}

fn at_end_of(words: &str) -> Option<(usize, Label)> {
    let (label, phrase) = TABLE.ends.iter().find(|(_, phrase)| {
        words.len().checked_sub(phrase.len()).is_some_and(|at| {
            words.is_char_boundary(at)
                && behind(&words[at..], phrase, false) == Some("")
                && words[..at].ends_with(' ')
        })
    })?;
    let start = names_before(words, words.len() - phrase.len())?;
    Some((start, *label))
}

/// Where the names begin that stand before `end`: at the start of the text, or behind a sentence.
fn names_before(text: &str, end: usize) -> Option<usize> {
    const NAMES: usize = 260;
    let from = super::lines::floor(text, end.saturating_sub(NAMES));
    let names = text[from..end].trim_end();
    // Behind a full stop that may belong to an abbreviation in the names.
    let mut doubtful = None;
    let mut start = from + names.len();
    for (at, word) in words_back(names) {
        let closed = word.trim_end_matches(['"', '”', '’', ')']);
        let ends_sentence = closed.ends_with(['.', '!', '?']);
        let is_behind = start < from + names.len();
        if is_behind
            && ends_sentence
            && (closed.len() < word.len() || word.starts_with(char::is_lowercase))
        {
            return Some(start);
        }
        if !is_name(word) {
            return doubtful;
        }
        if is_behind && ends_sentence && word.chars().count() > 4 {
            doubtful = doubtful.or(Some(start));
        }
        start = from + at;
    }
    if from == 0 { Some(0) } else { doubtful }
}

/// The words of a text from the last one back, with where they begin.
fn words_back(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = text.len();
    text.rsplit(' ').map(move |word| {
        let start = end - word.len();
        end = start.saturating_sub(1);
        (start, word)
    })
}

/// The bracketed notes of a text, in order.
pub(super) fn brackets(text: &str) -> impl Iterator<Item = (Range<usize>, Label)> {
    const BRACKET: usize = 300;
    memchr::memchr_iter(b'(', text.as_bytes()).filter_map(move |open| {
        let inner = text[open + 1..].trim_start_matches(' ');
        let first = inner.as_bytes().first()?.to_ascii_lowercase();
        let hit = |(_, phrase): &&(Label, &str)| {
            self::first(phrase) == first && behind(inner, phrase, false).is_some()
        };
        let (label, _) = TABLE.brackets.iter().find(hit)?;
        let close = text.as_bytes()[open..].iter().take(BRACKET).position(|b| *b == b')')?;
        let range = open..open + close + 1;
        let ends_line = text[range.end..].trim_start_matches(CLOSING).is_empty();
        (*label == Label::RelatedLink || ends_line).then_some((range, *label))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each phrase, with the file and the section it stands in.
    fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
        FILES.iter().flat_map(|file| {
            let mut section = "";
            file.lines().filter(|line| !line.is_empty() && !line.starts_with(';')).filter_map(
                move |line| {
                    if let Some(head) = line.strip_prefix('[') {
                        section = head.strip_suffix(']').expect("a section is closed");
                        return None;
                    }
                    Some((section, line))
                },
            )
        })
    }

    #[test]
    fn every_phrase_works() {
        for (section, phrase) in phrases() {
            let (name, kind) = section.split_once(' ').expect("label and kind");
            let label = Label::from_name(name).unwrap_or_else(|| panic!("{section}"));
            let words = phrase.replace('#', "12").replace('*', " Mara Voss ");
            match kind.split(' ').next().unwrap_or(kind) {
                "whole" => assert_eq!(of_line(&words), Some(label), "{section}: {phrase}"),
                "start" => {
                    assert_eq!(
                        of_line(&format!("{words} Mara")),
                        Some(label),
                        "{section}: {phrase}"
                    );
                }
                "end" => assert_eq!(
                    at_end(&format!("Mara {words}.")),
                    Some((0, label)),
                    "{section}: {phrase}"
                ),
                "front" => assert!(
                    in_front(&format!("{words} Mara went.")).is_some(),
                    "{section}: {phrase}"
                ),
                "bracket" => {
                    let text = format!("Rain. ({words} Mara)");
                    let found = brackets(&text).next();
                    assert_eq!(found.map(|(_, label)| label), Some(label), "{section}: {phrase}");
                }
                "cue" => assert!(caption_cue(&format!("{words} Mara")).is_some(), "{phrase}"),
                "words" | "links" => {
                    assert!(share_bar(&format!("Share {words}")) == ShareBar::Yes, "{phrase}");
                }
                kind => panic!("{kind}"),
            }
        }
    }

    #[test]
    fn phrases_end_at_words_and_lines_are_short() {
        assert_eq!(of_line("Related species live here"), None);
        assert_eq!(of_line("Advertisement is an art"), None);
        assert_eq!(of_line(&format!("Read more: {}", "rain ".repeat(100))), None);
    }
}
