//! Parquet: one document a row. Rows are decoded a few at a time, whatever the size of the file and
//! of its row groups, and become lines of JSON.
//!
//! Types are those of the file itself; what a program stored beside them of its own, as Arrow does,
//! is not read. So text is text, whichever of Arrow's kinds of string it was written from.

use std::fs::File;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_json::WriterBuilder;
use arrow_json::writer::LineDelimited;
use arrow_schema::{DataType, Fields};
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use super::jsonl::Refused;
use super::{Format, Records};
use crate::corpus::Inputs;

pub(super) const FORMAT: Format = Format {
    name: "parquet",
    summary: "One document a row of a Parquet file",
    extensions: &["parquet"],
    records: Records::Table,
};

/// What a row counts beside its text where rows are made into pieces: other columns, and that it
/// is there.
const ROW: usize = 64;

/// How many rows are decoded at once, at most.
const DECODED: usize = 4096;

/// The rows of a file, from one of them on.
pub(crate) struct Rows {
    reader: ParquetRecordBatchReader,
    /// Which column is the text.
    text: usize,
    /// How many lie before the next one.
    pub at: u64,
    /// Decoded and not yet given out.
    held: Option<RecordBatch>,
}

/// Opens a file.
pub(crate) fn open(path: &Path, inputs: &Inputs, piece: usize) -> Result<Opened, Refused> {
    let file = File::open(path).map_err(|error| {
        Refused::new("unreadable", error.to_string()).hint("check that it is there and whole")
    })?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options);
    let builder = builder.map_err(|error| damaged(&error))?;
    let fields = builder.schema().fields();
    let Some((text, field)) = fields.find(&inputs.text_field) else {
        let names: Vec<&str> = fields.iter().map(|field| &**field.name()).collect();
        let detail = format!("'{}' is not in the file", inputs.text_field);
        return Err(Refused::new("no text column", detail).hint(format!(
            "name the column with --text-field; there are: {}",
            super::listed(&names)
        )));
    };
    if !field.data_type().is_string() {
        let detail = format!("'{}' is {}", inputs.text_field, field.data_type());
        return Err(Refused::new("text is not a string", detail));
    }
    let groups = builder.metadata().row_groups();
    let all: u64 = groups.iter().map(|group| group.num_rows().unsigned_abs()).sum();
    let bytes: u64 = groups.iter().map(|group| group.total_byte_size().unsigned_abs()).sum();
    let fit = piece as u64 * all / bytes.max(1);
    let decoded = usize::try_from(fit).map_or(DECODED, |fit| fit.clamp(1, DECODED));
    Ok(Opened { builder: builder.with_batch_size(decoded), text, all })
}

/// A file whose columns and length are known.
pub(crate) struct Opened {
    builder: ParquetRecordBatchReaderBuilder<File>,
    text: usize,
    /// How many rows it has.
    pub all: u64,
}

impl Opened {
    /// Its columns.
    pub(crate) fn fields(&self) -> &Fields {
        self.builder.schema().fields()
    }

    /// The rows behind so many.
    pub(crate) fn from(self, row: u64) -> Result<Rows, Refused> {
        let Opened { builder, text, all } = self;
        // Groups before it are not even read.
        let (mut before, mut first) = (0, 0);
        let groups = builder.metadata().row_groups();
        for group in groups {
            let rows = group.num_rows().unsigned_abs();
            if before + rows > row {
                break;
            }
            (before, first) = (before + rows, first + 1);
        }
        let groups = (first..groups.len()).collect();
        let offset = usize::try_from(row.min(all) - before).unwrap_or(usize::MAX);
        let reader = builder.with_row_groups(groups).with_offset(offset).build();
        let reader = reader.map_err(|error| damaged(&error))?;
        Ok(Rows { reader, text, at: row, held: None })
    }
}

impl Rows {
    /// As many rows before `until` as fit into so many bytes of text, or one that is longer; none
    /// at the end. Where a piece ends depends on where it begins alone.
    pub(crate) fn next(&mut self, size: usize, until: u64) -> Result<Vec<RecordBatch>, Refused> {
        let (mut piece, mut sum) = (vec![], 0);
        while self.at < until {
            let batch = match self.held.take() {
                Some(held) => held,
                None => match self.reader.next() {
                    Some(batch) => batch.map_err(|error| damaged(&error))?,
                    None => break,
                },
            };
            let text = batch.column(self.text).as_string_opt::<i32>();
            let text =
                text.ok_or_else(|| Refused::new("damaged", "the text is not where it was"))?;
            let wanted = usize::try_from(until - self.at).unwrap_or(usize::MAX);
            let (wanted, mut fit) = (wanted.min(batch.num_rows()), 0);
            while fit < wanted {
                let row = ROW + text.value(fit).len();
                if sum > 0 && sum + row > size {
                    break;
                }
                (sum, fit) = (sum + row, fit + 1);
            }
            if fit > 0 {
                piece.push(batch.slice(0, fit));
                self.at += fit as u64;
            }
            if fit < batch.num_rows() {
                self.held = Some(batch.slice(fit, batch.num_rows() - fit));
                break;
            }
        }
        Ok(piece)
    }
}

/// What the values of a column become.
pub(crate) enum Json {
    Text,
    Number,
    Other,
}

/// What the values of a type become, as Arrow writes them.
pub(crate) fn json_of(data_type: &DataType) -> Json {
    if let DataType::Dictionary(_, values) = data_type {
        return json_of(values);
    }
    // Who has nothing to say would say it in words.
    if data_type.is_null() {
        return Json::Text;
    }
    if data_type.is_string() || data_type.is_binary() || data_type.is_temporal() {
        Json::Text
    } else if data_type.is_numeric() {
        Json::Number
    } else {
        Json::Other
    }
}

/// Lines of JSON, one a row, with a value for each column.
pub(crate) fn lines(rows: &RecordBatch) -> Result<Vec<u8>, Refused> {
    let mut writer =
        WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(vec![]);
    let written = writer.write(rows).and_then(|()| writer.finish());
    written.map_err(|error| Refused::new("not JSON", format!("a value has no JSON: {error}")))?;
    Ok(writer.into_inner())
}

fn damaged(error: &dyn std::error::Error) -> Refused {
    Refused::new("damaged", error.to_string()).hint("fetch the file again")
}
