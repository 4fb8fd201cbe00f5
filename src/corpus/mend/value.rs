//! Mends the value of a field where it stands in its line: what is not mended stays as it is spelled,
//! with its escapes.

use std::borrow::Cow;

use crate::check::{self, Mended, Unmended, Written};
use crate::decode::Decoded;
use crate::document::Document;
use crate::options::Options;
use crate::output::json;
use crate::pipeline;

/// Mends a JSON string, with its quotes; `None` where nothing is to be mended. `title` is that of
/// its record.
pub(super) fn mend(
    value: &str,
    title: Option<&str>,
    options: &Options,
) -> Result<Option<Mended>, Unmended> {
    let look = |value: &[u8]| {
        let text = str::from_utf8(value).ok().and_then(json::wtf8).unwrap_or_default();
        pipeline::run(Decoded::from_wtf8(&text), title.map(str::to_owned), options)
    };
    // A program that writes ASCII only may read nothing else.
    let is_ascii = value.is_ascii() && memchr::memmem::find(value.as_bytes(), b"\\u").is_some();
    check::until_settled(value.as_bytes(), look, |value, document| {
        write(value, document, options, is_ascii)
    })
}

fn write(value: &[u8], document: &Document, options: &Options, is_ascii: bool) -> Written {
    let decoded = document.decoded();
    let before = decoded.text();
    let mut now = Written {
        source: Vec::with_capacity(value.len()),
        text: String::with_capacity(before.len()),
        places: 0,
    };
    let mut spelled = Spelled::new(value);
    let (mut at, mut at_spelled) = (0, 0);
    for change in check::changes(document, options, false) {
        let place = decoded.source_of(change.source.clone());
        let start = spelled.at(place.start);
        now.source.extend_from_slice(&value[at_spelled..start]);
        now.source.extend_from_slice(escaped(&change.after, is_ascii).as_bytes());
        at_spelled = spelled.at(place.end);
        now.text.push_str(&before[at..change.source.start]);
        now.text.push_str(&change.after);
        now.places += 1;
        at = change.source.end;
    }
    now.source.extend_from_slice(&value[at_spelled..]);
    now.text.push_str(&before[at..]);
    now
}

/// What a text is inside a JSON string.
fn escaped(text: &str, is_ascii: bool) -> Cow<'_, str> {
    use std::fmt::Write as _;
    if !text.bytes().any(|b| b < b' ' || b == b'"' || b == b'\\' || (is_ascii && b >= 0x80)) {
        return text.into();
    }
    let quoted = crate::output::json::quoted(text);
    let inside = &quoted[1..quoted.len() - 1];
    if !is_ascii {
        return inside.to_owned().into();
    }
    let mut out = String::with_capacity(inside.len());
    for c in inside.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("writing to memory does not fail");
            }
        }
    }
    out.into()
}

/// Finds where bytes of the value of a JSON string are spelled in it; they are asked for in order.
#[derive(Debug)]
struct Spelled<'a> {
    string: &'a [u8],
    /// A byte of the string, and of its value.
    at: usize,
    value: usize,
}

impl Spelled<'_> {
    fn new(string: &[u8]) -> Spelled<'_> {
        Spelled { string, at: 1, value: 0 }
    }

    fn at(&mut self, value: usize) -> usize {
        while self.value < value {
            let rest = &self.string[self.at..];
            let near = &rest[..rest.len().min(value - self.value)];
            let plain = memchr::memchr(b'\\', near).unwrap_or(near.len());
            let (spelled, bytes) = match plain {
                0 if rest.is_empty() => break,
                0 => escape(rest),
                plain => (plain, plain),
            };
            self.at += spelled;
            self.value += bytes;
        }
        self.at
    }
}

/// How many bytes an escape has, and its value. A pair of escapes may be one character.
fn escape(rest: &[u8]) -> (usize, usize) {
    let unit = |at: usize| -> Option<u16> {
        let digits = rest.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => (12, 4),
        (Some(0..0x80), _) => (6, 1),
        (Some(0x80..0x800), _) => (6, 2),
        // A lone surrogate too has three, in WTF-8.
        (Some(_), _) => (6, 3),
        (None, _) => (2, 1),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::Levels;
    use crate::rule::Severity;

    fn mended(value: &str) -> Option<String> {
        let all = Options::default();
        let options = check::choices(&all, false, Severity::Note, &Levels::default());
        let mended = mend(value, None, &options).unwrap()?;
        let now = String::from_utf8(mended.source).unwrap();
        assert_eq!(mend(&now, None, &options), Ok(None), "{now}");
        let text = json::wtf8(&now).unwrap();
        assert_eq!(Decoded::from_wtf8(&text).text(), mended.after);
        Some(now)
    }

    #[test]
    fn what_is_not_mended_stays_as_it_is_spelled() {
        for (value, expected) in [
            (r#""The \u0063afé\/bar \u201Cheld\u201d""#, None),
            (
                r#""\u0041 \ud83d\ude00  cafÃ©\/\"so\"""#,
                Some(r#""\u0041 \ud83d\ude00 café\/\"so\"""#),
            ),
            (
                r#""caf\u00c3\u00a9 \u00e9t\u00e9 &#128512;""#,
                Some(r#""caf\u00e9 \u00e9t\u00e9 \ud83d\ude00""#),
            ),
            (r#""cafÃ©: &quot;so&quot;""#, Some(r#""café: \"so\"""#)),
            (r#""\ud800  lone &amp; \udc00""#, Some(r#""\ud800 lone & \udc00""#)),
            (r#""It sailed.\n""#, Some(r#""It sailed.""#)),
        ] {
            assert_eq!(mended(value).as_deref(), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn every_byte_of_a_value_is_found(
            units in proptest::collection::vec(
                prop_oneof![any::<u16>(), 0xD800..0xE000u16, 0x20..0x80u16], 0..12),
            plain in "[a-zé€😀]{0,4}",
        ) {
            use std::fmt::Write as _;
            let mut string = format!("\"{plain}");
            for unit in &units {
                write!(string, "\\u{unit:04X}").unwrap();
            }
            string.push_str("\\n\\\\\"");
            let value = json::wtf8(&string).unwrap();
            let mut spelled = Spelled::new(string.as_bytes());
            // What is spelled before a byte has the bytes before it as its value.
            for (at, _) in Decoded::from_wtf8(&value).text().char_indices() {
                let place = Decoded::from_wtf8(&value).source_of(at..at).start;
                let end = spelled.at(place);
                let before = format!("{}\"", &string[..end]);
                prop_assert_eq!(json::wtf8(&before).unwrap(), &value[..place]);
            }
            prop_assert_eq!(spelled.at(value.len()), string.len() - 1);
        }
    }
}
