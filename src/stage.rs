//! The stages, in the order they run.

pub mod boilerplate;
pub mod entities;
pub mod mojibake;
pub mod unicode;
pub mod whitespace;
