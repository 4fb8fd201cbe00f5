//! What a file is: by its name, then by its first bytes.

use std::path::Path;

use super::{From, open};

/// How much of a file is looked at.
const HEAD: usize = 16 * 1024;

/// What an input is taken for before it is read: by its name, unless that was said. `Auto` is
/// left of a file whose bytes must decide whether it is text.
pub(crate) fn by_name(from: From, path: &Path) -> From {
    match from {
        From::Auto if open::is_stdin(path) || is_jsonl(path) => From::Jsonl,
        from => from,
    }
}

/// Whether the name says one record a line, compressed or not.
fn is_jsonl(path: &Path) -> bool {
    matches!(extension(path).as_str(), "jsonl" | "ndjson")
}

/// Why a file is no text for us, if so.
pub(crate) fn not_text(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    let extension = extension(path);
    let head = &bytes[..bytes.len().min(HEAD)];
    if is_html(&extension, head) {
        Some("html")
    } else if extension == "xml" || begins(head, "<?xml") {
        Some("xml")
    } else if extension == "json" {
        // One JSON value over many lines is not one record a line.
        Some("json")
    } else if is_binary(head) {
        Some("binary")
    } else {
        None
    }
}

/// The extension in lower case, under a `.gz` or `.zst`.
fn extension(path: &Path) -> String {
    let lower =
        |path: &Path| path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match lower(path).as_str() {
        "gz" | "zst" => lower(Path::new(path.file_stem().unwrap_or_default())),
        other => other.to_owned(),
    }
}

/// Elements that pages begin with. Articles may hold a stray `<b>`, so three must be there and
/// the first character must open one.
const TAGS: &[&str] = &[
    "html", "head", "meta", "title", "link", "script", "style", "body", "div", "section",
    "article", "header", "main", "nav", "h1", "h2", "p", "a", "img", "span", "br", "ul", "li",
    "table", "iframe",
];

fn is_html(extension: &str, head: &[u8]) -> bool {
    if matches!(extension, "html" | "htm" | "xhtml" | "xht" | "mhtml") {
        return true;
    }
    if begins(head, "<!doctype html") || begins(head, "<html") {
        return true;
    }
    let start = &head[..head.len().min(2048)];
    if begins(head, "<?xml") {
        return has(start, "<html") || has(start, "<!doctype html");
    }
    let is_tag = |at: usize| {
        let rest = &start[at + 1..];
        let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        TAGS.iter().any(|tag| rest[..name].eq_ignore_ascii_case(tag.as_bytes()))
            && matches!(rest.get(name), Some(b'>' | b' ' | b'/' | b'\n' | b'\r' | b'\t'))
    };
    begins(head, "<") && memchr::memchr_iter(b'<', start).filter(|at| is_tag(*at)).nth(2).is_some()
}

/// Whether text begins so, in any case, after a byte order mark and white space; also in UTF-16.
fn begins(head: &[u8], with: &str) -> bool {
    let mut bytes = head.iter().copied().filter(|byte| *byte != 0).skip_while(|byte| {
        byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF | 0xFE | 0xFF)
    });
    with.bytes().all(|wanted| bytes.next().is_some_and(|byte| byte.eq_ignore_ascii_case(&wanted)))
}

fn has(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// How files begin that are not text, whatever their bytes look like.
const MAGIC: &[&[u8]] = &[
    b"%PDF-",
    b"\x89PNG\r\n",
    b"GIF87a",
    b"GIF89a",
    b"\xFF\xD8\xFF",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x7FELF",
    b"Rar!\x1A\x07",
    b"7z\xBC\xAF\x27\x1C",
    b"\xFD7zXZ\0",
    b"\xD0\xCF\x11\xE0",
    b"\xCA\xFE\xBA\xBE",
    b"\xCF\xFA\xED\xFE",
    b"\0asm",
    b"SQLite format 3\0",
    b"PAR1\x15",
    b"ARROW1\0\0",
    b"OggS\0",
    b"fLaC\0",
    b"ID3\x02",
    b"ID3\x03",
    b"ID3\x04",
    b"{\\rtf",
];

/// Above one control character in so many bytes a file is binary. Random bytes have one in ten; a
/// scraped text has a stray one. Form feed, backspace and escape (ISO-2022-JP) are common in text.
const CONTROLS: usize = 20;

fn is_binary(head: &[u8]) -> bool {
    if MAGIC.iter().any(|magic| head.starts_with(magic)) || is_container(head) {
        return true;
    }
    let has_mark = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF", b"\0\0\xFE\xFF"]
        .iter()
        .any(|mark| head.starts_with(mark));
    if has_mark {
        return false;
    }
    let is_control = |byte: &&u8| matches!(byte, 0..=7 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    let controls = head.iter().filter(is_control).count();
    controls * CONTROLS > head.len() && !is_wide(head)
}

/// Formats whose mark stands further in.
fn is_container(head: &[u8]) -> bool {
    let riff =
        head.starts_with(b"RIFF") && matches!(head.get(8..12), Some(b"WAVE" | b"AVI " | b"WEBP"));
    let bzip2 = head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY");
    riff || bzip2 || head.get(257..262) == Some(b"ustar") || head.get(4..8) == Some(b"ftyp")
}

/// Whether the bytes are UTF-16 or UTF-32 without a byte order mark: read so, nearly everything
/// is a letter, a digit, a space or common punctuation. Of random 16-bit units 72 % are.
fn is_wide(head: &[u8]) -> bool {
    let units = |from: fn([u8; 2]) -> u16| {
        let units = head.as_chunks::<2>().0.iter().map(move |pair| from(*pair));
        char::decode_utf16(units).map(Result::ok).collect::<Vec<_>>()
    };
    let chars = |from: fn([u8; 4]) -> u32| {
        head.as_chunks::<4>().0.iter().map(|four| char::from_u32(from(*four))).collect::<Vec<_>>()
    };
    reads_well(&units(u16::from_le_bytes))
        || reads_well(&units(u16::from_be_bytes))
        || reads_well(&chars(u32::from_le_bytes))
        || reads_well(&chars(u32::from_be_bytes))
}

fn reads_well(chars: &[Option<char>]) -> bool {
    let is_common = |c: &&Option<char>| {
        c.is_some_and(|c| {
            c.is_alphanumeric()
                || matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{bf}' | '\u{300}'..='\u{36f}')
                || matches!(c, '\u{2010}'..='\u{203a}' | '\u{3000}'..='\u{3002}' | '\u{ff00}'..='\u{ff1f}' | '\u{feff}')
        })
    };
    chars.len() > 1 && chars.iter().filter(is_common).count() * 20 >= chars.len() * 19
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn check(name: &str, bytes: &[u8], expected: Option<&str>) {
        assert_eq!(
            not_text(Path::new(name), bytes),
            expected,
            "{name} {:?}",
            bytes.escape_ascii().to_string()
        );
    }

    #[test]
    fn names_under_compression() {
        for name in ["a.jsonl", "a.NDJSON", "a.jsonl.gz", "a.b.ndjson.zst"] {
            assert!(is_jsonl(Path::new(name)), "{name}");
        }
        for name in ["jsonl", "a.json", "a.jsonl.txt", "a.gz", ".jsonl"] {
            assert!(!is_jsonl(Path::new(name)), "{name}");
        }
        check("a.html.gz", b"words", Some("html"));
        check("a.json", b"{}", Some("json"));
    }

    #[test]
    fn pages_are_known_by_their_content() {
        check("a.txt", b"\xEF\xBB\xBF\n<!DOCTYPE HTML>", Some("html"));
        check("a", b"<div class=x><p>One</p><p>Two</p></div>", Some("html"));
        check("a", b"<?xml version='1.0'?>\n<html>", Some("html"));
        check("a", b"<?xml version='1.0'?>\n<rss>", Some("xml"));
        check("a", b"<\0h\0t\0m\0l\0>\0", Some("html"));
    }

    #[test]
    fn articles_that_mention_tags_are_text() {
        check("a", b"The <b>bold</b> <b>move</b> <p>worked.", None);
        check("a", b"<p>One stray tag before the text", None);
        check("a", b"<Reuters> said a <b and c> d", None);
    }

    #[test]
    fn binary_files() {
        check("a", b"%PDF-1.7 words words", Some("binary"));
        let mut seed = 7u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .take(5000)
        .collect();
        check("a", &noise, Some("binary"));
        check("a", &[0; 64], Some("binary"));
    }

    #[test]
    fn odd_text_is_text() {
        check("a", b"A lonely \0 byte in a longer line of ordinary words", None);
        check("a", b"caf\xE9 \x93quoted\x94", None);
        check("a", b"\x1B$B$3$l\x1B(B", None);
        for text in ["It was late.\n", "Кошка спит. ", "平成二十九年三月の夕方、", "그는 말했다. "]
        {
            let text = text.repeat(20);
            let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let four: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
            for bytes in [le, be, four] {
                check("a", &bytes, None);
            }
        }
    }
}
