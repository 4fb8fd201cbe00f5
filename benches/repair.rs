//! How fast misread text is repaired, beside plsfix in the same run: bytes of UTF-8 a second on one
//! core.
//!
//! `cargo bench --bench repair` prints the table; plsfix, which brings much with it, is measured only with
//! `RUSTFLAGS="--cfg plsfix" cargo bench --bench repair`. Both repair and change nothing else: of
//! plsfix, all but the repair of encodings is switched off.

mod inputs;

use std::hint::black_box;
use std::sync::LazyLock;

use descrape::{Options, clean_text};
use divan::Bencher;
use divan::counter::BytesCount;

use inputs::Input;

fn main() {
    divan::main();
}

const ENGLISH: &str = include_str!("inputs/en.txt");
const MIXED: &str = include_str!("inputs/mixed.txt");

const SIZE: usize = 128 * 1024;

static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
    let ascii = ENGLISH.replace(['“', '”'], "\"").replace('’', "'").replace('—', "--");
    vec![
        Input::new("ascii", &ascii, SIZE),
        Input::new("clean-en", ENGLISH, SIZE),
        Input::new("clean-mixed", MIXED, SIZE),
        Input::new("dirty-en", &misread(ENGLISH), SIZE),
        Input::new("dirty-mixed", &misread(MIXED), SIZE),
    ]
});

/// The text with its UTF-8 bytes read as windows-1252.
fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

fn inputs() -> impl Iterator<Item = &'static Input> {
    INPUTS.iter()
}

#[divan::bench(args = inputs())]
fn ours(bencher: Bencher, input: &Input) {
    let options =
        Options { only: Some(vec!["mojibake"]), language: Some("en".into()), ..Options::default() };
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| clean_text(black_box(&input.text), &options));
}

#[cfg(plsfix)]
#[divan::bench(args = inputs())]
fn plsfix(bencher: Bencher, input: &Input) {
    let config = plsfix::TextFixerConfig {
        remove_terminal_escapes: false,
        fix_latin_ligatures: false,
        fix_character_width: false,
        uncurl_quotes: false,
        fix_line_breaks: false,
        remove_control_chars: false,
        unescape_html: Some(false),
        normalization: None,
        ..plsfix::TextFixerConfig::default()
    };
    bencher
        .counter(BytesCount::of_str(&input.text))
        .bench(|| plsfix::fix_text(black_box(&input.text), Some(&config)));
}
