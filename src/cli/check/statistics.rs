//! How much there is of each rule.

use std::cmp::Reverse;
use std::fmt::Write as _;

use descrape::corpus::{Checked, Count};
use descrape::rule;

use crate::cli::summary::number;
use crate::cli::terminal::{HEADING, NAME};

/// A table of every rule that was found, with all that is not shown, the most frequent first.
pub fn table(checked: &Checked) -> String {
    let documents = checked.documents();
    let mut rows: Vec<(&str, Count)> = checked.rules.iter().map(|(id, n)| (*id, *n)).collect();
    rows.sort_by_key(|(id, n)| (Reverse(n.findings), Reverse(n.documents), *id));
    let mut out = format!(
        "{HEADING}{:>11} {:>11} {:>7} {:>12}  rule{HEADING:#}\n",
        "findings", "documents", "share", "characters"
    );
    for (id, n) in rows {
        let share = 100.0 * n.documents as f64 / documents.max(1) as f64;
        let severity = rule::find(id).map_or("", |rule| rule.severity.name());
        let _ = writeln!(
            out,
            "{:>11} {:>11} {share:>6.2}% {:>12}  {NAME}{id}{NAME:#} ({severity})",
            number(n.findings),
            number(n.documents),
            number(n.characters),
        );
    }
    out
}
