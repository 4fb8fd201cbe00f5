//! Rows of Arrow batches, cleaned: for pipelines that have their documents in memory already.
//!
//! ```
//! # use std::sync::Arc;
//! use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray, cast::AsArray as _};
//! use descrape::arrow::{Cleaner, Columns};
//! use descrape::{Options, output::Shape};
//!
//! let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("It  held. So."), None]));
//! let numbers: ArrayRef = Arc::new(Int32Array::from(vec![7, 8]));
//! let batch = RecordBatch::try_from_iter([("n", numbers), ("text", texts)]).unwrap();
//!
//! let cleaner = Cleaner::new(Options::default(), &Shape::default(), Columns::default(), &batch.schema()).unwrap();
//! let cleaned = cleaner.clean(&batch).unwrap();
//! assert_eq!(cleaned.batch.num_rows(), 2);
//! assert_eq!(cleaned.batch.column_by_name("text").unwrap().as_string::<i64>().value(0), "It held. So.");
//! assert!(cleaned.batch.column_by_name("text").unwrap().is_null(1));
//! assert!(Arc::ptr_eq(&cleaned.batch.column(0), &batch.column(0)));
//! ```
//!
//! # What comes out
//!
//! A row for each row, in order. Columns are those that `descrape clean in.parquet -o out.parquet`
//! writes, of the same types: first those that pass through, the very arrays that came in, then the
//! fields of the record. A column that has the name of one of these passes through as
//! `input.<name>`. Of files a record has `id` and `path`; rows have columns for that, so these two
//! fields are never made here, and columns of these names pass through.
//!
//! A null text is a null in each of our fields. So is a text that could not be done, and
//! [`Cleaned::refused`] has its row and the reason: it is for the caller to raise, keep or count it.
//!
//! # How it is done
//!
//! Rows are cut into pieces of about [`PIECE`] bytes of text. Each piece is cleaned, and its records are
//! written as those of a Parquet file are; that is the one place that knows what a field is. Of all of
//! them each column is made. Pieces, and then columns, are done by all threads of the rayon pool that
//! the call is made in.

mod texts;

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, Field, Fields, Schema, SchemaRef};
use rayon::prelude::*;

use self::texts::{Input, TYPES, Texts};
use crate::corpus::formats::jsonl::Refused;
use crate::corpus::{Inputs, columns, panics, sniff};
use crate::decode::{self, Decoded};
use crate::document::Document;
use crate::error::Error;
use crate::language;
use crate::options::Options;
use crate::output::passed::PassedColumn;
use crate::output::{Format, Origin, Plan, Row, Shape, json, parquet};
use crate::pipeline;
use crate::survey::Survey;

/// About how many bytes of text are cleaned in one piece.
pub const PIECE: usize = 1 << 18;

/// The fields of a record that tell files apart, which rows have columns for.
const OF_FILES: &[&str] = &["id", "path"];

/// Which columns are read.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The one that holds the text: strings, or bytes in any encoding, which are decoded.
    pub text: String,
    /// The one that holds the language, if there is one.
    pub language: Option<String>,
    /// Of bytes the one that holds a path: what a name ends with (`.html`) says what is no text.
    pub path: Option<String>,
}

impl Default for Columns {
    fn default() -> Columns {
        Columns { text: "text".to_owned(), language: None, path: None }
    }
}

/// Cleans the rows of batches that have one schema.
#[derive(Debug)]
pub struct Cleaner {
    options: Options,
    plan: Plan,
    text: usize,
    title: Option<usize>,
    /// The column, and whether it is our field.
    language: Option<(usize, bool)>,
    path: Option<usize>,
    passed: Vec<PassedColumn>,
    input: SchemaRef,
    schema: SchemaRef,
}

/// Rows, cleaned.
#[derive(Debug)]
pub struct Cleaned {
    /// A row for each row.
    pub batch: RecordBatch,
    /// The rows that could not be done, in order.
    pub refused: Vec<RefusedRow>,
}

/// A row that could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Which, from 0.
    pub row: usize,
    /// Why: `binary`, `panic: …`.
    pub reason: String,
}

impl Cleaner {
    /// A cleaner for batches of a schema. That there is no such column, or that it is no text, is an
    /// error.
    pub fn new(
        options: Options,
        shape: &Shape,
        columns: Columns,
        schema: &SchemaRef,
    ) -> Result<Cleaner, Error> {
        let parquet = Format::named("parquet").unwrap_or(Format::JSONL);
        let plan = Plan::new(&Shape { format: parquet, per_sentence: false, ..shape.clone() })?;
        let plan = plan.without(OF_FILES);
        if plan.keys().next().is_none() {
            return Err(Error::new("of each row 'id' and 'path' are columns, not fields")
                .hint("choose other fields too"));
        }
        let twice = |field: &&Arc<Field>| {
            schema.fields().iter().filter(|other| other.name() == field.name()).count() > 1
        };
        if let Some(field) = schema.fields().iter().find(twice) {
            return Err(Error::new(format!("two columns are named '{}'", field.name()))
                .hint("rename one of them"));
        }
        let column = |name: &str| {
            schema.index_of(name).map_err(|_| {
                let names: Vec<&str> = schema.fields().iter().map(|f| &**f.name()).collect();
                Error::new(format!("there is no column '{name}'"))
                    .hint(format!("there are: {}", names.join(", ")))
            })
        };
        let text = column(&columns.text)?;
        let path = columns.path.as_deref().map(column).transpose()?;
        let language = columns.language.as_deref().map(column).transpose()?;
        let data_type = |at: usize| schema.field(at).data_type();
        for at in [Some(text), path, language].into_iter().flatten() {
            let of_text = if at == text { TYPES } else { "a string column" };
            let fits =
                texts::is_text(data_type(at)) && (at == text || !texts::is_bytes(data_type(at)));
            if !fits {
                let field = schema.field(at);
                return Err(Error::new(format!(
                    "column '{}' is {}, not {of_text}",
                    field.name(),
                    field.data_type()
                )));
            }
        }
        let is_string = |at: &usize| {
            *at != text && texts::is_text(data_type(*at)) && !texts::is_bytes(data_type(*at))
        };
        let inputs = Inputs {
            text_field: columns.text,
            language_field: columns.language,
            ..Inputs::default()
        };
        let passed = columns::passed_of_fields(schema.fields(), &inputs, &plan)
            .map_err(|refused| Error::new(refused.to_string()))?;
        let is_passed = |at: usize| passed.iter().any(|column| column.source == at);
        let title = schema.index_of("title").ok().filter(is_string);
        let language = language.map(|at| (at, !is_passed(at)));
        let fields = passed.iter().map(|column| {
            let field = schema.field(column.source).clone();
            Arc::new(field.with_name(column.name()))
        });
        let ours = parquet::schema(&plan);
        let fields: Vec<Arc<Field>> = fields.chain(ours.fields().iter().cloned()).collect();
        let output = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
        let input = Arc::clone(schema);
        Ok(Cleaner { options, plan, text, title, language, path, passed, input, schema: output })
    }

    /// The schema of what comes out.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Cleans the rows of a batch, which has the schema that the cleaner was made for; that it has
    /// not is an error.
    pub fn clean(&self, batch: &RecordBatch) -> Result<Cleaned, Error> {
        let rows = self.rows(batch)?;
        let pieces: Vec<Piece> =
            rows.pieces().into_par_iter().map(|range| rows.clean(range)).collect();
        let records: Vec<&[u8]> = pieces.iter().map(|piece| &*piece.records).collect();
        let fields: Fields = self.schema.fields()[self.passed.len()..].into();
        // Each by itself, since two of them are nearly all there is.
        let ours: Result<Vec<Vec<ArrayRef>>, ArrowError> = (0..fields.len())
            .into_par_iter()
            .map(|n| parquet::columns(&fields, n..n + 1, &records))
            .collect();
        let ours = ours.map_err(fault)?.into_iter().flatten();
        let passed = self.passed.iter().map(|column| Arc::clone(batch.column(column.source)));
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let columns = passed.chain(ours).collect();
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
            .map_err(fault)?;
        Ok(Cleaned { batch, refused: pieces.into_iter().flat_map(|piece| piece.refused).collect() })
    }

    /// Counts the lines of the texts of a batch, for [`Options::survey`]; what could not be read is
    /// not counted.
    pub fn count(
        &self,
        batch: &RecordBatch,
        survey: &mut Survey,
    ) -> Result<Vec<RefusedRow>, Error> {
        let rows = self.rows(batch)?;
        let (mut options, mut refused) = (self.options.for_survey(), vec![]);
        for row in 0..batch.num_rows() {
            let counted = rows.guarded(row, &mut options, |document, given| {
                survey.add(document.text(), given.title.is_some());
                Ok(())
            });
            if let Some(Err(why)) = counted {
                refused.push(RefusedRow { row, reason: why.to_string() });
            }
        }
        Ok(refused)
    }

    fn rows(&self, batch: &RecordBatch) -> Result<Rows<'_>, Error> {
        if batch.schema().fields() != self.input.fields() {
            return Err(Error::new("the columns of a batch are not those of the first one"));
        }
        let words = |at: usize| Texts::new(batch.column(at)).map_err(fault);
        Ok(Rows {
            cleaner: self,
            texts: words(self.text)?,
            titles: self.title.map(words).transpose()?,
            languages: self.language.map(|(at, _)| words(at)).transpose()?,
            paths: self.path.map(words).transpose()?,
        })
    }
}

/// The columns of a batch that are read.
struct Rows<'a> {
    cleaner: &'a Cleaner,
    texts: Texts,
    titles: Option<Texts>,
    languages: Option<Texts>,
    paths: Option<Texts>,
}

/// Some rows, cleaned.
struct Piece {
    /// A record for each row, or none.
    records: Vec<u8>,
    refused: Vec<RefusedRow>,
}

impl Rows<'_> {
    /// Ranges of rows of about as many bytes each, whoever does them.
    fn pieces(&self) -> Vec<Range<usize>> {
        let (mut pieces, mut start, mut bytes) = (vec![], 0, 0);
        for row in 0..self.texts.rows() {
            bytes += self.texts.get(row).map_or(0, |input| input.bytes().len());
            if bytes >= PIECE {
                pieces.push(start..row + 1);
                (start, bytes) = (row + 1, 0);
            }
        }
        if start < self.texts.rows() {
            pieces.push(start..self.texts.rows());
        }
        pieces
    }

    fn clean(&self, range: Range<usize>) -> Piece {
        let mut options = self.cleaner.options.clone();
        let (mut records, mut refused) = (vec![], vec![]);
        for row in range {
            let before = records.len();
            let record =
                |document: &Document, row: &Given| self.record(row, document, &mut records);
            match self.guarded(row, &mut options, record) {
                None => parquet::none(&mut records),
                Some(Ok(())) => {}
                Some(Err(why)) => {
                    records.truncate(before);
                    parquet::none(&mut records);
                    refused.push(RefusedRow { row, reason: why.to_string() });
                }
            }
        }
        Piece { records, refused }
    }

    /// Does something with the document of a row, if the row holds one.
    fn guarded<T>(
        &self,
        row: usize,
        options: &mut Options,
        each: impl FnOnce(&Document, &Given) -> Result<T, Refused>,
    ) -> Option<Result<T, Refused>> {
        let input = self.texts.get(row)?;
        let done = panics::guarded(|| self.document(row, input, options, each));
        Some(done.unwrap_or_else(|message| Err(Refused::new("panic", message))))
    }

    fn document<T>(
        &self,
        row: usize,
        input: Input,
        options: &mut Options,
        each: impl FnOnce(&Document, &Given) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let of = |words: &Option<Texts>| words.as_ref()?.text(row).map(str::to_owned);
        let given = Given {
            row,
            source: input.bytes(),
            title: of(&self.titles),
            language: of(&self.languages).filter(|tag| !tag.is_empty()),
            path: of(&self.paths).unwrap_or_default(),
        };
        let tag = given.language.as_deref().map(language::tag_of);
        options.language = tag.or_else(|| self.cleaner.options.language.clone());
        let decoded = match input {
            Input::Text(text) => Decoded::from_text(text.to_owned()),
            Input::Bytes(bytes) => {
                if let Some(reason) = sniff::not_text(given.path.as_ref(), bytes) {
                    return Err(Refused { reason, detail: None, hint: None, column: None });
                }
                decode::decode(bytes, options)
            }
        };
        each(&pipeline::run(decoded, given.title.clone(), options), &given)
    }

    fn record(
        &self,
        given: &Given,
        document: &Document,
        records: &mut Vec<u8>,
    ) -> Result<(), Refused> {
        let title = given.title.as_deref().map(json::quoted);
        let is_ours = self.cleaner.language.is_some_and(|(_, is_ours)| is_ours);
        let language = given.language.as_deref().filter(|_| is_ours).map(json::quoted);
        let origin = Origin {
            path: &given.path,
            id: "null".into(),
            title: title.as_deref(),
            language: language.as_deref(),
            source: given.source,
            row: Some(Row {
                file: "",
                passed: vec![],
                names: vec![],
                line: given.row as u64 + 1,
                has_id: false,
                raw: None,
                number: Some(given.row),
            }),
        };
        let before = records.len();
        self.cleaner.plan.write(records, document, &origin);
        if records.len() - before > parquet::LONGEST {
            return Err(Refused::new("record too long", "a row holds 1 GiB at most"));
        }
        Ok(())
    }
}

/// What a row says beside its text.
struct Given<'a> {
    row: usize,
    source: &'a [u8],
    title: Option<String>,
    language: Option<String>,
    path: String,
}

fn fault(error: ArrowError) -> Error {
    Error::new("could not make rows").because(error)
}
