//! SARIF 2.1.0, which code scanning of GitHub, Azure and editors read.
//!
//! The results come first and are written as they come; what describes the run follows, so that only
//! the names of its rules are kept.

use std::fmt::Write as _;

use descrape::check::Finding;
use descrape::rule::{self, Rule};
use serde_json::{Value, json};

use super::beyond::Beyond;
use super::fingerprints::Fingerprints;
use super::folder::Folder;
use super::message::summed_up;
use super::region::Region;
use super::views::{Setting, Totals, View, ViewRow};
use crate::cli::{Outcome, excerpt};

mod plain;
#[cfg(test)]
mod tests;

use plain::braceless;

pub const ROW: ViewRow = ViewRow {
    name: "sarif",
    summary: "SARIF 2.1.0, for code scanning",
    excerpts: false,
    styled: false,
    // What GitHub shows of a run; with more than 25,000 it refuses the file.
    most: Some(5000),
    make: |setting| Box::new(Sarif::new(setting)),
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What relative paths are relative to: the top of the repository, as every server takes it.
const ROOT: &str = "%SRCROOT%";

struct Sarif {
    setting: Setting,
    folder: Folder,
    /// Those that occur.
    rules: Vec<&'static Rule>,
    fingerprints: Fingerprints,
    beyond: Beyond,
}

impl Sarif {
    fn new(setting: Setting) -> Sarif {
        Sarif {
            setting,
            folder: Folder::working(),
            rules: vec![],
            fingerprints: Fingerprints::default(),
            beyond: Beyond::default(),
        }
    }
}

impl View for Sarif {
    fn shows_known(&self) -> bool {
        true
    }

    fn begin(&mut self, out: &mut String) {
        let _ = write!(out, r#"{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"results":["#);
    }

    fn finding(&mut self, finding: &Finding, out: &mut String) {
        out.push_str(if self.rules.is_empty() { "\n" } else { ",\n" });
        let result = self.result(finding);
        let _ = write!(out, "{result}");
    }

    fn beyond(&mut self, finding: &Finding) {
        self.beyond.add(finding);
    }

    fn end(&mut self, totals: &Totals, out: &mut String) {
        let mut run = json!({
            "columnKind": "unicodeCodePoints",
            "tool": { "driver": self.driver() },
            "invocations": [self.invocation(totals)],
        });
        if self.beyond.findings() > 0 {
            run["properties"] = json!({ "notListed": self.not_listed() });
        }
        // The run was begun with its results.
        let run = run.to_string();
        let _ = writeln!(out, "\n],{}]}}", run.strip_prefix('{').unwrap_or(&run));
    }
}

impl Sarif {
    fn result(&mut self, finding: &Finding) -> Value {
        let place = &finding.place;
        let fingerprint = self.fingerprints.unique(finding);
        let mut result = json!({
            "ruleId": finding.rule.id,
            "ruleIndex": self.index(finding.rule),
            "level": finding.severity.name(),
            "message": { "text": braceless(&summed_up(finding)) },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": self.artifact(&place.path),
                    "region": located(&Region::seen(finding)),
                },
            }],
            // The first is the one that GitHub knows alerts again by.
            "partialFingerprints": {
                "primaryLocationLineHash": fingerprint,
                "descrape/v1": format!("{:016x}", finding.fingerprint),
            },
        });
        let mut properties = json!({});
        if !finding.also.is_empty() {
            properties["alsoRules"] = finding.also.iter().map(|rule| rule.id).collect();
        }
        if let Some(record) = place.record.as_deref() {
            let id = record.id.as_deref().and_then(|id| serde_json::from_str::<Value>(id).ok());
            let name = match &id {
                Some(Value::String(id)) => id.clone(),
                Some(id) => id.to_string(),
                None => record.line.to_string(),
            };
            result["locations"][0]["logicalLocations"] = json!([{
                "name": record.field,
                "fullyQualifiedName": format!("{name}/{}", record.field),
                "kind": "property",
            }]);
            properties["record"] = json!({ "line": record.line, "field": record.field });
            if let Some(id) = id {
                properties["record"]["id"] = id;
            }
            if !place.bytes.is_empty() {
                properties["record"]["offset"] = place.start.offset.into();
            }
        }
        if properties.as_object().is_some_and(|properties| !properties.is_empty()) {
            result["properties"] = properties;
        }
        if let Some(inserted) = inserted(finding) {
            result["fixes"] = json!([self.fix(finding, &inserted)]);
        }
        if finding.known {
            result["baselineState"] = "unchanged".into();
            result["suppressions"] =
                json!([{ "kind": "external", "justification": "in the baseline" }]);
        } else if self.setting.baseline {
            result["baselineState"] = "new".into();
        }
        result
    }

    /// The number of the rule among those that occur. They are few.
    fn index(&mut self, rule: &'static Rule) -> usize {
        self.rules.iter().position(|known| *known == rule).unwrap_or_else(|| {
            self.rules.push(rule);
            self.rules.len() - 1
        })
    }

    fn artifact(&self, path: &str) -> Value {
        let uri = self.folder.uri(path);
        if uri.starts_with("file:") {
            json!({ "uri": uri })
        } else {
            json!({ "uri": uri, "uriBaseId": ROOT })
        }
    }

    fn fix(&self, finding: &Finding, inserted: &str) -> Value {
        let mut replacement = json!({ "deletedRegion": region(&Region::exact(&finding.place)) });
        if !inserted.is_empty() {
            replacement["insertedContent"] = json!({ "text": inserted });
        }
        json!({
            "description": { "text": format!("What `descrape clean` makes of it ({})", finding.rule.risk.name()) },
            "artifactChanges": [{
                "artifactLocation": self.artifact(&finding.place.path),
                "replacements": [replacement],
            }],
        })
    }

    fn driver(&self) -> Value {
        let mut driver = json!({
            "name": "descrape",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": self.rules.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
        });
        let home = env!("CARGO_PKG_REPOSITORY");
        if !home.is_empty() {
            driver["informationUri"] = home.into();
        }
        driver
    }

    fn invocation(&self, totals: &Totals) -> Value {
        let mut told = vec![];
        let mut tell = |level: &str, text: String| {
            told.push(json!({ "level": level, "message": { "text": text } }));
        };
        tell("note", totals.counts());
        if self.beyond.findings() > 0 {
            tell(
                "warning",
                format!(
                    "{} of them are not listed here; properties.notListed counts them by file and rule",
                    self.beyond.findings()
                ),
            );
        }
        if totals.undone > 0 {
            let text = format!("{} could not be checked; the log says why", totals.undone);
            tell("error", text);
        }
        json!({
            "executionSuccessful": totals.outcome != Outcome::Incomplete,
            "exitCode": totals.outcome.exit_code(),
            "toolExecutionNotifications": told,
        })
    }

    fn not_listed(&self) -> Value {
        let rows = self.beyond.rows().iter().map(|row| {
            json!({
                "uri": self.folder.uri(&row.path),
                "andOthers": row.elsewhere,
                "ruleId": row.rule.id,
                "findings": row.findings,
            })
        });
        rows.collect()
    }
}

/// A region without columns is the line. One of nothing is where to put something.
fn region(region: &Region) -> Value {
    let mut value = json!({ "startLine": region.line });
    if let Some(column) = region.column {
        value["startColumn"] = column.into();
    }
    if let Some(end_column) = region.end_column {
        value["endLine"] = region.end_line.into();
        value["endColumn"] = end_column.into();
    }
    value
}

/// The same to be looked at: there is nothing to see of nothing, so it is the rest of the line.
fn located(seen: &Region) -> Value {
    if (seen.line, seen.column) == (seen.end_line, seen.end_column) {
        region(&Region { end_column: None, ..*seen })
    } else {
        region(seen)
    }
}

/// How compressed files are called. They are known by their bytes, which a view does not see.
const COMPRESSED: [&str; 2] = ["gz", "zst"];

/// What is to be put in place of all of a finding, where that can be told by lines and columns of the
/// file as it lies on disk: not where it is compressed or no file, where what stands there is not coded
/// as in UTF-8, and not for a byte order mark, which is in no column.
fn inserted(finding: &Finding) -> Option<String> {
    let after = finding.after.as_ref().filter(|after| **after != finding.before)?;
    let place = &finding.place;
    if place.start.column == place.end.column && finding.before == "\u{feff}" {
        return None;
    }
    let name = place.path.rsplit('/').next().unwrap_or_default();
    if name == "-" || name.rsplit('.').next().is_some_and(|ending| COMPRESSED.contains(&ending)) {
        return None;
    }
    match &place.record {
        None => (place.bytes.len() == finding.before.len()).then(|| after.clone()),
        Some(_) => {
            place.columns.as_ref()?;
            let quoted = serde_json::to_string(after).ok()?;
            Some(quoted[1..quoted.len() - 1].to_owned())
        }
    }
}

fn described(rule: &'static Rule) -> Value {
    let [before, after] =
        [rule.example.before, rule.example.after.as_bytes()].map(excerpt::quoted_bytes);
    let mut help = vec![rule.why.to_owned()];
    help.push(match rule.risk {
        rule::Risk::Told => format!("For example: {before}."),
        _ => format!("For example {before} becomes {after}."),
    });
    help.push(format!("`descrape rules {}` says more.", rule.id));
    json!({
        "id": rule.id,
        "shortDescription": { "text": braceless(rule.summary) },
        "fullDescription": { "text": braceless(rule.why) },
        "help": { "text": braceless(&help.join(" ")) },
        "defaultConfiguration": { "level": rule.severity.name() },
        "properties": { "tags": [rule::group(rule), rule.risk.name()] },
    })
}
