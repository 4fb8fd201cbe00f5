//! Where a sentence could end: terminators with what closes after them.

use super::attached;
use super::characters::{
    is_closer, is_full_width, is_opener, is_spaced_script, is_terminator, is_terminator_at,
    is_terminator_lead, is_unspaced,
};
use super::language::{Class, Language};
use crate::stage::scan::next_byte;

/// A place where a sentence could end. Offsets are bytes of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The first terminator.
    pub(super) mark: usize,
    /// After the last terminator.
    pub(super) mark_end: usize,
    /// After the closing quotes and brackets that follow.
    pub(super) end: usize,
    /// The next thing after white space.
    pub(super) next: usize,
}

/// The next candidate at or after `from` that has something after it.
pub(super) fn next(unit: &str, from: usize, language: &Language) -> Option<Candidate> {
    let own_mark = language.own_mark;
    let bytes = unit.as_bytes();
    let mut at = from;
    loop {
        at = match own_mark {
            Some(_) => {
                next_byte(bytes, at, |b| is_terminator_lead(b) | matches!(b, b';' | b':' | 0xcd))?
            }
            None => next_terminator(bytes, at)?,
        };
        if let Some(next) = after_plain_stop(bytes, at) {
            return Some(Candidate { mark: at, mark_end: at + 1, end: at + 1, next });
        }
        let c = unit[at..].chars().next()?;
        let is_mark = is_terminator(c)
            || own_mark.is_some_and(|own| c == own || own == ';' && c == '\u{37e}');
        if !is_mark {
            at += c.len_utf8();
            continue;
        }
        let candidate = around(unit, at, c.len_utf8());
        if candidate.next == unit.len() {
            return None;
        }
        if candidate.next > candidate.end
            || may_touch(unit, &candidate, language)
            || could_touch(unit, &candidate)
        {
            return Some(candidate);
        }
        at = candidate.end;
    }
}

/// Where the next terminator stands.
fn next_terminator(bytes: &[u8], from: usize) -> Option<usize> {
    const WINDOW: usize = 256;
    let mut at = from;
    while at < bytes.len() {
        let end = bytes.len().min(at + WINDOW);
        let ascii = memchr::memchr3(b'.', b'!', b'?', &bytes[at..end]);
        let window = &bytes[at..ascii.map_or(end, |n| at + n)];
        if !window.is_ascii()
            && let Some(n) = (at..at + window.len()).find(|n| is_terminator_at(bytes, *n))
        {
            return Some(n);
        }
        if let Some(n) = ascii {
            return Some(at + n);
        }
        at = end;
    }
    None
}

/// Where the next word begins behind a full stop between a letter and a space and a capital: then there
/// is nothing else to look for.
fn after_plain_stop(bytes: &[u8], at: usize) -> Option<usize> {
    let [before, b'.', b' ', next] = *bytes.get(at.checked_sub(1)?..)?.first_chunk()? else {
        return None;
    };
    (before.is_ascii_lowercase() && next.is_ascii_uppercase()).then_some(at + 2)
}

/// The candidate whose first terminator stands here.
fn around(unit: &str, mark: usize, length: usize) -> Candidate {
    let mut mark_end = mark + length;
    let mut end = mark_end;
    let mut rest = unit[end..].chars();
    while let Some(c) = rest.next() {
        let after = end + c.len_utf8();
        if is_terminator(c) {
            mark_end = after;
        } else if !is_closer(c)
            // A straight quote before a word opens it.
            || matches!(c, '"' | '\'' | '*' | '“' | '‘' | '»')
                && rest.clone().next().is_some_and(char::is_alphanumeric)
                && !(c == '"' && is_open(unit, mark, c))
        {
            break;
        }
        end = after;
    }
    // "… of the city.[3][4] In May"
    end +=
        attached::citations(&unit[end..]).or_else(|| attached::emoticon(&unit[end..])).unwrap_or(0);
    // "… in a consultation.11 12 Take …", but not "fig.3" or "Vol.12"
    let is_word = || unit[..mark].chars().rev().take(4).filter(|c| c.is_lowercase()).count() == 4;
    if unit.as_bytes().get(end).is_some_and(u8::is_ascii_digit) && is_word() {
        end += attached::glued_footnotes(&unit[end..]).unwrap_or(0);
    }
    let candidate = Candidate { mark, mark_end, end, next: skip_space(unit, end) };
    with_spaced_marks(unit, candidate)
}

/// Takes in what a space parts from the terminator: the other dots of `. . .`, the `»` of
/// French typography.
fn with_spaced_marks(unit: &str, mut candidate: Candidate) -> Candidate {
    loop {
        let rest = &unit[candidate.next..];
        let mut chars = rest.chars();
        let (Some(c), follower) = (chars.next(), chars.next()) else { return candidate };
        let stands_alone =
            follower.is_none_or(|f| f.is_whitespace() || is_closer(f) || matches!(f, ',' | '.'));
        let is_dot = c == '.' && follower != Some('.') && unit[..candidate.mark_end].ends_with('.');
        let is_quote = match c {
            '»' | '”' | ')' | '!' | '?' => true,
            '"' | '“' => is_open(unit, candidate.mark, c),
            _ => rest.starts_with("'' "),
        };
        if candidate.next == candidate.end || !stands_alone || !(is_dot || is_quote) {
            return candidate;
        }
        candidate.end = candidate.next + c.len_utf8();
        if is_terminator(c) {
            candidate.mark_end = candidate.end;
        }
        let closers = unit[candidate.end..].chars().take_while(|c| is_closer(*c) || *c == '.');
        candidate.end += closers.map(char::len_utf8).sum::<usize>();
        candidate.next = skip_space(unit, candidate.end);
    }
}

/// Whether the quotation that this mark could close was opened not far before.
fn is_open(unit: &str, at: usize, quote: char) -> bool {
    let before = || unit[..at].chars().rev().take(300);
    match quote {
        '"' => before().filter(|c| *c == '"').count() % 2 == 1,
        _ => before().any(|c| c == '„'),
    }
}

/// Whether what touches the terminator could be the next sentence that lost its space: a word or a
/// closing bracket before it, a capital behind it, and neither part of an address.
fn could_touch(unit: &str, candidate: &Candidate) -> bool {
    let is_inside = |c: &char| !c.is_whitespace();
    let left = || unit[..candidate.mark].chars().rev().take(24).take_while(is_inside);
    let mut right = unit[candidate.next..].chars().take(24).take_while(is_inside);
    let first = right.by_ref().find(|c| !is_opener(*c));
    let is_in_address = |c: char| matches!(c, '.' | '/' | '@' | '_' | '\\' | '=');
    let is_word = left().take(2).filter(|c| c.is_alphanumeric()).count() == 2
        || left().next().is_some_and(is_closer);
    first.is_some_and(char::is_uppercase)
        && is_word
        && !left().any(is_in_address)
        && !right.any(|c| matches!(c, '/' | '@' | '_' | '\\' | '='))
}

/// Whether a sentence may end here without white space after it.
pub(super) fn may_touch(unit: &str, candidate: &Candidate, language: &Language) -> bool {
    let mark = unit[..candidate.mark_end].chars().next_back();
    let next = unit[candidate.next..].chars().next();
    match mark {
        // "３．５"
        Some('．') if next.is_some_and(char::is_numeric) => false,
        Some(c) if is_full_width(c) || is_spaced_script(c) => true,
        Some('!' | '?' | '…') if next.is_some_and(is_unspaced) => true,
        _ => lost_its_space(unit, candidate, language),
    }
}

/// "… all night.The mayor …": a word in lower case, a terminator, a capitalised word. Neither may
/// be part of an address or a file name.
fn lost_its_space(unit: &str, candidate: &Candidate, language: &Language) -> bool {
    // "… well...See …" goes on.
    if candidate.mark_end - candidate.mark > 1 {
        return false;
    }
    let is_inside = |c: &char| !c.is_whitespace();
    let mut left = unit[..candidate.mark].chars().rev().take(24).take_while(is_inside);
    // "… all night."We slept …": opened, or it would belong to what stands before.
    let rest = unit[candidate.next..].trim_start_matches(['"', '“', '«', '„']);
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let after = &rest[word.len()..];
    // "… Tuesday.Dr. Lund …"
    let is_abbreviation = || after.starts_with(". ") && language.class(word) == Some(Class::Title);
    let is_known = language.starts(word);
    let follows = after.chars().next().is_none_or(|c| c.is_whitespace() || c == ',');
    // "… bought 1,000.That …"
    let is_number = || unit[..candidate.mark].ends_with(|c: char| c.is_ascii_digit());
    if is_known && follows && is_number() && word.len() > 1 {
        return left.take_while(|c| !is_opener(*c)).all(|c| c.is_ascii_digit() || c == ',');
    }
    // "(Lund and Sons).The dam …"
    let closed = matches!(unit[..candidate.mark].chars().next_back(), Some(')' | '"' | '”' | '»'))
        || matches!(unit[candidate.mark_end..candidate.end].chars().next(), Some('"' | '”' | '»'));
    let left_is_word = closed
        || left.by_ref().take(3).filter(|c| c.is_lowercase()).count() == 3
            && left.all(|c| c.is_lowercase() || is_opener(c) || c.is_uppercase());
    if !left_is_word {
        return false;
    }
    // "… жағдайы.XVIII ғасыр …"
    let is_roman = || word.len() > 1 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    if follows && (is_known || is_roman()) || is_abbreviation() {
        return word.starts_with(char::is_uppercase);
    }
    let mut right = rest.chars().take(24).take_while(is_inside);
    right.next().is_some_and(char::is_uppercase)
        && right.next().is_some_and(char::is_lowercase)
        && right.all(|c| c.is_alphabetic() || matches!(c, ',' | '\'' | '’'))
}

fn skip_space(unit: &str, at: usize) -> usize {
    unit.len() - unit[at..].trim_start().len()
}
