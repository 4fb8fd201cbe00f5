//! Columns in the making, filled from [cells](super::cells).

use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, LargeStringBuilder, NullBufferBuilder};
use arrow_array::{ArrayRef, ListArray, MapArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields};

use super::cells::{Cell, Reader, misfit};

/// The columns of those fields that are `wanted`, of the records that stand in `parts` one behind the
/// other. `fields` are all that a record may have, in its order. A row is null in a field that its record
/// does not have, and in all of them where there is none.
pub(crate) fn columns(
    fields: &Fields,
    wanted: Range<usize>,
    parts: &[&[u8]],
) -> Result<Vec<ArrayRef>, ArrowError> {
    let column = |(n, field): (usize, &Arc<Field>)| {
        if wanted.contains(&n) { Column::new(field.data_type()) } else { Ok(Column::Unwanted) }
    };
    let mut columns = fields.iter().enumerate().map(column).collect::<Result<Vec<_>, _>>()?;
    for part in parts {
        let mut cells = Reader::new(part);
        while !cells.is_at_end() {
            match cells.next()? {
                Cell::Begin => read_object(fields, &mut columns, &mut cells)?,
                Cell::Null => columns.iter_mut().for_each(Column::null),
                _ => return Err(misfit()),
            }
        }
    }
    columns.drain(wanted).map(Column::finish).collect()
}

fn empty(fields: &Fields) -> Result<Vec<Column>, ArrowError> {
    fields.iter().map(|field| Column::new(field.data_type())).collect()
}

/// A column; of a field that nobody wants, nothing.
enum Column {
    Unwanted,
    Text(LargeStringBuilder),
    Number(Int64Builder),
    List { item: Box<Column>, runs: Runs, field: Arc<Field> },
    Object { columns: Vec<Column>, valid: NullBufferBuilder, fields: Fields },
    Map { keys: LargeStringBuilder, values: Box<Column>, runs: Runs, entry: Arc<Field> },
}

/// Where the items of each list end.
struct Runs {
    ends: Vec<i32>,
    valid: NullBufferBuilder,
}

/// The next key of an object; `None` at its end.
fn key<'a>(cells: &mut Reader<'a>) -> Result<Option<&'a str>, ArrowError> {
    match cells.next()? {
        Cell::String(key) => Ok(Some(key)),
        Cell::End => Ok(None),
        _ => Err(misfit()),
    }
}

impl Column {
    fn new(data_type: &DataType) -> Result<Column, ArrowError> {
        Ok(match data_type {
            DataType::LargeUtf8 => Column::Text(LargeStringBuilder::new()),
            DataType::Int64 => Column::Number(Int64Builder::new()),
            DataType::List(field) => Column::List {
                item: Column::new(field.data_type())?.into(),
                runs: Runs::new(),
                field: Arc::clone(field),
            },
            DataType::Struct(fields) => Column::Object {
                columns: empty(fields)?,
                valid: NullBufferBuilder::new(0),
                fields: fields.clone(),
            },
            DataType::Map(entry, _) => {
                let DataType::Struct(fields) = entry.data_type() else { return Err(misfit()) };
                Column::Map {
                    keys: LargeStringBuilder::new(),
                    values: Column::new(fields[1].data_type())?.into(),
                    runs: Runs::new(),
                    entry: Arc::clone(entry),
                }
            }
            _ => return Err(misfit()),
        })
    }

    fn read(&mut self, cells: &mut Reader) -> Result<(), ArrowError> {
        if let Column::Unwanted = self {
            return cells.pass();
        }
        let cell = cells.next()?;
        self.take(cell, cells)
    }

    /// Takes a value that begins with a cell.
    fn take(&mut self, cell: Cell, cells: &mut Reader) -> Result<(), ArrowError> {
        match (self, cell) {
            (column, Cell::Null) => column.null(),
            (Column::Text(texts), Cell::String(text)) => texts.append_value(text),
            (Column::Number(numbers), Cell::Number(number)) => numbers.append_value(number),
            (Column::List { item, runs, .. }, Cell::Begin) => {
                let mut count = 0;
                loop {
                    match cells.next()? {
                        Cell::End => break runs.add(count)?,
                        cell => item.take(cell, cells)?,
                    }
                    count += 1;
                }
            }
            (Column::Object { columns, valid, fields }, Cell::Begin) => {
                read_object(fields, columns, cells)?;
                valid.append_non_null();
            }
            (Column::Map { keys, values, runs, .. }, Cell::Begin) => {
                let mut count = 0;
                while let Some(key) = key(cells)? {
                    keys.append_value(key);
                    values.read(cells)?;
                    count += 1;
                }
                runs.add(count)?;
            }
            _ => return Err(misfit()),
        }
        Ok(())
    }

    fn null(&mut self) {
        match self {
            Column::Unwanted => {}
            Column::Text(texts) => texts.append_null(),
            Column::Number(numbers) => numbers.append_null(),
            Column::List { runs, .. } | Column::Map { runs, .. } => runs.null(),
            Column::Object { columns, valid, .. } => {
                columns.iter_mut().for_each(Column::null);
                valid.append_null();
            }
        }
    }

    fn finish(self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Column::Unwanted => return Err(misfit()),
            Column::Text(mut texts) => Arc::new(texts.finish()),
            Column::Number(mut numbers) => Arc::new(numbers.finish()),
            Column::List { item, runs, field } => {
                let (ends, valid) = runs.finish();
                Arc::new(ListArray::try_new(field, ends, item.finish()?, valid)?)
            }
            Column::Object { columns, mut valid, fields } => {
                let columns = columns.into_iter().map(Column::finish).collect::<Result<_, _>>()?;
                Arc::new(StructArray::try_new(fields, columns, valid.finish())?)
            }
            Column::Map { mut keys, values, runs, entry } => {
                let DataType::Struct(fields) = entry.data_type() else { return Err(misfit()) };
                let columns: Vec<ArrayRef> = vec![Arc::new(keys.finish()), values.finish()?];
                let entries = StructArray::try_new(fields.clone(), columns, None)?;
                let (ends, valid) = runs.finish();
                Arc::new(MapArray::try_new(entry, ends, entries, valid, false)?)
            }
        })
    }
}

/// Reads the keys and values of an object to its end. They come in the order of its fields; one that it
/// has not is null, and a key that is no field, or stands where it does not belong, is an error: what it
/// says would be lost.
fn read_object(
    fields: &Fields,
    columns: &mut [Column],
    cells: &mut Reader,
) -> Result<(), ArrowError> {
    let mut next = 0;
    while let Some(key) = key(cells)? {
        let ahead = fields[next..].iter().position(|field| field.name() == key);
        let at = next + ahead.ok_or_else(misfit)?;
        columns[next..at].iter_mut().for_each(Column::null);
        columns[at].read(cells)?;
        next = at + 1;
    }
    columns[next..].iter_mut().for_each(Column::null);
    Ok(())
}

impl Runs {
    fn new() -> Runs {
        Runs { ends: vec![0], valid: NullBufferBuilder::new(0) }
    }

    /// Where the last one ends.
    fn end(&self) -> i32 {
        self.ends.last().copied().unwrap_or_default()
    }

    fn add(&mut self, count: usize) -> Result<(), ArrowError> {
        let end = i32::try_from(count).ok().and_then(|count| self.end().checked_add(count));
        self.ends.push(end.ok_or(ArrowError::OffsetOverflowError(count))?);
        self.valid.append_non_null();
        Ok(())
    }

    fn null(&mut self) {
        self.ends.push(self.end());
        self.valid.append_null();
    }

    fn finish(mut self) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
        (OffsetBuffer::new(ScalarBuffer::from(self.ends)), self.valid.finish())
    }
}
