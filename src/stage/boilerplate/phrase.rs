//! Lines that are furniture by how they are worded: the phrase files, one a language.
//!
//! A file is made of sections, `[label kind]`, with one phrase a line. Case does not matter,
//! except in sections marked `cased`; `;` opens a comment, `#` stands for a number, one `*` for
//! a few words. Kinds of phrases that a line begins with:
//!
//! - `whole`: the line is the phrase, but for signs around it
//! - `start`: the line begins with it, and is short
//! - `note`: the line begins with it, and may be a paragraph
//! - `ask`: a `start` that also counts for the last sentences of a paragraph
//! - `anywhere`: one sentence of a short line begins with it; the line is furniture
//! - `front`: the line begins with it, and goes on with something else, which is looked at anew
//! - `cue`: the line begins with it, and goes on with a caption
//! - `lead`: a word with a colon between a sentence and the embed it announces
//!
//! and others:
//!
//! - `end`: the line, or its last sentence, is names and then the phrase
//! - `tail`: the line is a title and then the phrase; behind a sentence the phrase alone counts
//! - `bracket`: `(phrase …)` inside or behind a sentence
//! - `words`, `links`: a line of nothing but such words, `links` not by themselves
//!
//! Sections without a label, `[kind]`, hold single words that a grammar asks for: what authors
//! are, what stands between names. Their kinds are in `phrase/lexicon.rs`.

mod lexicon;
mod matching;
mod table;

use std::borrow::Cow;
use std::ops::Range;

use crate::label::Label;

use super::words::is_name;
pub(super) use lexicon::Word;
use matching::{behind, end_key, key, short};
use table::{CLOSING, Kind, Phrase, TABLE};

/// Furniture lines are short; a paragraph that begins like one is prose.
const LINE: usize = 320;
/// Notes of the editor are not always.
const NOTE: usize = 900;
/// Nor is what a form says that asks for an address.
const FORM: usize = 700;

/// Signs that open a furniture line and say nothing.
pub(super) const OPENING: &[char] = &[
    '•', '*', '>', '»', '—', '–', '-', '|', '[', '(', ' ', '·', '▶', '►', '→', '+', '\u{a0}', '_',
    '=', '~',
];

/// What a line is, if it is furniture as a whole.
pub(super) fn of_line(line: &str) -> Option<Label> {
    if line.len() > NOTE {
        return None;
    }
    let start = words_of(line);
    if !TABLE.may_have_line(start) || is_behind_bracket(line, start) {
        return None;
    }
    let is_short = line.len() <= LINE;
    let candidate =
        |phrase: &&Phrase| (is_short || phrase.kind == Kind::Note) && phrase.fits(start);
    TABLE.of_line(start).find(candidate).map(|phrase| phrase.label)
}

/// Whether a line may be furniture as a whole, by its first letters.
#[inline]
pub(super) fn may_be_of_line(line: &str) -> bool {
    TABLE.may_have_line(words_of(line))
}

/// The line without the signs that open it.
#[inline]
fn words_of(line: &str) -> &str {
    match line.as_bytes() {
        [first, ..] if first.is_ascii_alphanumeric() => line,
        _ => line.trim_start_matches(OPENING),
    }
}

/// Whether the words that would be the phrase stand in a bracket that a sentence follows: `[Updated
/// at noon] The ferry has left.`
fn is_behind_bracket(line: &str, start: &str) -> bool {
    /// A bracket with more words in it is a paragraph of its own.
    const BRACKET: usize = 60;
    let close =
        match line.as_bytes()[..line.len() - start.len()].iter().rfind(|b| b"[(".contains(b)) {
            Some(b'[') => b']',
            Some(_) => b')',
            None => return false,
        };
    let bracket = start.as_bytes().iter().take(BRACKET).position(|byte| *byte == close);
    bracket.is_some_and(|at| start[at + 1..].trim_end().ends_with(['.', '!', '?', '”', '"']))
}

/// What a sentence at the end of a paragraph is, if it asks for something; and what a whole line
/// of `len` bytes is because of this sentence in it.
pub(super) fn of_sentence(sentence: &str, len: usize) -> (Option<Label>, Option<Label>) {
    let (mut ask, mut anywhere) = (None, None);
    for phrase in TABLE.of_sentence(sentence) {
        let counts = match phrase.kind {
            Kind::Ask => ask.is_none() && sentence.len() <= LINE,
            Kind::Anywhere => anywhere.is_none() && len <= FORM,
            _ => false,
        };
        if counts && phrase.fits(sentence) {
            let found = if phrase.kind == Kind::Ask { &mut ask } else { &mut anywhere };
            *found = Some(phrase.label);
        }
    }
    (ask, anywhere)
}

/// Whether a sentence may be one of those, by its first letters.
#[inline]
pub(super) fn may_be_of_sentence(sentence: &str) -> bool {
    TABLE.may_have_sentence(sentence)
}

/// Whether a line may begin with what [`in_front`] and [`caption_cue`] look for.
pub(super) fn may_lead(line: &str) -> bool {
    line.as_bytes().first().is_some_and(|first| TABLE.leading[usize::from(*first)])
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
    let rest = TABLE.cues.iter().find_map(|cue| line.strip_prefix(cue))?;
    (line.len() <= LINE && rest.starts_with(' ')).then(|| line.len() - rest.len())
}

/// Where such words stand in a line, with white space around them.
pub(super) fn caption_cue_in(line: &str) -> Option<Range<usize>> {
    TABLE.cues.iter().find_map(|cue| {
        let at = line.find(cue)?;
        let end = at + cue.len();
        (line[..at].ends_with(' ') && line[end..].starts_with(' ')).then_some(at..end)
    })
}

/// The length of a word like `Watch:` in front of an embed.
pub(super) fn lead(words: &str) -> Option<usize> {
    let rest = TABLE.leads.iter().find_map(|lead| behind(words, lead, false))?;
    Some(words.len() - rest.len())
}

/// Whether a word is one of those.
pub(super) fn is(text: &str, word: Word) -> bool {
    TABLE.lexicon.has(text, word)
}

/// Whether the rest of a line is a bar of buttons, which may shout.
fn is_button(rest: &str) -> bool {
    of_line(rest.trim()).is_some() || share_bar(rest.trim()) == ShareBar::Yes
}

/// Such lines are short.
pub(super) const BAR: usize = 90;

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
    let begins = || line.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    if line.len() > BAR || !begins() {
        return ShareBar::No;
    }
    let (mut bars, mut links) = (0, 0);
    for word in line.split([' ', '|', '·', '•', '/', '\u{a0}']).filter(|word| !word.is_empty()) {
        let mut buffer = [0; SHARE];
        let Some(word) = lowered(word, &mut buffer) else { return ShareBar::No };
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

/// Words that share are short.
const SHARE: usize = 32;

/// A word in lower case, as long as it is short; nearly all are ASCII and need no memory.
fn lowered<'b>(word: &str, buffer: &'b mut [u8; SHARE]) -> Option<Cow<'b, str>> {
    if !word.is_ascii() {
        return Some(Cow::Owned(word.to_lowercase()));
    }
    let buffer = buffer.get_mut(..word.len())?;
    buffer.copy_from_slice(word.as_bytes());
    buffer.make_ascii_lowercase();
    std::str::from_utf8(buffer).ok().map(Cow::Borrowed)
}

/// The note of names and a phrase that a text ends with: where it begins, and what it is.
pub(super) fn at_end(text: &str) -> Option<(usize, Label)> {
    let mut words = text;
    while let Some(last) = words.as_bytes().last() {
        let closer = match last {
            b'.' | b')' | b'*' | b' ' | b'_' => 1,
            _ if !last.is_ascii() && words.ends_with('”') => '”'.len_utf8(),
            _ => break,
        };
        words = &words[..words.len() - closer];
    }
    at_end_of(words).or_else(|| at_end_of(words.get(..from_place(words)?)?))
}

/// Where ` from New Delhi` begins, if the text ends so.
fn from_place(words: &str) -> Option<usize> {
    const PLACE: usize = 40;
    let low = words.len().saturating_sub(PLACE);
    let mut end = words.len();
    // Nearly always the last word tells.
    while let Some(space) = words.as_bytes()[low..end].iter().rposition(|byte| *byte == b' ') {
        let (start, word) = (low + space + 1, &words[low + space + 1..end]);
        let is_lower = word.as_bytes().first().is_none_or(u8::is_ascii_lowercase);
        if is_lower || !word.starts_with(char::is_uppercase) {
            return (end < words.len() && is(word, Word::From)).then_some(start - 1);
        }
        end = start - 1;
    }
    None
}

/// The button behind the title of another story, `A ferry sinks off Orrin Read more`: where it or
/// the title begins, and what it is.
pub(super) fn tail(line: &str) -> Option<(usize, Label)> {
    if line.len() > LINE || line.ends_with('.') {
        return None;
    }
    let (label, phrase) =
        TABLE.tails.get(&end_key(line))?.iter().find(|(_, phrase)| line.ends_with(phrase))?;
    let before = line[..line.len() - phrase.len()].strip_suffix(' ')?.trim_end();
    let is_sentence = before.ends_with(['.', '!', '…', '”', '"', ':', ')', ',']);
    Some((if is_sentence { line.len() - phrase.len() } else { 0 }, *label))
}

fn at_end_of(words: &str) -> Option<(usize, Label)> {
    let (label, phrase) = TABLE.ends.get(&end_key(words))?.iter().find(|(_, phrase)| {
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
        let mut phrases = TABLE.brackets.get(&short(key(inner)))?.iter();
        let (label, _) = phrases.find(|(_, phrase)| behind(inner, phrase, false).is_some())?;
        let close = text.as_bytes()[open..].iter().take(BRACKET).position(|b| *b == b')')?;
        let range = open..open + close + 1;
        let ends_line = text[range.end..].trim_start_matches(CLOSING).is_empty();
        (*label == Label::RelatedLink || ends_line).then_some((range, *label))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use table::{FILES, phrases_of};

    /// Whether a phrase is found where its section says.
    fn works(section: &str, phrase: &str) -> bool {
        if let Some((word, _)) = Word::of_section(section) {
            return is(phrase, word);
        }
        let (name, kind) = section.split_once(' ').expect("label and kind");
        let label = Label::from_name(name).unwrap_or_else(|| panic!("{section}"));
        let words = phrase.replace('#', "12").replace('*', " Mara Voss ");
        let found = match kind.split(' ').next().unwrap_or(kind) {
            "whole" => of_line(&words),
            "start" => of_line(&format!("{words} Mara")),
            "note" => of_line(&format!("{words} {}", "It rained. ".repeat(40))),
            "ask" => of_sentence(&format!("{words} Mara"), 500).0,
            "anywhere" => of_sentence(&format!("{words} Mara"), 500).1,
            "end" => {
                at_end(&format!("Mara {words}.")).filter(|found| found.0 == 0).map(|found| found.1)
            }
            "tail" => tail(&format!("A ferry sinks {words}"))
                .filter(|found| found.0 == 0)
                .map(|found| found.1),
            "front" => in_front(&format!("{words} Mara went.")).map(|found| found.1),
            "bracket" => brackets(&format!("Rain. ({words} Mara)")).next().map(|found| found.1),
            "cue" => caption_cue(&format!("{words} Mara")).map(|_| label),
            "lead" => lead(&words).map(|_| label),
            "words" | "links" => {
                (share_bar(&format!("Share {words}")) == ShareBar::Yes).then_some(label)
            }
            kind => panic!("unknown kind {kind}"),
        };
        found == Some(label)
    }

    #[test]
    fn every_phrase_works() {
        for file in FILES {
            let failures: Vec<_> = phrases_of(file).filter(|(s, p)| !works(s, p)).collect();
            assert!(failures.is_empty(), "{}\n{failures:#?}", file.lines().next().unwrap_or(""));
        }
    }

    #[test]
    fn no_phrase_stands_twice() {
        for file in FILES {
            let mut seen = HashSet::new();
            let again: Vec<_> = phrases_of(file).filter(|phrase| !seen.insert(*phrase)).collect();
            assert!(again.is_empty(), "{}\n{again:#?}", file.lines().next().unwrap_or(""));
        }
    }

    #[test]
    fn a_button_behind_a_title() {
        let related = Label::RelatedLink;
        assert_eq!(tail("A ferry sinks off Orrin: what we know? Read more"), Some((0, related)));
        assert_eq!(tail("It rained all day. Read more"), Some((19, related)));
        for line in ["We should all read more", "Read more", "Orrin's pupils Read more."] {
            assert_eq!(tail(line), None, "{line}");
        }
    }

    #[test]
    fn a_mark_in_brackets_and_a_sentence() {
        assert_eq!(of_line("[Updated at 11:20 a.m. ET] The ferry has left the pier."), None);
        let updated = Some(Label::OtherBoilerplate);
        assert_eq!(of_line("[Updated at 11:20 a.m. ET]"), updated);
        assert_eq!(of_line("Also on Friday, the ferry left."), None);
        assert_eq!(of_line("( Also on POLITICO: The ferry)"), Some(Label::RelatedLink));
    }

    #[test]
    fn phrases_end_at_words_and_lines_are_short() {
        assert_eq!(of_line("Related species live here"), None);
        assert_eq!(of_line("Advertisement is an art"), None);
        assert_eq!(of_line(&format!("Read more: {}", "rain ".repeat(100))), None);
    }
}
