//! One JSON object a finding and line, for programs.

use descrape::check::Finding;
use serde::Serialize;

use super::message::message;
use super::region::Region;
use super::views::{View, ViewRow};

pub const ROW: ViewRow = ViewRow {
    name: "json",
    summary: "one JSON object a finding and line",
    excerpts: false,
    styled: false,
    most: None,
    make: |_| Box::new(Json),
};

struct Json;

/// All but `offset` and `end_offset` (characters of the text, from 0) and `bytes` (of the source: of the
/// file, or of the field's value) counts from 1.
#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    line: u64,
    column: Option<usize>,
    end_line: u64,
    end_column: Option<usize>,
    severity: &'static str,
    rule: &'static str,
    also: Vec<&'static str>,
    message: String,
    before: &'a str,
    after: Option<&'a str>,
    field: Option<&'a str>,
    id: Option<&'a serde_json::value::RawValue>,
    offset: usize,
    end_offset: usize,
    bytes: (usize, usize),
    fingerprint: String,
    known: bool,
}

impl View for Json {
    fn shows_known(&self) -> bool {
        true
    }

    fn finding(&mut self, finding: &Finding, out: &mut String) {
        let place = &finding.place;
        let record = place.record.as_deref();
        let region = Region::exact(place);
        let row = Row {
            path: &place.path,
            line: region.line,
            column: region.column,
            end_line: region.end_line,
            end_column: region.end_column,
            severity: finding.severity.name(),
            rule: finding.rule.id,
            also: finding.also.iter().map(|rule| rule.id).collect(),
            message: message(finding),
            before: &finding.before,
            after: finding.after.as_deref(),
            field: record.map(|record| &*record.field),
            id: record
                .and_then(|record| record.id.as_deref())
                .and_then(|id| serde_json::from_str(id).ok()),
            offset: place.start.offset,
            end_offset: place.end.offset,
            bytes: (place.bytes.start, place.bytes.end),
            fingerprint: format!("{:016x}", finding.fingerprint),
            known: finding.known,
        };
        out.push_str(&serde_json::to_string(&row).unwrap_or_default());
        out.push('\n');
    }
}
