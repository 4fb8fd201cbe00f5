//! Records: which fields, in which units, and where they are written.

mod fields;
pub(crate) mod json;
mod offsets;
mod record;
pub(crate) mod sink;

use std::path::PathBuf;

pub use fields::{FIELDS, FieldRow};
pub(crate) use record::{Origin, Plan, Row, is_key};

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
    /// Nowhere.
    Nowhere,
}
