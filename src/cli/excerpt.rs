//! Pieces of text as a person can read them: short, in one line, and with nothing invisible.

use std::fmt::Write;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// How many characters of a piece are shown.
const SHOWN: usize = 72;

/// A piece of text before and after a change, in quotes.
pub fn pair(before: &str, after: &str) -> (String, String) {
    // Both look the same to the eye, so the difference must be spelled out.
    let spell = before.nfc().eq(after.nfc());
    (quoted(before, spell), quoted(after, spell))
}

/// A piece of text in quotes.
pub fn quoted(text: &str, spell: bool) -> String {
    format!("\"{}\"", shortened(text, |out, c| push_visible(out, c, spell)))
}

/// Bytes in quotes: text where they are text, `\xNN` where not.
pub fn quoted_bytes(bytes: &[u8]) -> String {
    let mut out = "\"".to_owned();
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push_visible(&mut out, c, false));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out + "\""
}

/// The text with nothing invisible, but for its newlines.
pub fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' { out.push(c) } else { push_visible(&mut out, c, false) }
    }
    out
}

/// The text with nothing invisible, but for its newlines, and where a part of it is then.
pub fn lines_and_part(text: &str, part: &Range<usize>) -> (String, Range<usize>) {
    let [before, shown, behind] =
        [&text[..part.start], &text[part.clone()], &text[part.end..]].map(lines);
    let part = before.len()..before.len() + shown.len();
    (before + &shown + &behind, part)
}

/// The text with its middle left out where it is long.
fn shortened(text: &str, push: impl Fn(&mut String, char)) -> String {
    let mut out = String::new();
    let count = text.chars().count();
    if count <= SHOWN {
        text.chars().for_each(|c| push(&mut out, c));
        return out;
    }
    let side = SHOWN / 2 - 6;
    text.chars().take(side).for_each(|c| push(&mut out, c));
    let _ = write!(out, "[… {} more …]", count - 2 * side);
    text.chars().skip(count - side).for_each(|c| push(&mut out, c));
    out
}

/// The character, or its escape where it would be invisible, act on the terminal or, with
/// `spell`, look like another.
fn push_visible(out: &mut String, c: char, spell: bool) {
    match c {
        '\n' | '\r' | '\t' => out.extend(c.escape_default()),
        ' '..='~' => out.push(c),
        _ if spell || is_invisible(c) => out.extend(c.escape_unicode()),
        _ => out.push(c),
    }
}

/// Control and format characters, spaces that are not the space, private use, noncharacters.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}' | '\u{ffff}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_stays_invisible() {
        assert_eq!(quoted("a\u{1b}[2J\u{a0}\n\u{200b}", false), r#""a\u{1b}[2J\u{a0}\n\u{200b}""#);
        assert_eq!(quoted("“a — é”", false), "\"“a — é”\"");
        assert_eq!(quoted_bytes(b"caf\xe9\x00 \xc3\xa9"), r#""caf\xe9\u{0} é""#);
        assert_eq!(lines("a\r\nb\u{7}"), "a\\r\nb\\u{7}");
    }

    #[test]
    fn what_looks_the_same_is_spelled_out() {
        let (before, after) = pair("cafe\u{301}", "café");
        assert_eq!((&*before, &*after), (r#""cafe\u{301}""#, r#""caf\u{e9}""#));
    }

    #[test]
    fn a_long_piece_loses_its_middle() {
        let short = quoted(&format!("start {} end", "x".repeat(1000)), false);
        assert!(short.starts_with("\"start x") && short.ends_with("x end\""), "{short}");
        assert!(short.contains("[… 950 more …]"), "{short}");
        assert!(short.chars().count() <= SHOWN + 10);
    }
}
