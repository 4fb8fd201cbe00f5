//! How a phrase of the files is found at the start of a text.

/// Whether a phrase that ends in a word stands before the end of a word.
pub(super) fn ends_word(phrase: &str, rest: &str) -> bool {
    !phrase.ends_with(char::is_alphanumeric)
        || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// What follows the phrase at the start of `text`.
///
/// Nearly all of both is ASCII, and nearly all texts differ from the phrase within a few bytes.
#[inline]
pub(super) fn behind<'t>(text: &'t str, phrase: &str, cased: bool) -> Option<&'t str> {
    let bytes = text.as_bytes();
    for (at, wanted) in phrase.bytes().enumerate() {
        let byte = *bytes.get(at)?;
        if !byte.is_ascii() || !wanted.is_ascii() || wanted == b'#' {
            return behind_any(&text[at..], &phrase[at..], cased);
        }
        if byte != wanted && (cased || !byte.eq_ignore_ascii_case(&wanted)) {
            return None;
        }
    }
    Some(&text[phrase.len()..])
}

/// The same for characters of any kind.
fn behind_any<'t>(text: &'t str, phrase: &str, cased: bool) -> Option<&'t str> {
    let mut rest = text;
    for wanted in phrase.chars() {
        if wanted == '#' {
            let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if number.len() == rest.len() {
                return None;
            }
            rest = number;
            continue;
        }
        let c = rest.chars().next()?;
        let same = c == wanted || !cased && fold(c) == fold(wanted) || plain(c) == wanted;
        if !same {
            return None;
        }
        rest = &rest[c.len_utf8()..];
    }
    Some(rest)
}

fn fold(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { plain(c).to_lowercase().next().unwrap_or(c) }
}

/// Apostrophes and spaces as they are typed in the phrase files.
fn plain(c: char) -> char {
    match c {
        '’' => '\'',
        '\u{a0}' => ' ',
        _ => c,
    }
}

/// The characters by which phrases are looked up; shorter ones by [`SHORT_KEY`] of them.
pub(super) const KEY: usize = 8;
/// See [`KEY`] and [`short`].
pub(super) const SHORT_KEY: usize = 4;

/// The classes of the first [`KEY`] characters: what texts have in common that begin with the
/// same phrase, as far as case and typing do not matter.
#[inline]
pub(super) fn key(text: &str) -> u64 {
    // All but ASCII without numbers needs a closer look.
    let key = text.as_bytes().first_chunk().and_then(|bytes| key_of_letters(*bytes));
    key.unwrap_or_else(|| key_of_any(text))
}

/// The key of characters that are ASCII and no numbers, all at once.
#[inline]
fn key_of_letters(bytes: [u8; KEY]) -> Option<u64> {
    const ONES: u64 = u64::from_ne_bytes([1; KEY]);
    const HIGH: u64 = ONES << 7;
    let key = u64::from_be_bytes(bytes);
    if key & HIGH != 0 {
        return None;
    }
    // The high bit of each byte that is not below a letter.
    let from = |letter: u8| (key + ONES * u64::from(0x80 - letter)) & HIGH;
    let signs = key ^ (ONES * u64::from(b'#'));
    let numbers = from(b'0') & !from(b'9' + 1) | signs.wrapping_sub(ONES) & !signs & HIGH;
    let capitals = from(b'A') & !from(b'Z' + 1);
    (numbers == 0).then_some(key | capitals >> 2)
}

/// The key of the first [`SHORT_KEY`] characters.
pub(super) fn short(key: u64) -> u64 {
    key >> (8 * (KEY - SHORT_KEY))
}

/// Whether the text of a key is shorter than it.
pub(super) fn is_short(key: u64) -> bool {
    key.trailing_zeros() >= u8::BITS
}

fn key_of_any(text: &str) -> u64 {
    let mut before = 0;
    let classes = text
        .chars()
        .map(plain)
        .map(|c| u8::try_from(c).ok().filter(u8::is_ascii).map_or(OTHER, class));
    // All the digits of a number are one.
    let classes = classes.filter(|class| {
        let goes_on = *class == NUMBER && before == NUMBER;
        before = *class;
        !goes_on
    });
    classes.chain([0; KEY]).take(KEY).fold(0, |key, class| key << 8 | u64::from(class))
}

/// The last bytes of a text, ASCII in lower case.
pub(super) fn end_key(text: &str) -> u32 {
    let last = text.bytes().rev().take(SHORT_KEY);
    last.fold(0, |key, byte| key << 8 | u32::from(byte.to_ascii_lowercase()))
}

/// The class of characters that are no ASCII.
const OTHER: u8 = 0x80;

/// And that of numbers.
const NUMBER: u8 = b'0';

/// ASCII in lower case.
fn class(byte: u8) -> u8 {
    match byte {
        b'#' | b'0'..=b'9' => NUMBER,
        byte => byte.to_ascii_lowercase(),
    }
}
