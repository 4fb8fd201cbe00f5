//! How a phrase of the files is found at the start of a text.

/// Whether a phrase that ends in a word stands before the end of a word.
pub(super) fn ends_word(phrase: &str, rest: &str) -> bool {
    !phrase.ends_with(char::is_alphanumeric)
        || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// What follows the phrase at the start of `text`.
pub(super) fn behind<'t>(text: &'t str, phrase: &str, cased: bool) -> Option<&'t str> {
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

/// The characters by which phrases are looked up.
pub(super) const KEY: usize = 4;

/// The classes of the first [`KEY`] characters: what texts have in common that begin with the
/// same phrase, as far as case and typing do not matter.
pub(super) fn key(text: &str) -> u32 {
    let bytes = text.as_bytes();
    if let Some(bytes) = bytes.first_chunk::<KEY>()
        && bytes.iter().all(|byte| byte.is_ascii() && class(*byte) != NUMBER)
    {
        return bytes.iter().fold(0, |key, byte| key << 8 | u32::from(class(*byte)));
    }
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
    classes.chain([0; KEY]).take(KEY).fold(0, |key, class| key << 8 | u32::from(class))
}

/// The last bytes of a text, ASCII in lower case.
pub(super) fn end_key(text: &str) -> u32 {
    let last = text.bytes().rev().take(KEY);
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
