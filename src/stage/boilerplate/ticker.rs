//! Share prices that a page puts behind the name of a company: `Orrin Corp. ORRN, -0.31% fell`.

use std::ops::Range;

use super::anchors::Anchors;
use super::found::Found;
use super::rules::PAGE_OTHER;

/// Adds them. The anchor is the sign of percent.
pub(super) fn find(text: &str, anchors: &Anchors, found: &mut Found) {
    for &at in &anchors.percents {
        if let Some(range) = ticker(text, at) {
            found.add(text, range, &PAGE_OTHER);
        }
    }
}

/// `ABC, +1.25%` that ends at `at`.
fn ticker(text: &str, at: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 24;
    let from = super::lines::floor(text, at.saturating_sub(LONGEST));
    let window = &text[from..at];
    let (symbol, change) = window.rsplit_once(", ")?;
    let number = change.strip_prefix(['+', '-', '−', '–'])?;
    let (whole, cents) = number.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let symbol = symbol.rsplit([' ', '\n', '(']).next()?;
    let is_symbol = symbol.starts_with(|c: char| c.is_ascii_uppercase())
        && symbol.len() <= 8
        && symbol.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.');
    let start = at - symbol.len() - ", ".len() - change.len();
    (digits(whole) && cents.len() == 2 && digits(cents) && is_symbol).then_some(start..at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::anchors;

    fn check(text: &str, tickers: &[&str]) {
        let mut found = Found::default();
        find(text, &anchors::all(text), &mut found);
        let seen: Vec<_> = found.spans.iter().map(|span| &text[span.range.clone()]).collect();
        assert_eq!(seen, tickers, "{text}");
    }

    #[test]
    fn prices_and_percents() {
        check(
            "Orrin Corp. ORRN, -0.31% fell; Lund BRK.A, +10.02%.",
            &["ORRN, -0.31%", "BRK.A, +10.02%"],
        );
        check("In the UK, 3.25% fell, in Bergen, -0.3% and ORRN, 5%, A, -1.333%", &[]);
    }
}
