//! The stages. Their order is that of [`STAGES`](crate::pipeline::STAGES).

pub mod boilerplate;
pub mod entities;
pub mod mojibake;
pub mod social;
pub mod unicode;
pub mod whitespace;

pub(crate) mod scan;
