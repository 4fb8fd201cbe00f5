//! A unified diff of a document before and after.

use std::fmt::Write;
use std::time::Duration;

use similar::TextDiff;

use super::excerpt;
use super::terminal::{AFTER, BEFORE, HEADING, NAME};

/// Comparing unlike texts line by line may take long; after this the diff gets coarser instead.
const PATIENCE: Duration = Duration::from_secs(2);

/// The diff, for people: invisible characters are shown. Empty when nothing differs. `is` says what
/// a document is afterwards.
pub fn view(name: &str, is: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, after);
    let diff =
        diff.unified_diff().context_radius(3).header(name, &format!("{name} ({is})")).to_string();
    let mut view = String::with_capacity(diff.len());
    for (n, line) in diff.split_inclusive('\n').enumerate() {
        let style = match line.as_bytes().first() {
            _ if n < 2 => Some(HEADING),
            Some(b'-') => Some(BEFORE),
            Some(b'+') => Some(AFTER),
            Some(b'@') => Some(NAME),
            _ => None,
        };
        let line = excerpt::lines(line.strip_suffix('\n').unwrap_or(line));
        let style = style.unwrap_or_default();
        let _ = writeln!(view, "{style}{line}{style:#}");
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_what_is_invisible() {
        let view = view("a.txt", "clean", "One\u{a0}two\nsame\n", "One two\nsame\n");
        let plain = anstream::adapter::strip_str(&view).to_string();
        assert!(plain.starts_with("--- a.txt\n+++ a.txt (clean)\n@@"), "{plain}");
        assert!(plain.contains("\n-One\\u{a0}two\n+One two\n same\n"), "{plain}");
    }

    #[test]
    fn no_difference_is_no_diff() {
        assert_eq!(view("a.txt", "clean", "same\n", "same\n"), "");
    }
}
