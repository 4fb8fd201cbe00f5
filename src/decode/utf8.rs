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

/// Bytes that may be UTF-8 in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// A character as its two surrogates, six bytes.
    Surrogates(char),
    /// A byte, or the start of a character without its end.
    Stray(&'a [u8]),
}

impl Piece<'_> {
    /// How many bytes it has.
    pub(super) fn len(self) -> usize {
        match self {
            Piece::Text(text) => text.len(),
            Piece::Surrogates(_) => 6,
            Piece::Stray(bytes) => bytes.len(),
        }
    }
}

/// The bytes piece by piece.
pub(super) fn pieces(mut rest: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    std::iter::from_fn(move || {
        let chunk = rest.utf8_chunks().next()?;
        let piece = if !chunk.valid().is_empty() {
            Piece::Text(chunk.valid())
        } else if let Some(c) = surrogate_pair(rest) {
            Piece::Surrogates(c)
        } else {
            Piece::Stray(chunk.invalid())
        };
        rest = &rest[piece.len()..];
        Some(piece)
    })
}

/// The start of a character at the end of the input: how many bytes it has.
pub(super) fn stump_len(bytes: &[u8]) -> usize {
    let start = (1..=bytes.len().min(3)).find(|len| bytes[bytes.len() - len] >= 0xc0);
    let is_cut = |len: &usize| {
        let tail = &bytes[bytes.len() - len..];
        std::str::from_utf8(tail).is_err_and(|error| error.error_len().is_none())
    };
    start.filter(is_cut).unwrap_or(0)
}

/// Whether bytes are UTF-8 but for the start of a character at their end.
pub(super) fn is_cut_off(bytes: &[u8]) -> bool {
    let (whole, stump) = bytes.split_at(bytes.len() - stump_len(bytes));
    let alone = stump.len() == 1 && whole.is_ascii();
    !stump.is_empty()
        && simdutf8::basic::from_utf8(whole).is_ok()
        && !(alone && ends_like_a_latin_word(whole.last().copied(), stump[0]))
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
    fn a_cut_is_told_from_a_last_letter() {
        for cut in [
            "Él llegó".as_bytes().split_at(9).0,
            b"He said \xe2\x80",
            b"He said \xe2",
            b"x\xf0\x9f\x98",
        ] {
            assert!(is_cut_off(cut), "{cut:x?}");
        }
        for whole in
            [&b"at the caf\xe9"[..], b"\xc9l lleg\xf3", b"a\xff", b"", b"\x93\xfa\x96{\x8c\xea"]
        {
            assert!(!is_cut_off(whole), "{whole:x?}");
        }
    }

    #[test]
    fn pieces_of_damaged_text() {
        let bytes = b"a\xc3\xa9\xe9b\xe2\x80 \xed\xa0\xbd\xed\xb8\x80\xed";
        let found: Vec<Piece> = pieces(bytes).collect();
        assert_eq!(
            found,
            [
                Piece::Text("aé"),
                Piece::Stray(b"\xe9"),
                Piece::Text("b"),
                Piece::Stray(b"\xe2\x80"),
                Piece::Text(" "),
                Piece::Surrogates('😀'),
                Piece::Stray(b"\xed"),
            ]
        );
    }
}
