//! The classes of characters that twitter-text's rules speak of.

use unicode_normalization::char::is_combining_mark;

/// Latin letters with accents, and the marks that make them.
pub(super) fn is_latin_accent(c: char) -> bool {
    matches!(c,
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{253}' | '\u{254}'
        | '\u{256}' | '\u{257}' | '\u{259}' | '\u{25b}' | '\u{263}' | '\u{268}' | '\u{26f}'
        | '\u{272}' | '\u{289}' | '\u{28b}' | '\u{2bb}' | '\u{300}'..='\u{36f}'
        | '\u{1e00}'..='\u{1eff}')
}

/// Letters of Cyrillic script, and its marks.
pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4ff}')
}

/// White space; the Mongolian vowel separator was some when these rules were made.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{180e}'
}

/// The punctuation that ends a cashtag, and that no domain has.
pub(super) fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '"' | '`')
}

/// Marks that set the direction of writing.
pub(super) fn is_directional(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

/// What Twitter has no room for.
pub(super) fn is_invalid(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{feff}' | '\u{ffff}')
}

/// What a domain may be made of, beside hyphens and underscores inside its labels.
pub(super) fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !(is_punctuation(c) || is_space(c) || is_invalid(c) || is_directional(c))
}

/// The same for a domain in running text without a scheme.
pub(super) fn is_plain_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_latin_accent(c)
}

/// A letter or mark of any script: what a hashtag must have one of.
pub(super) fn is_letter(c: char) -> bool {
    // Letters in circles and squares are symbols, though Unicode calls them alphabetic.
    let is_enclosed = matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    c.is_ascii_alphabetic()
        || !c.is_ascii()
            && (c.is_alphabetic() && !c.is_numeric() && !is_enclosed || is_combining_mark(c))
}

/// What a hashtag may have beside letters: digits of any script, `_`, joiners, and the marks that
/// words of some scripts have inside.
pub(super) fn is_in_hashtag(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{200c}'
            | '\u{200d}'
            | '\u{a67e}'
            | '\u{5be}'
            | '\u{5f3}'
            | '\u{5f4}'
            | '\u{ff5e}'
            | '\u{301c}'
            | '\u{309b}'
            | '\u{309c}'
            | '\u{30a0}'
            | '\u{30fb}'
            | '\u{3003}'
            | '\u{f0b}'
            | '\u{f0c}'
            | '\u{b7}'
    ) || is_letter(c)
        || is_digit(c)
}

/// A decimal digit of any script (general category Nd), which the standard library cannot tell
/// from `½` and `②`.
fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    let c = u32::from(c);
    let n = ZEROS.partition_point(|zero| *zero <= c);
    n > 0 && c - ZEROS[n - 1] < 10
}

/// The digit nought of each script, from Unicode 14: ten digits follow each other everywhere.
#[rustfmt::skip]
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0,
    0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0,
    0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce,
    0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];
