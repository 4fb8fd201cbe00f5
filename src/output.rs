//! Records: which fields, in which units, and where they are written.

use std::path::PathBuf;

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

/// A field of a record.
#[derive(Debug)]
pub struct FieldRow {
    /// Its name in options and records.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// Whether it is written unless the user says otherwise.
    pub default: bool,
}

const fn row(name: &'static str, summary: &'static str, default: bool) -> FieldRow {
    FieldRow { name, summary, default }
}

/// Every field, in the order they are written.
pub const FIELDS: &[FieldRow] = &[
    row("id", "what the document is called", true),
    row("path", "the input file as typed", true),
    row("encoding", "the encoding it was read in", true),
    row("language", "BCP 47 tag, `und` when the evidence is thin", true),
    row("title", "the headline, or null", true),
    row("text", "the clean text", true),
    row("sentences", "the sentences, in order", true),
    row("embeds", "embedded posts: author, handle, date, words", true),
    row("spans", "where each sentence stands in `text`", false),
    row("source_spans", "the bytes of the source each sentence came from", false),
    row("paragraphs", "where each paragraph stands, and its label", false),
    row("removed", "everything labelled that left the text", false),
    row("changes", "the change log that `restore` needs", false),
    row("stats", "counts per rule, characters in and out", false),
];
