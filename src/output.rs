//! Records: which fields, in which units, and where they are written.

mod fields;
mod form;
mod formats;
pub(crate) mod frame;
pub(crate) mod json;
mod offsets;
pub(crate) mod out;
mod packing;
pub(crate) mod part;
pub(crate) mod passed;
mod record;
pub(crate) mod sink;
mod writer;

use std::path::PathBuf;

use crate::document::Document;
use crate::error::Error;
pub use fields::{FIELDS, FieldRow};
pub(crate) use formats::FileKind;
#[cfg(feature = "parquet")]
pub(crate) use formats::parquet;
pub use formats::{FORMATS, Format};
pub use packing::Packing;
pub(crate) use record::{Origin, Plan, Row, is_key};
pub use writer::Writer;

use crate::restore::restore_document;

/// What a record looks like.
#[derive(Debug, Clone)]
pub struct Shape {
    /// In which format it is written.
    pub format: &'static Format,
    /// Which of our fields are written; the default ones when `None`.
    pub fields: Option<Vec<&'static str>>,
    /// The unit of offsets into text.
    pub offsets: Offsets,
    /// One record a sentence instead of one a document.
    pub per_sentence: bool,
}

impl Default for Shape {
    fn default() -> Shape {
        Shape {
            format: Format::JSONL,
            fields: None,
            offsets: Offsets::default(),
            per_sentence: false,
        }
    }
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

/// The record of one document: a JSON object with the fields of a shape, and `id` and `path` as
/// given. An unknown field is an error.
///
/// ```
/// use descrape::output::{Shape, record};
///
/// let document = descrape::clean_text("It  held.", &descrape::Options::default());
/// let shape = Shape { fields: Some(vec!["id", "text"]), ..Shape::default() };
/// assert_eq!(record(&document, &shape, "a.txt").unwrap(), r#"{"id":"a.txt","text":"It held."}"#);
/// ```
pub fn record(document: &Document, shape: &Shape, id: &str) -> Result<String, Error> {
    let shape = Shape { format: Format::JSONL, per_sentence: false, ..shape.clone() };
    let source = restore_document(document)
        .map_err(|error| Error::new("could not rebuild the source").because(error))?;
    let quoted = json::quoted(id).into();
    let origin =
        Origin { path: id, id: quoted, title: None, language: None, source: &source, row: None };
    let mut line = vec![];
    Plan::new(&shape)?.write(&mut line, document, &origin);
    line.pop();
    String::from_utf8(line).map_err(|error| Error::new("could not write the record").because(error))
}

/// Where records go.
#[derive(Debug, Clone, Default)]
pub enum Destination {
    /// To stdout, as they come.
    #[default]
    Stdout,
    /// To a file, which appears whole or not at all; `.gz` and `.zst` by name. The pages of a
    /// Parquet file are compressed with zstd.
    File(PathBuf),
    /// To files of a folder, each of which appears whole or not at all.
    Folder(Folder),
    /// Nowhere.
    Nowhere,
}

impl Destination {
    /// How records of a format are compressed there.
    pub(crate) fn packing(&self, format: &Format) -> Packing {
        match self {
            Destination::Folder(folder) => folder.packing,
            _ if !format.is_stream() => Packing::Zstd,
            Destination::File(path) => Packing::of(path),
            Destination::Stdout | Destination::Nowhere => Packing::Plain,
        }
    }
}

/// A folder that records are written to: `part-00000.jsonl.zst` and so on (`.csv.zst`, `.parquet`),
/// `manifest.json` with their sizes and checksums, and last of all an empty `_SUCCESS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where. It is made if it is not there.
    pub path: PathBuf,
    /// How large a file may become, in bytes as written. One batch is not divided.
    pub shard_bytes: u64,
    /// How its files are compressed; of Parquet the pages.
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
    pub(crate) fn shard(&self, number: usize, format: &Format) -> PathBuf {
        let packing = if format.is_stream() { self.packing.extension() } else { "" };
        self.named(&format!("part-{number:05}.{}{packing}", format.extensions[0]))
    }

    /// A file of this run.
    pub(crate) fn named(&self, name: &str) -> PathBuf {
        self.path.join(format!("{}{name}", self.prefix))
    }
}
