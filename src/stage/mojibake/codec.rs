//! Encodings as a plan needs them: the bytes that a character was shown for, and the character
//! that bytes are.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS};

use super::pages::{PAGES, character, image};
use super::rules;
use crate::rule::Rule;

/// An encoding in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Utf8,
    /// One of [`PAGES`].
    Page(usize),
    /// One of [`EAST_ASIAN`].
    EastAsian(usize),
}

/// What the bytes of a token come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sequence {
    /// So many bytes are this character.
    Whole(usize, char),
    /// The next byte decides.
    Cut,
    /// No character begins so.
    Invalid,
}

/// Bytes of one character in a wrong encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    bytes: [u8; 4],
    len: u8,
}

impl Shown {
    fn one(byte: u8) -> Shown {
        Shown { bytes: [byte, 0, 0, 0], len: 1 }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl Codec {
    pub(super) fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "UTF-8",
            Codec::Page(n) => PAGES[n].name,
            Codec::EastAsian(n) => EAST_ASIAN[n].name,
        }
    }

    /// The bytes that this encoding shows as `c`.
    #[inline]
    pub(super) fn bytes_of(self, c: char) -> Option<Shown> {
        if c.is_ascii() {
            return Some(Shown::one(c as u8));
        }
        match self {
            Codec::Utf8 => {
                let mut bytes = [0; 4];
                let len = c.encode_utf8(&mut bytes).len() as u8;
                Some(Shown { bytes, len })
            }
            Codec::Page(n) => match image(c).bytes[n] {
                0 => None,
                byte => Some(Shown::one(byte)),
            },
            Codec::EastAsian(n) => EAST_ASIAN[n].table().bytes_of(c),
        }
    }

    /// Other bytes that some programs show as `c`: gb18030 has a place for the euro sign, and the
    /// pages before it, which browsers read alike, had another one.
    pub(super) fn other_bytes_of(self, c: char) -> Option<Shown> {
        (self == Codec::EastAsian(0) && c == '€')
            .then_some(Shown { bytes: [0xA2, 0xE3, 0, 0], len: 2 })
    }

    /// The character at the start of `bytes`.
    #[inline]
    pub(super) fn sequence(self, bytes: &[u8]) -> Sequence {
        let lead = match bytes.first() {
            None => return Sequence::Cut,
            Some(lead) if lead.is_ascii() => return Sequence::Whole(1, char::from(*lead)),
            Some(lead) => *lead,
        };
        match self {
            Codec::Utf8 => utf8(lead, bytes),
            Codec::Page(n) => {
                character(n, lead).map_or(Sequence::Invalid, |c| Sequence::Whole(1, c))
            }
            Codec::EastAsian(n) => EAST_ASIAN[n].table().sequence(lead, bytes),
        }
    }
}

fn utf8(lead: u8, bytes: &[u8]) -> Sequence {
    let len = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return Sequence::Invalid,
    };
    if bytes[1..bytes.len().min(len)].iter().any(|byte| !(0x80..0xC0).contains(byte)) {
        return Sequence::Invalid;
    }
    // Half of a surrogate pair, written as CESU-8: the other half follows.
    if lead == 0xED && bytes.get(1).is_some_and(|second| *second >= 0xA0) {
        return match bytes {
            [_, 0xA0..=0xAF, _, 0xED, 0xB0..=0xBF, _, ..] => surrogate_pair(bytes),
            [_, 0xA0..=0xAF]
            | [_, 0xA0..=0xAF, _]
            | [_, 0xA0..=0xAF, _, 0xED]
            | [_, 0xA0..=0xAF, _, 0xED, 0xB0..=0xBF] => Sequence::Cut,
            _ => Sequence::Invalid,
        };
    }
    let Some(trails) = bytes.get(1..len) else { return Sequence::Cut };
    let lead = u32::from(lead) & (0x7F >> len);
    let code = trails.iter().fold(lead, |code, byte| code << 6 | u32::from(byte & 0x3F));
    match char::from_u32(code) {
        // Else it is overlong.
        Some(c) if c.len_utf8() == len => Sequence::Whole(len, c),
        _ => Sequence::Invalid,
    }
}

/// The character of two surrogates, three bytes each.
fn surrogate_pair(bytes: &[u8]) -> Sequence {
    let bits = |high: u8, low: u8| u32::from(high & 0x0F) << 6 | u32::from(low & 0x3F);
    let (high, low) = (bits(bytes[1], bytes[2]), bits(bytes[4], bytes[5]));
    match char::from_u32(0x1_0000 + (high << 10) + low) {
        Some(c) => Sequence::Whole(6, c),
        None => Sequence::Invalid,
    }
}

/// An encoding of one and two bytes a character.
#[derive(Debug)]
pub(super) struct EastAsian {
    pub(super) name: &'static str,
    pub(super) utf8_rule: &'static Rule,
    table: LazyLock<Table>,
    /// Lead and trail bytes of what every program knows that reads the encoding.
    is_core: fn(u8, u8) -> bool,
}

impl EastAsian {
    /// Whether any program that reads this encoding shows something for a byte before another.
    pub(super) fn reads(&self, byte: u8, next: Option<u8>) -> bool {
        match next {
            _ if byte < 0x80 => true,
            None | Some(..0x40) => (self.is_core)(byte, 0),
            Some(next) => {
                (self.is_core)(byte, 0)
                    || (self.is_core)(byte, next) && self.table().pair(byte, next).is_some()
            }
        }
    }

    fn table(&self) -> &Table {
        &self.table
    }
}

macro_rules! east_asian {
    ($($name:literal $rule:ident $encoding:ident $is_core:expr),* $(,)?) => {
        [$(EastAsian {
            name: $name,
            utf8_rule: &rules::$rule,
            table: LazyLock::new(|| Table::new($encoding)),
            is_core: $is_core,
        }),*]
    };
}

/// The East Asian encodings of two bytes. What companies and standards added later is not read by
/// all programs: in Big5 it is Hong Kong's, in `Shift_JIS` NEC's and IBM's, in EUC-KR the syllables of
/// Microsoft's page 949. A single byte is asked for with the trail 0.
pub(super) static EAST_ASIAN: [EastAsian; 5] = east_asian![
    "gb18030" GB18030_RULE GB18030 |_, trail| trail != 0,
    "Big5" BIG5_RULE BIG5 |lead, trail| match lead {
        0xC6 => (0x40..=0x7E).contains(&trail),
        0xF9 => (0x40..=0xD5).contains(&trail),
        _ => trail != 0 && matches!(lead, 0xA1..=0xC5 | 0xC9..=0xF8),
    },
    "Shift_JIS" SHIFT_JIS_RULE SHIFT_JIS |lead, trail| match lead {
        0xA1..=0xDF => true,
        _ => trail != 0 && matches!(lead, 0x81..=0x86 | 0x88..=0xEC),
    },
    "EUC-JP" EUC_JP_RULE EUC_JP |lead, trail| trail != 0 && matches!(lead, 0x8E | 0xA1..=0xAC | 0xAE..=0xF4),
    "EUC-KR" EUC_KR_RULE EUC_KR |lead, trail| lead >= 0xA1 && trail >= 0xA1,
];

/// The characters of an East Asian encoding both ways.
#[derive(Debug)]
struct Table {
    /// By lead and trail byte, from 0x80 and 0x40 on; NUL where there is none.
    pairs: Vec<char>,
    /// The characters of single bytes.
    singles: [char; 128],
    /// Lead and trail (0 for single bytes) by character of the basic plane; 0 where there is none.
    codes: Vec<u16>,
}

const TRAILS: usize = 0x100 - 0x40;

/// The character that is all of a text.
fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl Table {
    fn new(encoding: &'static Encoding) -> Table {
        let mut table = Table {
            pairs: vec!['\0'; 128 * TRAILS],
            singles: ['\0'; 128],
            codes: vec![0; 0x1_0000],
        };
        let mut line = Vec::with_capacity(TRAILS * 3);
        for lead in 0x80..=0xFF_u8 {
            let lone = [lead];
            let single = encoding.decode_without_bom_handling_and_without_replacement(&lone);
            if let Some(c) = single.as_deref().and_then(only_char) {
                table.singles[usize::from(lead - 0x80)] = c;
                table.enter(c, u16::from(lead) << 8);
                continue;
            }
            // All trails at once, a line each: what is wrong in one ends with it, for no line end
            // is part of a character.
            line.clear();
            line.extend((0x40..=0xFF_u8).flat_map(|trail| [lead, trail, b'\n']));
            let (text, _) = encoding.decode_without_bom_handling(&line);
            for (trail, text) in (0x40..=0xFF_u8).zip(text.split('\n')) {
                let Some(c) = only_char(text).filter(|c| *c != '\u{fffd}') else { continue };
                table.pairs[usize::from(lead - 0x80) * TRAILS + usize::from(trail - 0x40)] = c;
                table.enter(c, u16::from(lead) << 8 | u16::from(trail));
            }
        }
        // Programs that browsers do not follow show these for the signs of full width.
        if encoding == SHIFT_JIS {
            table.enter('¢', 0x8191);
            table.enter('£', 0x8192);
        }
        table
    }

    fn enter(&mut self, c: char, code: u16) {
        if let Some(place) = self.codes.get_mut(c as usize).filter(|code| **code == 0) {
            *place = code;
        }
    }

    fn bytes_of(&self, c: char) -> Option<Shown> {
        match self.codes.get(c as usize).copied()?.to_be_bytes() {
            [0, _] => None,
            [lead, 0] => Some(Shown::one(lead)),
            [lead, trail] => Some(Shown { bytes: [lead, trail, 0, 0], len: 2 }),
        }
    }

    fn sequence(&self, lead: u8, bytes: &[u8]) -> Sequence {
        let single = self.singles[usize::from(lead - 0x80)];
        if single != '\0' {
            return Sequence::Whole(1, single);
        }
        match bytes.get(1) {
            None => Sequence::Cut,
            Some(trail) => {
                self.pair(lead, *trail).map_or(Sequence::Invalid, |c| Sequence::Whole(2, c))
            }
        }
    }

    /// The character of a lead from 0x80 on and a trail.
    fn pair(&self, lead: u8, trail: u8) -> Option<char> {
        let trail = usize::from(trail.checked_sub(0x40)?);
        Some(self.pairs[usize::from(lead - 0x80) * TRAILS + trail]).filter(|c| *c != '\0')
    }
}
