//! Parquet: a row a record, in columns that have types.
//!
//! The records of a batch are written as [`cells`] first, and these fill [`columns`] of the types that
//! the [`Kind`]s of our fields have. Columns that come from Parquet are not among the cells: their rows
//! are picked out of what was read, so their types and values are what they were.

mod cells;
mod columns;
mod groups;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, new_null_array};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter};
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::SchemaDescriptor;

pub(crate) use cells::none;
pub(crate) use columns::columns;
pub(crate) use groups::Groups;

use self::cells::Cells;
use super::{FileKind, Format};
use crate::error::Error;
use crate::output::Packing;
use crate::output::fields::{Column, Kind};
use crate::output::form::Form as _;
use crate::output::frame::{Chunk, Group};
use crate::output::passed::{Passed, REST};
use crate::output::record::{Plan, Writing};

pub(super) const FORMAT: Format = Format {
    name: "parquet",
    summary: "A Parquet file, its columns typed",
    extensions: &["parquet"],
    write,
    file: FileKind::Groups,
    // There are no lines.
    is_our_head: Some(<[u8]>::is_empty),
};

/// What a file begins with.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// The key under which a file says that it is ours, and of which version.
pub(crate) const VERSION_KEY: &str = "descrape";

/// Who wrote a file, in the form that readers take apart.
const CREATOR: &str = concat!("descrape version ", env!("CARGO_PKG_VERSION"));

/// A page holds less than 2 GiB, and a record may be one with some others.
pub(crate) const LONGEST: usize = 1 << 30;

/// The key of the number of the row that a record was read from.
const ROW: &str = "#";

/// Whether a file is one of ours, and may be replaced.
pub(crate) fn is_ours(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let read = ParquetMetaDataReader::new().parse_and_finish(&file);
    let pairs = read.ok().and_then(|file| file.file_metadata().key_value_metadata().cloned());
    pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair.key == VERSION_KEY))
}

fn write(writing: &mut Writing) {
    let (first, last) = (passed(writing), rest(writing));
    writing.form = &Cells;
    writing.records(|w, which| {
        w.object(|w| {
            w.out.extend_from_slice(&first);
            w.ours(which);
            w.out.extend_from_slice(&last);
        });
    });
}

/// The fields that have columns of their own, or the row that these stand in, as keys and values.
fn passed(writing: &Writing) -> Vec<u8> {
    let (mut out, passed) = (vec![], &writing.plan.passed);
    let Some(row) = &writing.origin.row else { return out };
    for (n, value) in passed.values(&row.passed).enumerate() {
        if let (None, Some(value)) = (&passed.columns()[n].data_type, value) {
            Cells.key(&mut out, &key(n));
            Cells.given(&mut out, value);
        }
    }
    if let Some(number) = row.number.filter(|_| passed.is_of_tables()) {
        Cells.key(&mut out, ROW);
        Cells.number(&mut out, number);
    }
    out
}

/// The fields that have one column, as its key and value.
fn rest(writing: &mut Writing) -> Vec<u8> {
    let mut out = vec![];
    if writing.plan.passed == Passed::Rest && writing.origin.row.is_some() {
        let start = writing.out.len();
        writing.out.push(b'{');
        writing.passed();
        writing.out.push(b'}');
        let rest = writing.out.split_off(start);
        Cells.key(&mut out, REST);
        Cells.string(&mut out, str::from_utf8(&rest).expect("JSON is UTF-8"));
    }
    out
}

/// The key of a column that passes through: their own names may be any, also the same.
fn key(n: usize) -> String {
    format!("#{n}")
}

/// The bytes of all columns of `records`. `tables` are the rows that they were read from, if they were
/// read from rows.
pub(crate) fn pack(
    plan: &Plan,
    packing: Packing,
    records: &[u8],
    tables: &[RecordBatch],
) -> Result<(Vec<u8>, Group), Error> {
    let rows = rows(plan, records, tables).map_err(|error| could_not(error.into()))?;
    encode(&rows, packing).map_err(could_not)
}

fn could_not(error: ParquetError) -> Error {
    Error::new("could not write Parquet").because(error)
}

/// Records as rows.
fn rows(plan: &Plan, records: &[u8], tables: &[RecordBatch]) -> Result<RecordBatch, ArrowError> {
    let fields = cell_fields(plan);
    let read = columns(&fields, 0..fields.len(), &[records])?;
    let column = |name: &str| {
        let at = fields.iter().position(|field| field.name() == name);
        at.map(|at| Arc::clone(&read[at])).ok_or_else(cells::misfit)
    };
    let mut columns = vec![];
    for (n, passed) in plan.passed.columns().iter().enumerate() {
        columns.push(match &passed.data_type {
            None => column(&key(n))?,
            Some(data_type) => {
                let rows = column(ROW)?;
                picked(tables, passed.source, rows.as_primitive::<Int64Type>(), data_type)?
            }
        });
    }
    let schema = schema(plan);
    for field in &schema.fields()[columns.len()..] {
        columns.push(column(field.name())?);
    }
    RecordBatch::try_new(Arc::new(schema), columns)
}

/// A column of some rows; null where there is no row.
fn picked(
    tables: &[RecordBatch],
    source: usize,
    rows: &Int64Array,
    data_type: &DataType,
) -> Result<ArrayRef, ArrowError> {
    let parts: Vec<&dyn Array> = tables.iter().map(|table| &**table.column(source)).collect();
    if parts.is_empty() {
        return Ok(new_null_array(data_type, rows.len()));
    }
    arrow_select::take::take(&arrow_select::concat::concat(&parts)?, rows, None)
}

/// The columns of a file.
pub(crate) fn schema(plan: &Plan) -> Schema {
    let passed = plan.passed.columns().iter().map(|column| {
        let data_type = column.data_type.clone().unwrap_or(DataType::LargeUtf8);
        Field::new(column.name(), data_type, true)
    });
    let rest = (plan.passed == Passed::Rest).then(|| text(REST));
    Schema::new(passed.chain(plan.keys().map(field)).chain(rest).collect::<Vec<_>>())
}

/// The keys of a record as it is written, in order.
fn cell_fields(plan: &Plan) -> Fields {
    let (columns, is_of_tables) = (plan.passed.columns(), plan.passed.is_of_tables());
    let texts = columns.iter().enumerate().filter(|(_, column)| column.data_type.is_none());
    let row = is_of_tables.then(|| Field::new(ROW, DataType::Int64, true));
    let rest = (plan.passed == Passed::Rest).then(|| text(REST));
    let passed = texts.map(|(n, _)| text(&key(n))).chain(row);
    passed.chain(plan.keys().map(field)).chain(rest).collect()
}

fn file_schema(plan: &Plan) -> Result<SchemaDescriptor, ParquetError> {
    ArrowSchemaConverter::new().convert(&schema(plan))
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::LargeUtf8, true)
}

fn field(column: &Column) -> Field {
    Field::new(column.name, data_type(&column.kind), true)
}

/// Arrow's type for a kind. Text is `LargeUtf8`, since the texts of a batch may be more than 2 GiB;
/// in a file it is text and nothing else.
fn data_type(kind: &Kind) -> DataType {
    match kind {
        Kind::Text => DataType::LargeUtf8,
        Kind::Number => DataType::Int64,
        Kind::List(item) => DataType::List(Arc::new(Field::new("element", data_type(item), true))),
        Kind::Object(columns) => DataType::Struct(columns.iter().map(field).collect()),
        Kind::Map(value) => {
            let entry = vec![
                Field::new("key", DataType::LargeUtf8, false),
                Field::new("value", data_type(value), true),
            ];
            let entry = Field::new("key_value", DataType::Struct(entry.into()), false);
            DataType::Map(Arc::new(entry), false)
        }
    }
}

fn compression(packing: Packing) -> Compression {
    match packing {
        Packing::Plain => Compression::UNCOMPRESSED,
        Packing::Gzip => Compression::GZIP(GzipLevel::default()),
        Packing::Zstd => Compression::ZSTD(ZstdLevel::default()),
    }
}

/// The pages of some rows, column by column. A file is made of them and taken apart again: there
/// is no other way to their bytes.
fn encode(rows: &RecordBatch, packing: Packing) -> Result<(Vec<u8>, Group), ParquetError> {
    let properties = WriterProperties::builder()
        .set_compression(compression(packing))
        // The pages of several batches stand in one group, which has one dictionary at most.
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None)
        .set_max_row_group_bytes(None)
        .build();
    let options =
        ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let mut bytes = vec![];
    let mut writer = ArrowWriter::try_new_with_options(&mut bytes, rows.schema(), options)?;
    writer.write(rows)?;
    let file = writer.close()?;
    let [group] = file.row_groups() else {
        return Err(ParquetError::General("a batch is not one group".to_owned()));
    };
    let mut end = MAGIC.len() as u64;
    let mut columns = vec![];
    for column in group.columns() {
        let (at, packed) = column.byte_range();
        if at != end {
            return Err(ParquetError::General("columns do not stand in order".to_owned()));
        }
        end += packed;
        columns.push(Chunk {
            values: column.num_values().unsigned_abs(),
            packed,
            plain: column.uncompressed_size().unsigned_abs(),
        });
    }
    bytes.truncate(end as usize);
    bytes.drain(..MAGIC.len());
    Ok((bytes, Group { at: 0, rows: group.num_rows().unsigned_abs(), columns }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests;
