//! Tokens of UTF-8 that was read as an East Asian encoding, in which U+FFFD stands for bytes.
//!
//! Programs that read an encoding of two bytes show U+FFFD for a byte that begins no pair with the
//! next one. That says much of it: whatever would have been read with what follows, it was not.
//! With the bytes that are left of the character some dozens remain, or hundreds, and the language
//! model says which it was.

use super::codec::{Codec, EAST_ASIAN, EastAsian, Sequence};
use super::lossy::{Loss, Lost, cost_of_guess, is_likely};
use super::token::{Token, is_in_use};
use crate::language_model::{NAT, cost_alone, symbol};
use crate::options::Guess;

/// Bytes that a token may have lost. Of more, all is left open.
const MOST_LOST: u8 = 2;

/// Ways to fill the gaps of a token that are looked at; where there are more, too much is lost.
const MOST_WAYS: usize = 1024;

/// The likeliest of them, which a search decides between.
const KEPT: usize = 24;

/// So far ahead is looked for what a byte was lost at, or what has two places in an encoding.
const MOST_AHEAD: usize = 16;

/// Adds the tokens at `at` that are whole but for bytes that were replaced by U+FFFD.
pub(super) fn tokens(encoding: usize, text: &str, at: usize, lost: Lost, found: &mut Vec<Token>) {
    let is_open = |c: char| c == '\u{fffd}' || c == '€';
    if !text[at..].chars().take(MOST_AHEAD).any(is_open) {
        return;
    }
    let before = found.len();
    let codec = Codec::EastAsian(encoding);
    let mut filling = Filling {
        text,
        codec,
        encoding: &EAST_ASIAN[encoding],
        found,
        guess: lost.guess,
        left: MOST_WAYS,
    };
    let start = Partial {
        token: Token::at(at),
        bytes: [0; 4],
        have: 0,
        known: 0,
        is_headless: false,
        last: None,
        lost: 0,
        is_other: false,
    };
    filling.grow(start);
    if filling.left == 0 {
        filling.found.truncate(before);
    }
    if found.len() - before > KEPT {
        let alone =
            |c: &char| cost_of_guess(*c).unwrap_or_else(|| cost_alone(symbol(*c)).cast_signed());
        found[before..]
            .sort_by_cached_key(|token| token.price + token.chars().iter().map(alone).sum::<i32>());
        found.truncate(before + KEPT);
    }
}

/// What no line ends in, and what it costs that one does.
const GOES_ON: &str = "、，：；（「『《〈【〔“‘—–";
const ENDS_SO: i32 = 3 * NAT;

struct Filling<'a> {
    text: &'a str,
    codec: Codec,
    encoding: &'static EastAsian,
    found: &'a mut Vec<Token>,
    guess: Guess,
    left: usize,
}

/// A token up to some place.
#[derive(Clone, Copy)]
struct Partial {
    token: Token,
    /// Of the character that is not whole yet.
    bytes: [u8; 4],
    have: usize,
    /// How many of them came through.
    known: usize,
    /// Whether the first one did not.
    is_headless: bool,
    /// What the U+FFFD just before stands for.
    last: Option<u8>,
    lost: u8,
    /// Whether some character was taken for its other bytes.
    is_other: bool,
}

impl Filling<'_> {
    /// Goes on with the next character of the text.
    fn grow(&mut self, mut partial: Partial) {
        let Some(c) = self.text[partial.token.end..].chars().next() else { return };
        partial.token.end += c.len_utf8();
        if c == '\u{fffd}' {
            // Of a character that lost its first byte the others must be there.

            if self.guess == Guess::Off || partial.lost == MOST_LOST || partial.is_headless {
                return;
            }
            partial.is_headless = partial.have == 0;
            partial.lost += 1;
            partial.token.price += Loss::Replaced.price();
            let is_last = partial.have > 0 && partial.have + 1 == length(partial.bytes[0]);
            if !is_last && !self.may_go_on(&partial) {
                return;
            }
            let bytes = if partial.have == 0 { 0xC2..=0xF4 } else { 0x80..=0xBF };
            for byte in bytes {
                if !self.may_follow(partial.last, Some(byte)) {
                    continue;
                }
                self.left = self.left.saturating_sub(1);
                if self.left == 0 {
                    return;
                }
                self.feed(Partial { last: Some(byte), ..partial }, &[byte], 0);
            }
            return;
        }
        let other = self.codec.other_bytes_of(c).map(|shown| (shown, true));
        let own = self.codec.bytes_of(c).filter(|_| !c.is_ascii()).map(|shown| (shown, false));
        for (shown, is_other) in own.into_iter().chain(other) {
            let bytes = shown.bytes();
            if self.may_follow(partial.last, bytes.first().copied()) {
                let is_other = partial.is_other || is_other;
                self.feed(Partial { last: None, is_other, ..partial }, bytes, 1);
            }
        }
    }

    /// Whether what follows may be the next byte of a character, whichever was lost.
    fn may_go_on(&self, partial: &Partial) -> bool {
        match self.text[partial.token.end..].chars().next() {
            None => false,
            Some('\u{fffd}') => !partial.is_headless && partial.lost < MOST_LOST,
            Some(c) => [self.codec.bytes_of(c), self.codec.other_bytes_of(c)]
                .into_iter()
                .flatten()
                .any(|shown| (0x80..0xC0).contains(&shown.bytes()[0])),
        }
    }

    /// Whether a byte before another one is shown as U+FFFD.
    fn may_follow(&self, lost: Option<u8>, next: Option<u8>) -> bool {
        lost.is_none_or(|lost| !self.encoding.reads(lost, next))
    }

    /// The byte that stands somewhere, if it is known.
    fn first_byte(&self, at: usize) -> Option<u8> {
        let next = self.text[at..].chars().next().filter(|c| *c != '\u{fffd}')?;
        self.codec.bytes_of(next)?.bytes().first().copied()
    }

    fn feed(&mut self, mut partial: Partial, bytes: &[u8], known: usize) {
        for byte in bytes {
            let Some(place) = partial.bytes.get_mut(partial.have) else { return };
            *place = *byte;
            partial.have += 1;
            partial.known += known;
            match Codec::Utf8.sequence(&partial.bytes[..partial.have]) {
                Sequence::Cut => {}
                Sequence::Invalid => return,
                Sequence::Whole(_, c) => {
                    let is_guess = partial.known < partial.have;
                    if !is_in_use(c)
                        || c.is_control()
                        || is_guess && (partial.known == 0 || !is_likely(c))
                    {
                        return;
                    }
                    if !partial.token.push(c, is_guess) {
                        return;
                    }
                    (partial.have, partial.known, partial.is_headless) = (0, 0, false);
                }
            }
        }
        if partial.have > 0 {
            return self.grow(partial);
        }
        let next = self.text[partial.token.end..].chars().next();
        let last = partial.token.chars().last();
        if next.is_none_or(|c| c == '\n') && last.is_some_and(|c| GOES_ON.contains(*c)) {
            partial.token.price += ENDS_SO;
        }
        let next = self.first_byte(partial.token.end);
        if (partial.lost > 0 || partial.is_other) && self.may_follow(partial.last, next) {
            partial.token.loss = (partial.lost > 0).then_some(Loss::Replaced);
            self.found.push(partial.token);
        }
    }
}

/// The bytes of a character of UTF-8 that begins with this one.
fn length(lead: u8) -> usize {
    match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}
