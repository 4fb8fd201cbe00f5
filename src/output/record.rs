//! Writes one document as records.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{Column, Kind, column};
use super::form::Form;
use super::json::{Json, Parted};
use super::offsets::Units;
use super::passed::Passed;
use super::{FIELDS, FieldRow, Format, Offsets, Shape};
use crate::document::Document;
use crate::error::Error;

/// Where a document came from, and what comes with it. `id`, `title` and `language` are JSON
/// values to the letter.
#[derive(Debug)]
pub(crate) struct Origin<'a> {
    /// The input as typed.
    pub path: &'a str,
    pub id: Cow<'a, str>,
    /// The title that came with the record.
    pub title: Option<&'a str>,
    /// The language that came with the record.
    pub language: Option<&'a str>,
    /// What the offsets of `changes` point into.
    pub source: &'a [u8],
    /// The line of a JSONL file.
    pub row: Option<Row<'a>>,
}

/// What is left of a record that was read when the fields we replace are taken out. Keys are JSON
/// strings, with their quotes, to the letter.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// The id of the file, unique in a run.
    pub file: &'a str,
    /// Fields that pass through, under the key they have in the record.
    pub passed: Vec<(Cow<'a, str>, &'a str)>,
    /// For each field of the line, in order: its key, and its key in the record.
    pub names: Vec<(&'a str, Cow<'a, str>)>,
    /// Where it stands in its file, from 1.
    pub line: u64,
    /// Whether it has an id of its own.
    pub has_id: bool,
    /// The value of its text to the letter, and what stands before that in the line; `None` where the
    /// record is no line of JSON.
    pub raw: Option<(&'a [u8], &'a str)>,
    /// Which of the rows of a batch it is, if it is one of a table.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "nothing else asks for it"))]
    pub number: Option<usize>,
}

/// Whether some run writes a key of this name.
pub(crate) fn is_key(name: &str) -> bool {
    keys().any(|key| key == name)
}

/// Every key that some run writes.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    let keys = SENTENCE.iter().chain(FIELDS.iter().flat_map(|row| row.columns));
    keys.map(|key| key.name)
}

/// What a run writes for each document: a [`Shape`] that was checked, and what passes through.
#[derive(Debug)]
pub(crate) struct Plan {
    rows: Vec<&'static FieldRow>,
    offsets: Offsets,
    per_sentence: bool,
    pub format: &'static Format,
    /// Which columns hold fields that pass through, where records have columns.
    pub passed: Passed,
}

/// The keys of a record that is one sentence.
pub(super) const SENTENCE: &[Column] = &[
    column("id", Kind::Text),
    column("n", Kind::Number),
    column("text", Kind::Text),
    column("start", Kind::Number),
    column("end", Kind::Number),
];

/// Which record of a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Whole,
    Sentence(usize),
}

impl Plan {
    pub(crate) fn new(shape: &Shape) -> Result<Plan, Error> {
        let unknown =
            shape.fields.iter().flatten().find(|name| !FIELDS.iter().any(|row| row.name == **name));
        if let Some(name) = unknown {
            let known: Vec<_> = FIELDS.iter().map(|row| row.name).collect();
            return Err(Error::new(format!("unknown field '{name}'"))
                .hint(format!("the fields are {}", known.join(", "))));
        }
        let chosen = |row: &&FieldRow| match &shape.fields {
            Some(fields) => fields.contains(&row.name),
            None => row.default,
        };
        Ok(Plan {
            rows: FIELDS.iter().filter(chosen).collect(),
            offsets: shape.offsets,
            per_sentence: shape.per_sentence,
            format: shape.format,
            passed: Passed::Nothing,
        })
    }

    /// The same without some fields.
    #[cfg(feature = "parquet")]
    pub(crate) fn without(mut self, names: &[&str]) -> Plan {
        self.rows.retain(|row| !names.contains(&row.name));
        self
    }

    /// Keys of ours, in the order of the record.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static Column> {
        let sentence = if self.per_sentence { SENTENCE } else { &[] };
        let rows = if self.per_sentence { &[] } else { &self.rows[..] };
        sentence.iter().chain(rows.iter().flat_map(|row| row.columns))
    }

    /// Whether records have a key of ours with this name.
    pub(crate) fn writes(&self, name: &str) -> bool {
        self.keys().any(|key| key.name == name)
    }

    /// Appends the records of a document, each with its line end.
    pub(crate) fn write(&self, out: &mut Vec<u8>, document: &Document, origin: &Origin) {
        let mut writing = Writing {
            text: Units::new(document.text(), self.offsets),
            decoded: Units::new(document.decoded().text(), self.offsets),
            parted: Parted::new(document.text()),
            out,
            document,
            origin,
            plan: self,
            form: &Json,
            values: None,
        };
        (self.format.write)(&mut writing);
    }
}

#[cfg(test)]
impl Plan {
    /// The default plan, whose last field panics on a text that contains `odd`.
    pub(crate) fn panicking_on_odd() -> Plan {
        static ROW: FieldRow = FieldRow {
            name: "odd",
            summary: "",
            default: false,
            columns: &[],
            write: |w| assert!(!w.document.text().contains("odd"), "an odd text"),
        };
        let mut plan = Plan::new(&Shape::default()).expect("the default fields are known");
        plan.rows.push(&ROW);
        plan
    }
}

/// A record in the making.
#[derive(Debug)]
pub(super) struct Writing<'a> {
    pub out: &'a mut Vec<u8>,
    pub document: &'a Document,
    pub origin: &'a Origin<'a>,
    /// Offsets into the clean text.
    pub text: Units<'a>,
    /// Offsets into the decoded input.
    pub decoded: Units<'a>,
    pub plan: &'a Plan,
    /// How values are spelled.
    pub form: &'static dyn Form,
    /// Where the value of each key of the record begins, if they are written one behind the other and not
    /// as an object.
    pub values: Option<Vec<(&'static str, usize)>>,
    /// The clean text: it is written as a whole and in sentences.
    parted: Parted<'a>,
}

impl Writing<'_> {
    /// Writes each record of the document; what `write` gets is to be handed to [`ours`](Self::ours).
    pub(super) fn records(&mut self, mut write: impl FnMut(&mut Self, Which)) {
        if self.plan.per_sentence {
            (0..self.document.sentences().len()).for_each(|n| write(self, Which::Sentence(n)));
        } else {
            write(self, Which::Whole);
        }
    }

    /// Our keys and values.
    pub(super) fn ours(&mut self, which: Which) {
        match which {
            Which::Whole => self.plan.rows.iter().for_each(|row| (row.write)(self)),
            Which::Sentence(n) => self.sentence(n),
        }
    }

    /// Begins the value of a key of the record.
    pub(super) fn field(&mut self, name: &'static str) {
        match &mut self.values {
            Some(values) => values.push((name, self.out.len())),
            None => self.key(name),
        }
    }

    /// Begins the value of a key of an object.
    pub(super) fn key(&mut self, name: &str) {
        self.form.key(self.out, name);
    }

    pub(super) fn string(&mut self, text: &str) {
        self.form.string(self.out, text);
    }

    /// A string, or null.
    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    pub(super) fn number(&mut self, number: usize) {
        self.form.number(self.out, number);
    }

    pub(super) fn null(&mut self) {
        self.form.null(self.out);
    }

    /// Two offsets.
    pub(super) fn pair(&mut self, start: usize, end: usize) {
        self.form.pair(self.out, start, end);
    }

    /// A stretch of the clean text, as a string.
    pub(super) fn part_of_text(&mut self, range: Range<usize>) {
        self.form.part(self.out, &self.parted, range);
    }

    /// A value that came with the record, to the letter; as a text where it must be one.
    pub(super) fn given(&mut self, value: &str) {
        self.form.given(self.out, value);
    }

    /// The key of an object that came with the record, as it came.
    pub(super) fn given_key(&mut self, key: &str) {
        self.form.given_key(self.out, key);
    }

    /// An object, whose keys and values `write` writes.
    pub(super) fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.form.begin_object(self.out);
        write(self);
        self.form.end_object(self.out);
    }

    /// A list with one value an item.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.form.begin_list(self.out);
        for item in items {
            self.form.item(self.out);
            write(self, item);
        }
        self.form.end_list(self.out);
    }

    /// The fields that pass through, as they stand in an object.
    pub(super) fn passed(&mut self) {
        for (key, value) in self.origin.row.iter().flat_map(|row| &row.passed) {
            self.given_key(key);
            self.given(value);
        }
    }

    fn sentence(&mut self, n: usize) {
        let range = self.document.sentences()[n].clone();
        self.field("id");
        self.given(&self.origin.id);
        self.field("n");
        self.number(n + 1);
        self.field("text");
        self.part_of_text(range.clone());
        self.field("start");
        self.number(self.text.at(range.start));
        self.field("end");
        self.number(self.text.at(range.end));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::Options;

    fn record(shape: &Shape, source: &str) -> String {
        let document = crate::clean(source.as_bytes(), &Options::default());
        let mut out = vec![];
        let origin = Origin {
            path: "in/a.txt",
            id: Cow::Borrowed("\"a.txt\""),
            title: None,
            language: None,
            source: source.as_bytes(),
            row: None,
        };
        Plan::new(shape).unwrap().write(&mut out, &document, &origin);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn fields_come_in_the_order_of_the_table_whatever_was_asked() {
        let shape = Shape { fields: Some(vec!["stats", "text", "id"]), ..Shape::default() };
        assert_eq!(
            record(&shape, "It held."),
            "{\"id\":\"a.txt\",\"text\":\"It held.\",\"stats\":{\"rules\":{},\"chars_in\":8,\"chars_out\":8}}\n"
        );
    }

    #[test]
    fn every_field_makes_valid_json_under_the_keys_it_names() {
        for row in FIELDS {
            let shape = Shape { fields: Some(vec![row.name]), ..Shape::default() };
            let record = record(&shape, "Sea “wall” held\n\nIt was \u{1F600} late.\n");
            let value: serde_json::Value = serde_json::from_str(&record).unwrap();
            let plan = Plan::new(&shape).unwrap();
            let keys = value.as_object().unwrap();
            assert!(keys.contains_key(row.name));
            assert!(keys.keys().all(|key| plan.writes(key)), "{keys:?}");
        }
    }

    #[test]
    fn offsets_of_paragraphs_are_in_the_unit_asked_for() {
        for (offsets, end) in [(Offsets::Chars, 2), (Offsets::Utf16, 3), (Offsets::Bytes, 5)] {
            let shape = Shape { fields: Some(vec!["paragraphs"]), offsets, ..Shape::default() };
            let start = format!("{{\"paragraphs\":[{{\"start\":0,\"end\":{end},");
            let record = record(&shape, "\u{1F600}a\n\nAnd so it went on for the night.");
            assert!(record.starts_with(&start), "{record}");
        }
    }

    #[test]
    fn an_unknown_field_is_an_error_that_names_the_known_ones() {
        let error =
            Plan::new(&Shape { fields: Some(vec!["body"]), ..Shape::default() }).unwrap_err();
        assert_eq!(error.to_string(), "unknown field 'body'");
        assert!(error.hint_text().unwrap().contains("source_spans"));
    }
}
