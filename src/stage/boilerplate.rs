//! Embedded posts and the furniture of web pages: what in an article's text is not the article.
//!
//! Lines and blocks are found first, then typed spans: links and signatures of posts by their
//! anchors (`(@`, `pic.twitter.com/`), everything else by how a line begins or ends. A span's
//! edit takes out exactly the span; whether it is made is the user's choice (`--keep`,
//! `--drop`), and what is left around it is for the whitespace stage. Prose never gets an edit:
//! where it is not clear that a line is furniture, it is prose.

mod attribution;
mod date;
mod lines;
mod link;

use crate::pipeline::{Context, Proposal};
use crate::rule::Rule;

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[];

/// What this stage wants changed.
pub(crate) fn find(_text: &str, _context: &Context) -> Proposal {
    Proposal::default()
}
