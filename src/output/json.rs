//! The few pieces of JSON that records are written with, straight into the output buffer.
//!
//! No tree is built: a record is written once, in the order of its keys.

use std::io::Write as _;

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
    serde_json::to_writer(out, text).expect("writing to memory does not fail");
}

/// A string with its quotes, by itself.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is always JSON")
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

/// Bytes, as a string in base64.
pub(crate) fn base64(out: &mut Vec<u8>, bytes: &[u8]) {
    use base64::Engine as _;
    string(out, &base64::engine::general_purpose::STANDARD.encode(bytes));
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
        let mut piece = vec![];
        string(&mut piece, good);
        out.extend_from_slice(&piece[1..piece.len() - 1]);
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
    fn lone_surrogates_are_written_as_escapes() {
        let mut out = vec![];
        wtf8_string(&mut out, b"a\"\xED\xA0\xBDb\n").unwrap();
        assert_eq!(out, br#""a\"\ud83db\n""#);
        assert_eq!(wtf8_string(&mut vec![], b"\xFFabc"), None);
        assert_eq!(wtf8_string(&mut vec![], b"ab\xED\xA0"), None);
    }
}
