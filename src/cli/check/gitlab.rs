//! The code quality report of GitLab.

use descrape::check::Finding;
use descrape::rule::Severity;
use serde::Serialize;

use super::beyond::Beyond;
use super::fingerprints::Fingerprints;
use super::folder::Folder;
use super::message::summed_up;
use super::region::Region;
use super::views::{Totals, View, ViewRow};

pub const ROW: ViewRow = ViewRow {
    name: "gitlab",
    summary: "code quality report of GitLab",
    excerpts: false,
    styled: false,
    // Each merge request compares two such files as a whole.
    most: Some(5000),
    make: |_| Box::new(GitLab::default()),
};

struct GitLab {
    folder: Folder,
    fingerprints: Fingerprints,
    beyond: Beyond,
    is_first: bool,
}

impl Default for GitLab {
    fn default() -> GitLab {
        GitLab {
            folder: Folder::working(),
            fingerprints: Fingerprints::default(),
            beyond: Beyond::default(),
            is_first: true,
        }
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u64>,
}

impl View for GitLab {
    fn begin(&mut self, out: &mut String) {
        out.push('[');
    }

    fn finding(&mut self, finding: &Finding, out: &mut String) {
        let region = Region::seen(finding);
        let issue = Issue {
            description: summed_up(finding),
            check_name: finding.rule.id,
            fingerprint: self.fingerprints.unique(finding),
            severity: severity(finding.severity),
            location: Location {
                path: self.folder.relative(&finding.place.path),
                lines: Lines { begin: region.line, end: Some(region.end_line) },
            },
        };
        push(&issue, &mut self.is_first, out);
    }

    fn beyond(&mut self, finding: &Finding) {
        self.beyond.add(finding);
    }

    fn end(&mut self, _totals: &Totals, out: &mut String) {
        for row in self.beyond.rows() {
            let issue = Issue {
                description: row.told(),
                check_name: row.rule.id,
                // By what it is of and not by the number, which is another with each run.
                fingerprint: format!("{} {} {}", row.path, row.rule.id, row.elsewhere),
                severity: severity(row.severity),
                location: Location {
                    path: self.folder.relative(&row.path),
                    lines: Lines { begin: 1, end: None },
                },
            };
            push(&issue, &mut self.is_first, out);
        }
        out.push_str("\n]\n");
    }
}

fn push(issue: &Issue, is_first: &mut bool, out: &mut String) {
    out.push_str(if std::mem::take(is_first) { "\n" } else { ",\n" });
    out.push_str(&serde_json::to_string(issue).unwrap_or_default());
}

/// The two worst words of GitLab are for what endangers those who use a program.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "info",
        Severity::Warning => "minor",
        Severity::Error => "major",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::check::samples::{self, at, finding, whole};

    fn written(findings: &[Finding], beyond: &[Finding]) -> Value {
        let out = samples::written(&mut GitLab::default(), findings, beyond, 0);
        serde_json::from_str(&out).expect("it is JSON")
    }

    #[test]
    fn a_list_of_issues_with_fingerprints_of_their_own() {
        let control = || at("./a\"\u{7}.txt", finding("unicode.control", "\u{7}", Some("")));
        let issue = |fingerprint: &str| {
            json!({
                "description": "drop control characters and noncharacters: \"\\u{7}\" → \"\"",
                "check_name": "unicode.control",
                "fingerprint": fingerprint,
                "severity": "major",
                "location": { "path": "a\"\u{7}.txt", "lines": { "begin": 3, "end": 3 } },
            })
        };
        let both = [issue("0000000000000007:1"), issue("0000000000000007:2")];
        assert_eq!(written(&[control(), control()], &[]), json!(both));
        assert_eq!(written(&[], &[]), json!([]));
    }

    #[test]
    fn what_has_no_room_is_one_issue_of_its_file_and_rule() {
        let empty = || whole("input.empty-text", "there is no text");
        let issues = written(&[empty()], &[empty(), empty(), at("b.txt", empty())]);
        let told: Vec<&Value> =
            (1..=3).map(|n| &issues[n]["description"]).filter(|told| !told.is_null()).collect();
        assert_eq!(
            told,
            [
                "2 more findings of input.empty-text are not listed",
                "1 more finding of input.empty-text is not listed",
            ]
        );
        assert_eq!(issues[2]["location"]["path"], "b.txt");
        assert_eq!(issues[2]["severity"], "minor");
    }
}
