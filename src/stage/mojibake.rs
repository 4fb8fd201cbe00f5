//! Repairs text that was decoded with the wrong encoding.
//!
//! A noisy channel: of all the ways in which a text may have come about (as it is, or damaged by a
//! *plan*, "UTF-8 bytes were read as windows-1252"), the likeliest is taken, by what the language
//! model says of the text that comes out and how rare the plan is. `docs/repair.md` tells the whole
//! story; in the order of the data:
//!
//! - `sweep`: what is clean is seen at a glance, a block at a time;
//! - `evidence`: stretches outside ASCII (*islands*) and what they may say;
//! - `plan`, with the encodings in `pages` and `codec`: what can have happened, with its price;
//! - `whole`: most damage is by one plan all over, which is seen at once;
//! - `candidates`, with `readings`, `deeper` and `gain`: which plans explain more than they cost;
//! - `one_as_other`, with `glance` and `swapped`: the many plans by which the bytes are not UTF-8;
//! - `reader`, with `direct` and `search`, and for them `token`, `lossy` and `gaps`: which characters
//!   each of them turns back, block by block.
//!
//! A pass takes off one layer; the stage settles when none is left.

mod candidates;
mod codec;
mod deeper;
mod direct;
mod evidence;
mod gain;
mod gaps;
mod glance;
mod lossy;
mod one_as_other;
mod pages;
mod plan;
mod reader;
mod readings;
mod rules;
mod script;
mod search;
mod swapped;
mod sweep;
mod token;
mod whole;

pub use rules::*;

use std::ops::Range;

use crate::document::Finding;
use crate::edit::{Edit, settle};
use crate::options::{Guess, Options};
use crate::pipeline::{Context, Proposal};
use crate::rule::Risk;
use evidence::islands;
use reader::{Reader, blocks};
use search::Active;
use sweep::is_doubtful;
use whole::WholeText;

#[cfg(test)]
mod tests;

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let options = context.options;
    let mut layers = Layers::default();
    let mut proposal = settle(
        "mojibake.unsettled",
        text,
        |text| pass(text, options, options.guess, &mut layers),
        |steps| if options.trace { plan(steps) } else { None },
    );
    // Another time it would not know what lies below.
    proposal.is_settled &= !layers.was_told;
    if options.guess == Guess::Off {
        let guessed = pass(text, options, Guess::Any, &mut Layers::default())
            .into_iter()
            .filter(|edit| edit.rule.risk == Risk::Guess);
        proposal.findings.extend(guessed.map(|edit| Finding {
            id: "mojibake.guess",
            message: format!("{:?} may have been {:?}", &text[edit.range.clone()], edit.with),
            source: Some(edit.range),
        }));
    }
    proposal
}

/// The plans in words, in the order in which they are undone.
fn plan(steps: &[&Edit]) -> Option<Box<str>> {
    let mut notes: Vec<(&str, usize)> = vec![];
    for step in steps {
        let Some(note) = step.note.as_deref() else { continue };
        match notes.last_mut() {
            Some((last, times)) if *last == note => *times += 1,
            _ => notes.push((note, 1)),
        }
    }
    let notes: Vec<String> = notes
        .iter()
        .map(|(note, times)| match times {
            1 => (*note).to_owned(),
            2 => format!("{note}, twice"),
            n => format!("{note}, {n} times"),
        })
        .collect();
    (!notes.is_empty()).then(|| notes.join("; before that ").into())
}

/// What a pass tells the next one.
#[derive(Debug, Default)]
struct Layers {
    /// What it saw below the layer that it took off.
    below: Vec<Active>,
    /// Whether the one before had told it anything.
    was_told: bool,
}

/// One layer: the edits that make every misread stretch one layer better.
fn pass(text: &str, options: &Options, guess: Guess, layers: &mut Layers) -> Vec<Edit> {
    layers.was_told = false;
    let blocks: Vec<(Range<usize>, bool)> =
        blocks(text).map(|block| (block.clone(), is_doubtful(text, block, guess))).collect();
    let done = |edits: Vec<Edit>| {
        // A control may be a byte of a sequence that only the next layer shows.
        let controls = edits.is_empty() && options.allows(&C1_AS_WINDOWS_1252);
        if controls { c1_controls(text) } else { edits }
    };
    if blocks.iter().all(|(_, is_doubtful)| !is_doubtful) {
        return done(vec![]);
    }
    let mut reader = Reader::new(text, guess, options.trace);
    if layers.below.is_empty()
        && let Some(WholeText { active, pieces }) = WholeText::read(text)
    {
        reader.take(0..text.len(), pieces, &[active]);
        let mut edits = reader.edits;
        edits.retain(|edit| options.allows(edit.rule));
        return done(edits);
    }
    let all = islands(text, 0..text.len());
    layers.was_told = !layers.below.is_empty();
    let known = reader.choose(&all, &layers.below);
    layers.below = known.iter().filter_map(Active::below).collect();
    let mut islands = &all[..];
    let is_whole = blocks.len() == 1;
    for (block, is_doubtful) in blocks {
        let (here, rest) =
            islands.split_at(islands.partition_point(|island| island.range.start < block.end));
        islands = rest;
        // What a plan of the whole text explains may be too little to be seen at a glance.
        if known.is_empty() && !is_doubtful {
            continue;
        }
        let here = if is_whole { &[] } else { here };
        reader.repair(block, here, &known);
    }
    // Only now: what a page explains is no evidence for another one.
    let mut edits = reader.edits;
    edits.retain(|edit| options.allows(edit.rule));
    done(edits)
}

/// Controls that are no part of UTF-8: the windows-1252 characters of their bytes.
fn c1_controls(text: &str) -> Vec<Edit> {
    let mut edits = vec![];
    for at in memchr::memchr_iter(0xC2, text.as_bytes()) {
        let byte = text.as_bytes()[at + 1];
        // U+0080 to U+009F are C2 80 to C2 9F.
        let c = (byte < 0xA0).then(|| pages::character(0, byte)).flatten();
        edits.extend(
            c.filter(|c| !c.is_control())
                .map(|c| Edit::replace(at..at + 2, c.to_string(), &rules::C1_AS_WINDOWS_1252)),
        );
    }
    edits
}
