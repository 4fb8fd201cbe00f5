//! The encoding that a page declares in its first bytes: `<?xml encoding="…"?>`, `<meta
//! charset="…">`, `<meta http-equiv="Content-Type" content="text/html; charset=…">`.

use encoding_rs::{WINDOWS_1252, X_USER_DEFINED};
use memchr::memmem;

use super::charset::Charset;

/// What browsers look at, <https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding>.
const LOOKED_AT: usize = 1024;

/// The declared encoding, as browsers take it: who can read a declaration of UTF-16 reads no
/// UTF-16, so it is taken for UTF-8.
pub(super) fn declared(bytes: &[u8]) -> Option<Charset> {
    let head = bytes[..bytes.len().min(LOOKED_AT)].to_ascii_lowercase();
    let label = of_xml(&head).or_else(|| of_meta(&head))?;
    match Charset::named(std::str::from_utf8(label).ok()?)? {
        Charset::Utf16(_) | Charset::Utf32(_) => Some(Charset::Utf8),
        Charset::Legacy(encoding) if encoding == X_USER_DEFINED => {
            Some(Charset::Legacy(WINDOWS_1252))
        }
        charset => Some(charset),
    }
}

fn of_xml(head: &[u8]) -> Option<&[u8]> {
    let rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let rest = rest.strip_prefix(b"<?xml")?;
    let tag = &rest[..memchr::memchr(b'>', rest)?];
    value(&tag[memmem::find(tag, b"encoding")? + b"encoding".len()..])
}

fn of_meta(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = &rest[memchr::memchr(b'<', rest)?..];
        if let Some(comment) = rest.strip_prefix(b"<!--") {
            rest = &comment[memmem::find(comment, b"-->")?..];
            continue;
        }
        let Some(tag) = rest.strip_prefix(b"<meta") else {
            rest = &rest[1..];
            continue;
        };
        let tag = &tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())];
        if let Some(label) = of_tag(tag) {
            return Some(label);
        }
        rest = &rest[1..];
    }
}

/// `charset` as an attribute; inside `content` only where that stands for a field of HTTP.
fn of_tag(tag: &[u8]) -> Option<&[u8]> {
    let of_http = memmem::find(tag, b"http-equiv").is_some();
    memmem::find_iter(tag, b"charset").find_map(|at| {
        let is_attribute = at > 0 && (tag[at - 1].is_ascii_whitespace() || tag[at - 1] == b'/');
        let label = || value(&tag[at + b"charset".len()..]);
        if of_http || is_attribute { label() } else { None }
    })
}

/// What stands after the sign of equality.
fn value(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = match rest.first()? {
        quote @ (b'"' | b'\'') => (Some(*quote), &rest[1..]),
        _ => (None, rest),
    };
    let ends = |byte: &u8| match quote {
        Some(quote) => *byte == quote,
        None => byte.is_ascii_whitespace() || matches!(byte, b';' | b'"' | b'\'' | b'/' | b'?'),
    };
    let label = &rest[..rest.iter().position(ends).unwrap_or(rest.len())];
    Some(label.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, name: Option<&str>) {
        assert_eq!(declared(head.as_bytes()).map(Charset::name), name, "{head}");
    }

    #[test]
    fn declarations() {
        check("<!doctype html><html><head><META CHARSET=Windows-1251>", Some("windows-1251"));
        check("<meta charset='utf-8' />", Some("UTF-8"));
        check(
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-2\">",
            Some("ISO-8859-2"),
        );
        check(
            "<meta content='text/html;charset = koi8-r' http-equiv=content-type>",
            Some("KOI8-R"),
        );
        check("\n<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>", Some("Shift_JIS"));
        check("<meta charset=\"utf-16\">", Some("UTF-8"));
        check("<meta charset=\"cp850\">", Some("IBM850"));
    }

    #[test]
    fn what_is_none() {
        check("no page at all, charset=utf-8", None);
        check("<!-- <meta charset=koi8-r> --><title>x</title>", None);
        check("<meta name=description content='charset=koi8-r'>", None);
        check("<meta charset=\"no such\">", None);
        check("<meta charset", None);
        check("<!-- ", None);
        check(&format!("{}<meta charset=koi8-r>", " ".repeat(1024)), None);
    }
}
