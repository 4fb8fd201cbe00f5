//! Turns scraped articles into clean, sentence-split text, and accounts for every byte it changed.

pub mod alignment;
pub mod corpus;
pub mod decode;
mod document;
mod edit;
pub mod error;
pub mod label;
pub mod language;
pub mod layout;
mod options;
pub mod output;
pub mod pipeline;
pub mod report;
pub mod restore;
pub mod rule;
pub mod sentences;
pub mod stage;
pub mod title;

pub use document::{Change, Document, Embed, Finding, Removed, Step};
pub use options::{Guess, Options};
pub use pipeline::{clean, clean_text};
