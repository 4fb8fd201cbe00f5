//! The encodings, and the way from a character to its bytes.
//!
//! `encoding_rs` knows no UTF-32 and encodes "UTF-16" as UTF-8, as the web does; both are written
//! here; the single-byte pages that the web does not know are in [`code_page`](crate::code_page).
//! ISO-2022-JP has states: the encoder goes on from the state in which the bytes so far
//! leave it, so that a text can be left at one place and taken up at another.

use std::ops::Deref;

use crate::code_page::CodePage;
use encoding_rs::{
    Encoder, EncoderResult, Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE,
};

/// The order of the bytes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

impl Order {
    /// The number that these (at most four) bytes are.
    pub(crate) fn number(self, bytes: &[u8]) -> u32 {
        let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        match self {
            Order::Little => bytes.iter().rev().fold(0, add),
            Order::Big => bytes.iter().fold(0, add),
        }
    }
}

/// An encoding that text can be read in and written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Utf16(Order),
    Utf32(Order),
    Legacy(&'static Encoding),
    /// A page that `encoding_rs` lacks.
    Page(&'static CodePage),
}

impl Charset {
    /// The WHATWG name, and the obvious ones for UTF-32.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => UTF_8.name(),
            Charset::Utf16(Order::Little) => UTF_16LE.name(),
            Charset::Utf16(Order::Big) => UTF_16BE.name(),
            Charset::Utf32(Order::Little) => "UTF-32LE",
            Charset::Utf32(Order::Big) => "UTF-32BE",
            Charset::Legacy(encoding) => encoding.name(),
            Charset::Page(page) => page.official,
        }
    }

    /// The encoding of that name or label.
    pub(crate) fn named(name: &str) -> Option<Charset> {
        for order in [Order::Little, Order::Big] {
            if name.eq_ignore_ascii_case(Charset::Utf32(order).name()) {
                return Some(Charset::Utf32(order));
            }
        }
        match Encoding::for_label(name.as_bytes()) {
            Some(encoding) => Charset::of(encoding),
            None => CodePage::named(name.trim_ascii()).map(Charset::of_page),
        }
    }

    /// The encoding that reads a page: `encoding_rs`, where it can.
    pub(crate) fn of_page(page: &'static CodePage) -> Charset {
        let known = Encoding::for_label_no_replacement(page.official.as_bytes());
        known.map_or(Charset::Page(page), Charset::Legacy)
    }

    /// Whether the bytes of a character depend on those before it.
    pub(crate) fn has_states(self) -> bool {
        self == Charset::Legacy(ISO_2022_JP)
    }

    /// The same as `encoding_rs` has it; `None` for "replacement", which nothing can be read in.
    pub(crate) fn of(encoding: &'static Encoding) -> Option<Charset> {
        if encoding == REPLACEMENT {
            None
        } else if encoding == UTF_8 {
            Some(Charset::Utf8)
        } else if encoding == UTF_16LE {
            Some(Charset::Utf16(Order::Little))
        } else if encoding == UTF_16BE {
            Some(Charset::Utf16(Order::Big))
        } else {
            Some(Charset::Legacy(encoding))
        }
    }
}

/// The bytes of one character.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CharBytes {
    bytes: [u8; 8],
    len: usize,
}

impl CharBytes {
    fn new(parts: &[&[u8]]) -> CharBytes {
        let mut out = CharBytes::default();
        for part in parts {
            out.bytes[out.len..out.len + part.len()].copy_from_slice(part);
            out.len += part.len();
        }
        out
    }
}

impl Deref for CharBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// Encodes character by character.
pub(crate) struct CharEncoder {
    kind: Kind,
}

enum Kind {
    Utf8,
    Utf16(Order),
    Utf32(Order),
    Iso2022Jp(JisSet),
    Stateless(Encoder),
    Page(&'static CodePage),
}

impl CharEncoder {
    pub(crate) fn new(charset: Charset) -> CharEncoder {
        let kind = match charset {
            Charset::Utf8 => Kind::Utf8,
            Charset::Utf16(order) => Kind::Utf16(order),
            Charset::Utf32(order) => Kind::Utf32(order),
            Charset::Legacy(encoding) if encoding == ISO_2022_JP => Kind::Iso2022Jp(JisSet::Ascii),
            Charset::Legacy(encoding) => Kind::Stateless(encoding.new_encoder()),
            Charset::Page(page) => Kind::Page(page),
        };
        CharEncoder { kind }
    }

    /// The bytes of a character after the bytes that were [passed](Self::pass); `None` if the
    /// encoding does not have it.
    pub(crate) fn encode(&mut self, c: char) -> Option<CharBytes> {
        let mut utf8 = [0; 4];
        let text: &str = c.encode_utf8(&mut utf8);
        match &mut self.kind {
            Kind::Utf8 => Some(CharBytes::new(&[text.as_bytes()])),
            Kind::Utf32(Order::Little) => Some(CharBytes::new(&[&u32::from(c).to_le_bytes()])),
            Kind::Utf32(Order::Big) => Some(CharBytes::new(&[&u32::from(c).to_be_bytes()])),
            Kind::Utf16(order) => {
                let mut bytes = CharBytes::default();
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let pair =
                        if *order == Order::Big { unit.to_be_bytes() } else { unit.to_le_bytes() };
                    bytes = CharBytes::new(&[&bytes, &pair]);
                }
                Some(bytes)
            }
            Kind::Iso2022Jp(now) => {
                let (set, bytes) = in_jis_set(*now, c, text)?;
                let escape: &[u8] = if set == *now { &[] } else { set.escape() };
                Some(CharBytes::new(&[escape, &bytes]))
            }
            Kind::Stateless(encoder) => encoded(encoder, text, false),
            Kind::Page(_) if c.is_ascii() => Some(CharBytes::new(&[&[c as u8]])),
            Kind::Page(page) => Some(CharBytes::new(&[&[page.encode(c)?]])),
        }
    }

    /// Takes note of bytes of the source: whole characters, in order.
    pub(crate) fn pass(&mut self, bytes: &[u8]) {
        if let Kind::Iso2022Jp(now) = &mut self.kind {
            // Every such triple is an escape to the decoder too, wherever it stands.
            *now = bytes.windows(3).rev().find_map(JisSet::of_escape).unwrap_or(*now);
        }
    }

    /// Goes over to the state of another encoder of the same charset; the bytes that do so.
    pub(crate) fn switch_to(&mut self, other: &CharEncoder) -> &'static [u8] {
        match (&mut self.kind, &other.kind) {
            (Kind::Iso2022Jp(now), Kind::Iso2022Jp(then)) if now != then => {
                *now = *then;
                then.escape()
            }
            _ => &[],
        }
    }
}

fn encoded(encoder: &mut Encoder, text: &str, last: bool) -> Option<CharBytes> {
    let mut bytes = [0; 16];
    let (result, _, written) = encoder.encode_from_utf8_without_replacement(text, &mut bytes, last);
    let fits = written <= 8 && result == EncoderResult::InputEmpty;
    fits.then(|| CharBytes::new(&[&bytes[..written]]))
}

/// The character sets between which ISO-2022-JP switches by escape sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JisSet {
    Ascii,
    Roman,
    Katakana,
    Kanji,
}

impl JisSet {
    fn escape(self) -> &'static [u8] {
        match self {
            JisSet::Ascii => b"\x1b(B",
            JisSet::Roman => b"\x1b(J",
            JisSet::Katakana => b"\x1b(I",
            JisSet::Kanji => b"\x1b$B",
        }
    }

    fn of_escape(bytes: &[u8]) -> Option<JisSet> {
        match bytes {
            b"\x1b(B" => Some(JisSet::Ascii),
            b"\x1b(J" => Some(JisSet::Roman),
            b"\x1b(I" => Some(JisSet::Katakana),
            b"\x1b$B" | b"\x1b$@" => Some(JisSet::Kanji),
            _ => None,
        }
    }
}

/// The set to be in for a character, the present one if it will do, and its bytes there.
fn in_jis_set(now: JisSet, c: char, text: &str) -> Option<(JisSet, CharBytes)> {
    let one = |set, byte: u8| Some((set, CharBytes::new(&[&[byte]])));
    match c {
        // These mean "other set" and "back", or an escape; the decoder refuses them.
        '\u{e}' | '\u{f}' | '\u{1b}' => None,
        '\\' | '~' => one(JisSet::Ascii, c as u8),
        '\0'..='\x7f' => one(if now == JisSet::Roman { now } else { JisSet::Ascii }, c as u8),
        '¥' => one(JisSet::Roman, b'\\'),
        '‾' => one(JisSet::Roman, b'~'),
        '\u{ff61}'..='\u{ff9f}' => one(JisSet::Katakana, (u32::from(c) - 0xff61 + 0x21) as u8),
        _ => {
            // Escape, two bytes, escape.
            let mut encoder = ISO_2022_JP.new_encoder();
            let all = encoded(&mut encoder, text, true)?;
            let bytes = all.strip_prefix(JisSet::Kanji.escape())?.get(..2)?;
            Some((JisSet::Kanji, CharBytes::new(&[bytes])))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop there")]

    use super::*;

    fn bytes(name: &str, text: &str) -> Option<Vec<u8>> {
        let mut encoder = CharEncoder::new(Charset::named(name).unwrap());
        let mut out = vec![];
        for c in text.chars() {
            let bytes = encoder.encode(c)?;
            encoder.pass(&bytes);
            out.extend_from_slice(&bytes);
        }
        Some(out)
    }

    #[test]
    fn each_kind_of_encoding_encodes() {
        assert_eq!(bytes("utf-16le", "aé😀").unwrap(), b"a\0\xe9\0\x3d\xd8\x00\xde");
        assert_eq!(bytes("UTF-16BE", "a").unwrap(), b"\0a");
        assert_eq!(bytes("utf-32le", "😀").unwrap(), b"\x00\xf6\x01\0");
        assert_eq!(bytes("UTF-32BE", "a").unwrap(), b"\0\0\0a");
        assert_eq!(bytes("windows-1251", "Да").unwrap(), b"\xc4\xe0");
        assert_eq!(bytes("windows-1251", "é"), None);
        assert_eq!(bytes("IBM850", "Só é").unwrap(), b"S\xa2 \x82");
        assert_eq!(bytes("cp850", "ж"), None);
        assert_eq!(bytes("Shift_JIS", "こ").unwrap(), b"\x82\xb1");
        assert_eq!(bytes("gb18030", "😀").unwrap(), b"\x94\x39\xfc\x36");
    }

    #[test]
    fn iso_2022_jp_switches_only_where_it_must() {
        assert_eq!(bytes("iso-2022-jp", "aこん¥b\nｱ").unwrap(), b"a\x1b$B$3$s\x1b(J\\b\n\x1b(I1");
        assert_eq!(bytes("iso-2022-jp", "한"), None);
    }

    #[test]
    fn replacement_is_no_encoding() {
        assert_eq!(Charset::named("iso-2022-kr"), None);
        assert_eq!(Charset::named("no such thing"), None);
    }
}
