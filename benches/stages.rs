//! How fast each stage is, and the whole: bytes of UTF-8 a second on one core.
//!
//! `cargo bench` prints the table; `cargo bench -- whole` only the sum of all stages. Four kinds of
//! text (clean ASCII, clean mixed UTF-8, ordinary scraped articles, all dirty) in three scripts:
//! what doing nothing costs, what is usual, and the worst.

mod inputs;

use std::fmt;
use std::sync::LazyLock;

use descrape::pipeline::STAGES;
use descrape::{Options, Social, clean, clean_text, language, sentences, social};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

use inputs::Input;

fn main() {
    divan::main();
}

const ENGLISH: &str = include_str!("inputs/en.txt");
const RUSSIAN: &str = include_str!("inputs/ru.txt");
const CHINESE: &str = include_str!("inputs/zh.txt");
const SCRAPED: &str = include_str!("inputs/scraped.txt");

/// Large enough for rates to settle, small enough for the second-level cache.
const SIZE: usize = 128 * 1024;

static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
    let input = |name, text: String| Input::new(name, &text, SIZE);
    vec![
        input("en-ascii", ENGLISH.replace(['“', '”'], "\"").replace('’', "'").replace('—', "--")),
        input("en-clean", ENGLISH.to_owned()),
        input("ru-clean", RUSSIAN.to_owned()),
        input("zh-clean", CHINESE.to_owned()),
        input("en-scraped", SCRAPED.to_owned()),
        input("en-dirty", misread(ENGLISH)),
        input("ru-dirty", misread(RUSSIAN)),
        input("zh-dirty", misread(CHINESE)),
    ]
});

/// The text with its UTF-8 bytes read as windows-1252, and double spaced.
fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.replace(' ', "\u{a0} ")
}

fn inputs() -> impl Iterator<Item = &'static Input> {
    INPUTS.iter()
}

/// A stage on an input.
struct Pair(&'static str, &'static Input);

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", self.0, self.1)
    }
}

fn pairs() -> impl Iterator<Item = Pair> {
    STAGES.iter().flat_map(|stage| inputs().map(|input| Pair(stage.name, input)))
}

/// One stage alone. The language is given, so that its detection is not part of the figure.
#[divan::bench(args = pairs())]
fn stage(bencher: Bencher, Pair(name, input): &Pair) {
    let options = Options {
        only: Some(vec![name]),
        language: Some("en".into()),
        // Or the stage would not look.
        social: Social::Mask,
        ..Options::default()
    };
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| clean_text(black_box(&input.text), &options));
}

/// Decoding alone: no stage runs.
#[divan::bench(args = inputs())]
fn decode(bencher: Bencher, input: &Input) {
    let options = Options { only: Some(vec![]), language: Some("en".into()), ..Options::default() };
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| clean(black_box(input.text.as_bytes()), &options));
}

/// Mentions, hashtags, cashtags and links.
#[divan::bench(args = inputs())]
fn entities(bencher: Bencher, input: &Input) {
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| social::entities(black_box(&input.text)).count());
}

/// Sentence boundaries of text that is clean already.
#[divan::bench(args = inputs())]
fn split(bencher: Bencher, input: &Input) {
    let options = sentences::Options { language: "en", ..Default::default() };
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| sentences::split(black_box(&input.text), &options).count());
}

/// Language detection. It reads the head of a text, so this is time per document.
#[divan::bench(args = inputs())]
fn language(bencher: Bencher, input: &Input) {
    bencher.bench(|| language::detect(black_box(&input.text)));
}

/// Everything that `descrape clean` does to a document but the record.
#[divan::bench(args = inputs())]
fn whole(bencher: Bencher, input: &Input) {
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| clean(black_box(input.text.as_bytes()), &Options::default()));
}
