//! The laws of the design, attacked by generators. Their numbers are those of the crate's docs.
//!
//! `PROPTEST_CASES=20000 cargo test --release --test laws` looks harder.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod generate;
mod growth;
mod runs;
mod surroundings;

use descrape::decode::{self, Decoded};
use descrape::pipeline::run;
use descrape::{Document, Options, clean, restore};
use proptest::prelude::*;

fn cases() -> ProptestConfig {
    // Failures are kept as named cases in `regressions`, not as files of seeds.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
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
            encoding: encoding_rs::Encoding::for_label(label.as_bytes()),
            ..Options::default()
        };
        let decoded = decode::decode(&bytes, &options);
        assert_eq!(decoded.source_len(), bytes.len(), "{label}");
        check_restores(&clean(&bytes, &options), &bytes);
    }
}
