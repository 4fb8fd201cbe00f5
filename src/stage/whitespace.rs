//! Mends white space: line ends, spaces, blank lines, wrapped lines.
//!
//! Each run of white space becomes one of nothing, a space, a newline and a blank line, in one
//! edit that carries the rule that says most. So a clean text has one space between words, one
//! newline before a list item, one blank line between paragraphs, and nothing at its ends; and
//! the stage leaves that alone ([`crate::layout`] reads it the same way again).
//!
//! No-break and other special spaces become plain ones, also where an author meant them ("10 km",
//! French `« »`): two spellings of a space are worth more trouble to a reader of the output than
//! a kept line. The ideographic space stays: it is the space of its script.

use std::ops::Range;

use crate::edit::Edit;
use crate::layout::{Break, Reader, is_line_break, line_breaks};
use crate::pipeline::{Context, Proposal};
use crate::rule::{Example, Risk, Rule, Severity};
use crate::sentences::characters::is_unspaced;
use crate::stage::scan::Hits;
use crate::title;

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[
    &LINE_END,
    &MARGIN,
    &TRAILING,
    &NO_BREAK_SPACE,
    &SPECIAL_SPACE,
    &DOUBLED_SPACE,
    &BLANK_LINES,
    &SOFT_WRAP,
    &PARAGRAPH,
    &HEADLINE,
];

pub(crate) static LINE_END: Rule = Rule {
    id: "whitespace.line-end",
    summary: "end lines with one newline character",
    why: "Carriage returns, form feeds and Unicode line separators are read as part of the text by most \
          programs that split at newlines.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text(
        "The ferry sank.\r\n\r\nAll were saved.",
        "The ferry sank.\n\nAll were saved.",
    ),
};

static MARGIN: Rule = Rule {
    id: "whitespace.margin",
    summary: "trim the start and the end of the text",
    why: "White space around an article comes from the page it stood in.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text("\n  The ferry sank.\n", "The ferry sank."),
};

static TRAILING: Rule = Rule {
    id: "whitespace.trailing",
    summary: "trim the start and the end of lines",
    why: "Spaces beside a line break are not seen and make equal lines unequal.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text(
        "The ferry sank. \n\n All were saved.",
        "The ferry sank.\n\nAll were saved.",
    ),
};

static NO_BREAK_SPACE: Rule = Rule {
    id: "whitespace.no-break-space",
    summary: "make no-break spaces plain ones",
    why: "They look like spaces and are none to programs that split words; pages use them for layout.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text("sank on 3\u{a0}May", "sank on 3 May"),
};

static SPECIAL_SPACE: Rule = Rule {
    id: "whitespace.special-space",
    summary: "make tabs, thin, wide and other special spaces plain ones",
    why: "They look like spaces and are none to programs that split words.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text("the\u{2009}ferry\tsank", "the ferry sank"),
};

static DOUBLED_SPACE: Rule = Rule {
    id: "whitespace.doubled-space",
    summary: "put one space where there are several",
    why: "Removed tags and typewriter habits leave several spaces; they carry nothing.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text("The ferry sank.  All were saved.", "The ferry sank. All were saved."),
};

static BLANK_LINES: Rule = Rule {
    id: "whitespace.blank-lines",
    summary: "put one blank line where there are several",
    why: "One blank line between paragraphs is what readers of the output can rely on.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text(
        "The ferry sank.\n\n\n\nAll were saved.",
        "The ferry sank.\n\nAll were saved.",
    ),
};

static SOFT_WRAP: Rule = Rule {
    id: "whitespace.soft-wrap",
    summary: "join lines that were wrapped",
    why: "A sentence broken over lines is one sentence. A hyphen at the end of a line stays: whether it \
          belongs to the word is not known.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text("The ferry sank\nin shallow water.", "The ferry sank in shallow water."),
};

static PARAGRAPH: Rule = Rule {
    id: "whitespace.paragraph",
    summary: "part paragraphs that have one newline between them by a blank line",
    why: "Pages that write one paragraph a line would otherwise lose their paragraphs where lines are joined.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text(
        "The ferry sank.\nAll were saved.",
        "The ferry sank.\n\nAll were saved.",
    ),
};

static HEADLINE: Rule = Rule {
    id: "whitespace.headline",
    summary: "part the headline from the story by a blank line",
    why: "A headline right above its story would run into the first sentence.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text(
        "Ferry sinks off Orrin\nAll were saved.",
        "Ferry sinks off Orrin\n\nAll were saved.",
    ),
};

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let mut edits = vec![];
    let mut reader = Reader::new(text, context.options.newlines);
    let mut headline = Some(0..0).filter(|_| !context.titled);
    for run in runs(text) {
        let space = &text[run.clone()];
        let (with, rule) = if run.start == 0 || run.end == text.len() {
            if let Some(first) = headline.as_mut().filter(|_| run.start == 0) {
                *first = run.end..run.end;
            }
            ("", &MARGIN)
        } else if !space.contains(is_line_break) {
            between_words(space)
        } else {
            let kind = reader.judge(&run);
            // The first line that ends in this text is the only one that can be its headline.
            let is_headline = kind == Break::Paragraph
                && headline
                    .as_ref()
                    .is_some_and(|first| title::is_headline(&text[first.start..run.start]));
            if kind != Break::Wrap {
                headline = None;
            }
            match kind {
                Break::Wrap => (joint(text, &run), &SOFT_WRAP),
                Break::Paragraph if is_headline => ("\n\n", &HEADLINE),
                Break::Paragraph => ("\n\n", &PARAGRAPH),
                Break::Item => ("\n", line_rule(space)),
                Break::Blank => ("\n\n", line_rule(space)),
            }
        };
        if space != with {
            edits.push(Edit::replace(run, with, rule));
        }
    }
    Proposal { edits, is_settled: true, ..Proposal::default() }
}

/// The runs of white space that are more than a plain space between words, in order.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    // Spaces side by side, and the bytes that other white space starts with.
    let mut hits = Hits::new(bytes, |byte, next| {
        (byte == b' ') & (next == b' ')
            | (byte.wrapping_sub(b'\t') < 5)
            | (byte == 0xc2)
            | (byte.wrapping_sub(0xe1) < 3)
    });
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_space = |at: usize| text[at..].starts_with(char::is_whitespace);
        let start = if at == 0 && is_space(0) {
            0
        } else {
            loop {
                match hits.from(at) {
                    // One space before it is part of the run.
                    Some(hit) if is_space(hit) => {
                        break hit - usize::from(hit > at && bytes[hit - 1] == b' ');
                    }
                    Some(hit) => at = hit + 1,
                    // One space that ends the text.
                    None if at < text.len() && text.ends_with(' ') => break text.len() - 1,
                    None => return None,
                }
            }
        };
        at = end_of_space(text, start);
        Some(start..at)
    })
}

/// Where the run of white space ends that starts here.
fn end_of_space(text: &str, start: usize) -> usize {
    let ascii = text.as_bytes()[start..].iter().take_while(|b| matches!(b, b' ' | b'\t'..=b'\r'));
    let at = start + ascii.count();
    match text.as_bytes().get(at) {
        Some(byte) if !byte.is_ascii() => text.len() - text[at..].trim_start().len(),
        _ => at,
    }
}

/// What a run without a newline becomes, and why.
fn between_words(space: &str) -> (&'static str, &'static Rule) {
    if space.chars().all(|c| c == '\u{3000}') {
        ("\u{3000}", &DOUBLED_SPACE)
    } else if space.contains(['\u{a0}', '\u{202f}']) {
        (" ", &NO_BREAK_SPACE)
    } else if space.contains(|c| c != ' ') {
        (" ", &SPECIAL_SPACE)
    } else {
        (" ", &DOUBLED_SPACE)
    }
}

/// What is wrong with a run that stays a break.
fn line_rule(space: &str) -> &'static Rule {
    if line_breaks(space) > 2 {
        &BLANK_LINES
    } else if space.contains(|c| c != '\n' && is_line_break(c)) {
        &LINE_END
    } else {
        &TRAILING
    }
}

/// What stands between two joined lines: a space, but nothing after a hyphen inside a word and
/// between characters of a script that has no spaces.
fn joint(text: &str, run: &Range<usize>) -> &'static str {
    let mut before = text[..run.start].chars().rev();
    let (last, last_but_one) = (before.next(), before.next());
    let next = text[run.end..].chars().next();
    let in_word = matches!(last, Some('-' | '\u{2010}'))
        && last_but_one.is_some_and(char::is_alphabetic)
        && next.is_some_and(char::is_lowercase);
    let unspaced = last.is_some_and(is_unspaced) && next.is_some_and(is_unspaced);
    if in_word || unspaced { "" } else { " " }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::edit::apply;
    use crate::layout::Newlines;

    fn clean(text: &str, newlines: Newlines) -> String {
        let options = Options { newlines, ..Options::default() };
        apply(text, &find(text, &Context::new(&options, false)).edits)
    }

    fn check(text: &str, expected: &str) {
        let cleaned = clean(text, Newlines::Auto);
        assert_eq!(cleaned, expected, "{text:?}");
        assert_eq!(clean(&cleaned, Newlines::Auto), cleaned);
    }

    #[test]
    fn spaces_become_one() {
        check("a  b\u{a0}c \u{2003}\td\u{3000}e \u{3000}f", "a b c d\u{3000}e f");
        check("naïve  é x", "naïve é x");
        check(" \u{a0}\n ", "");
        check("a b", "a b");
        check("é ’ ü", "é ’ ü");
    }

    #[test]
    fn breaks_become_blank_lines() {
        check(
            "One.\r\n\r\n\r\nTwo.\u{b}\u{c}Three.\u{2028}Four.",
            "One.\n\nTwo.\n\nThree.\n\nFour.",
        );
        check("One. \n \n  Two.", "One.\n\nTwo.");
    }

    #[test]
    fn list_items_stay_together() {
        check("Wanted:\r\n- rope \r\n- nails", "Wanted:\n- rope\n- nails");
        check("•\nrope\n•\nnails", "• rope\n• nails");
    }

    #[test]
    fn wrapped_lines_are_joined() {
        check("the well-\nknown ferry", "the well-known ferry");
        check("the ferry -\nwhich sank", "the ferry - which sank");
        assert_eq!(clean("One.\nTwo.", Newlines::Wrap), "One. Two.");
        assert_eq!(clean("渡船は\n沈んだ。", Newlines::Wrap), "渡船は沈んだ。");
    }

    #[test]
    fn a_headline_is_parted() {
        let text = "Ferry sinks\nAll were saved.\nNobody knows why.";
        let options = Options::default();
        let rules = |titled| -> Vec<&'static str> {
            let edits = find(text, &Context::new(&options, titled)).edits;
            edits.iter().map(|edit| edit.rule.id).collect()
        };
        assert_eq!(rules(false), ["whitespace.headline", "whitespace.paragraph"]);
        assert_eq!(rules(true), ["whitespace.paragraph", "whitespace.paragraph"]);
        check(text, "Ferry sinks\n\nAll were saved.\n\nNobody knows why.");
    }

    proptest::proptest! {
        #[test]
        fn runs_are_all_that_is_more_than_a_space(text in "[a \n\u{85}\u{a0}\u{1680}\u{2003}\u{2028}\u{3000}é“か]{0,90}") {
            let mut plain = vec![];
            let mut at = 0;
            while let Some(start) = text[at..].find(char::is_whitespace).map(|n| at + n) {
                at = text.len() - text[start..].trim_start().len();
                if &text[start..at] != " " || start == 0 || at == text.len() {
                    plain.push(start..at);
                }
            }
            proptest::prop_assert_eq!(runs(&text).collect::<Vec<_>>(), plain);
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config {
            cases: 4_000, failure_persistence: None, ..Default::default()
        })]

        /// The pipeline would hide a second round; one call must do.
        #[test]
        fn one_call_settles_the_text(
            pieces in proptest::collection::vec(proptest::sample::select(vec![
                " ", "\n", "\n", "\n\n", "\r\n", "\t", "\u{a0}", "\u{3000}", "\u{85}", "- ", "-", "—", "•", "1.", "2. ",
                "(3)", "a)", "b) ", ".", ",", "\"", "the", "Dam", "U.S.", "字", "か",
                "a rather long run of words that fills a line of text",
            ]), 0..40),
            newlines in proptest::sample::select(vec![Newlines::Auto, Newlines::Paragraph, Newlines::Wrap]),
        ) {
            let once = clean(&pieces.concat(), newlines);
            for again in [Newlines::Auto, Newlines::Paragraph, Newlines::Wrap] {
                proptest::prop_assert_eq!(&clean(&once, again), &once);
            }
        }
    }
}
