//! The few pieces of JSON that records are written with, straight into the output buffer.
//!
//! No tree is built: a record is written once, in the order of its keys.

mod form;
mod read;

use std::io::Write as _;

pub(crate) use form::{Json, Parted};
pub(crate) use read::{plain, text, wtf8};

use crate::stage::scan::Hits;

/// A comma, unless something was just opened.
pub(crate) fn comma(out: &mut Vec<u8>) {
    if !matches!(out.last(), None | Some(b'{' | b'[' | b'\n')) {
        out.push(b',');
    }
}

/// A key of ours, with the comma before it and the colon after it.
pub(crate) fn key(out: &mut Vec<u8>, name: &str) {
    comma(out);
    string(out, name);
    out.push(b':');
}

/// A string with its quotes.
pub(crate) fn string(out: &mut Vec<u8>, text: &str) {
    escaped(out, text, special(text));
}

/// Where the characters of a text stand that must be escaped.
fn special(text: &str) -> impl Iterator<Item = usize> {
    Hits::new(text.as_bytes(), |byte, _| (byte < b' ') | (byte == b'"') | (byte == b'\\'))
}

/// A string with its quotes, whose [`special`] characters stand at these places.
///
/// Most of a text stands as it is: it is copied from one such character to the next.
fn escaped(out: &mut Vec<u8>, text: &str, special: impl Iterator<Item = usize>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    inside(out, text, special);
    out.push(b'"');
}

/// What stands between the quotes.
fn inside(out: &mut Vec<u8>, text: &str, special: impl Iterator<Item = usize>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    let mut from = 0;
    for at in special {
        out.extend_from_slice(&bytes[from..at]);
        from = at + 1;
        let short = match bytes[at] {
            b'\n' => b'n',
            b'\t' => b't',
            b'\r' => b'r',
            0x08 => b'b',
            0x0c => b'f',
            byte @ (b'"' | b'\\') => byte,
            byte => {
                let [high, low] = [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)]);
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
    out.extend_from_slice(&bytes[from..]);
}

/// A string with its quotes, by itself.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = vec![];
    string(&mut out, text);
    String::from_utf8(out).expect("escapes are ASCII and the rest is the text")
}

/// A string, or null.
pub(crate) fn optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// A whole number.
pub(crate) fn number(out: &mut Vec<u8>, number: impl std::fmt::Display) {
    write!(out, "{number}").expect("writing to memory does not fail");
}

/// Bytes in base64, as a string holds them.
pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The string that these WTF-8 bytes are, its lone surrogates as escapes; `None` if the bytes
/// are not WTF-8.
pub(crate) fn wtf8_string(out: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    out.push(b'"');
    let mut rest = bytes;
    loop {
        let (good, bad) = match std::str::from_utf8(rest) {
            Ok(good) => (good, &[][..]),
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                (std::str::from_utf8(good).expect("it was just checked"), bad)
            }
        };
        inside(out, good, special(good));
        let Some((surrogate, after)) = bad.split_first_chunk::<3>() else {
            out.push(b'"');
            return bad.is_empty().then_some(());
        };
        let [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF] = *surrogate else { return None };
        let unit = 0xD000 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F);
        write!(out, "\\u{unit:04x}").expect("writing to memory does not fail");
        rest = after;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn strings_are_written_as_other_programs_do() {
        let every: String = ('\0'..'\u{180}').chain(['“', '\u{2028}', '\u{1F600}']).collect();
        for text in [
            "",
            "a",
            "\"",
            "\n\n",
            "the dam held all night, said the mayor of Orrin, Ada Tarn.\n",
            &every,
        ] {
            for text in [text.to_owned(), text.repeat(7), format!("x{}", text.repeat(90))] {
                assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
            }
        }
    }

    #[test]
    fn lone_surrogates_are_written_as_escapes() {
        let mut out = vec![];
        wtf8_string(&mut out, b"a\"\xED\xA0\xBDb\n").unwrap();
        assert_eq!(out, br#""a\"\ud83db\n""#);
        assert_eq!(wtf8_string(&mut vec![], b"\xFFabc"), None);
        assert_eq!(wtf8_string(&mut vec![], b"ab\xED\xA0"), None);
    }
}
