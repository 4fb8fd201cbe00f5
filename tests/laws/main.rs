//! The laws of the design, attacked by generators. Their numbers are those of the crate's docs.
//!
//! `PROPTEST_CASES=20000 cargo test --release --test laws` looks harder.
//!
//! Each was broken on purpose once, to see its test fail:
//!
//! | law | what was broken | what failed |
//! |---|---|---|
//! | 1 | a stage reads the first byte of an empty text | `cleaning_clean_text_…`, `unchanged_text_…` |
//! | 2 | `source_of` takes in the deletion before it; `then` miscounts a long replacement | `unchanged_text_…` |
//! | 3 | the bytes of a place that does not decode are not kept | `unchanged_text_…` |
//! | 3 | a record leaves a change out, or its bytes | `runs::every_record_gives_its_source_back` |
//! | 4 | one newline between paragraphs, which reads as none the next time | `cleaning_clean_text_…` |
//! | 4 | title or language of the source instead of the clean text | `cleaning_clean_text_…` |
//! | 4 | stages do not run again; too few rounds; a stage that undoes its own edits | `cleaning_clean_text_…` |
//! | 5 | batches written as they come; lines counted a batch; a language kept for the next line | `runs::threads_and_batches_…` |
//! | 5 | of two places in one document the first counts; documents left out are counted again | `survey::any_order_…` |
//! | 6 | a skipped document without its bytes, or not at all; the last line without its end | `runs::the_numbers_add_up` |
//! | 7 | `print!` in a stage; `fs` from a grouped import | `surroundings::…` |
//! | 8 | no `catch_unwind`; half a record left | `a_panic_costs_its_document_…` in `src/corpus/batch.rs` |
//! | 3 | mending takes a byte that does not decode, at the end by then, for a character cut off | `mends::mending_twice_…` |
//! | 9 | every run of white space counts the lines before it; every post is compared with all | `growth::…` |

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod checks;
mod generate;
mod growth;
mod mends;
#[cfg(feature = "parquet")]
mod rows;
mod runs;
mod surroundings;
mod survey;

use descrape::decode::{self, Decoded};
use descrape::label::Label;
use descrape::pipeline::run;
use descrape::{Document, Options, Social, TweetWords, clean, restore};
use proptest::prelude::*;

fn cases() -> ProptestConfig {
    // Failures are kept as named cases in `regressions`, not as files of seeds.
    // They are quick, so they are four times as many as elsewhere.
    let config = ProptestConfig::default();
    ProptestConfig { failure_persistence: None, cases: 4 * config.cases, ..config }
}

proptest! {
    #![proptest_config(cases())]

    /// Laws 1, 2 and 3.
    #[test]
    fn unchanged_text_is_the_source_and_nothing_is_lost(bytes in generate::bytes(), options in generate::options()) {
        let document = clean(&bytes, &options);
        check_unchanged(&document);
        check_restores(&document, &bytes);
    }

    /// Law 4, with all stages and with any choice of them.
    #[test]
    fn cleaning_clean_text_changes_nothing(
        text in generate::damaged(),
        options in generate::options(),
        title in proptest::option::weighted(0.2, Just("A title".to_owned())),
    ) {
        check_settled(&text, &options, title.as_deref());
    }

    /// The same with the choices that people leave alone.
    #[test]
    fn cleaning_clean_text_changes_nothing_by_default(text in generate::damaged()) {
        check_settled(&text, &Options::default(), None);
    }

    /// What people choose, with each choice for social text. Placeholders and quotation marks are
    /// marker text, which the law leaves out; they settle all the same.
    #[test]
    fn cleaning_clean_text_changes_nothing_with_social_text(
        text in generate::damaged(),
        social in proptest::sample::select(&[Social::Drop, Social::Mask, Social::SplitHashtags][..]),
        tweet_words in proptest::sample::select(&[TweetWords::Plain, TweetWords::Quoted][..]),
    ) {
        check_settled(&text, &Options { social, tweet_words, ..Options::default() }, None);
    }

    /// The parts of a document point where they say.
    #[test]
    fn every_range_lies_in_its_text(bytes in generate::bytes(), options in generate::options()) {
        let document = clean(&bytes, &options);
        let (text, decoded) = (document.text(), document.decoded());
        let mut end = 0;
        for sentence in document.sentences() {
            prop_assert!(end <= sentence.start && sentence.start < sentence.end);
            prop_assert_eq!(text[sentence.clone()].trim(), &text[sentence.clone()]);
            prop_assert!(text[end..sentence.start].trim().is_empty(), "words outside sentences");
            let source = document.to_source(sentence.clone());
            prop_assert!(source.end <= decoded.source_len());
            end = sentence.end;
        }
        if options.runs("sentences") {
            prop_assert!(text[end..].trim().is_empty(), "words after the last sentence");
        }
        for removed in document.removed() {
            prop_assert!(decoded.text().get(removed.source.clone()).is_some());
        }
        for embed in document.embeds() {
            prop_assert!(decoded.text().get(embed.source.clone()).is_some());
            if let Some(words) = &embed.words {
                prop_assert_eq!(&text[words.clone()], embed.text.as_str());
            }
        }
        for mention in document.mentions() {
            prop_assert!(decoded.text().get(mention.source.clone()).is_some());
            if let Some(now) = &mention.output {
                prop_assert!(!text[now.clone()].is_empty());
            }
        }
    }
}

/// Between the hunks the output is the source, and every character of it maps to itself.
fn check_unchanged(document: &Document) {
    let (text, decoded) = (document.text(), document.decoded());
    let (mut source, mut output) = (0, 0);
    let end = (decoded.text().len(), text.len());
    let hunks = document.alignment().hunks().iter().map(|h| (h.source.clone(), h.output.clone()));
    for (next_source, next_output) in hunks.chain([(end.0..end.0, end.1..end.1)]) {
        assert!(source <= next_source.start && output <= next_output.start, "hunks in order");
        let kept = &text[output..next_output.start];
        assert_eq!(kept, &decoded.text()[source..next_source.start]);
        for (at, c) in kept.char_indices() {
            let here = output + at..output + at + c.len_utf8();
            let there = source + at..source + at + c.len_utf8();
            assert_eq!(document.alignment().source_of(here.clone()), there);
            assert_eq!(document.alignment().output_of(there.clone()), here);
            assert_eq!(document.to_source(here), decoded.source_of(there.clone()));
            assert!(decoded.is_exact(there), "a character whose bytes are lost is no change");
        }
        (source, output) = (next_source.end, next_output.end);
    }
}

fn check_restores(document: &Document, bytes: &[u8]) {
    let restored = restore::restore_document(document).expect("a fresh change log fits its text");
    assert_eq!(restored, bytes);
}

fn check_settled(text: &str, options: &Options, title: Option<&str>) {
    let once = run(Decoded::from_text(text.to_owned()), title.map(str::to_owned), options);
    // What moves for eight rounds, or eight looks of a stage, is left alone: that would satisfy
    // the law in a cheap way.
    let moving: Vec<_> = once.findings().iter().filter(|f| f.id.ends_with(".unsettled")).collect();
    assert!(moving.is_empty(), "{moving:?}");
    let twice = run(Decoded::from_text(once.text().to_owned()), title.map(str::to_owned), options);
    assert_eq!(twice.text(), once.text(), "the text moved");
    let proposed: Vec<_> = twice.counts().iter().map(|(rule, n)| (rule.id, n)).collect();
    assert_eq!(proposed, [], "edits that change nothing in the end");
    assert_eq!(twice.title(), once.title());
    assert_eq!(twice.language(), once.language());
    assert_eq!(twice.sentences(), once.sentences());
}

/// Words without their signature: what is left would be signed by it the next time.
#[test]
fn a_signature_that_stays_keeps_its_words() {
    let text = "It was late. So were we.\nOne.\nTwo.\nThree.\n— Ann Oke (@annoke) October 17, 2017\n\nEnd.";
    let mut options = Options::default();
    options.labels.keep(Label::TweetAttribution);
    options.labels.drop(Label::TweetText);
    let document = clean(text.as_bytes(), &options);
    assert!(document.text().contains("Three.") && document.text().contains("One."));
    assert_eq!(document.embeds().len(), 1);
    check_settled(text, &options, None);
}

/// What the generators found once.
#[test]
fn regressions() {
    let texts: &[&str] = &[
        "AT&amp;amp;T",
        "caf&ea\u{ad}cute; and Ã\u{200b}©",
        "One.\n\nADVERTISEMENT\n\nTwo.",
        "\u{feff}\u{feff}x",
        "",
        " ",
    ];
    for text in texts {
        check_settled(text, &Options::default(), None);
        let document = clean(text.as_bytes(), &Options::default());
        check_unchanged(&document);
        check_restores(&document, text.as_bytes());
    }
}

/// Decoding alone keeps every byte, whatever label is forced.
#[test]
fn a_forced_encoding_loses_nothing() {
    let bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
    for label in [
        "utf-8",
        "windows-1252",
        "shift_jis",
        "big5",
        "gb18030",
        "euc-jp",
        "euc-kr",
        "iso-2022-jp",
        "utf-16le",
        "koi8-r",
    ] {
        let options = Options {
            encoding: descrape::decode::Encoding::for_label(label),
            ..Options::default()
        };
        let decoded = decode::decode(&bytes, &options);
        assert_eq!(decoded.source_len(), bytes.len(), "{label}");
        check_restores(&clean(&bytes, &options), &bytes);
    }
}
