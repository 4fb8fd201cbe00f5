//! The stages, in the order they run.

pub mod entities;
pub mod mojibake;
pub mod unicode;
pub mod boilerplate;
pub mod whitespace;
