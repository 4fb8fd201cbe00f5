//! A Parquet file: row groups, and behind them what says where they are.
//!
//! A batch is compressed by the worker that made it. Here only the pages of some batches are joined,
//! column by column, which the format allows where no page needs a dictionary; nothing is decoded
//! or compressed again. Groups of a single batch would be a hundred times too small for programs
//! that read a few columns of many.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, KeyValue, ParquetMetaData, ParquetMetaDataWriter,
    RowGroupMetaData,
};
use parquet::schema::types::SchemaDescPtr;

use super::{CREATOR, VERSION_KEY, could_not, file_schema};
use crate::error::Error;
use crate::output::frame::{Chunk, Group};
use crate::output::{Packing, Plan};

/// A group is full with so many times the bytes of a batch, before they are compressed: with the
/// batches that most runs have, 128 MiB.
const BATCHES: u64 = 256;

/// The row groups of a file in the making.
#[derive(Debug)]
pub(crate) struct Groups {
    schema: SchemaDescPtr,
    compression: Compression,
    full: u64,
    /// The group that is being filled: rows, columns, and the pages of each.
    rows: u64,
    columns: Vec<Chunk>,
    pages: Vec<Vec<u8>>,
    /// Those that are written.
    done: Vec<Group>,
    /// How many of them somebody asked for.
    told: usize,
}

type Write<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Error>;

impl Groups {
    pub(crate) fn new(plan: &Plan, packing: Packing, batch_bytes: usize) -> Result<Groups, Error> {
        let schema = Arc::new(file_schema(plan).map_err(could_not)?);
        let columns = schema.num_columns();
        Ok(Groups {
            schema,
            compression: super::compression(packing),
            full: BATCHES * batch_bytes as u64,
            rows: 0,
            columns: vec![Chunk::default(); columns],
            pages: vec![vec![]; columns],
            done: vec![],
            told: 0,
        })
    }

    /// Goes on with a file that has these groups.
    pub(crate) fn go_on(&mut self, done: Vec<Group>) {
        self.told = done.len();
        self.done = done;
    }

    /// Bytes that are not written yet.
    pub(crate) fn held(&self) -> u64 {
        self.columns.iter().map(|column| column.packed).sum()
    }

    /// Adds a batch to a file that has `at` bytes, and writes the group if it is full.
    pub(crate) fn add(
        &mut self,
        mut bytes: &[u8],
        batch: &Group,
        at: u64,
        write: Write,
    ) -> Result<(), Error> {
        for ((pages, column), chunk) in
            self.pages.iter_mut().zip(&mut self.columns).zip(&batch.columns)
        {
            let (own, rest) = bytes.split_at(chunk.packed as usize);
            pages.extend_from_slice(own);
            *column += *chunk;
            bytes = rest;
        }
        self.rows += batch.rows;
        let plain: u64 = self.columns.iter().map(|column| column.plain).sum();
        if plain >= self.full { self.flush(at, write).map(drop) } else { Ok(()) }
    }

    /// Writes the group that is being filled; where the file ends then.
    fn flush(&mut self, at: u64, write: Write) -> Result<u64, Error> {
        if self.rows == 0 {
            return Ok(at);
        }
        for pages in &mut self.pages {
            write(pages)?;
            pages.clear();
        }
        let end = at + self.held();
        let columns =
            std::mem::replace(&mut self.columns, vec![Chunk::default(); self.pages.len()]);
        self.done.push(Group { at, rows: std::mem::take(&mut self.rows), columns });
        Ok(end)
    }

    /// Ends a file that has `at` bytes; the next one begins with nothing.
    pub(crate) fn end(&mut self, at: u64, write: Write) -> Result<(), Error> {
        self.flush(at, write)?;
        let footer = self.footer().map_err(could_not)?;
        self.done.clear();
        self.told = 0;
        write(&footer)
    }

    /// The groups that were written since this was last asked.
    pub(crate) fn take_new(&mut self) -> Vec<Group> {
        let new = self.done[self.told..].to_vec();
        self.told = self.done.len();
        new
    }

    fn footer(&self) -> Result<Vec<u8>, ParquetError> {
        let groups: Vec<RowGroupMetaData> =
            self.done.iter().map(|group| self.group(group)).collect::<Result<_, _>>()?;
        let rows = self.done.iter().map(|group| group.rows).sum::<u64>();
        let version = KeyValue::new(VERSION_KEY.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        let file = FileMetaData::new(
            1,
            signed(rows),
            Some(CREATOR.to_owned()),
            Some(vec![version]),
            Arc::clone(&self.schema),
            None,
        );
        let mut footer = vec![];
        ParquetMetaDataWriter::new(&mut footer, &ParquetMetaData::new(file, groups)).finish()?;
        Ok(footer)
    }

    fn group(&self, group: &Group) -> Result<RowGroupMetaData, ParquetError> {
        let mut at = group.at;
        let columns = group.columns.iter().enumerate().map(|(n, chunk)| {
            let column = ColumnChunkMetaData::builder(self.schema.column(n))
                .set_compression(self.compression)
                .set_encodings(vec![Encoding::PLAIN, Encoding::RLE])
                .set_num_values(signed(chunk.values))
                .set_total_compressed_size(signed(chunk.packed))
                .set_total_uncompressed_size(signed(chunk.plain))
                .set_data_page_offset(signed(at))
                .build();
            at += chunk.packed;
            column
        });
        let columns = columns.collect::<Result<_, _>>()?;
        RowGroupMetaData::builder(Arc::clone(&self.schema))
            .set_num_rows(signed(group.rows))
            .set_total_byte_size(signed(group.columns.iter().map(|chunk| chunk.plain).sum()))
            .set_file_offset(signed(group.at))
            .set_column_metadata(columns)
            .build()
    }
}

/// The format counts in signed numbers.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
