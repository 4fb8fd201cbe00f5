//! Reads tables: files whose rows are found by an index.

use std::ops::Range;
use std::sync::Arc;

use super::{Reader, Wanted};
use crate::corpus::batch::{Batch, Item};
use crate::corpus::failed::Failed;
use crate::corpus::formats::parquet;
use crate::corpus::jsonl::Refused;
use crate::corpus::place::Place;
use crate::corpus::walk::{Found, Kind};

impl<F: FnMut(Batch) -> bool> Reader<'_, F> {
    /// The rows of a table. A place in it is a row, as its offset and its line; where a part
    /// begins, each row stands for as many bytes of the file as all others.
    pub(super) fn table(&mut self, found: &Arc<Found>, start: Place, part: Range<u64>) -> Wanted {
        let input = start.input;
        let next = Place::start(input + 1);
        if matches!(found.kind, Kind::Stdin) {
            let refused =
                Refused::new("unreadable", "a table is read from a file, not from a pipe");
            return self.push(refuse(found, &refused, None), 0, next);
        }
        let opened = match parquet::open(&found.path, self.inputs, self.batch_bytes) {
            Ok(opened) => opened,
            // Is told by the part with the start of the file.
            Err(_) if part.start > 0 => return Some(()),
            Err(refused) => return self.push(refuse(found, &refused, None), 0, next),
        };
        let (all, bytes) = (opened.all, found.bytes.max(1));
        let row_at = |byte: u64| {
            let row = (u128::from(byte) * u128::from(all)).div_ceil(u128::from(bytes));
            u64::try_from(row).unwrap_or(u64::MAX).min(all)
        };
        let byte_at =
            |row: u64| (u128::from(row) * u128::from(bytes) / u128::from(all.max(1))) as u64;
        let (first, until) = (start.offset.max(row_at(part.start)), row_at(part.end));
        if all == 0 && part.start == 0 {
            return self.push(Item::Skipped(Arc::clone(found), "empty"), 0, next);
        }
        self.batch.files += u64::from(part.start == 0 && start.offset == 0);
        if first >= until {
            return Some(());
        }
        let mut rows = match opened.from(first) {
            Ok(rows) => rows,
            Err(refused) => return self.push(refuse(found, &refused, Some(first)), 0, next),
        };
        loop {
            let row = rows.at;
            match rows.next(self.batch_bytes, until) {
                Ok(batches) if batches.is_empty() => return Some(()),
                Ok(batches) => {
                    let here = Place { input, offset: rows.at, lines: rows.at };
                    self.batch.consumed += byte_at(rows.at) - byte_at(row);
                    let item = Item::Rows { file: Arc::clone(found), row: row + 1, batches };
                    self.push(item, self.batch_bytes, here)?;
                }
                Err(refused) => return self.push(refuse(found, &refused, Some(row)), 0, next),
            }
        }
    }
}

/// A table, or what is behind some of its rows, that cannot be read.
fn refuse(found: &Found, refused: &Refused, behind: Option<u64>) -> Item {
    let mut failed = Failed::refused(found, refused, 0, vec![]);
    failed.problem.line = behind.map(|rows| rows + 1);
    Item::Failed(failed)
}
