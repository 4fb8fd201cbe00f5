//! Which letters stand side by side in clean text.

use std::sync::LazyLock;

/// What a character is, as far as its neighbour is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter(Case, u16),
    /// Stands beside letters of one script only.
    Sign(u16),
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Upper,
    None,
}

const LATIN: u16 = 1;
const CJK: u16 = 5;

/// Two letters of one script other than Latin, not small before capital: what clean text in that
/// script consists of.
pub(super) fn are_alike(a: char, b: char) -> bool {
    match (kind(a), kind(b)) {
        (Kind::Letter(a, script), Kind::Letter(b, other)) => {
            script == other && script != LATIN && (a, b) != (Case::Lower, Case::Upper)
        }
        (Kind::Letter(_, a) | Kind::Sign(a), Kind::Letter(_, b) | Kind::Sign(b)) => {
            a == b && a != LATIN
        }
        _ => false,
    }
}

/// Damaged text asks dozens of times for each of its characters, and the tables of the standard
/// library are slow.
fn kind(c: char) -> Kind {
    KINDS.get(c as usize).copied().unwrap_or_else(|| find_kind(c))
}

/// The kinds of all characters below U+2600: of what misread text consists of.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| ('\0'..'\u{2600}').map(find_kind).collect());

fn find_kind(c: char) -> Kind {
    match c {
        '\u{3001}'..='\u{303f}' => Kind::Sign(CJK),
        // Signs that Unicode counts among the letters, and phonetic ones.
        'ª'
        | 'º'
        | 'µ'
        | 'ƒ'
        | '\u{250}'..='\u{2ff}'
        | '\u{870}'..='\u{89f}'
        | '\u{1d00}'..='\u{1dff}' => Kind::Other,
        _ if c.is_lowercase() => Kind::Letter(Case::Lower, script(c)),
        _ if c.is_uppercase() => Kind::Letter(Case::Upper, script(c)),
        _ if c.is_alphabetic() => Kind::Letter(Case::None, script(c)),
        // Vowel signs of the Indic scripts and their like.
        '\u{591}'..='\u{1fff}' | '\u{a000}'..='\u{abff}' if !matches!(c, '،' | '؛' | '؟') => {
            Kind::Letter(Case::None, script(c))
        }
        _ => Kind::Other,
    }
}

/// A number for the script of a letter: letters of one word share it.
fn script(c: char) -> u16 {
    match c as u32 {
        0..=0x24F
        | 0x1E00..=0x1EFF
        | 0x2C60..=0x2C7F
        | 0xA720..=0xA7FF
        | 0xFB00..=0xFB06
        | 0xFF21..=0xFF5A => LATIN,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 2,
        0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => 3,
        0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => 4,
        // Chinese, Japanese and Korean mix freely.
        0x1100..=0x11FF
        | 0x2E80..=0x9FFF
        | 0xAC00..=0xD7FF
        | 0xF900..=0xFAFF
        | 0xFF61..=0xFFDC
        | 0x20000..=0x3FFFF => CJK,
        other => (other >> 7) as u16 + 16,
    }
}
