//! Turns scraped articles into clean, sentence-split text, and accounts for every byte it changed.
//!
//! ```
//! let article = "Harbour reopens after the storm\n\
//!     â€œIt heldâ€\u{9d}, said Mr. Tarn.  The wall stood.\n\n\
//!     — Ann Oke (@annoke) October 17, 2017\n";
//! let document = descrape::clean(article.as_bytes(), &descrape::Options::default());
//!
//! assert_eq!(document.title(), Some("Harbour reopens after the storm"));
//! let sentences: Vec<&str> = document.sentences().iter().map(|s| &document.text()[s.clone()]).collect();
//! assert_eq!(sentences, ["Harbour reopens after the storm", "“It held”, said Mr. Tarn.", "The wall stood."]);
//!
//! // Every change is on record, so the source can be rebuilt from it.
//! assert_eq!(descrape::restore::restore_document(&document).unwrap(), article.as_bytes());
//! ```
//!
//! # How it works
//!
//! A stage is a plain function from a text to a sorted, disjoint list of edits (range,
//! replacement, rule). It never changes text itself. The pipeline applies the edits and folds them
//! into one [`alignment`]; clean text, offsets into the source, summary, `explain`, change log and
//! [`restore`] are all views of that one list.
//!
//! ```text
//!  paths, stdin ─► walk, open, decompress, parse ─► bytes            corpus: may fail, per input
//!                                                    │
//!                 decode: BOM, label, detection ─────┤ text + first alignment
//!                                                    │
//!    ┌─ for stage in STAGES ─────────────────────────┤                pure: never fails,
//!    │  entities · mojibake · unicode ·              │ edits          never prints, no clock,
//!    │  boilerplate · social · whitespace            │                no disk
//!    └─ again, while any of them proposes something ─┤
//!                      language, then sentences ─────┤ spans
//!                                                    ▼
//!                                                 Document ─► record, report, explain   output, cli
//! ```
//!
//! # Where things are
//!
//! | module | what it holds |
//! |---|---|
//! | [`pipeline`] | [`STAGES`](pipeline::STAGES), the one list; how edits become a document |
//! | [`decode`] | bytes to text, knowing the bytes of each character |
//! | [`stage`] | the stages, one file or folder each |
//! | [`rule`], [`label`] | why a change is made; what a piece of an article is |
//! | [`layout`] | whether a newline wraps a line or ends a paragraph |
//! | [`survey`] | the lines that a folder repeats |
//! | [`title`], [`language`], [`sentences`] | functions of the clean text |
//! | [`social`] | mentions, hashtags, cashtags and links |
//! | [`alignment`], [`restore`] | where output bytes came from; the way back |
//! | [`check`] | what is dirty, where and why, as findings |
//! | [`corpus`], [`output`], [`report`] | folders and streams in, records out, counts |
//! | `arrow` | rows of Arrow batches in and out, with the feature `parquet` |
//! | `program` | the command line, with the feature `cli` |
//!
//! # Laws
//!
//! Tested by generators (`tests/laws`), not only by examples.
//!
//! 1. Cleaning never fails and never prints. Odd input is a [`Finding`] beside a result.
//! 2. Outside its changes the output is the decoded source, character for character, and each such
//!    character maps to exactly its own source bytes.
//! 3. Nothing is lost: text, changes and encoding rebuild the source bytes, for any bytes and options.
//! 4. Settled: cleaning the clean text proposes no edit, and title, language and sentences are equal.
//! 5. Same inputs, same options, same version: the same records in the same order, byte for byte,
//!    on any number of threads and any batch size.
//! 6. The numbers add up: documents in = written + skipped + quarantined, and so do their bytes.
//! 7. Only [`corpus`], [`output`] and the program touch files, the clock or the terminal.
//! 8. A panic inside one document costs that document, never the run.
//! 9. No input makes time or memory grow faster than linearly (n log n inside one run of combining
//!    marks).
//!
//! Deliberately absent: a way to add stages at run time (their order carries meaning: a user who
//! needs another step runs it before or after), and rewriting of good text (curly quotes, dashes,
//! ligatures and full-width letters stay as the author wrote them).

// The program is written as any user of the library would write it.
#[cfg(feature = "cli")]
extern crate self as descrape;

pub mod alignment;
#[cfg(feature = "parquet")]
pub mod arrow;
mod byte_set;
pub mod check;
#[cfg(feature = "cli")]
mod cli;
mod code_page;
pub mod corpus;
pub mod decode;
mod document;
mod edit;
pub mod error;
pub mod label;
pub mod language;
#[allow(dead_code, reason = "the stages that decide by it come next")]
mod language_model;
pub mod layout;
mod options;
pub mod output;
pub mod pipeline;
#[cfg(feature = "cli")]
pub mod program;
pub mod report;
pub mod restore;
pub mod rule;
pub mod sentences;
pub mod social;
mod span;
pub mod stage;
pub mod survey;
pub mod title;

pub use document::{Change, Document, Embed, Finding, Mention, Removed, Step};
pub use options::{Guess, Options, Social, TweetWords};
pub use pipeline::{clean, clean_text};

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
