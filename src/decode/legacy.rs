//! The encodings of the time before Unicode.

use encoding_rs::{Decoder, DecoderResult, Encoding, ISO_2022_JP};

use super::builder::Builder;
use super::charset::{CharEncoder, Charset};
use crate::code_page::CodePage;

/// Reads bytes in a legacy encoding.
pub(super) fn read(bytes: &[u8], encoding: &'static Encoding) -> Builder {
    if encoding.is_single_byte() {
        single_byte(bytes, Charset::Legacy(encoding), |byte| {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            text.chars().next().filter(|c| *c != char::REPLACEMENT_CHARACTER)
        })
    } else {
        multi_byte(bytes, encoding)
    }
}

/// Reads bytes in a page that `encoding_rs` lacks.
pub(super) fn read_page(bytes: &[u8], page: &'static CodePage) -> Builder {
    single_byte(bytes, Charset::Page(page), |byte| page.decode(byte))
}

/// What one byte stands for.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Exact(char),
    Other(char),
    Nothing,
}

/// All of them leave ASCII as it is, so only the other half of the table is asked.
fn single_byte(bytes: &[u8], charset: Charset, character: impl Fn(u8) -> Option<char>) -> Builder {
    let mut encoder = CharEncoder::new(charset);
    let mut table = [Meaning::Nothing; 256];
    for (byte, meaning) in (0x80..=255u8).zip(&mut table[0x80..]) {
        let Some(c) = character(byte) else { continue };
        *meaning = match encoder.encode(c) {
            Some(back) if *back == [byte] => Meaning::Exact(c),
            _ => Meaning::Other(c),
        };
    }
    let mut builder = Builder::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        at += ascii(&mut builder, &bytes[at..]);
        while let Some(&byte) = bytes.get(at).filter(|byte| !byte.is_ascii()) {
            match table[usize::from(byte)] {
                Meaning::Exact(c) => builder.exact(c, 1),
                Meaning::Other(c) => builder.other(c, 1),
                Meaning::Nothing => builder.undecodable(1),
            }
            at += 1;
        }
    }
    builder
}

/// Takes the ASCII at the start of the bytes; returns how much it is.
fn ascii(builder: &mut Builder, bytes: &[u8]) -> usize {
    let len = Encoding::ascii_valid_up_to(bytes);
    builder.same(std::str::from_utf8(&bytes[..len]).expect("ASCII is UTF-8"));
    len
}

/// The decoder gets one byte at a time, so that it is known which bytes made which character,
/// and each character is encoded back, because most of these encodings have two ways to write
/// some characters.
fn multi_byte(bytes: &[u8], encoding: &'static Encoding) -> Builder {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut reader = Reader {
        bytes,
        done: 0,
        builder: Builder::with_capacity(bytes.len()),
        encoder: CharEncoder::new(Charset::Legacy(encoding)),
    };
    let mut fed = 0;
    while fed < bytes.len() {
        // Between two characters ASCII is ASCII, except where there are states.
        if reader.done == fed && encoding != ISO_2022_JP && bytes[fed].is_ascii() {
            fed += ascii(&mut reader.builder, &bytes[fed..]);
            reader.done = fed;
            continue;
        }
        let mut out = [0; 16];
        let (result, read, text) = step(&mut decoder, &bytes[fed..=fed], &mut out, false);
        // A byte that ends a malformed sequence without being part of it is not read: it comes again.
        fed += read;
        if let DecoderResult::Malformed(bad, after) = result {
            let end = fed.saturating_sub(usize::from(after));
            reader.characters(text, end.saturating_sub(usize::from(bad)));
            reader.undecodable(end);
            // The bytes after it may be a character already, which waits inside the decoder.
            let (_, _, text) = step(&mut decoder, &[], &mut out, false);
            reader.characters(text, (end + text.len()).min(fed));
        } else if !text.is_empty() {
            reader.characters(text, fed);
        }
    }
    let mut out = [0; 16];
    let (result, _, text) = step(&mut decoder, &[], &mut out, true);
    if let DecoderResult::Malformed(..) = result {
        reader.builder.stump(bytes.len() - reader.done);
    } else {
        reader.characters(text, bytes.len());
        reader.builder.leftover(bytes.len() - reader.done);
    }
    reader.builder
}

fn step<'o>(
    decoder: &mut Decoder,
    bytes: &[u8],
    out: &'o mut [u8; 16],
    last: bool,
) -> (DecoderResult, usize, &'o str) {
    let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, out, last);
    (result, read, std::str::from_utf8(&out[..written]).expect("the decoder writes UTF-8"))
}

/// Gives each character its bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    /// The bytes up to here have their characters.
    done: usize,
    builder: Builder,
    encoder: CharEncoder,
}

impl Reader<'_> {
    /// Characters whose bytes end at `end`. Big5 has pairs of bytes that are two characters: each
    /// gets one, and the last of several all that is left.
    fn characters(&mut self, text: &str, end: usize) {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let end =
                if chars.peek().is_some() { end.min(self.done + 1) } else { end.max(self.done) };
            let source = &self.bytes[self.done..end];
            match self.encoder.encode(c) {
                Some(bytes) if *bytes == *source => self.builder.exact(c, source.len()),
                _ => self.builder.other(c, source.len()),
            }
            self.encoder.pass(source);
            self.done = end;
        }
    }

    fn undecodable(&mut self, end: usize) {
        let source = &self.bytes[self.done..end.max(self.done)];
        self.builder.undecodable(source.len());
        self.encoder.pass(source);
        self.done += source.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS, WINDOWS_1252, WINDOWS_1253};

    /// The text, and the number of bytes of each character; `-` after those that are inexact.
    fn check(bytes: &[u8], encoding: &'static Encoding, text: &str, lens: &str) {
        let builder = read(bytes, encoding);
        assert_eq!(builder.text, text, "{bytes:x?}");
        let mut found = String::new();
        for (at, c) in text.char_indices() {
            let range = at..at + c.len_utf8();
            found +=
                &super::super::builder::source_of(&builder.runs, range.clone()).len().to_string();
            if builder.places.iter().any(|place| place.text.contains(&at)) {
                found.push('-');
            }
        }
        assert_eq!(found, lens, "{bytes:x?}");
        assert_eq!(builder.source_len, bytes.len(), "{bytes:x?}");
    }

    #[test]
    fn single_bytes() {
        check(b"caf\xe9 \x93x\x94 \x81", WINDOWS_1252, "café “x” \u{81}", "1111111111");
        check(b"\xc3\xe5\xff", WINDOWS_1253, "Γε\u{fffd}", "111-");
    }

    #[test]
    fn pairs_of_bytes() {
        check(b"a\x82\xb1\xb1\x81", SHIFT_JIS, "aこｱ\u{fffd}", "1211-");
        // 81 with a line end after it is no character, and the line end stays one.
        check(b"\x81\n\x82\xb1", SHIFT_JIS, "\u{fffd}\nこ", "1-12");
        // Two ways to write one character: NEC's and IBM's.
        check(b"\xed\x40", SHIFT_JIS, "纊", "2-");
        check(b"\xb0\xa1\xff", EUC_KR, "가\u{fffd}", "21-");
        check(b"\x88\x62", BIG5, "\u{ca}\u{304}", "1-1-");
    }

    #[test]
    fn four_bytes_and_what_is_left_of_them() {
        check(b"\x81\x30\x81\x30x", GB18030, "\u{80}x", "41");
        check(b"\x81\x30\x81x", GB18030, "\u{fffd}0亁", "1-12");
        check(b"\x81\x30\xffx", GB18030, "\u{fffd}0\u{fffd}x", "1-11-1");
        check(b"a\x81\x30\x81", GB18030, "a\u{fffd}", "13-");
    }

    #[test]
    fn states() {
        check(b"a\x1b$B$3$s\x1b(Bb", ISO_2022_JP, "aこんb", "1524");
        check(b"\x1b$B$3$s\x1b(B", ISO_2022_JP, "こん", "55-");
        check(b"\x1b(B", ISO_2022_JP, "\u{fffd}", "3-");
        // The second escape makes the first one an error.
        check(b"\x1b$B\x1b(Bx", ISO_2022_JP, "\u{fffd}x", "3-4");
        check(b"a\x1b$", ISO_2022_JP, "a\u{fffd}", "12-");
        check(b"a\x1b$zb", ISO_2022_JP, "a\u{fffd}$zb", "11-111");
        // Back to JIS X 0201 instead of ASCII: right, but not what an encoder writes.
        check(b"\x1b$B$3\x1b(Jb", ISO_2022_JP, "こb", "54-");
    }
}
