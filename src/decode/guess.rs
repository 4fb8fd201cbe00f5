//! Which encoding some bytes are in, when nobody said.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP};
use memchr::{memchr, memmem};

use super::candidates::Candidate;
use super::charset::{Charset, Order};
use super::declared::declared;
use super::odds::{self, Known};
use super::{utf8, wide};

/// An answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) reading: Reading,
    pub(super) because: Because,
}

/// How the bytes are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reading {
    All(Charset),
    /// What is no UTF-8 in this one.
    BesideUtf8(&'static Candidate),
}

/// What says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Because {
    /// The bytes themselves, or who called.
    Sure,
    /// The page, and its bytes fit.
    Declared,
    /// The bytes, against this encoding, which the page declares.
    Not(Charset),
    /// The odds.
    Odds,
}

/// The encoding of these bytes; `valid` says whether they are valid UTF-8.
pub(super) fn charset(bytes: &[u8], valid: bool) -> Guess {
    let answer = |charset, because| Guess { reading: Reading::All(charset), because };
    let mark = by_mark(bytes);
    match mark {
        Some(Charset::Utf8) | None => {}
        Some(charset) => return answer(charset, Because::Sure),
    }
    if mark.is_none() && (!valid || has_controls(bytes)) {
        if let Some(order) = wide::looks_like_utf32(bytes) {
            return answer(Charset::Utf32(order), Because::Odds);
        }
        if let Some(order) = wide::looks_like_utf16(bytes) {
            return answer(Charset::Utf16(order), Because::Odds);
        }
    }
    if valid {
        // ISO-2022-JP is ASCII to the byte, with escape sequences that nothing else has.
        return if has_japanese_escape(bytes) && by_chardetng(bytes) == ISO_2022_JP {
            answer(Charset::Legacy(ISO_2022_JP), Because::Odds)
        } else {
            answer(Charset::Utf8, Because::Sure)
        };
    }
    if utf8::is_cut_off(bytes) {
        return answer(Charset::Utf8, Because::Sure);
    }
    let is_utf8 = mark.is_some();
    let declared = if is_utf8 { None } else { declared(bytes) };
    let seconded = Charset::of(by_chardetng(bytes));
    let odds = odds::best(bytes, Known { declared, seconded, is_utf8 });
    let charset = odds.candidate.charset;
    let because = match declared {
        _ if is_utf8 => Because::Sure,
        None => Because::Odds,
        Some(Charset::Utf8) if odds.beside_utf8 => Because::Declared,
        Some(declared) if declared == charset => Because::Declared,
        Some(declared) => Because::Not(declared),
    };
    if odds.beside_utf8 {
        Guess { reading: Reading::BesideUtf8(odds.candidate), because }
    } else {
        answer(charset, because)
    }
}

/// The encoding that a byte order mark names.
fn by_mark(bytes: &[u8]) -> Option<Charset> {
    // The mark of UTF-32LE begins with that of UTF-16LE, so it is asked first.
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some(Charset::Utf32(Order::Little)),
        [0, 0, 0xfe, 0xff, ..] => Some(Charset::Utf32(Order::Big)),
        [0xff, 0xfe, ..] => Some(Charset::Utf16(Order::Little)),
        [0xfe, 0xff, ..] => Some(Charset::Utf16(Order::Big)),
        [0xef, 0xbb, 0xbf, ..] => Some(Charset::Utf8),
        _ => None,
    }
}

/// Whether there are controls that text does not have. UTF-16 is full of them, though it may be valid
/// UTF-8: each letter of Cyrillic, Arabic or Thai has one, each space a NUL.
fn has_controls(bytes: &[u8]) -> bool {
    /// Letters come soon.
    const HEAD: usize = 1024;
    let is_control = |byte: &u8| matches!(byte, 1..=8 | 0x0e..=0x1a);
    memchr(0, bytes).is_some() || bytes.iter().take(HEAD).any(is_control)
}

fn has_japanese_escape(bytes: &[u8]) -> bool {
    memchr(0x1b, bytes).is_some()
        && bytes.is_ascii()
        && [b"\x1b$B", b"\x1b$@", b"\x1b(I", b"\x1b(J"]
            .iter()
            .any(|escape| memmem::find(bytes, *escape).is_some())
}

/// What chardetng makes of it: it knows words and habits of the web that a model of characters
/// does not. It looks at a sample from the first byte on that could tell
/// something: it reads about 10 MB a second, and more than this changes no answer.
fn by_chardetng(bytes: &[u8]) -> &'static Encoding {
    const SAMPLE: usize = 256 * 1024;
    /// It wants to see what stands before the first letter that is not ASCII.
    const BEFORE: usize = 16;
    let ascii = Encoding::ascii_valid_up_to(bytes);
    let first = memchr(0x1b, &bytes[..ascii]).unwrap_or(ascii);
    let start = first.saturating_sub(BEFORE);
    let end = bytes.len().min(start + SAMPLE);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[start..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], name: &str, sure: bool) {
        let (found, because) = because(bytes);
        let expected = if sure { Because::Sure } else { Because::Odds };
        assert_eq!((found.as_str(), because), (name, expected), "{bytes:x?}");
    }

    #[test]
    fn marks_come_first() {
        check(b"\xff\xfe\0\0a\0\0\0", "UTF-32LE", true);
        check(b"\0\0\xfe\xff", "UTF-32BE", true);
        check(b"\xff\xfea\0", "UTF-16LE", true);
        check(b"\xfe\xff\0a", "UTF-16BE", true);
        check(b"\xef\xbb\xbfcaf\xc3\xa9", "UTF-8", true);
        check(b"\xef\xbb\xbfcaf\xe9 noir", "UTF-8 and windows-1252", true);
    }

    #[test]
    fn then_columns_of_nul() {
        check(b"T\0w\0o\0\n\0", "UTF-16LE", false);
        check(b"\0\0\0T\0\0\0w", "UTF-32BE", false);
        check(b"\x04\x1f\x04\x40\x04\x38\x04\x32\x04\x35\x04\x42", "UTF-16BE", false);
        check(b"one\0two", "UTF-8", true);
        check(b"page one\x0cpage two\x07", "UTF-8", true);
        check(b"padded\0\0\0\0\0\0\0\0", "UTF-8", true);
    }

    #[test]
    fn then_utf8_and_what_is_nearly_utf8() {
        check(b"", "UTF-8", true);
        check("Größe".as_bytes(), "UTF-8", true);
        check("„Größe“".as_bytes().split_at(9).0, "UTF-8", true);
        check(b"\x1b[31mred\x1b[0m", "UTF-8", true);
    }

    fn because(bytes: &[u8]) -> (String, Because) {
        let guess = charset(bytes, std::str::from_utf8(bytes).is_ok());
        match guess.reading {
            Reading::All(charset) => (charset.name().to_owned(), guess.because),
            Reading::BesideUtf8(candidate) => {
                (format!("UTF-8 and {}", candidate.charset.name()), guess.because)
            }
        }
    }

    #[test]
    fn a_declaration_is_believed_until_the_bytes_are_against_it() {
        let page = |label: &str, bytes: &[u8]| {
            let head = format!("<html><head><meta charset={label}></head><body><p>");
            [head.as_bytes(), bytes, b"</p></body></html>"].concat()
        };
        // Nothing but the declaration says which letter it is.
        let (name, why) = because(&page("iso-8859-2", b"\xb1"));
        assert_eq!((name.as_str(), why), ("ISO-8859-2", Because::Declared));
        let russian = encoding_rs::WINDOWS_1251.encode("Вчера вечером мост снова открыли.").0;
        let (name, why) = because(&page("iso-8859-1", &russian));
        assert_eq!(name, "windows-1251");
        assert!(matches!(why, Because::Not(declared) if declared.name() == "windows-1252"));
        let (name, why) = because(&page("utf-8", "Déjà vu, le café fermé ".as_bytes()));
        assert_eq!((name.as_str(), why), ("UTF-8", Because::Sure));
        let strayed = ["Déjà vu, le café fermé".as_bytes(), b" \xe0 midi"].concat();
        let (name, why) = because(&page("utf-8", &strayed));
        assert_eq!((name.as_str(), why), ("UTF-8 and windows-1252", Because::Declared));
    }

    #[test]
    fn then_odds() {
        check(b"\x1b$B$3$s$K$A$O\x1b(B", "ISO-2022-JP", false);
        check(b"We met again at the caf\xe9", "windows-1252", false);
        check(b"Le caf\xe9 a ferm\xe9 ses portes \xe0 midi", "windows-1252", false);
        check(b"\xc2\xf7\xe5\xf0\xe0 \xe2\xe5\xf7\xe5\xf0\xee\xec \xec\xee\xf1\xf2 \xee\xf2\xea\xf0\xfb\xeb\xe8", "windows-1251", false);
        check(b"Ma\x96ana por la ma\x96ana", "macintosh", false);
        check(b"Ma\xa4ana por la ma\xa4ana, dijo el ni\xa4o", "IBM850", false);
        let (japanese, ..) = encoding_rs::SHIFT_JIS.encode("昨夜、橋はふたたび車に開放された。");
        check(&japanese, "Shift_JIS", false);
    }
}
