//! Captions inside the words of players and galleries: `JUST WATCHED <title> Replay …`, `Photos:
//! <name> <caption> Hide Caption 1 of 9 Photos: <name> <caption> Hide Caption 2 of 9`.
//!
//! The words of the page go, the captions stay, each as a paragraph of its own.

use std::ops::Range;

use memchr::memmem;

use super::anchors::{Anchors, HIDE};
use super::found::Found;
use super::lines::{Line, number_at, trimmed};
use super::rules::{CREDIT_CAPTION, PAGE_OTHER};

const WATCHED: &str = "JUST WATCHED ";
const REPLAY: &str = " Replay More Videos ... MUST WATCH ";
/// What names a gallery in front of each of its captions.
const GALLERY: &str = "Photos: ";
/// The name of a gallery is a title.
const NAME: usize = 120;

/// Adds the words around such captions.
pub(super) fn find(text: &str, lines: &[Line], anchors: &Anchors, found: &mut Found) {
    for line in lines.iter().filter(|line| line.of(text).starts_with(WATCHED)) {
        find_watched(text, *line, found);
    }
    let mut done = 0;
    for &at in &anchors.hide {
        if at >= done {
            let line = lines[number_at(lines, at)];
            done = line.end;
            find_gallery(text, line, found);
        }
    }
}

/// `JUST WATCHED A ferry Replay More Videos ... MUST WATCH A ferry 02:48`; a line that is worded
/// in another way is left to the phrases.
fn find_watched(text: &str, line: Line, found: &mut Found) {
    let words = line.of(text);
    let Some(replay) = words.find(REPLAY) else { return };
    let title = words.get(WATCHED.len()..replay).unwrap_or_default();
    let time = words[replay + REPLAY.len()..].strip_prefix(title);
    let is_time = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b' '));
    if !title.trim().is_empty() && time.is_some_and(is_time) {
        let title = line.start + WATCHED.len()..line.start + replay;
        found.add(text, line.start..title.start, &PAGE_OTHER);
        found.add(text, title.clone(), &CREDIT_CAPTION);
        found.add(text, title.end..line.end, &PAGE_OTHER);
    }
}

/// The captions of a gallery, with a button behind each.
fn find_gallery(text: &str, line: Line, found: &mut Found) {
    let buttons: Vec<_> = memmem::find_iter(line.of(text).as_bytes(), HIDE)
        .filter_map(|offset| button(text, line.start + offset))
        .collect();
    let starts = std::iter::once(line.start).chain(buttons.iter().map(|button| button.end));
    let ends = buttons.iter().map(|button| button.start).chain([line.end]);
    let pieces: Vec<_> = starts.zip(ends).map(|(start, end)| trimmed(text, start..end)).collect();
    let name = name(text, &pieces);
    let mut button = None;
    for (piece, next) in pieces.into_iter().zip(buttons.into_iter().map(Some).chain([None])) {
        let mut caption = piece.clone();
        while !name.is_empty() && text[caption.clone()].starts_with(name) {
            caption = trimmed(text, caption.start + name.len()..caption.end);
        }
        match button {
            Some(Range { start, .. }) => found.add_break(start..caption.start, &PAGE_OTHER),
            None => found.add(text, piece.start..caption.start, &PAGE_OTHER),
        }
        found.add(text, caption, &CREDIT_CAPTION);
        button = next;
    }
}

/// `Hide Caption 3 of 12`.
fn button(text: &str, start: usize) -> Option<Range<usize>> {
    let skip_number = |rest: &'_ str| {
        let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
        (digits > 0).then_some(digits)
    };
    let number = start + HIDE.len();
    let of = number + skip_number(&text[number..])?;
    let total = of + text[of..].starts_with(" of ").then_some(" of ".len())?;
    Some(start..total + skip_number(&text[total..])?)
}

/// The name of the gallery: what all the captions begin with, so that each goes on with the
/// start of a sentence. Two captions may begin alike by chance.
fn name<'t>(text: &'t str, pieces: &[Range<usize>]) -> &'t str {
    let mut captions =
        pieces.iter().map(|piece| &text[piece.clone()]).filter(|words| words.starts_with(GALLERY));
    let Some(first) = captions.next() else { return "" };
    let mut name = &first[..super::lines::floor(first, first.len().min(NAME))];
    let (mut others, mut lower) = (0, false);
    for caption in captions.clone() {
        let alike = name.bytes().zip(caption.bytes()).take_while(|(a, b)| a == b).count();
        name = &name[..super::lines::floor(name, alike)];
        others += 1;
    }
    if others < 2 {
        return "";
    }
    loop {
        for caption in captions.clone().chain([first]) {
            let rest = &caption[name.len()..];
            let in_word = !name.ends_with(' ') && rest.starts_with(|c: char| !c.is_whitespace());
            lower |= in_word || rest.trim_start().starts_with(char::is_lowercase);
        }
        if !lower {
            return name.trim_end();
        }
        lower = false;
        let Some(space) = name.trim_end().rfind(' ') else { return "" };
        name = &name[..=space];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;
    use crate::stage::boilerplate::{anchors, lines};

    /// What is left when the words of the page are gone, and the captions in it.
    fn check(text: &str, left: &str, captions: &[&str]) {
        let mut found = Found::default();
        find(text, &lines::all(text), &anchors::all(text), &mut found);
        let seen: Vec<_> = found
            .spans
            .iter()
            .filter(|span| span.rule.id == CREDIT_CAPTION.id)
            .map(|span| &text[span.range.clone()])
            .collect();
        assert_eq!(seen, captions, "{text}");
        found.spans.retain(|span| span.rule.id == PAGE_OTHER.id);
        assert_eq!(apply(text, &found.edits(text).0), left, "{text}");
    }

    #[test]
    fn players() {
        check(
            "JUST WATCHED Ferry sinks Replay More Videos ... MUST WATCH Ferry sinks 02:48",
            " Ferry sinks ",
            &["Ferry sinks"],
        );
        for other in [
            "JUST WATCHED Ferry sinks Replay",
            "JUST WATCHED A Replay More Videos ... MUST WATCH B 02:48",
            "We JUST WATCHED A Replay More Videos ... MUST WATCH A 02:48",
        ] {
            check(other, other, &[]);
        }
    }

    #[test]
    fn galleries() {
        check(
            "Photos: The pier Photos: The pier A gull. Hide Caption 1 of 3 Photos: The pier A boat \
             Hide Caption 2 of 3 Photos: The pier A man. Hide Caption 3 of 3",
            " A gull. \n\nA boat \n\nA man. ",
            &["A gull.", "A boat", "A man."],
        );
        // The name of the gallery is not known from two.
        check(
            "Photos: The pier A gull. Hide Caption 1 of 2 Photos: The pier A man. Hide Caption 2 of 2",
            "Photos: The pier A gull. \n\nPhotos: The pier A man. ",
            &["Photos: The pier A gull.", "Photos: The pier A man."],
        );
        check(
            "He said “Hide Caption now”.",
            "He said “Hide Caption now”.",
            &["He said “Hide Caption now”."],
        );
    }
}
