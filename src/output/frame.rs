//! What stands around the batches of a file, and how they come to be one file.

#![cfg_attr(
    not(feature = "parquet"),
    allow(
        unused_variables,
        clippy::unused_self,
        clippy::unnecessary_wraps,
        clippy::needless_pass_by_value,
        reason = "only tables are made of groups"
    )
)]

use serde::{Deserialize, Serialize};

use super::formats::FileKind;
#[cfg(feature = "parquet")]
use super::formats::parquet::Groups;
use super::packing::Packing;
use super::record::Plan;
use crate::error::Error;

/// Some rows of a table, column by column: the bytes of the first column, then those of the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Group {
    /// Where its bytes begin in the file.
    pub at: u64,
    pub rows: u64,
    pub columns: Vec<Chunk>,
}

/// A column of some rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    pub values: u64,
    /// Bytes as they stand in the file.
    pub packed: u64,
    /// Bytes before they were compressed.
    pub plain: u64,
}

impl std::ops::AddAssign for Chunk {
    fn add_assign(&mut self, other: Chunk) {
        self.values += other.values;
        self.packed += other.packed;
        self.plain += other.plain;
    }
}

/// A file in the making.
#[derive(Debug)]
pub(crate) struct Frame {
    /// How batches are compressed.
    pub packing: Packing,
    /// What a file begins with.
    head: Vec<u8>,
    #[cfg(feature = "parquet")]
    groups: Option<Groups>,
}

type Write<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Error>;

impl Frame {
    /// Batches one behind the other and nothing else.
    pub(crate) fn plain(packing: Packing) -> Frame {
        Frame {
            packing,
            head: vec![],
            #[cfg(feature = "parquet")]
            groups: None,
        }
    }

    /// A file of records; a batch is made of about so many bytes.
    pub(crate) fn of(plan: &Plan, packing: Packing, batch_bytes: usize) -> Result<Frame, Error> {
        Ok(match plan.format.file {
            FileKind::Stream { head } => {
                let head = head(plan);
                let head = if head.is_empty() { head } else { packing.pack(head) };
                Frame { head, ..Frame::plain(packing) }
            }
            #[cfg(feature = "parquet")]
            FileKind::Groups => Frame {
                head: super::formats::parquet::MAGIC.to_vec(),
                groups: Some(Groups::new(plan, packing, batch_bytes)?),
                ..Frame::plain(packing)
            },
        })
    }

    /// Goes on with a file that has these groups already.
    pub(crate) fn go_on(&mut self, done: Vec<Group>) {
        #[cfg(feature = "parquet")]
        if let Some(groups) = &mut self.groups {
            groups.go_on(done);
        }
    }

    /// What a file begins with.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Bytes of batches that are not written yet.
    pub(crate) fn held(&self) -> u64 {
        #[cfg(feature = "parquet")]
        if let Some(groups) = &self.groups {
            return groups.held();
        }
        0
    }

    /// Adds a batch to a file that has `at` bytes; what it is time to write is written.
    pub(crate) fn add(
        &mut self,
        batch: &[u8],
        group: Option<&Group>,
        at: u64,
        write: Write,
    ) -> Result<(), Error> {
        #[cfg(feature = "parquet")]
        if let (Some(groups), Some(group)) = (&mut self.groups, group) {
            return groups.add(batch, group, at, write);
        }
        write(batch)
    }

    /// Ends a file that has `at` bytes.
    pub(crate) fn end(&mut self, at: u64, write: Write) -> Result<(), Error> {
        #[cfg(feature = "parquet")]
        if let Some(groups) = &mut self.groups {
            return groups.end(at, write);
        }
        if at == 0 && self.packing != Packing::Plain {
            // No bytes at all are no gzip file and no zstd file.
            write(&self.packing.pack(vec![]))?;
        }
        Ok(())
    }

    /// The groups that were written since this was last asked, of the file that is being written.
    pub(crate) fn take_groups(&mut self) -> Vec<Group> {
        #[cfg(feature = "parquet")]
        if let Some(groups) = &mut self.groups {
            return groups.take_new();
        }
        vec![]
    }
}
