//! The program around the library: what a person types and sees.
//!
//! Invariant: nothing here cleans text. A command makes options, calls the library and hands the
//! result to a view, which is a function to a `String`; only [`terminal`] writes one out.

pub mod args;
pub mod check;
pub mod clean;
mod cleaning;
mod config;
mod diff;
mod excerpt;
pub mod explain;
mod fields;
pub mod generate;
pub mod interrupt;
mod labels;
pub mod licenses;
mod limits;
mod log;
mod names;
mod output;
pub mod parse;
mod progress;
pub mod restore;
pub mod rules;
pub mod step;
mod summary;
pub mod survey;
pub mod terminal;

/// How a command ended that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done.
    Done,
    /// Everything was done, and something was found.
    Findings,
    /// Some of it was not, and has been told.
    Incomplete,
}

impl Outcome {
    /// `Done` if nothing was left undone.
    pub fn done_if(all: bool) -> Outcome {
        if all { Outcome::Done } else { Outcome::Incomplete }
    }

    /// What the program ends with.
    pub fn exit_code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Findings => 1,
            Outcome::Incomplete => 2,
        }
    }
}
