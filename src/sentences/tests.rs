#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

fn check(language: &str, text: &str, expected: &[&str]) {
    let sentences: Vec<&str> =
        split(text, language, Newlines::Auto).into_iter().map(|range| &text[range]).collect();
    assert_eq!(sentences, expected, "{text:?}");
}
