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
//! - `candidates`, with `gain` and `swapped`: which plans explain more than they cost;
//! - `search`, with `token`, `lossy` and `gaps`: which characters each of them turns back.
//!
//! A pass takes off one layer; the stage settles when none is left.

mod candidates;
mod codec;
mod deeper;
mod direct;
mod evidence;
mod gain;
mod gaps;
mod lossy;
mod pages;
mod plan;
mod rules;
mod script;
mod search;
mod swapped;
mod sweep;
mod token;

pub use rules::*;

use std::cell::RefCell;
use std::fmt::Write as _;
use std::ops::Range;

use crate::document::Finding;
use crate::edit::{Edit, settle};
use crate::options::{Guess, Options};
use crate::pipeline::{Context, Proposal};
use crate::rule::Risk;
use crate::span::ceil;
use candidates::choose as choose_plans;
use direct::{Direct, Piece, WholeText};
use evidence::{Island, islands};
use lossy::{Loss, Lost};
use plan::Plan;
use search::{Active, Sides, search};
use sweep::is_doubtful;

#[cfg(test)]
mod tests;

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let options = context.options;
    // What the last pass saw below the layer that it took off.
    let below = RefCell::new(vec![]);
    let mut proposal = settle(
        "mojibake.unsettled",
        text,
        |text| pass(text, options, options.guess, &below),
        |steps| if options.trace { plan(steps) } else { None },
    );
    if options.guess == Guess::Off {
        let guessed = pass(text, options, Guess::Any, &RefCell::default())
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

/// Long texts are searched in pieces of about so many bytes.
const BLOCK: usize = 8 * 1024;

/// What is left of a text behind a piece belongs to it, up to so many bytes: too few to tell much.
const REST: usize = 1024;

/// One layer: the edits that make every misread stretch one layer better.
fn pass(text: &str, options: &Options, guess: Guess, below: &RefCell<Vec<Active>>) -> Vec<Edit> {
    let mut blocks = vec![];
    let mut start = 0;
    while start < text.len() {
        let end = block_end(text, start);
        blocks.push((start..end, is_doubtful(text, start..end, guess)));
        start = end;
    }
    let done = |edits: Vec<Edit>| {
        // A control may be a byte of a sequence that only the next layer shows.
        let controls = edits.is_empty() && options.allows(&C1_AS_WINDOWS_1252);
        if controls { c1_controls(text) } else { edits }
    };
    if blocks.iter().all(|(_, is_doubtful)| !is_doubtful) {
        return done(vec![]);
    }
    let lost = Lost::of(text, guess);
    if below.borrow().is_empty()
        && let Some(WholeText { active, pieces }) = WholeText::read(text)
    {
        let mut edits = vec![];
        take(text, pieces, &[active], lost, options.trace, &mut edits);
        edits.retain(|edit| options.allows(edit.rule));
        return done(edits);
    }
    let all = islands(text, 0..text.len());
    let known = choose_plans(text, &all, &below.take(), lost);
    below.replace(known.iter().filter_map(Active::below).collect());
    let mut edits = vec![];
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
        repair(text, block, here, &known, lost, options.trace, &mut edits);
    }
    // Only now: what a page explains is no evidence for another one.
    edits.retain(|edit| options.allows(edit.rule));
    done(edits)
}

/// The end of the block that begins at `start`: behind a line where there is one.
fn block_end(text: &str, start: usize) -> usize {
    if text.len() - start <= BLOCK + REST {
        return text.len();
    }
    let bytes = &text.as_bytes()[start..start + BLOCK];
    let behind = memchr::memrchr(b'\n', bytes).or_else(|| memchr::memrchr(b' ', bytes));
    ceil(text, start + behind.map_or(BLOCK, |at| at + 1))
}

/// Adds the edits of one block. Its `islands` are asked for plans beside the known ones, but for
/// those that the only known plan reads for sure.
fn repair(
    text: &str,
    block: Range<usize>,
    islands: &[Island],
    known: &[Active],
    lost: Lost,
    notes: bool,
    edits: &mut Vec<Edit>,
) {
    let pieces = Direct::of(known).map(|mut direct| direct.pieces(text, block.clone(), false));
    let open = match &pieces {
        Some(pieces) => direct::open(islands, pieces),
        None => islands.to_vec(),
    };
    let mut active = known.to_vec();
    if !open.is_empty() {
        let chosen = choose_plans(text, &open, known, lost);
        match &pieces {
            // What was read for sure has no say in the choice.
            Some(_) => active.extend(chosen.into_iter().filter(|one| !one.is(&known[0]))),
            None => active = chosen,
        }
    }
    match pieces.filter(|_| active.len() == 1) {
        Some(pieces) => take(text, pieces, &active, lost, notes, edits),
        None => match Direct::of(&active) {
            Some(mut direct) => {
                let pieces = direct.pieces(text, block, false);
                take(text, pieces, &active, lost, notes, edits);
            }
            None if active.is_empty() => {}
            None => repair_searched(text, block, Sides::default(), &active, lost, edits),
        },
    }
}

/// Adds the edits of pieces, with the plan in words where `notes` are asked for.
fn take(
    text: &str,
    pieces: Vec<Piece>,
    active: &[Active],
    lost: Lost,
    notes: bool,
    edits: &mut Vec<Edit>,
) {
    let plan = active[0].chain[0];
    for piece in pieces {
        match piece {
            Piece::Read(range, with) => {
                let mut edit = Edit::replace(range, with, plan.rule);
                edit.note = notes.then(|| plan.words().into());
                edits.push(edit);
            }
            Piece::Unsure(one) => {
                repair_searched(text, one.range, one.sides, active, lost, edits);
            }
            Piece::Clean(_) => {}
        }
    }
}

/// Adds the edits of a stretch that is searched; what one plan says of neighbours is one edit.
fn repair_searched(
    text: &str,
    range: Range<usize>,
    sides: Sides,
    active: &[Active],
    lost: Lost,
    edits: &mut Vec<Edit>,
) {
    let steps = search(text, range, sides, active, lost);
    let mut last = None;
    for (n, step) in steps.iter().enumerate() {
        let plan = active[step.active].chain[0];
        let mut with: String = match active[step.active].chain[..] {
            [_] => step.token.chars().iter().collect(),
            // One layer at a time: what lost a byte below is seen in the company of what did not.
            _ => layer(plan, text, step.range.clone(), lost),
        };
        if text[step.range.clone()] == *with {
            continue;
        }
        let mut rule = plan.rule;
        let mut note = plan.words();
        if let Some(loss) = step.token.loss {
            rule = match loss {
                Loss::Spaced => &SPACED_BYTE,
                Loss::Cut => &CUT_CHARACTER,
                _ if with.contains('\u{fffd}') => &LOST_CHARACTER,
                _ => &DROPPED_BYTE,
            };
            if rule.risk == Risk::Guess {
                let odds = lossy::odds(text, &steps, n, active, lost);
                if lost.guess == Guess::High && odds < LIKELY {
                    if loss != Loss::Replaced {
                        continue;
                    }
                    let left = step.token.without_guesses();
                    (rule, with) = (&LOST_CHARACTER, left.chars().iter().collect());
                } else {
                    let _ = write!(note, "; a byte is lost, {}", lossy::said(odds));
                }
            }
        }
        let this = Some((step.active, step.token.loss));
        match edits.last_mut() {
            Some(edit) if edit.range.end == step.range.start && last == this => {
                edit.range.end = step.range.end;
                edit.with.to_mut().push_str(&with);
            }
            _ => {
                let mut edit = Edit::replace(step.range.clone(), with, rule);
                edit.note = Some(note.into());
                edits.push(edit);
            }
        }
        // What is guessed stands alone, with its own odds.
        last = this.filter(|(_, loss)| loss.is_none());
    }
}

/// What a stretch of whole tokens was before a plan.
fn layer(plan: &'static Plan, text: &str, range: Range<usize>, lost: Lost) -> String {
    let mut with = String::new();
    let mut found = vec![];
    let mut at = range.start;
    while at < range.end {
        found.clear();
        token::tokens(&[plan], text, at, lost, &mut found);
        let Some(token) = found.iter().find(|token| token.loss.is_none()) else { break };
        with.extend(token.chars());
        at = token.end;
    }
    with
}

/// Odds that a guess must have to be made without being asked for, in 1/16 nat: 2.7 to 1.
const LIKELY: i32 = 16;

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
