//! Byte offsets of a text in the unit the user asked for.

use std::cell::OnceCell;

use super::Offsets;

/// How many bytes lie between two checkpoints: a look-up counts at most so many.
const STRIDE: usize = 256;

/// A text, and how many units lie before each of its checkpoints.
#[derive(Debug)]
pub(crate) struct Units<'a> {
    text: &'a str,
    unit: Offsets,
    /// Filled by the first look-up; `None` where bytes are the unit, as in any ASCII text.
    checkpoints: OnceCell<Option<Vec<usize>>>,
}

impl<'a> Units<'a> {
    pub(crate) fn new(text: &'a str, unit: Offsets) -> Units<'a> {
        Units { text, unit, checkpoints: OnceCell::new() }
    }

    /// The offset of byte `at` in units.
    pub(crate) fn at(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        match self.checkpoints.get_or_init(|| checkpoints(self.text, self.unit)) {
            None => at,
            Some(before) => {
                let n = at / STRIDE;
                before[n] + count(&bytes[n * STRIDE..at], self.unit)
            }
        }
    }
}

fn checkpoints(text: &str, unit: Offsets) -> Option<Vec<usize>> {
    if unit == Offsets::Bytes || text.is_ascii() {
        return None;
    }
    let mut before = Vec::with_capacity(text.len() / STRIDE + 1);
    let mut sum = 0;
    for chunk in text.as_bytes().chunks(STRIDE) {
        before.push(sum);
        sum += count(chunk, unit);
    }
    if text.len().is_multiple_of(STRIDE) {
        before.push(sum);
    }
    Some(before)
}

/// Units that start in these bytes. Each character counts at its first byte, so any cut gives
/// the same sum.
fn count(bytes: &[u8], unit: Offsets) -> usize {
    let starts = |byte: u8| u8::from(byte & 0xC0 != 0x80);
    match unit {
        Offsets::Bytes => bytes.len(),
        Offsets::Chars => sum(bytes, starts),
        Offsets::Utf16 => sum(bytes, |byte| starts(byte) + u8::from(byte >= 0xF0)),
    }
}

/// The sum of what each byte counts, which is two at most.
fn sum(bytes: &[u8], of: impl Fn(u8) -> u8) -> usize {
    // So few that a sum fits one byte: that is what the compiler makes vector steps of.
    const FEW: usize = 64;
    let few = |few: &[u8]| usize::from(few.iter().fold(0u8, |sum, byte| sum + of(*byte)));
    let (whole, rest) = bytes.as_chunks::<FEW>();
    whole.iter().map(|chunk| few(chunk)).sum::<usize>() + few(rest)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn offsets_agree_with_counting_from_the_start() {
        for pattern in ["a", "é", "a€😀b", "😀"] {
            for repeats in [0, 1, 63, 64, 65, 128, 256, 700] {
                let text = pattern.repeat(repeats);
                let units = |unit| Units::new(&text, unit);
                let (chars, utf16, bytes) =
                    (units(Offsets::Chars), units(Offsets::Utf16), units(Offsets::Bytes));
                for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                    assert_eq!(chars.at(at), text[..at].chars().count());
                    assert_eq!(utf16.at(at), text[..at].encode_utf16().count());
                    assert_eq!(bytes.at(at), at);
                }
            }
        }
    }
}
