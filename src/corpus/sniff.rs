//! What a file is: by its name, then by its first bytes.

use std::path::Path;

use super::{From, formats, open};
use crate::decode;
use crate::survey::is_survey;

/// How much of a file is looked at.
const HEAD: usize = 16 * 1024;

/// What an input is taken for before it is read: by its name, unless that was said. `Auto` is
/// left of a file whose bytes must decide whether it is text.
pub(crate) fn by_name(from: From, path: &Path) -> From {
    match from {
        From::Auto if open::is_stdin(path) => From::Records(formats::OF_STDIN),
        From::Auto => formats::of_extension(&extension(path)).map_or(From::Auto, From::Records),
        from => from,
    }
}

/// Why a file is no text for us, if so.
pub(crate) fn not_text(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    let extension = extension(path);
    let head = &bytes[..bytes.len().min(HEAD)];
    if is_survey(head) {
        Some("survey")
    } else if is_html(&extension, head) {
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

/// Above one control character in so many bytes, a stray one apart, a file is binary. Random bytes
/// have one in ten; a scraped text has a stray one, and may be short. Form feed, backspace and
/// escape (ISO-2022-JP) are common in text.
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
    let too_many = match controls {
        0 => false,
        all if all == head.len() => true,
        some => (some - 1) * CONTROLS > head.len(),
    };
    too_many && !is_wide(head)
}

/// Formats whose mark stands further in.
fn is_container(head: &[u8]) -> bool {
    let riff =
        head.starts_with(b"RIFF") && matches!(head.get(8..12), Some(b"WAVE" | b"AVI " | b"WEBP"));
    let bzip2 = head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY");
    riff || bzip2 || head.get(257..262) == Some(b"ustar") || head.get(4..8) == Some(b"ftyp")
}

/// Whether the bytes are UTF-16 or UTF-32 without a byte order mark. In a few bytes nearly
/// anything can be read so; a short text is whole, and has one script and so one high byte that
/// comes again and again.
fn is_wide(head: &[u8]) -> bool {
    const SHORT: usize = 32;
    /// Once in so many. Hangul and kanji have many high bytes, their spaces and kana one.
    const AGAIN: usize = 4;
    let comes_again = |first: usize| {
        let mut counts = [0; 256];
        head.iter().skip(first).step_by(2).for_each(|byte| counts[usize::from(*byte)] += 1);
        let most: usize = counts.into_iter().max().unwrap_or(0);
        most > 1 && most * AGAIN >= head.len() / 2
    };
    let is_likely =
        head.len() >= SHORT || head.len().is_multiple_of(2) && (comes_again(0) || comes_again(1));
    is_likely && decode::is_wide(head)
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
        for (name, expected) in [
            ("a.jsonl", "jsonl"),
            ("a.NDJSON", "jsonl"),
            ("a.jsonl.gz", "jsonl"),
            ("a.b.ndjson.zst", "jsonl"),
            ("a.CSV", "csv"),
            ("a.tsv.zst", "tsv"),
            ("a.warc.wet.gz", "wet"),
            ("-", "jsonl"),
        ] {
            let from = by_name(From::Auto, Path::new(name));
            assert!(matches!(from, From::Records(f) if f.name == expected), "{name}: {from:?}");
        }
        for name in ["jsonl", "a.json", "a.jsonl.txt", "a.gz", ".jsonl", "a.warc"] {
            assert_eq!(by_name(From::Auto, Path::new(name)), From::Auto, "{name}");
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

    fn noise(length: usize) -> Vec<u8> {
        let mut seed = 7u32;
        let next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    /// As `tar` writes it.
    fn tar() -> Vec<u8> {
        let mut block = vec![0; 1024];
        block[..5].copy_from_slice(b"a.txt");
        block[100..107].copy_from_slice(b"0000644");
        block[257..262].copy_from_slice(b"ustar");
        block[512..].fill(b'a');
        block
    }

    #[test]
    fn binary_files() {
        for bytes in [
            &b"a\0b\x01\x02"[..],
            b"a\0b\x01\x02\x03",
            b"\0",
            b"\x01\x02\x03\x04",
            b"\0\0\0\x01\0\0\0\x02",
            b"%PDF-1.7 words words",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"PK\x03\x04\x14\0words",
            b"\x7FELF\x02\x01\x01",
            b"GIF89a words",
            b"\xFF\xD8\xFF\xE0\0\x10JFIF",
            &[0; 64],
            &tar(),
            &noise(64),
            &noise(300),
            &noise(5000),
        ] {
            check("a", bytes, Some("binary"));
        }
    }

    #[test]
    fn odd_text_is_text() {
        for bytes in [
            &b"A lonely \0 byte in a longer line of ordinary words"[..],
            b"The wall held,\x01 said the keeper.",
            "Die Br\u{fc}cke\u{0} ist wieder offen.".as_bytes(),
            b"caf\xE9 \x93quoted\x94",
            b"\x1B$B$3$l\x1B(B",
            b"So",
            b"Two\0",
            b"a\x01b",
            b"",
        ] {
            check("a", bytes, None);
        }
    }

    #[test]
    fn wide_text_is_text_with_and_without_its_mark() {
        for text in [
            "Hi there, all.",
            "So.",
            "It was late.\n",
            "Кошка спит. ",
            "Γεια σου",
            "昨夜、橋はふたたび車に開放された。",
            "그는 말했다. ",
            "Two\r\nlines\r\n",
        ] {
            for (times, mark) in [(1, ""), (1, "\u{feff}"), (30, ""), (30, "\u{feff}")] {
                let text = mark.to_owned() + &text.repeat(times);
                let le = text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
                let be = text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
                let four = |bytes: fn(u32) -> [u8; 4]| {
                    text.chars().flat_map(|c| bytes(c as u32)).collect::<Vec<u8>>()
                };
                for bytes in [le, be, four(u32::to_le_bytes), four(u32::to_be_bytes)] {
                    check("a", &bytes, None);
                }
            }
        }
    }
}
