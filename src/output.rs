//! Records: which fields, in which units, and where they are written.

mod fields;
pub(crate) mod json;
mod offsets;
mod packing;
pub(crate) mod part;
mod record;
pub(crate) mod sink;
mod writer;

use std::path::PathBuf;

use crate::error::Error;
pub use fields::{FIELDS, FieldRow};
pub use packing::Packing;
pub(crate) use record::{Origin, Plan, Row, is_key};
pub use writer::Writer;

/// What a record looks like.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Which of our fields are written; the default ones when `None`.
    pub fields: Option<Vec<&'static str>>,
    /// The unit of offsets into text.
    pub offsets: Offsets,
    /// One record a sentence instead of one a document.
    pub per_sentence: bool,
}

/// The unit of offsets into text. `source_spans` and `changes` are bytes in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Offsets {
    /// Unicode code points, as Python counts.
    #[default]
    Chars,
    /// UTF-8 bytes.
    Bytes,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

/// Where records go.
#[derive(Debug, Clone, Default)]
pub enum Destination {
    /// To stdout, as they come.
    #[default]
    Stdout,
    /// To a file, which appears whole or not at all; `.gz` and `.zst` by name.
    File(PathBuf),
    /// To files of a folder, each of which appears whole or not at all.
    Folder(Folder),
    /// Nowhere.
    Nowhere,
}

impl Destination {
    /// How what is written there is compressed.
    pub(crate) fn packing(&self) -> Packing {
        match self {
            Destination::File(path) => Packing::of(path),
            Destination::Folder(folder) => folder.packing,
            Destination::Stdout | Destination::Nowhere => Packing::Plain,
        }
    }
}

/// A folder that records are written to: `part-00000.jsonl.zst` and so on, `manifest.json` with
/// their sizes and checksums, and last of all an empty `_SUCCESS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where. It is made if it is not there.
    pub path: PathBuf,
    /// How large a file may become, in bytes as written. One batch is not divided.
    pub shard_bytes: u64,
    /// How its files are compressed.
    pub packing: Packing,
    /// What the names of its files begin with; parts of one job that share a folder differ in it.
    pub prefix: String,
}

impl Folder {
    /// Makes it, if it is not there.
    pub(crate) fn make(&self) -> Result<(), Error> {
        std::fs::create_dir_all(&self.path)
            .map_err(|error| Error::new("could not make the folder").at(&self.path).because(error))
    }

    /// The file of this number.
    pub(crate) fn shard(&self, number: usize) -> PathBuf {
        self.named(&format!("part-{number:05}.jsonl{}", self.packing.extension()))
    }

    /// A file of this run.
    pub(crate) fn named(&self, name: &str) -> PathBuf {
        self.path.join(format!("{}{name}", self.prefix))
    }
}
