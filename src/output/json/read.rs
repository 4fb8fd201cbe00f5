//! JSON strings that others wrote, read back.

use std::fmt;

use serde::Deserializer as _;
use serde::de::Visitor;

/// The bytes of a JSON string, a lone surrogate as the three bytes it would have; `None` for any
/// other value. `value` is valid JSON: to the letter what a line has.
pub(crate) fn wtf8(value: &str) -> Option<Vec<u8>> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?; // an array of numbers could be taken for bytes
    short_escapes(inside.as_bytes()).or_else(|| any_escapes(value))
}

/// What stands between the quotes; `None` where there are escapes with a number. Most text has few, all
/// of two characters, and what stands between them is copied.
fn short_escapes(inside: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(inside.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\\', inside) {
        // The second of two.
        if at < from {
            continue;
        }
        bytes.extend_from_slice(&inside[from..at]);
        bytes.push(match inside.get(at + 1)? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 0x08,
            b'f' => 0x0c,
            byte @ (b'"' | b'\\' | b'/') => *byte,
            _ => return None,
        });
        from = at + 2;
    }
    bytes.extend_from_slice(&inside[from..]);
    Some(bytes)
}

fn any_escapes(value: &str) -> Option<Vec<u8>> {
    struct Bytes;
    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
    }
    serde_json::Deserializer::from_str(value).deserialize_bytes(Bytes).ok()
}

/// What stands between the quotes of a JSON string that has no escapes; such a string is its own
/// text.
pub(crate) fn plain(value: &str) -> Option<&str> {
    let inside = value.strip_prefix('"')?.strip_suffix('"')?;
    memchr::memchr(b'\\', inside.as_bytes()).is_none().then_some(inside)
}

/// A JSON string as text; lone surrogates as U+FFFD.
pub(crate) fn text(value: &str) -> Option<String> {
    const SURROGATE: usize = 3;
    let mut bytes = match String::from_utf8(wtf8(value)?) {
        Ok(text) => return Some(text),
        Err(error) => error.into_bytes(),
    };
    let mut at = 0;
    while let Err(error) = str::from_utf8(&bytes[at..]) {
        at += error.valid_up_to();
        // As many bytes as a surrogate has.
        bytes[at..at + SURROGATE].copy_from_slice("\u{fffd}".as_bytes());
        at += SURROGATE;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_other_programs_do() {
        for value in [
            r#""""#,
            r#""a""#,
            r#""\\\"\/\b\f\n\r\t""#,
            r#""\\n\\\\""#,
            r#""a\nb\u0041\n""#,
            r#""\\u0041 é""#,
        ] {
            assert_eq!(
                wtf8(value).unwrap(),
                serde_json::from_str::<String>(value).unwrap().as_bytes()
            );
        }
        assert_eq!(text(r#""a\ud800\udc00\udc00 \ud83d""#).unwrap(), "a\u{10000}\u{fffd} \u{fffd}");
        for value in ["[72]", "null", "7", "{}"] {
            assert_eq!(wtf8(value), None);
        }
    }
}
