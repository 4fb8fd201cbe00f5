//! Decodes HTML character references that extraction left in the text.
//!
//! References inside references are followed to the end in one edit (`&amp;amp;lt;` is `<`).
//! What only looks like one stays: `AT&T`, `R&D`, `?a=1&copy=2`. So do references to characters
//! that a text cannot hold (NUL and other controls, surrogates, noncharacters).

use memchr::memchr_iter;

use crate::edit::{Edit, settle};
use crate::options::Options;
use crate::pipeline::{Context, Proposal};
use crate::rule::{Example, Risk, Rule, Severity};

/// References by name.
pub static NAMED: Rule = Rule {
    id: "entities.named",
    summary: "decode named HTML references (&eacute; &amp;)",
    why: "The page was escaped once more than it was unescaped, so its markup's spelling of a character stands \
          where the character should. Nested references are decoded to the end. Without a semicolon only the names \
          that cannot be meant otherwise are decoded.",
    risk: Risk::Safe,
    severity: Severity::Warning,
    label: None,
    example: Example::text("AT&amp;amp;T &amp; caf&eacute;s, R&D", "AT&T & cafés, R&D"),
};

/// References by number.
pub static NUMERIC: Rule = Rule {
    id: "entities.numeric",
    summary: "decode numeric HTML references (&#8217; &#x2019;)",
    why: "As entities.named, for references that give the number of the character. 128 to 159 mean windows-1252, as \
          in every browser. References to characters that a text cannot hold are left as they are.",
    risk: Risk::Safe,
    severity: Severity::Warning,
    label: None,
    example: Example::text("It&#8217;s &#x201C;done&#148; &#0;", "It’s “done” &#0;"),
};

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[&NAMED, &NUMERIC];

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    settle("entities.unsettled", text, |text| pass(text, context.options), |_| None)
}

/// One look at the text. What a decoded character makes together with the text before it
/// (`&l&#116;;`) is left to the next.
fn pass(text: &str, options: &Options) -> Vec<Edit> {
    let mut edits: Vec<Edit> = vec![];
    for start in memchr_iter(b'&', text.as_bytes()) {
        if edits.last().is_none_or(|edit| edit.range.end <= start) {
            edits.extend(chain(text, start, options));
        }
    }
    edits
}

/// The reference that starts at `start`, and those its ampersand makes with what follows it.
fn chain(text: &str, start: usize, options: &Options) -> Option<Edit> {
    let mut whole: Option<Edit> = None;
    let mut end = start + 1;
    let mut goes_on = true;
    while goes_on && let Some(Reference { len, with, rule }) = reference(&text[end..], options) {
        end += len;
        goes_on = with == "&";
        let edit = whole.get_or_insert_with(|| Edit::delete(start..end, rule));
        edit.range.end = end;
        edit.with = with.into();
        if edit.rules().all(|known| known != rule) {
            edit.also.push(rule);
        }
    }
    whole
}

/// A reference, seen from behind its ampersand.
struct Reference {
    len: usize,
    with: String,
    rule: &'static Rule,
}

fn reference(rest: &str, options: &Options) -> Option<Reference> {
    let reference = match rest.strip_prefix('#') {
        Some(number) => numeric(number),
        None => named(rest),
    };
    reference.filter(|reference| options.allows(reference.rule))
}

/// No name is longer: `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

/// More digits than any character's number has, leading zeros included.
const MOST_DIGITS: usize = 10;

fn named(rest: &str) -> Option<Reference> {
    let len = rest.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    let (name, after) = rest.split_at(len);
    if !(2..=LONGEST_NAME).contains(&len) {
        return None;
    }
    let closed = after.starts_with(';');
    if !closed
        && (!stands_alone(name) || after.starts_with(|c: char| c == '=' || c.is_alphanumeric()))
    {
        return None;
    }
    let with = htmlize::unescape(format!("&{name};")).into_owned();
    // `&notit;` is read as `¬it;` where a browser must make the best of it; here it is no name.
    let whole = !with.ends_with(';') || name == "semi";
    whole.then_some(Reference { len: len + usize::from(closed), with, rule: &NAMED })
}

/// Names that are also read without a semicolon: `copy`, `not` or `times` would be too bold.
fn stands_alone(name: &str) -> bool {
    const MARKS: [&str; 6] = ["acute", "grave", "circ", "tilde", "cedil", "uml"];
    matches!(name, "amp" | "nbsp" | "quot" | "lt" | "gt" | "szlig" | "aring" | "oslash" | "aelig")
        || MARKS.iter().any(|mark| name.len() == mark.len() + 1 && name.ends_with(mark))
}

fn numeric(rest: &str) -> Option<Reference> {
    let (radix, prefix) = if rest.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = rest[prefix..]
        .bytes()
        .take(MOST_DIGITS + 1)
        .take_while(|b| char::from(*b).is_digit(radix))
        .count();
    let (digits, after) = rest[prefix..].split_at(digits);
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    let closed = after.starts_with(';');
    // `&#39s` is a careless apostrophe; `&#10 best songs` is no line break.
    let unmistakable = number >= 0x80 || [34, 38, 39, 60, 62].contains(&number);
    if !closed && (!unmistakable || radix == 16 && after.starts_with(char::is_alphanumeric)) {
        return None;
    }
    let len = 1 + prefix + digits.len() + usize::from(closed);
    Some(Reference { len, with: character(number)?.to_string(), rule: &NUMERIC })
}

/// The character of that number, if a text can hold it.
///
/// The five numbers that windows-1252 leaves open stay C1 controls: in `&#226;&#128;&#157;` they
/// are bytes of UTF-8, and the next stage reads them.
fn character(number: u32) -> Option<char> {
    if let Ok(byte @ 0x80..=0x9F) = u8::try_from(number) {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next();
    }
    let c = char::from_u32(number)?;
    let noncharacter = number & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&number);
    let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    (!control && !noncharacter && c != '\u{fffd}').then_some(c)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::edit;

    fn check(before: &str, after: &str) {
        let options = Options::default();
        let edits = find(before, &Context::new(&options, false)).edits;
        assert!(edit::is_proper(before, &edits), "{before:?}: {edits:?}");
        let got = edit::apply(before, &edits);
        assert_eq!(got, after, "{before:?}");
        assert!(find(&got, &Context::new(&options, false)).edits.is_empty(), "{got:?}");
    }

    #[test]
    fn references_are_decoded() {
        check("caf&eacute; &lt;b&gt; &#233;&#xE9;&#Xe9;", "café <b> ééé");
        check("a&nbsp;b &hellip; &rsquo; &NotEqualTilde;", "a\u{a0}b … ’ ≂\u{338}");
        check("it&#39s 5 &lt 6, a &amp b, a&nbsp", "it's 5 < 6, a & b, a\u{a0}");
        check("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2");
        check("&#128; &#146; &#129;", "€ ’ \u{81}");
    }

    #[test]
    fn nested_references_are_decoded_to_the_end() {
        check("AT&amp;amp;T &amp;lt; &#38;#38;#233; &amp#39;", "AT&T < é '");
        check("&l&#116;; &&num;65; &amp;l&#x74&semi;", "< A <");
        check("&am&#112;eacute; &e&#97;cute;", "&ampeacute; é");
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in [
            "AT&T, R&D, Q&A; B&B;",
            "?a=1&copy=2&lt=3",
            "&notit; &foo; &; &#; &#x; && &",
            "&#0; &#xD800; &#x110000; &#99999999999; &#11; &#127; &#xFFFE; &#65533;",
            "cut&copy and paste, rock&times, &amped",
            "the &#10 best songs",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn long_chains_and_bare_ampersands_take_linear_time() {
        let many = 1 << 20;
        check(&"&".repeat(many), &"&".repeat(many));
        check(&format!("&{}", "amp;".repeat(many / 4)), "&");
        check(&"&amp".repeat(many / 4), &"&".repeat(many / 4));
        check(&"&#".repeat(many / 2), &"&#".repeat(many / 2));
    }
}
