//! Tokens: the shortest pieces of misread text that a plan turns into whole characters.
//!
//! Under "UTF-8 was read as windows-1252" `Ã©` is a token and becomes `é`; under "windows-1251 was
//! read as windows-1252" each character is one. Where both encodings have more than one byte a
//! character, a token goes on until both are at a character's end: `鈥檚` is `’s` under "UTF-8 was
//! read as gb18030".

use std::sync::LazyLock;

use smallvec::{SmallVec, smallvec};

use super::codec::{Codec, Sequence};
use super::gaps;
use super::lossy::{self, Loss, Lost};
use super::pages::image;
use super::plan::{Fold, Plan};
use crate::language_model::NAT;

/// What a plan makes of some characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// Byte in the text behind the last character.
    pub(super) end: usize,
    chars: [char; MOST_CHARACTERS],
    len: u8,
    /// Which of them are guesses, by bits: bytes of theirs are lost.
    guesses: u16,
    /// Whether a byte of it is lost.
    pub(super) loss: Option<Loss>,
    /// What that costs.
    pub(super) price: i32,
}

/// A word of Cyrillic letters behind a quote, read by twos, is one token.
const MOST_CHARACTERS: usize = 16;

/// UTF-8 of so many characters, most of two bytes, or an emoji in CESU-8.
const MOST_BYTES: usize = 40;

/// −ln of how rare C1 controls are in what was misread, in 1/16 nat.
pub(super) const CONTROL: i32 = 6 * NAT;

/// What it costs that an ASCII letter belongs to an East Asian character.
const SWALLOWED: i32 = NAT;

impl Token {
    pub(super) fn chars(&self) -> &[char] {
        &self.chars[..usize::from(self.len)]
    }

    pub(super) fn of(end: usize, c: char) -> Token {
        let mut chars = ['\0'; MOST_CHARACTERS];
        chars[0] = c;
        Token { chars, len: 1, ..Token::at(end) }
    }

    /// One that lost a byte; without a character where nothing is left of it.
    pub(super) fn lost(end: usize, c: Option<char>, loss: Loss, price: i32) -> Token {
        let token = c.map_or(Token::at(end), |c| Token::of(end, c));
        Token { loss: Some(loss), price, guesses: 1, ..token }
    }

    pub(super) fn at(end: usize) -> Token {
        Token { end, chars: ['\0'; MOST_CHARACTERS], len: 0, guesses: 0, loss: None, price: 0 }
    }

    /// Adds a character; false where there is no room.
    pub(super) fn push(&mut self, c: char, is_guess: bool) -> bool {
        let Some(place) = self.chars.get_mut(usize::from(self.len)) else { return false };
        *place = c;
        self.guesses |= u16::from(is_guess) << self.len;
        self.len += 1;
        true
    }

    /// The same with U+FFFD for what is guessed.
    pub(super) fn without_guesses(mut self) -> Token {
        for (n, c) in self.chars[..usize::from(self.len)].iter_mut().enumerate() {
            if self.guesses & 1 << n != 0 {
                *c = '\u{fffd}';
            }
        }
        self
    }
}

/// Leaves in `found` the tokens that start at `at`: none at an ASCII character, else one, or none, or
/// with a lost case or byte as many as there are bytes that may have stood there.
pub(super) fn tokens(
    chain: &[&'static Plan],
    text: &str,
    at: usize,
    lost: Lost,
    found: &mut Vec<Token>,
) {
    found.clear();
    if text.as_bytes()[at].is_ascii() {
        return;
    }
    match chain {
        [plan] if plan.fold != Fold::Kept => folded(plan, plan.fold, text, at, found),
        [plan @ Plan { wrong: Codec::Page(page), right: Codec::Utf8, .. }] => {
            match utf8_read_as(*page, text, at) {
                Some(token) => found.push(token),
                None => lossy::tokens(plan, text, at, lost, found),
            }
        }
        _ => {
            let mut token = Token::at(at);
            if read(chain, text[at..].chars(), &mut token) == Some(Read::Whole) {
                found.push(token);
                if let ([plan], Codec::EastAsian(n)) = (chain, chain[0].wrong)
                    && plan.right == Codec::Utf8
                    && text[at..token.end].contains('€')
                {
                    gaps::tokens(n, text, at, lost, found);
                }
            } else if let [plan] = chain {
                lossy::tokens(plan, text, at, lost, found);
            }
        }
    }
}

/// The same as `read` says of the plan that everyone meets most.
fn utf8_read_as(page: usize, text: &str, at: usize) -> Option<Token> {
    let mut bytes = [0; 6];
    let mut end = at;
    for (n, c) in text[at..].chars().take(bytes.len()).enumerate() {
        bytes[n] = image(c).bytes[page];
        if bytes[n] == 0 {
            return None;
        }
        end += c.len_utf8();
        match Codec::Utf8.sequence(&bytes[..=n]) {
            Sequence::Whole(_, c) if is_in_use(c) => {
                let price = if c.is_control() { CONTROL } else { 0 };
                return Some(Token { price, ..Token::of(end, c) });
            }
            Sequence::Cut => {}
            _ => return None,
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    Whole,
    /// The text ended within a character.
    Cut,
}

/// Reads one token of a chain of plans, the last misreading first; `None` where there is none.
#[inline]
fn read(
    chain: &[&'static Plan],
    mut chars: impl Iterator<Item = char>,
    token: &mut Token,
) -> Option<Read> {
    let (plan, inner) = chain.split_first()?;
    if inner.is_empty() {
        return read_one(plan, &mut chars, token);
    }
    // What the inner misreading showed, as far as it is needed.
    let mut shown = ['\0'; MOST_CHARACTERS];
    let mut len = 0;
    let mut end = token.end;
    loop {
        let mut piece = Token::at(end);
        if read_one(plan, &mut chars, &mut piece)? == Read::Cut {
            return Some(Read::Cut);
        }
        end = piece.end;
        for c in piece.chars() {
            *shown.get_mut(len)? = *c;
            len += 1;
        }
        let mut whole = Token::at(0);
        // Boxed, or each depth would be a type of its own.
        let again: Box<dyn Iterator<Item = char>> = Box::new(shown[..len].iter().copied());
        match read(inner, again, &mut whole)? {
            Read::Whole => {
                let read = shown[..len].iter().map(|c| c.len_utf8()).sum::<usize>();
                *token = Token { end, ..whole };
                return (whole.end == read).then_some(Read::Whole);
            }
            Read::Cut => {}
        }
    }
}

/// Reads one token of a plan.
#[inline]
fn read_one(
    plan: &Plan,
    chars: &mut impl Iterator<Item = char>,
    token: &mut Token,
) -> Option<Read> {
    let mut bytes = [0; MOST_BYTES];
    let mut have = 0;
    let mut read = 0;
    for c in chars {
        if c.is_ascii() && (c.is_ascii_control() || have == read) {
            return None;
        }
        if c.is_ascii() {
            token.price += SWALLOWED;
        }
        let shown = plan.wrong.bytes_of(c)?;
        let shown = shown.bytes();
        bytes.get_mut(have..have + shown.len())?.copy_from_slice(shown);
        have += shown.len();
        token.end += c.len_utf8();
        loop {
            match plan.right.sequence(&bytes[read..have]) {
                Sequence::Whole(len, c) => {
                    if !is_in_use(c) {
                        return None;
                    }
                    if c.is_control() && !c.is_ascii() {
                        token.price += CONTROL;
                    }
                    if !token.push(c, false) {
                        return None;
                    }
                    read += len;
                    if read == have {
                        return Some(Read::Whole);
                    }
                }
                Sequence::Cut => break,
                Sequence::Invalid => return None,
            }
        }
    }
    Some(Read::Cut)
}

/// The tokens of characters whose case was changed: each may be the image of two bytes.
fn folded(plan: &Plan, fold: Fold, text: &str, at: usize, found: &mut Vec<Token>) {
    let mut partial: SmallVec<[([u8; 4], usize); 8]> = smallvec![([0; 4], 0)];
    let mut end = at;
    for c in text[at..].chars().take(4) {
        if c.is_ascii() {
            return;
        }
        end += c.len_utf8();
        let mut longer = SmallVec::new();
        for original in originals(c, fold).into_iter().flatten() {
            let Some(shown) = plan.wrong.bytes_of(original) else { continue };
            for (bytes, have) in &partial {
                let mut bytes = *bytes;
                bytes[*have] = shown.bytes()[0];
                match plan.right.sequence(&bytes[..=*have]) {
                    Sequence::Whole(_, c) if is_in_use(c) => {
                        found.extend(cased(c, fold).map(|c| Token::of(end, c)));
                    }
                    Sequence::Cut => longer.push((bytes, have + 1)),
                    _ => {}
                }
            }
        }
        if longer.is_empty() {
            return;
        }
        partial = longer;
    }
}

/// What became of a character, if it is one.
fn cased(c: char, fold: Fold) -> Option<char> {
    let only = |mut cased: [Option<char>; 2]| cased[1].is_none().then(|| cased[0].take()).flatten();
    let first = |cased: &mut dyn Iterator<Item = char>| [cased.next(), cased.next()];
    match fold {
        Fold::Kept => Some(c),
        Fold::Lowered => only(first(&mut c.to_lowercase())),
        Fold::Raised => only(first(&mut c.to_uppercase())),
    }
}

/// The characters that became `c` when the case was changed.
fn originals(c: char, fold: Fold) -> [Option<char>; 3] {
    let all = match fold {
        Fold::Kept => return [Some(c), None, None],
        Fold::Lowered => &ORIGINALS[0],
        Fold::Raised => &ORIGINALS[1],
    };
    all.get(c as usize).map_or_else(|| find_originals(c, fold), |some| *some)
}

/// Those of all characters below U+2600, of which misread text consists, lowered and raised.
static ORIGINALS: [LazyLock<Vec<[Option<char>; 3]>>; 2] = [
    LazyLock::new(|| ('\0'..'\u{2600}').map(|c| find_originals(c, Fold::Lowered)).collect()),
    LazyLock::new(|| ('\0'..'\u{2600}').map(|c| find_originals(c, Fold::Raised)).collect()),
];

fn find_originals(c: char, fold: Fold) -> [Option<char>; 3] {
    let other = |fold: Fold| cased(c, fold).filter(|other| *other != c);
    match fold {
        Fold::Kept => [Some(c), None, None],
        // Whatever has another small letter was not lower-cased.
        Fold::Lowered if other(Fold::Lowered).is_some() => [None; 3],
        Fold::Lowered => [Some(c), other(Fold::Raised), None],
        Fold::Raised if other(Fold::Raised).is_some() => [None; 3],
        // Capital Mu stands for the micro sign too.
        Fold::Raised => [Some(c), other(Fold::Lowered), (c == 'Μ').then_some('µ')],
    }
}

/// Whether a character can be meant: not private use, noncharacters or planes without any.
pub(super) fn is_in_use(c: char) -> bool {
    !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{32400}'..='\u{dffff}' | '\u{e01f0}'..)
        && c as u32 & 0xFFFE != 0xFFFE
}
