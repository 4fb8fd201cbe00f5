//! Where a sentence could end: terminators with what closes after them.

use super::attached;
use super::characters::{
    is_closer, is_full_width, is_opener, is_spaced_script, is_terminator, is_unspaced,
};
use super::language::{Class, Language};

/// How far back the quotation is looked for that a quote could close, in bytes.
const LONGEST_QUOTATION: usize = 300;

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

/// What a terminator is.
#[derive(Debug)]
pub(super) enum Found {
    Candidate(Candidate),
    /// No place where a sentence could end, nor any up to here.
    Inside(usize),
    /// Nothing stands behind it.
    Last,
}

/// What the terminator is that stands here, or the byte that could start one of the language.
pub(super) fn at(unit: &str, at: usize, language: &Language) -> Found {
    match in_ascii(unit.as_bytes(), at) {
        Look::End => {
            let after = at + 1;
            return Found::Candidate(Candidate {
                mark: at,
                mark_end: after,
                end: after,
                next: after + 1,
            });
        }
        Look::Inside => return Found::Inside(at + 1),
        Look::Closer => {}
    }
    let c = unit[at..].chars().next().unwrap_or('.');
    let is_own = |own| c == own || own == ';' && c == '\u{37e}';
    if !is_terminator(c) && !language.own_mark.is_some_and(is_own) {
        return Found::Inside(at + c.len_utf8());
    }
    let candidate = around(unit, at, c.len_utf8());
    if candidate.next == unit.len() {
        return Found::Last;
    }
    if candidate.next > candidate.end
        || may_touch(unit, &candidate, language)
        || could_touch(unit, &candidate)
    {
        return Found::Candidate(candidate);
    }
    Found::Inside(candidate.end)
}

/// What a terminator among ASCII characters is, as far as the next two tell.
enum Look {
    /// A space and a word follow, so there is nothing else to look for.
    End,
    /// The middle of a number, an abbreviation or an address: "3.2", "p.m.".
    Inside,
    /// What only a closer look tells.
    Closer,
}

fn in_ascii(bytes: &[u8], at: usize) -> Look {
    let Some(&[b'.' | b'!' | b'?', behind, next]) = bytes[at..].first_chunk() else {
        return Look::Closer;
    };
    match behind {
        b' ' if next.is_ascii_alphanumeric() => Look::End,
        // Nothing starts with a small letter that touches what stands before it, and only the
        // number of a note touches a word.
        b'a'..=b'z' => Look::Inside,
        b'0'..=b'9' if at > 0 && bytes[at - 1].is_ascii_digit() => Look::Inside,
        _ => Look::Closer,
    }
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
    let before = &unit.as_bytes()[at.saturating_sub(LONGEST_QUOTATION)..at];
    match quote {
        '"' => memchr::memchr_iter(b'"', before).count() % 2 == 1,
        _ => memchr::memmem::find(before, "„".as_bytes()).is_some(),
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
