//! Where a run stands in its inputs.

use serde::{Deserialize, Serialize};

/// Where the next record begins. Batches end at such places, and a run can begin at one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Which of the inputs, in their order, from 0.
    pub input: usize,
    /// How many of its bytes, decompressed, lie before the record.
    pub offset: u64,
    /// How many of its lines do.
    pub lines: u64,
}

impl Place {
    /// The start of an input.
    pub(crate) fn start(input: usize) -> Place {
        Place { input, ..Place::default() }
    }
}
