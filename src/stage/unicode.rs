//! Composes to NFC, and drops characters that show nothing and mean nothing.
//!
//! What means something stays: joiners (emoji, Persian, the scripts of India), marks of
//! direction, variation selectors, tags, and U+FFFD, which tells of a loss. Line breaks of every kind, tabs and
//! form feeds are white space and belong to the next stages.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::edit::{Edit, settle};
use crate::options::Options;
use crate::pipeline::{Context, Proposal};
use crate::rule::{Example, Risk, Rule, Severity};
use crate::stage::scan::Hits;

const fn rule(
    id: &'static str,
    summary: &'static str,
    why: &'static str,
    severity: Severity,
    example: Example,
) -> Rule {
    Rule { id, summary, why, risk: Risk::Safe, severity, label: None, example }
}

/// Composition.
pub static NFC: Rule = rule(
    "unicode.nfc",
    "compose letters and their marks (Unicode NFC)",
    "An accented letter has two spellings that look the same: one character, or a letter and a combining mark. \
     Search, counting and models take them for different words. NFC keeps the meaning and the look; compatibility forms \
     (ligatures, full width) stay.",
    Severity::Note,
    Example::text("cafe\u{301}, ﬁne", "café, ﬁne"),
);

/// Controls.
pub static CONTROL: Rule = rule(
    "unicode.control",
    "drop control characters and noncharacters",
    "NUL, bell, backspace and their like are remains of terminals and broken files. Tab and the characters that break \
     lines stay.",
    Severity::Error,
    Example::text("Bell\u{7}s and \u{0}whistles\u{8}", "Bells and whistles"),
);

/// Invisible separators.
pub static ZERO_WIDTH: Rule = rule(
    "unicode.zero-width",
    "drop zero-width spaces and word joiners",
    "Editors and web pages put them where a line may or may not break; they split words for every program that reads \
     the text. Joiners that change what is seen (ZWJ, ZWNJ) and marks of direction stay.",
    Severity::Note,
    Example::text("super\u{200b}calif\u{2060}ragi", "supercalifragi"),
);

/// Hyphenation hints.
pub static SOFT_HYPHEN: Rule = rule(
    "unicode.soft-hyphen",
    "drop soft hyphens",
    "They say where a word might be broken at the end of a line and show nothing elsewhere, but they split the word for every \
     program that reads the text.",
    Severity::Note,
    Example::text("Donau\u{ad}dampf\u{ad}schiff", "Donaudampfschiff"),
);

/// U+FEFF inside text.
pub static BYTE_ORDER_MARK: Rule = rule(
    "unicode.byte-order-mark",
    "drop byte order marks inside the text",
    "They come from files that were glued together. In old texts U+FEFF is a zero-width no-break space, which is \
     dropped like the others.",
    Severity::Note,
    Example::text("one\n\u{feff}two", "one\ntwo"),
);

/// Colours of a terminal.
pub static ANSI_ESCAPE: Rule = rule(
    "unicode.ansi-escape",
    "drop terminal escape sequences",
    "Text that was copied from a terminal or a log carries its colours as ESC [ … m. Without this rule only the \
     escape character would go and `[31m` would stay.",
    Severity::Error,
    Example::text("\u{1b}[1;31mError\u{1b}[0m: none", "Error: none"),
);

/// Every rule of this stage.
pub const RULES: &[&Rule] =
    &[&NFC, &CONTROL, &ZERO_WIDTH, &SOFT_HYPHEN, &BYTE_ORDER_MARK, &ANSI_ESCAPE];

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    // What leaves may bring a letter and its mark together: the second look composes them.
    settle("unicode.unsettled", text, |text| pass(text, context.options), |_| None)
}

/// One look at the text.
fn pass(text: &str, options: &Options) -> Vec<Edit> {
    let mut edits = vec![];
    let may_compose = drop_invisible(text, &mut edits);
    edits.retain(|edit| options.allows(edit.rule));
    if edits.is_empty() && may_compose && options.allows(&NFC) {
        compose(text, &mut edits);
    }
    edits
}

/// Proposes to drop every character, or escape sequence, that shows nothing. Whether there are characters
/// that [`compose`] has to look at.
fn drop_invisible(text: &str, edits: &mut Vec<Edit>) -> bool {
    // Controls, U+0080 to U+00BF, and what is not Latin, which both begin with few bytes of most texts.
    let suspects = Hits::new(text.as_bytes(), |byte, _| {
        (byte < b' ') & (byte.wrapping_sub(b'\t') >= 5)
            | (byte == 0x7F)
            | (byte == 0xC2)
            | (byte >= FIRST_COMPOSABLE)
    });
    let mut at = 0;
    let mut may_compose = false;
    for start in suspects {
        if start < at {
            continue;
        }
        let c = text[start..].chars().next().expect("a character starts here");
        may_compose = may_compose || c >= '\u{300}' && !is_plain(c);
        let (len, rule) = invisible(c, &text[start..]);
        at = start + len;
        let Some(rule) = rule else { continue };
        match edits.last_mut() {
            Some(last) if last.range.end == start && last.rule == rule => last.range.end = at,
            _ => edits.push(Edit::delete(start..at, rule)),
        }
    }
    may_compose
}

/// How long the character or sequence at the start of `rest` is, and the rule it leaves by.
fn invisible(c: char, rest: &str) -> (usize, Option<&'static Rule>) {
    let rule = match c {
        '\u{1b}' => {
            return match escape_sequence(rest) {
                Some(len) => (len, Some(&ANSI_ESCAPE)),
                None => (1, Some(&CONTROL)),
            };
        }
        // White space: the next stages know what it stands for.
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => None,
        c if c.is_control() => Some(&CONTROL),
        '\u{ad}' => Some(&SOFT_HYPHEN),
        '\u{200b}' | '\u{2060}' => Some(&ZERO_WIDTH),
        '\u{feff}' => Some(&BYTE_ORDER_MARK),
        '\u{fdd0}'..='\u{fdef}' => Some(&CONTROL),
        c if c as u32 & 0xFFFE == 0xFFFE => Some(&CONTROL),
        _ => None,
    };
    (c.len_utf8(), rule)
}

/// No terminal sends longer ones.
const LONGEST_SEQUENCE: usize = 32;

/// The length of `ESC [ … letter`.
fn escape_sequence(rest: &str) -> Option<usize> {
    let body = rest.as_bytes().strip_prefix(b"\x1b[")?;
    let parameters =
        body.iter().take(LONGEST_SEQUENCE).take_while(|byte| (0x20..=0x3F).contains(*byte)).count();
    let last = body.get(parameters)?;
    (0x40..=0x7E).contains(last).then_some(2 + parameters + 1)
}

/// Proposes NFC for each stretch that is not composed.
fn compose(text: &str, edits: &mut Vec<Edit>) {
    let (mut at, mut done) = (0, 0);
    let mut composables = Hits::new(text.as_bytes(), |byte, _| byte >= FIRST_COMPOSABLE);
    while let Some(start) = composables.from(at) {
        let plain: usize =
            text[start..].chars().take_while(|c| is_plain(*c)).map(char::len_utf8).sum();
        if plain > 0 {
            at = start + plain;
            continue;
        }
        // A stretch of other characters, from the base its first mark belongs to.
        let base =
            text[..start].chars().next_back().map_or(start, |c| start - c.len_utf8()).max(done);
        let end = text[start..].char_indices().find(|(_, c)| *c < '\u{300}');
        at = end.map_or(text.len(), |(n, _)| start + n);
        done = at;
        if is_nfc_quick(text[base..at].chars()) != IsNormalized::Yes {
            clusters(text, base, at, edits);
        }
    }
}

/// Whether it is one of the letters and signs that most text is made of and that are borders all:
/// looking this up costs less than asking.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{388}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{5d0}'..='\u{5ea}'
        | '\u{620}'..='\u{64a}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{20cf}'
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ffef}')
}

/// The first byte of U+0300; what is below is NFC.
const FIRST_COMPOSABLE: u8 = 0xCC;

/// Cuts a stretch where NFC cannot reach across and proposes the pieces that change.
fn clusters(text: &str, start: usize, end: usize, edits: &mut Vec<Edit>) {
    let mut piece = start;
    let mut borders = text[start..end].char_indices().skip(1).map(|(n, c)| (start + n, c));
    loop {
        let next = borders.by_ref().find(|(_, c)| is_border(*c));
        let piece_end = next.map_or(end, |(n, _)| n);
        let before = &text[piece..piece_end];
        if is_nfc_quick(before.chars()) != IsNormalized::Yes {
            let after: String = before.nfc().collect();
            if after != before {
                edits.push(Edit::replace(piece..piece_end, after, &NFC));
            }
        }
        if next.is_none() {
            return;
        }
        piece = piece_end;
    }
}

/// Whether nothing before this character can change with it under NFC: it is a starter that
/// never composes with what precedes it.
fn is_border(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::edit;

    fn clean(before: &str) -> String {
        let options = Options::default();
        let context = Context::new(&options, false);
        let edits = find(before, &context).edits;
        assert!(edit::is_proper(before, &edits), "{before:?}: {edits:?}");
        let after = edit::apply(before, &edits);
        assert!(find(&after, &context).edits.is_empty(), "{after:?} is not settled");
        after
    }

    fn check(before: &str, after: &str) {
        assert_eq!(clean(before), after, "{before:?}");
    }

    #[test]
    fn text_is_composed_as_the_standard_says() {
        for text in [
            "e\u{301}a\u{30a}o\u{308}\u{304}",
            "a\u{315}\u{300}\u{5ae}\u{300}b",
            "\u{1100}\u{1161}\u{11a8}\u{1112}\u{1161}\u{11ab}",
            "각\u{11a8} 가\u{11a8}",
            "\u{212b}\u{2126}\u{1e9b}\u{323}",
            "\u{958}\u{93c} \u{fb1d}\u{5b4}",
            "\u{301}e x\u{301}\n\u{301}",
            "が\u{304b}\u{3099}",
        ] {
            check(text, &text.nfc().collect::<String>());
        }
    }

    #[test]
    fn plain_characters_are_borders() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain(*c)).collect();
        assert!(plain.len() > 30_000);
        for c in plain {
            assert!(is_border(c), "{c:?}");
        }
    }

    #[test]
    fn invisible_characters_leave() {
        check("a\0b\u{7f}c\u{80}d\u{fffe}e\u{1ffff}", "abcde");
        check("e\u{200b}\u{301}\u{ad}", "é");
        check("\u{1b}[31m\u{1b}]x\u{1b}", "]x");
        check("\u{feff}x\u{feff}", "x");
    }

    #[test]
    fn what_means_something_stays() {
        for text in [
            "👩\u{200d}👩\u{200d}👧 می\u{200c}خواهم ❤\u{fe0f}",
            "\u{202b}עברית\u{202c}\u{200e}!\u{200f}",
            "a\tb\r\nc\u{c}d\u{b}e\u{85}f\u{2028}g\u{2029}",
            "ﬁ Ａ ² ½ “q” … — \u{fffd} 🏴\u{e0067}\u{e0062}\u{e007f}",
            "한국어 ǅ ệ",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn long_runs_of_marks_take_no_quadratic_time() {
        let marks = "\u{301}\u{323}".repeat(1 << 16);
        check(&format!("e{marks}"), &format!("e{marks}").nfc().collect::<String>());
        let hints = "\u{ad}".repeat(1 << 18);
        check(&format!("a{hints}b"), "ab");
        check(&"\u{1b}[".repeat(1 << 16), &"[".repeat(1 << 16));
    }
}
