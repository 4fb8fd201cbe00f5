//! The legacy encodings that a file may be in, and what it costs to read a place of it so.
//!
//! Costs are those of the [language model](crate::language_model), −ln P in sixteenths of a nat:
//! the bytes follow from the text and the encoding, so the likeliest text and encoding together
//! are those that cost least, whether characters have one byte or two.

use std::sync::LazyLock;

use encoding_rs as enc;
use encoding_rs::Encoding;

use super::charset::Charset;
use super::segments::Segment;
use super::utf8::{Piece, pieces};
use crate::code_page::{CodePage, PAGES};
use crate::language_model::{NAT, SPACE, Symbol, cost, symbol};

/// So many nats.
pub(super) const fn nats(nats: u32) -> u32 {
    nats * NAT as u32
}

/// Bytes that are no character in an encoding that was chosen for all of a file. Damage is rare,
/// and any character that a text really has costs less.
const NO_CHARACTER: u32 = nats(24);

/// A character for private use: only a misread pair of bytes looks so.
const PRIVATE: u32 = nats(12);

/// UTF-8 that lost some of its bytes.
const BROKEN: u32 = nats(12);

/// A word in another script than the ASCII letters around it. The model does not look so far.
const OTHER_SCRIPT: u32 = nats(4);

/// A control from 0x80 on, on top of what the model asks for it.
const CONTROL: u32 = nats(8);

/// UTF-8 that has strays within the same words: so much for each stray.
const STRAY: u32 = nats(1);

/// A character that the end cuts off.
const CUT: u32 = nats(2);

/// An encoding that a file may be in.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) charset: Charset,
    /// −ln of how common it is.
    pub(super) rarity: u32,
    reading: Reading,
}

#[derive(Debug)]
enum Reading {
    /// What each byte from 0x80 on is, and what it costs apart from the model.
    Single(Box<[Option<Single>; 128]>),
    Multi(&'static Encoding),
}

#[derive(Debug, Clone, Copy)]
struct Single {
    character: char,
    symbol: Symbol,
    extra: u32,
    /// A letter that is not Latin.
    is_foreign: bool,
}

/// How common the encodings are among files that are not UTF-8: −ln of the share in nats, roughly.
/// Surveys of the web agree that windows-1252 (declared as ISO-8859-1, mostly) comes first, then the
/// encodings of large countries that had one of their own (Wikipedia, "Popularity of text
/// encodings"). Pages of DOS and Mac OS are met in files that are older than the web, and pages that
/// hardly anyone used are so many that each must be dear, or one of them would fit by chance.
const RARITY: &[(&str, u32)] = &[
    ("windows-1252", 0),
    ("windows-1251", 1),
    ("windows-1250", 2),
    ("windows-1254", 2),
    ("windows-1256", 2),
    ("windows-1253", 3),
    ("windows-1255", 3),
    ("windows-1257", 3),
    ("windows-874", 3),
    ("iso-8859-2", 3),
    ("iso-8859-7", 4),
    ("koi8-r", 3),
    ("koi8-u", 4),
    ("iso-8859-15", 4),
    ("cp866", 4),
    ("mac-roman", 4),
    ("cp850", 4),
    ("cp437", 4),
    ("cp852", 5),
    ("mac-cyrillic", 5),
    ("iso-8859-5", 5),
    ("windows-1258", 5),
    ("iso-8859-6", 8),
    ("iso-8859-8", 8),
    ("iso-8859-4", 8),
    ("iso-8859-13", 8),
    ("cp855", 8),
    ("cp857", 8),
    ("cp862", 8),
    ("cp737", 8),
    ("mac-latin2", 8),
    ("cp775", 8),
    ("cp865", 8),
    ("cp858", 12),
    ("cp860", 12),
    ("cp720", 12),
    ("iso-8859-16", 12),
    ("iso-8859-3", 12),
    ("iso-8859-10", 12),
    ("iso-8859-14", 12),
    ("cp861", 12),
    ("cp863", 12),
    ("cp869", 12),
    ("mac-greek", 12),
    ("mac-turkish", 12),
];

/// Encodings of the web that `chardetng` never answers, says its README (KOI8-R is KOI8-U to it).
const ALIEN: &[&Encoding] = &[
    enc::MACINTOSH,
    enc::X_MAC_CYRILLIC,
    enc::ISO_8859_3,
    enc::ISO_8859_10,
    enc::ISO_8859_14,
    enc::ISO_8859_15,
    enc::ISO_8859_16,
    enc::KOI8_R,
];

const MULTI_BYTE: &[(&Encoding, u32)] =
    &[(enc::GBK, 2), (enc::SHIFT_JIS, 2), (enc::EUC_KR, 2), (enc::EUC_JP, 2), (enc::BIG5, 3)];

pub(super) static CANDIDATES: LazyLock<Box<[Candidate]>> = LazyLock::new(|| {
    let single = RARITY.iter().filter_map(|(name, rarity)| {
        let page = PAGES.iter().find(|page| page.name == *name)?;
        Some(Candidate {
            charset: Charset::of_page(page),
            rarity: nats(*rarity),
            reading: Reading::Single(Box::new(symbols(page))),
        })
    });
    let multi = MULTI_BYTE.iter().map(|(encoding, rarity)| Candidate {
        charset: Charset::Legacy(encoding),
        rarity: nats(*rarity),
        reading: Reading::Multi(encoding),
    });
    single.chain(multi).collect()
});

fn symbols(page: &CodePage) -> [Option<Single>; 128] {
    std::array::from_fn(|n| {
        let c = as_written(page.decode(n as u8 | 0x80)?);
        Some(Single {
            character: c,
            symbol: symbol(c),
            extra: if c.is_control() { CONTROL } else { 0 },
            is_foreign: is_foreign(c),
        })
    })
}

/// Romanian letters have a comma below in Unicode and a cedilla in most pages. Which it is says
/// how old a text is, not which page it is in; so both count as what is commoner in Unicode, and as
/// s with a cedilla is Turkish as well, that stays.
fn as_written(c: char) -> char {
    match c {
        'Ţ' => 'Ț',
        'ţ' => 'ț',
        'Ș' => 'Ş',
        'ș' => 'ş',
        c => c,
    }
}

fn is_foreign(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

static ASCII: LazyLock<[Symbol; 128]> =
    LazyLock::new(|| std::array::from_fn(|n| symbol(char::from(n as u8))));

/// The text so far: its last two characters and what all cost.
struct Text {
    last: (Symbol, Symbol),
    sum: u32,
    /// Whether there are letters that are not Latin.
    is_foreign: bool,
}

impl Text {
    fn after(before: &[u8]) -> Text {
        let mut text = Text { last: (SPACE, SPACE), sum: 0, is_foreign: false };
        for byte in before {
            text.ascii(*byte);
        }
        text.sum = 0;
        text
    }

    fn push(&mut self, c: Symbol) {
        self.sum = self.sum.saturating_add(cost(self.last.0, self.last.1, c));
        self.last = (self.last.1, c);
    }

    fn ascii(&mut self, byte: u8) {
        self.push(ASCII[usize::from(byte & 0x7f)]);
    }

    fn add(&mut self, more: u32) {
        self.sum = self.sum.saturating_add(more);
    }

    /// Something that the model knows nothing about.
    fn nothing(&mut self, costs: u32) {
        self.add(costs);
        self.last = (SPACE, SPACE);
    }

    fn character(&mut self, c: char) {
        match c {
            char::REPLACEMENT_CHARACTER => self.nothing(NO_CHARACTER),
            '\u{e000}'..='\u{f8ff}' => self.nothing(PRIVATE),
            c => {
                self.push(symbol(c));
                self.is_foreign |= is_foreign(c);
                self.add(if matches!(c, '\u{80}'..='\u{9f}') { CONTROL } else { 0 });
            }
        }
    }

    /// The end of the input is the end of a word as well.
    fn end(mut self, segment: &Segment) -> u32 {
        if segment.is_last {
            self.push(SPACE);
        }
        if self.is_foreign && segment.is_among_ascii {
            self.add(OTHER_SCRIPT);
        }
        self.sum
    }
}

impl Candidate {
    /// What it costs to read all of a place so.
    pub(super) fn cost(&self, segment: &Segment) -> u32 {
        let mut text = Text::after(segment.before);
        self.read(&mut text, segment.body);
        text.end(segment)
    }

    fn read(&self, text: &mut Text, bytes: &[u8]) {
        match &self.reading {
            Reading::Single(table) => {
                for byte in bytes {
                    match byte.checked_sub(0x80).map(|high| table[usize::from(high)]) {
                        None => text.ascii(*byte),
                        Some(None) => text.nothing(NO_CHARACTER),
                        Some(Some(Single { symbol, extra, is_foreign, .. })) => {
                            text.push(symbol);
                            text.add(extra);
                            text.is_foreign |= is_foreign;
                        }
                    }
                }
            }
            Reading::Multi(encoding) => {
                let (decoded, _) = encoding.decode_without_bom_handling(bytes);
                decoded.chars().for_each(|c| text.character(c));
            }
        }
    }

    /// What these bytes are; two pages for which it is the same read a place of these bytes alike.
    /// `None` where that depends on the bytes beside them.
    pub(super) fn characters(&self, bytes: &[u8]) -> Option<Vec<Option<char>>> {
        let Reading::Single(table) = &self.reading else { return None };
        let character = |byte: &u8| table[usize::from(byte & 0x7f)].map(|single| single.character);
        Some(bytes.iter().map(character).collect())
    }

    /// Whether `chardetng` ever answers so.
    pub(super) fn is_known_to_chardetng(&self) -> bool {
        match self.charset {
            Charset::Legacy(encoding) => !ALIEN.contains(&encoding),
            _ => false,
        }
    }

    /// Whether single bytes stand for characters, so that one can stray into other text.
    pub(super) fn is_single_byte(&self) -> bool {
        matches!(self.reading, Reading::Single(_))
    }

    /// What it costs to read what is UTF-8 as UTF-8, and only the rest so.
    pub(super) fn cost_beside_utf8(&self, segment: &Segment) -> u32 {
        let mut text = Text::after(segment.before);
        read_beside_utf8(segment, |piece| match piece {
            Part::Text(part) => part.chars().for_each(|c| text.character(c)),
            Part::Surrogates(c) => text.character(c),
            Part::Stray(bytes) => {
                text.add(STRAY);
                if self.reads_stray(&text, bytes) {
                    self.read(&mut text, bytes);
                } else {
                    text.nothing(as_nothing(bytes));
                }
            }
            Part::Cut(_) => text.nothing(CUT),
        });
        text.end(segment)
    }

    /// Whether a stray means something in this page.
    fn reads_stray(&self, text: &Text, bytes: &[u8]) -> bool {
        if !self.is_single_byte() {
            return false;
        }
        let mut tried = Text { last: text.last, sum: 0, is_foreign: false };
        self.read(&mut tried, bytes);
        tried.sum < as_nothing(bytes)
    }

    /// The same question from a reader that has the characters before it.
    pub(super) fn reads_stray_after(&self, before: &str, bytes: &[u8]) -> bool {
        let mut last = before.chars().rev().map(symbol);
        let b = last.next().unwrap_or(SPACE);
        let a = last.next().unwrap_or(SPACE);
        self.reads_stray(&Text { last: (a, b), sum: 0, is_foreign: false }, bytes)
    }
}

/// What it costs to say that a stray means nothing. The start of a character is what damage leaves.
fn as_nothing(stray: &[u8]) -> u32 {
    if stray.len() > 1 { BROKEN } else { NO_CHARACTER }
}

/// A part of a place that is UTF-8 with strays.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Surrogates(char),
    Stray(&'a [u8]),
    Cut(&'a [u8]),
}

/// Goes through a place as UTF-8 with strays.
pub(super) fn read_beside_utf8<'a>(segment: &Segment<'a>, mut take: impl FnMut(Part<'a>)) {
    let mut at = 0;
    for piece in pieces(segment.body) {
        at += piece.len();
        take(match piece {
            Piece::Text(text) => Part::Text(text),
            Piece::Surrogates(c) => Part::Surrogates(c),
            Piece::Stray(bytes) => {
                let cut = segment.is_last
                    && at == segment.body.len()
                    && std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none());
                if cut { Part::Cut(bytes) } else { Part::Stray(bytes) }
            }
        });
    }
}

/// Whether a place has characters of several bytes that are UTF-8.
pub(super) fn has_utf8(segment: &Segment) -> bool {
    pieces(segment.body).any(|piece| match piece {
        Piece::Text(text) => !text.is_ascii(),
        Piece::Surrogates(_) => true,
        Piece::Stray(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rarity_is_that_of_a_page() {
        assert_eq!(CANDIDATES.len(), RARITY.len() + MULTI_BYTE.len());
        for (n, (name, _)) in RARITY.iter().enumerate() {
            assert!(RARITY[..n].iter().all(|(other, _)| other != name), "{name} is there twice");
        }
    }
}
