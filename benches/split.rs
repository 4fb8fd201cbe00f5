//! How fast sentences are split, beside other splitters in the same run: bytes of UTF-8 a second
//! on one core.
//!
//! `cargo bench --bench split` prints the table. sentencex needs a newer Rust than this project
//! does, so it is measured only with `RUSTFLAGS="--cfg sentencex" cargo bench --bench split`.
//!
//! `DESCRAPE_TEXT=file` measures them on a text of yours as well.
//!
//! Every splitter gives the offsets of all sentences of the text. News and mixed scripts are what
//! is usual; the others are a megabyte of what invites a splitter to look far, or to look again.

mod inputs;

use std::hint::black_box;
use std::sync::LazyLock;

use descrape::sentences::{self, Options};
use divan::Bencher;
use divan::counter::BytesCount;
use icu_segmenter::{SentenceSegmenter, options::SentenceBreakInvariantOptions};
use unicode_segmentation::UnicodeSegmentation;

use inputs::Input;

fn main() {
    divan::main();
}

const NEWS: &str = include_str!("inputs/news.txt");
const MIXED: &str = include_str!("inputs/mixed.txt");

const SIZE: usize = 1024 * 1024;

static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
    let yours = std::env::var_os("DESCRAPE_TEXT").map(|path| {
        let text = std::fs::read_to_string(path).expect("DESCRAPE_TEXT names a file in UTF-8");
        Input::new("yours", &text, 1)
    });
    let ours = vec![
        Input::new("news", &format!("{NEWS}\n"), SIZE),
        Input::new("mixed", &format!("{MIXED}\n"), SIZE),
        Input::new("dots", ".", SIZE),
        Input::new("spaced-dots", ". ", SIZE),
        Input::new("titles", "Dr. ", SIZE),
        Input::new("quotes", "\"", SIZE),
        // Not a megabyte: a splitter whose time is quadratic in these needs minutes for one.
        Input::new("open-quotes", "“", SIZE / 4),
        Input::new("brackets", "(", SIZE),
        Input::new("one-word", "a", SIZE),
    ];
    yours.into_iter().chain(ours).collect()
});

fn inputs() -> impl Iterator<Item = &'static Input> {
    INPUTS.iter()
}

/// Looks at every offset, so that a splitter that is an iterator does all its work too.
fn measure<I: Iterator<Item = usize>>(
    bencher: Bencher,
    input: &'static Input,
    ends: impl Fn(&'static str) -> I + Sync,
) {
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| ends(black_box(&input.text)).fold(0, usize::wrapping_add));
}

#[divan::bench(args = inputs(), max_time = 3)]
fn descrape(bencher: Bencher, input: &'static Input) {
    measure(bencher, input, |text| {
        let options = Options { language: "en", ..Options::default() };
        sentences::split(text, &options).map(|range| range.end)
    });
}

#[divan::bench(args = inputs(), max_time = 3)]
fn icu_segmenter(bencher: Bencher, input: &'static Input) {
    let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    measure(bencher, input, |text| segmenter.segment_str(text));
}

#[divan::bench(args = inputs(), max_time = 3)]
fn unicode_segmentation(bencher: Bencher, input: &'static Input) {
    measure(bencher, input, |text| {
        text.split_sentence_bound_indices().map(|(start, sentence)| start + sentence.len())
    });
}

#[cfg(sentencex)]
#[divan::bench(args = inputs(), max_time = 3)]
fn sentencex(bencher: Bencher, input: &'static Input) {
    measure(bencher, input, |text| {
        sentencex::get_sentence_boundaries("en", text).into_iter().map(|found| found.end_byte)
    });
}
