//! Checks a document instead of writing it.

use std::sync::Arc;

use super::Work;
use crate::check::{
    self, DISAGREES, DUPLICATE_ID, Finding, NO_ID, Record, Source, Spot, of_reason, placed, spots,
};
use crate::corpus::Problem;
use crate::corpus::check::{Checks, Count, IdsOf, Ignore, Part, is_ignored};
use crate::corpus::mend::Mender;
use crate::document::Document;
use crate::output::{Origin, Row};
use crate::rule::{self, Rule};

impl Work<'_> {
    /// Counts what is dirty in a document, and keeps of it what is shown.
    pub(super) fn check(
        &mut self,
        checks: &Checks,
        mender: Option<&Mender>,
        document: &Document,
        origin: &Origin,
    ) {
        let options = &self.shared.options;
        let mut spots = spots(document, options, &checks.levels);
        let row = origin.row.as_ref();
        if let Some(mender) = mender.filter(|mender| row.is_none() && mender.writes()) {
            say_why_not(mender, document, &mut spots);
        }
        if let Some(row) = row {
            let told = |rule, message: String| Spot::told(rule, &checks.levels, 0..0, message);
            let is_on = |rule: &&'static Rule| !options.off.contains(rule);
            let mut of_record = vec![];
            if !row.has_id && is_on(&&NO_ID) {
                let field = &self.shared.inputs.id_field;
                of_record.push(told(&NO_ID, format!("'{field}' is not there")));
            }
            if is_on(&&DISAGREES)
                && let Some(message) = check::disagreement(
                    document.decoded().text(),
                    row.passed.iter().map(|(key, value)| (&**key, *value)),
                )
            {
                of_record.push(told(&DISAGREES, message));
            }
            of_record.append(&mut spots);
            spots = of_record;
            if row.has_id && is_on(&&DUPLICATE_ID) {
                see_id(&mut self.done.check, origin.path, &origin.id, row.line);
            }
        }
        let part = &mut self.done.check;
        part.counted.characters += document.decoded().text().chars().count() as u64;
        if spots.is_empty() {
            return;
        }
        let ignores = checks.ignores(origin.path);
        count(part, document, &mut spots, &ignores);
        spots.retain(|spot| spot.severity >= checks.shown);
        if !spots.is_empty() {
            let field = &self.shared.inputs.text_field;
            let source = source(checks, origin, field);
            part.findings.append(&mut placed(document, &spots, &source));
        }
    }

    /// Whether a record that is none is a finding, and not something that could not be done.
    pub(super) fn is_finding(
        &mut self,
        checks: &Checks,
        reason: &str,
        problem: &Problem,
        raw: &[u8],
    ) -> bool {
        let Some(rule) = of_reason(reason).filter(|_| problem.line.is_some()) else { return false };
        if self.shared.options.off.contains(&rule) {
            return true;
        }
        let part = &mut self.done.check;
        if is_ignored(&checks.ignores(&problem.path), rule) {
            part.counted.ignored += 1;
            return true;
        }
        let finding = refused(checks, rule, problem, raw, &self.shared.inputs.text_field);
        part.counted.count(&finding);
        if finding.severity >= checks.shown {
            part.findings.push(finding);
        }
        true
    }
}

/// Says of what would have been mended in a file why it was not.
fn say_why_not(mender: &Mender, document: &Document, spots: &mut [Spot]) {
    for spot in spots {
        if let Some(after) = spot.after
            && spot.message.is_none()
            && mender.mends(spot.rule)
        {
            spot.message = check::why_not(document, after).map(Into::into);
        }
    }
}

/// Counts the spots, and takes out those that are ignored.
fn count(part: &mut Part, document: &Document, spots: &mut Vec<Spot>, ignores: &[&Ignore]) {
    let text = document.decoded().text();
    let counted = &mut part.counted;
    // What this document was counted for.
    let mut seen: Vec<&'static str> = vec![];
    spots.retain(|spot| {
        if is_ignored(ignores, spot.rule) {
            counted.ignored += 1;
            return false;
        }
        let characters = text[spot.source.clone()].chars().count() as u64;
        *counted.severities.entry(spot.severity).or_default() += 1;
        let mut groups: Vec<&'static str> = vec![];
        for (n, rule) in std::iter::once(&spot.rule).chain(&spot.also).enumerate() {
            let findings = u64::from(n == 0);
            let of = |seen: &mut Vec<&'static str>, name| {
                let is_new = !seen.contains(&name);
                if is_new {
                    seen.push(name);
                }
                Count { findings, documents: u64::from(is_new), characters }
            };
            *counted.rules.entry(rule.id).or_default() += of(&mut seen, rule.id);
            let group = rule::group(rule);
            if !groups.contains(&group) {
                groups.push(group);
                *counted.groups.entry(group).or_default() += of(&mut seen, group);
            }
        }
        true
    });
}

fn see_id(part: &mut Part, path: &str, id: &str, line: u64) {
    if part.ids.last().is_none_or(|file| &*file.path != path) {
        part.ids.push(IdsOf { path: path.into(), ids: vec![] });
    }
    if let Some(file) = part.ids.last_mut() {
        file.ids.push((xxhash_rust::xxh3::xxh3_128(id.as_bytes()), line));
    }
}

fn source<'a>(checks: &Checks, origin: &Origin<'a>, field: &str) -> Source<'a> {
    let record = |row: &Row| {
        let id = row.has_id.then(|| origin.id.clone().into_owned());
        Arc::new(Record { line: row.line, id, field: field.to_owned() })
    };
    let raw = origin.row.as_ref().and_then(|row| row.raw);
    Source {
        path: origin.path.into(),
        record: origin.row.as_ref().map(record),
        raw: raw
            .map(|(before, value)| (1 + String::from_utf8_lossy(before).chars().count(), value)),
        excerpts: checks.excerpts,
    }
}

/// The finding that a record is none.
fn refused(
    checks: &Checks,
    rule: &'static Rule,
    problem: &Problem,
    raw: &[u8],
    field: &str,
) -> Finding {
    let record = Record { line: problem.line.unwrap_or(1), id: None, field: field.to_owned() };
    let source = Source {
        path: problem.path.as_str().into(),
        record: Some(record.into()),
        raw: None,
        excerpts: checks.excerpts,
    };
    let known_by = String::from_utf8_lossy(raw);
    let severity = checks.levels.of(rule);
    let mut finding = source.whole(rule, severity, &known_by, problem.reason.clone());
    if let Some(column) = problem.column {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        finding.place.columns = Some(column..column);
    }
    finding
}
