//! UTF-8, with what is no UTF-8 in it.

use super::builder::Builder;

/// What a sequence of bytes that is no UTF-8 may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// The bytes of a file: WHATWG's way, one U+FFFD for each longest start of a character, and
    /// an incomplete one at the end is a stump.
    File,
    /// Text that may hold lone surrogates (WTF-8), which are one U+FFFD each; it has an end of
    /// its own, so nothing in it was cut off.
    Wtf8,
}

/// Reads bytes as UTF-8, whatever they are.
pub(super) fn read(bytes: &[u8], flavour: Flavour) -> Builder {
    let mut builder = Builder::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let (valid, error_len) = match std::str::from_utf8(rest) {
            Ok(valid) => (valid, Some(0)),
            Err(error) => {
                let valid = std::str::from_utf8(&rest[..error.valid_up_to()]);
                (valid.expect("it was found valid so far"), error.error_len())
            }
        };
        builder.same(valid);
        let bad = &rest[valid.len()..];
        let taken = match error_len {
            Some(0) => 0,
            _ if flavour == Flavour::Wtf8 && is_surrogate(bad) => 3,
            _ if flavour == Flavour::File && surrogate_pair(bad).is_some() => 6,
            Some(len) => len,
            None => bad.len(),
        };
        match (error_len, flavour) {
            (Some(0), _) => {}
            (None, Flavour::File) => builder.stump(taken),
            _ => match surrogate_pair(&bad[..taken]) {
                Some(c) => builder.other(c, taken),
                None => builder.undecodable(taken),
            },
        }
        rest = &bad[taken..];
    }
    builder
}

fn is_surrogate(bytes: &[u8]) -> bool {
    matches!(bytes, [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..])
}

/// The character whose halves stand there one by one: CESU-8, as some databases write emoji.
fn surrogate_pair(bytes: &[u8]) -> Option<char> {
    let half = |bytes: &[u8]| u16::from(bytes[1] & 0x3f) << 6 | u16::from(bytes[2] & 0x3f) | 0xd000;
    let low = bytes.get(3..).filter(|low| is_surrogate(bytes) && is_surrogate(low))?;
    char::decode_utf16([half(bytes), half(low)]).next()?.ok()
}

/// Whether bytes that are no valid UTF-8 were UTF-8 all the same: nearly all of what is not
/// ASCII are whole characters, and the end may cut one off.
///
/// A single stray byte looks like a letter of a single-byte encoding, and many of them like text
/// in one. The start of a character without its end (two or three bytes) is what damage leaves of
/// UTF-8, but pairs that look like that turn up in East Asian encodings as well. The halves of
/// CESU-8 count as characters.
pub(super) fn is_damaged(bytes: &[u8]) -> bool {
    /// A page of Spanish with one byte of a pasted windows-1252 word in it has more.
    const WHOLE_FOR_A_STRAY: usize = 10;
    let (mut whole, mut strays, mut starts, mut stump) = (0usize, 0usize, 0usize, 0);
    let mut before_stump = None;
    let (mut at, mut surrogates_end) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let bad_start = at + chunk.valid().len();
        at = bad_start + chunk.invalid().len();
        whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        match chunk.invalid() {
            [] => {}
            _ if bad_start < surrogates_end => {}
            _ if is_surrogate(&bytes[bad_start..]) => {
                whole += 1;
                surrogates_end = bad_start + 3;
            }
            bad if std::str::from_utf8(bad).is_err_and(|error| error.error_len().is_none())
                && at == bytes.len() =>
            {
                stump = bad.len();
                before_stump = chunk.valid().bytes().last();
            }
            [_] => strays += 1,
            _ => starts += 1,
        }
    }
    if whole == 0 && strays == 0 && starts == 0 && stump > 0 {
        return !(stump == 1 && ends_like_a_latin_word(before_stump, bytes[bytes.len() - 1]));
    }
    whole > 0 && whole >= strays.saturating_mul(WHOLE_FOR_A_STRAY) && whole >= starts
}

/// ASCII with one byte more at the end may be UTF-8 cut off, or a text in windows-1252 that ends
/// in "café" or "qui". The start of a curly quote (E2) or of a Latin letter (C2 to C5) is taken
/// for a cut; letters on which words end in Western languages, right after a letter, are not.
fn ends_like_a_latin_word(before: Option<u8>, last: u8) -> bool {
    let vowel = matches!(last, 0xe0 | 0xe1 | 0xe8 | 0xe9 | 0xec | 0xed | 0xf2 | 0xf3);
    vowel && before.is_some_and(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `places`: how many there are that do not encode to their bytes.
    fn check(bytes: &[u8], flavour: Flavour, text: &str, places: usize, cut: bool) {
        let builder = read(bytes, flavour);
        assert_eq!(builder.text, text, "{bytes:x?}");
        assert_eq!(builder.source_len, bytes.len(), "{bytes:x?}");
        assert_eq!((builder.places.len(), builder.ends_cut()), (places, cut), "{bytes:x?}");
    }

    #[test]
    fn one_replacement_for_each_start_of_a_character() {
        check(b"a\xe2\x80b\xff\xfec", Flavour::File, "a\u{fffd}b\u{fffd}\u{fffd}c", 2, false);
        check(b"\xed\xa0\x80", Flavour::File, "\u{fffd}\u{fffd}\u{fffd}", 1, false);
        check(
            b"a\xed\xa0\xbd\xed\xb8\x80b\xed\xa0\xbd",
            Flavour::File,
            "a😀b\u{fffd}\u{fffd}\u{fffd}",
            2,
            false,
        );
        check(b"caf\xc3", Flavour::File, "caf\u{fffd}", 1, true);
        check(b"caf\xff", Flavour::File, "caf\u{fffd}", 1, false);
        check(b"\xf0\x9f\x98", Flavour::File, "\u{fffd}", 1, true);
        check(b"", Flavour::File, "", 0, false);
    }

    #[test]
    fn a_lone_surrogate_of_a_string_is_one_character() {
        check(b"a\xed\xa0\xbdb\xed\xb8\x80", Flavour::Wtf8, "a\u{fffd}b\u{fffd}", 2, false);
        check(b"a\xed\xa0", Flavour::Wtf8, "a\u{fffd}\u{fffd}", 1, false);
        check(b"a\xc3", Flavour::Wtf8, "a\u{fffd}", 1, false);
    }

    #[test]
    fn damage_is_told_from_other_encodings() {
        let pages = "Él llegó ayer: señal, más, qué, también, después, así, aquí, años".as_bytes();
        assert!(is_damaged(&[pages, b" caf\xe9 "].concat()));
        assert!(is_damaged(&pages[..pages.len() - 2]));
        assert!(is_damaged(b"He said \xe2\x80"));
        assert!(is_damaged(b"He said \xe2"));
        assert!(is_damaged(b"so glad \xed\xa0\xbd\xed\xb8\x80 to be here"));
        assert!(!is_damaged(b"at the caf\xe9"));
        assert!(!is_damaged(b"\xc9l lleg\xf3 ayer"));
        assert!(!is_damaged(b"\x93\xfa\x96{\x8c\xea"));
    }
}
