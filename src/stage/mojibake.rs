//! mojibake

use crate::pipeline::{Context, Proposal};
use crate::rule::Rule;

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[];

/// What this stage wants changed.
pub(crate) fn find(_text: &str, _context: &Context) -> Proposal {
    Proposal::default()
}
