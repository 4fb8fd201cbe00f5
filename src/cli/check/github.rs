//! Workflow commands of GitHub Actions, which show findings beside the lines of a pull request.
//!
//! GitHub shows ten of each kind and step, the first that come. Errors cannot be crowded out by
//! warnings, so the order stays that of the inputs; each message names its place again, since the log,
//! which has them all, shows nothing else.

use std::fmt::Write as _;

use descrape::check::Finding;
use descrape::error::printable;
use descrape::rule::Severity;

use super::folder::Folder;
use super::message::summed_up;
use super::region::Region;
use super::views::{Totals, View, ViewRow};
use crate::cli::summary::number;

pub const ROW: ViewRow = ViewRow {
    name: "github",
    summary: "annotations of GitHub Actions",
    excerpts: false,
    styled: false,
    most: None,
    make: |_| Box::new(GitHub { folder: Folder::working(), shown: [0; 3] }),
};

/// How many annotations of a kind GitHub shows of a step.
const SHOWN: u64 = 10;

struct GitHub {
    folder: Folder,
    /// How many there are of each severity.
    shown: [u64; 3],
}

impl View for GitHub {
    fn finding(&mut self, finding: &Finding, out: &mut String) {
        // What is known and accepted would take the room of what is new.
        if finding.known {
            return;
        }
        self.shown[finding.severity as usize] += 1;
        let kind = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let region = Region::seen(finding);
        let path = printable(self.folder.relative(&finding.place.path));
        let _ = write!(out, "::{kind} file={},line={}", property(&path), region.line);
        let mut place = format!("{path}:{}", region.line);
        if let Some(column) = region.column {
            let _ = write!(out, ",col={column}");
            let _ = write!(place, ":{column}");
        }
        let _ = write!(out, ",endLine={}", region.end_line);
        // GitHub takes columns of one line only.
        if let Some(end_column) = region.end_column.filter(|_| region.end_line == region.line) {
            let _ = write!(out, ",endColumn={end_column}");
        }
        let _ = writeln!(
            out,
            ",title={}::{}",
            property(&format!("descrape ({})", finding.rule.id)),
            data(&format!("{place}: {}", summed_up(finding)))
        );
    }

    fn end(&mut self, totals: &Totals, out: &mut String) {
        let hidden: u64 = self.shown.iter().map(|n| n.saturating_sub(SHOWN)).sum();
        if hidden > 0 {
            let message = format!(
                "{}; GitHub shows the first {SHOWN} of each kind, the log has {} more",
                totals.counts(),
                number(hidden)
            );
            let _ = writeln!(out, "::notice title=descrape::{}", data(&message));
        }
    }
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::check::samples::{at, finding, in_record, whole};

    fn check(finding: &Finding, expected: &str) {
        let mut out = String::new();
        let mut view = GitHub { folder: Folder::default(), shown: [0; 3] };
        view.finding(finding, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn names_and_texts_cannot_end_a_command_or_begin_one() {
        let name = "./a:b,c 50%\n::error::x\u{1b}.txt";
        check(
            &at(name, finding("whitespace.doubled-space", "  ", Some(" "))),
            "::notice file=a%3Ab%2Cc 50%25\\n%3A%3Aerror%3A%3Ax\\u{1b}.txt,line=3,col=9,endLine=3,endColumn=11,\
             title=descrape (whitespace.doubled-space)::\
             a:b,c 50%25\\n::error::x\\u{1b}.txt:3:9: put one space where there are several: \"  \" → \" \"\n",
        );
    }

    #[test]
    fn places_are_as_exact_as_they_can_be() {
        check(
            &in_record(Some("\"7\""), finding("entities.named", "&amp;", Some("&"))),
            "::warning file=a.txt,line=4,col=24,endLine=4,endColumn=29,title=descrape (entities.named)::\
             a.txt:4:24: decode named HTML references (&eacute; &amp;): \"&amp;\" → \"&\"\n",
        );
        check(
            &whole("input.empty-text", "there is no text"),
            "::warning file=a.txt,line=1,col=1,endLine=1,endColumn=1,title=descrape (input.empty-text)::\
             a.txt:1:1: there is no text\n",
        );
        let mut known = finding("entities.named", "&amp;", Some("&"));
        known.known = true;
        check(&known, "");
    }
}
