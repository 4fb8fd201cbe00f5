//! How odd two characters look side by side.
//!
//! Misread text puts capitals behind small letters, currency signs inside words, Greek beside
//! box drawing. Costs are small whole numbers; what they are measured against stands in the parent module.
//! No statistics of any language are involved, so a word that is merely rare costs nothing.

use std::sync::LazyLock;

/// What a character is, as far as its neighbours are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// White space, ASCII punctuation, dashes, and what may stand anywhere.
    Plain,
    Digit,
    /// A letter with its case and a number for its script.
    Letter(Case, u16),
    /// Opening marks, which stand before words.
    Open,
    /// Closing marks, which stand behind words.
    Close,
    /// Signs that rarely stand inside or right behind a word.
    Symbol,
    /// Line drawing and other shapes.
    Shape,
    /// A combining mark.
    Mark,
    /// C1 controls.
    Control,
    /// Characters that no text has for long: private use, unassigned, phonetic letters.
    Odd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Upper,
    None,
}

use Class::{Close, Control, Digit, Letter, Mark, Odd, Open, Plain, Shape, Symbol};

const LATIN: u16 = 1;
const ARABIC: u16 = 4;
const CJK: u16 = 5;

/// The class of a character. Damaged text asks dozens of times for each of its characters, and
/// the tables of the standard library are slow.
#[inline]
pub(super) fn class(c: char) -> Class {
    match CLASSES.get(c as usize) {
        Some(class) => *class,
        None => find_class(c),
    }
}

/// The classes of all characters below U+2600: of what misread text consists of.
static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| ('\0'..'\u{2600}').map(find_class).collect());

#[expect(clippy::match_same_arms, reason = "in the order of the code points, and first match wins")]
fn find_class(c: char) -> Class {
    match c {
        'a'..='z' => Letter(Case::Lower, LATIN),
        'A'..='Z' => Letter(Case::Upper, LATIN),
        '0'..='9' => Digit,
        '\0'..='\x7f' => Plain,
        '\u{80}'..='\u{9f}' => Control,
        // U+0384 is how Greek numbers its sections: Α΄
        '\u{a0}' | '·' | '’' | '\u{384}' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' => {
            Plain
        }
        '¡' | '¿' | '«' | '‘' | '‚' | '“' | '„' | '‹' => Open,
        '»' | '”' | '›' | '…' | '،' | '؛' | '؟' => Close,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => Odd,
        // Arrows and brackets of mathematics that few fonts have.
        '\u{27c0}'..='\u{2aff}' => Odd,
        '\u{2500}'..='\u{25ff}' => Shape,
        'µ' | 'ª' | 'º' | 'ˆ' | '˜' | 'ƒ' | 'ˇ' => Symbol,
        '\u{a1}'..='\u{bf}' | '×' | '÷' | '\u{2016}'..='\u{24ff}' | '\u{2600}'..='\u{2bff}' => {
            Symbol
        }
        '\u{250}'..='\u{2ff}' | '\u{870}'..='\u{89f}' | '\u{1d00}'..='\u{1dff}' => Odd,
        '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}' => Odd,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' => Mark,
        '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff20}' => Plain,
        // The alphabetic ones below would find these too, but they are asked for often.
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Letter(Case::None, CJK),
        '\u{fffc}'.. if c < '\u{1f000}' && !c.is_alphanumeric() => Odd,
        '\u{1f000}'..='\u{1faff}' => Plain,
        _ if c.is_lowercase() => Letter(Case::Lower, script(c)),
        _ if c.is_uppercase() => Letter(Case::Upper, script(c)),
        _ if c.is_alphabetic() => Letter(Case::None, script(c)),
        _ if c.is_numeric() => Letter(Case::None, script(c)),
        // Vowel signs of the Indic scripts and their like, and what is not assigned.
        '\u{590}'..='\u{1fff}' | '\u{a000}'..='\u{abff}' => Letter(Case::None, script(c)),
        _ => Odd,
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
        0x600..=0x6FF | 0x750..=0x77F | 0x8A0..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => ARABIC,
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

/// The script of a letter, or of what stands only beside letters of one.
pub(super) fn letter_script(c: char) -> Option<u16> {
    match class(c) {
        Letter(_, script) => Some(script),
        _ if ('\u{3001}'..='\u{303f}').contains(&c) => Some(CJK),
        _ => None,
    }
}

/// Two letters of one script other than Latin, not small before capital: what clean text in that
/// script consists of.
pub(super) fn are_alike(a: char, b: char) -> bool {
    if let (Letter(a, script), Letter(b, other)) = (class(a), class(b)) {
        return script == other && script != LATIN && (a, b) != (Case::Lower, Case::Upper);
    }
    letter_script(a).is_some_and(|script| script != LATIN && letter_script(b) == Some(script))
}

/// Whether it is a letter of the Latin script.
pub(super) fn is_latin(c: char) -> bool {
    letter_script(c) == Some(LATIN)
}

/// What a character costs wherever it stands.
pub(super) fn alone(c: char) -> i32 {
    match class(c) {
        Control => 4,
        Odd if c == '\u{fffd}' => 1,
        Odd => 3,
        // The euro sign took its place.
        _ if c == '¤' => 1,
        Letter(_, LATIN) if is_rare(c) => 2,
        _ => 0,
    }
}

/// Latin letters that are on no European or Vietnamese keyboard.
fn is_rare(c: char) -> bool {
    matches!(c, '\u{180}'..='\u{24f}' | 'ſ' | 'ŉ' | 'ĸ' | 'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ')
        && !"ƏƠơƯưȘșȚțƒ".contains(c)
}

/// Whether a character can be meant: not private use, noncharacters or planes without any.
pub(super) fn is_in_use(c: char) -> bool {
    !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{32400}'..='\u{dffff}' | '\u{e01f0}'..)
        && c as u32 & 0xFFFE != 0xFFFE
}

/// What two neighbours cost.
#[expect(clippy::match_same_arms, reason = "one arm a reason, and first match wins")]
pub(super) fn pair(a: char, b: char) -> i32 {
    match (class(a), class(b)) {
        // Ãœber, ÐŸ: no language puts these behind each other.
        (Letter(Case::Upper, LATIN), Letter(_, LATIN))
            if is_misread_lead(a) && is_misread_trail(b) =>
        {
            3
        }
        // âœ”, â™«, ðŸ: nor these.
        (Letter(..), _)
            if matches!(a, 'â' | 'ð') && (is_misread_trail(b) || class(b) == Symbol) =>
        {
            3
        }
        (Letter(_, s), Letter(_, t)) if s != t => 4,
        (Letter(Case::Lower, _), Letter(Case::Upper, _)) => 3,
        (Letter(Case::Upper, _) | Letter(Case::None, ARABIC), Symbol) => 3,
        (Symbol, Symbol) if a == '√' => 3,
        (Letter(..) | Shape, Symbol) | (Letter(..), Open) | (Symbol, Letter(..) | Shape) => 2,
        (Letter(..), Shape) | (Shape, Letter(..)) => 3,
        (Close, Letter(..)) | (Symbol, Symbol) | (Shape, Digit) | (Digit, Shape) => 1,
        (Letter(_, LATIN), Mark) => 1,
        (Letter(..), Mark) => 2,
        (Mark, _) => 0,
        (_, Mark) => 3,
        (Letter(Case::Upper, _), Plain) if b == '\u{a0}' && is_misread_lead(a) => 1,
        _ => 0,
    }
}

/// The capitals that most often begin misread UTF-8.
fn is_misread_lead(c: char) -> bool {
    matches!(c, 'Ã' | 'Â' | 'Ä' | 'Å' | 'Ă' | 'Ĺ' | 'Ð' | 'Ñ')
}

fn is_misread_trail(c: char) -> bool {
    matches!(c, 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ')
}

/// What a character costs between two others: a capital Ã, Â or Ă that stands for no word, a
/// quotation mark inside one.
pub(super) fn between(before: char, c: char, after: char) -> i32 {
    let (cost, inside) = match c {
        'Ã' | 'Â' | 'Ă' => (2, false),
        _ => match class(c) {
            Open => (1, true),
            Close => (2, true),
            _ => return 0,
        },
    };
    if before.is_alphabetic() == inside && after.is_alphabetic() == inside { cost } else { 0 }
}
