//! White space, sentences and title under attack: for any text they agree before and after
//! cleaning.

use descrape::layout::Newlines;
use descrape::sentences::{self, Quotes};
use descrape::{Options, clean_text};
use proptest::prelude::*;

/// Pieces that decide about lines: white space of every kind, list marks, terminators, words in
/// both cases and other scripts.
const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\u{a0}",
    "\u{2009}",
    "\u{3000}",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "- ",
    "-",
    "—",
    "– ",
    "• ",
    "•",
    "*",
    "1",
    "1.",
    "2.",
    "3)",
    "(4)",
    "a)",
    "b)",
    "10. ",
    ".",
    "!",
    "?",
    "…",
    "...",
    ",",
    ":",
    "\"",
    "'",
    "”",
    "“",
    "“a. B",
    "„",
    "‘",
    "’",
    "«",
    "(",
    ")",
    "[3]",
    "»",
    "。",
    "「",
    "」",
    "the",
    "of",
    "rain",
    "Dam",
    "U.S.",
    "p.m.",
    "Dr.",
    "é",
    "字",
    "か",
    "ไ",
    "X",
    "#tag",
    "@name",
    "https://example.org/a",
    "a rather long run of lower-case words that fills a line of text",
    "Another Long Line That Starts Like A Heading And Goes On And On For Some Time",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(PIECES), 0..60)
            .prop_map(|pieces| pieces.concat()),
        prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter),
    ]
}

fn newlines() -> impl Strategy<Value = Newlines> {
    prop::sample::select(vec![Newlines::Auto, Newlines::Paragraph, Newlines::Wrap])
}

fn quotes() -> impl Strategy<Value = Quotes> {
    prop::sample::select(vec![Quotes::Split, Quotes::Whole])
}

fn language() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["en", "de", "fr", "ja", "el", "hy", "und"])
}

fn only(stages: &[&'static str], newlines: Newlines) -> Options {
    Options { only: Some(stages.to_vec()), newlines, ..Options::default() }
}

/// What makes a splitter look far, or look again: marks that wait for another, words without an
/// end, places that are judged by what stands before and behind them.
const HOSTILE: &[&str] = &[
    ".",
    ". ",
    "…",
    "?!",
    "a. ",
    "A. ",
    "Dr. ",
    "U.S. ",
    "p.m. ",
    "a.A",
    "\"",
    "\" ",
    "“",
    "”",
    "“a. ",
    "„a. ",
    "‘",
    "’",
    "a’ ",
    "«",
    "»",
    "»a. ",
    "“a ‘b. ",
    "「",
    "」",
    "「字。",
    "『",
    "(",
    ")",
    "(a. ",
    "[",
    "[1]",
    "[1] ",
    "(A/AP) ",
    "1. ",
    "1) ",
    "1. 2. ",
    ": 1. a ",
    "a) ",
    "- ",
    "- a\n",
    ":) ",
    ":-",
    "a. :) ",
    "#a ",
    "a. #a ",
    "@a ",
    "http://",
    "t.co/a ",
    "a",
    "A",
    "字",
    "。",
    "字。",
    "ก",
    "ไ ",
    "!”",
    ".\" ",
    ",,",
    ", \"",
    "A ",
    "A: ",
    "a\n",
    "A.\n",
    "\n",
    " ",
    "\u{3000}",
    "— ",
    "* ",
    "_",
    "> ",
    "<",
    "=",
    "\u{301}",
];

/// A megabyte of each. Time is not measured, as a busy machine would fail the test: a splitter
/// that is quadratic in any of these needs hours for a megabyte, so the test run would hang.
#[test]
fn a_megabyte_of_anything_is_split_at_once() {
    const SIZE: usize = 1 << 20;
    for part in HOSTILE {
        let mut text = part.repeat(SIZE.div_ceil(part.len()));
        let visible = text.chars().filter(|c| !c.is_whitespace()).count();
        // With an end that closes what was opened first, and what was opened last.
        for (end, newlines, language) in
            [("", Newlines::Wrap, "und"), ("” » ' ) 」 \" a.", Newlines::Auto, "en")]
        {
            text.push_str(end);
            let expected = visible + end.chars().filter(|c| !c.is_whitespace()).count();
            // Whole quotations are joined after all has been split.
            let options = sentences::Options { language, newlines, quotes: Quotes::Whole };
            let inside = sentences::split(&text, &options)
                .map(|sentence| text[sentence].chars().filter(|c| !c.is_whitespace()).count());
            assert_eq!(inside.sum::<usize>(), expected, "{part:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mended_white_space_is_left_alone(text in text(), newlines in newlines(), titled: bool) {
        let options = only(&["whitespace"], newlines);
        let title = titled.then(|| "A title".to_owned());
        let clean = |text: &str| {
            let decoded = descrape::decode::Decoded::from_text(text.to_owned());
            descrape::pipeline::run(decoded, title.clone(), &options)
        };
        let once = clean(&text);
        let twice = clean(once.text());
        prop_assert_eq!(twice.counts(), &[], "{:?}", once.text());
        prop_assert_eq!(twice.title(), once.title());
    }

    #[test]
    fn no_word_is_lost_or_changed(text in text(), newlines in newlines()) {
        let cleaned = clean_text(&text, &only(&["whitespace"], newlines));
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(visible(cleaned.text()), visible(&text));
        prop_assert!(!cleaned.text().contains("\n\n\n") && !cleaned.text().contains("  "));
        prop_assert!(!cleaned.text().contains(" \n") && !cleaned.text().contains("\n "));
    }

    #[test]
    fn title_and_sentences_are_those_of_the_clean_text(
        text in text(),
        newlines in newlines(),
        quotes in quotes(),
    ) {
        let options = Options { quotes, ..only(&["whitespace", "sentences"], newlines) };
        let once = clean_text(&text, &options);
        let twice = clean_text(once.text(), &options);
        prop_assert_eq!(twice.title(), once.title());
        prop_assert_eq!(twice.language(), once.language());
        prop_assert_eq!(twice.sentences(), once.sentences());
    }

    #[test]
    fn every_visible_character_is_in_one_sentence(
        text in text(),
        newlines in newlines(),
        quotes in quotes(),
        language in language(),
    ) {
        let mut at = 0;
        for sentence in sentences::split(&text, &sentences::Options { language, newlines, quotes }) {
            prop_assert!(at <= sentence.start && sentence.start < sentence.end);
            prop_assert!(text[at..sentence.start].trim().is_empty());
            prop_assert_eq!(text[sentence.clone()].trim(), &text[sentence.clone()]);
            at = sentence.end;
        }
        prop_assert!(text[at..].trim().is_empty());
    }

    #[test]
    fn whole_quotations_only_join_sentences(
        text in text(),
        newlines in newlines(),
        language in language(),
    ) {
        let split = |quotes| {
            sentences::split(&text, &sentences::Options { language, newlines, quotes })
        };
        let mut parts = split(Quotes::Split);
        for whole in split(Quotes::Whole) {
            let first = parts.next();
            prop_assert_eq!(first.as_ref().map(|part| part.start), Some(whole.start));
            let mut end = first.map_or(0, |part| part.end);
            while end < whole.end {
                end = parts.next().map_or(usize::MAX, |part| part.end);
            }
            prop_assert_eq!(end, whole.end);
        }
        prop_assert_eq!(parts.next(), None);
        prop_assert_eq!(parts.next(), None, "fused");
    }

    #[test]
    fn rules_that_are_off_leave_a_settled_text(text in text(), off in 0usize..16, newlines in newlines()) {
        let rules = descrape::stage::whitespace::RULES;
        let mut options = only(&["whitespace"], newlines);
        options.off = vec![rules[off % rules.len()]];
        let once = clean_text(&text, &options);
        prop_assert!(once.findings().is_empty(), "{:?}", once.findings());
        let twice = clean_text(once.text(), &options);
        prop_assert_eq!(twice.counts(), &[], "{:?}", once.text());
    }
}
