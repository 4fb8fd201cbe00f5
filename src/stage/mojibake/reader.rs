//! Reads a text block by block with the plans that were chosen for it, and makes the edits.

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::ops::Range;

use super::candidates::choose as choose_plans;
use super::direct::{self, Direct, Piece};
use super::evidence::Island;
use super::lossy::{self, Loss, Lost};
use super::plan::Plan;
use super::rules::{CUT_CHARACTER, DROPPED_BYTE, LOST_CHARACTER, SPACED_BYTE};
use super::search::{Active, Before, Sides, Step, search};
use super::token;
use crate::edit::Edit;
use crate::options::Guess;
use crate::rule::Risk;
use crate::span::ceil;
use crate::stage::scan::next_byte;

/// Long texts are searched in blocks of about so many bytes.
const BLOCK: usize = 8 * 1024;

/// What is left of a text behind a block belongs to it, up to so many bytes: too few to tell much.
const REST: usize = 1024;

/// So much of what is misread behind a block has a say in how its end is read. Else what makes no
/// sense elsewhere would make some at the end of a block, where nothing speaks against it; the text
/// would get shorter, and so on at the ends of the blocks that it has now.
const AHEAD: usize = 64;

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let block = start..block_end(text, start);
        start = block.end;
        (!block.is_empty()).then_some(block)
    })
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

/// How far a text has been read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    guess: Guess,
    /// What may have been lost, once that was asked.
    lost: OnceCell<Lost>,
    /// How many ASCII words the text has, once that was asked.
    words: OnceCell<usize>,
    /// Whether plans are wanted in words.
    notes: bool,
    /// In order.
    pub(super) edits: Vec<Edit>,
    /// What ends here was read.
    at: usize,
    /// What that was read with last.
    last: Last,
}

/// What the last characters outside ASCII were read with.
#[derive(Debug, Clone)]
enum Last {
    Unknown,
    Nothing,
    Plan(Active),
}

impl Reader<'_> {
    pub(super) fn new(text: &str, guess: Guess, notes: bool) -> Reader<'_> {
        Reader {
            text,
            guess,
            lost: OnceCell::new(),
            words: OnceCell::new(),
            notes,
            edits: vec![],
            at: 0,
            last: Last::Unknown,
        }
    }

    fn lost(&self) -> Lost {
        *self.lost.get_or_init(|| Lost::of(self.text, self.guess))
    }

    /// The plans for a stretch of the text with these islands.
    pub(super) fn choose(&self, islands: &[Island], known: &[Active]) -> Vec<Active> {
        choose_plans(self.text, islands, known, self.lost(), &self.words)
    }

    /// Adds the edits of a block. Its `islands` are asked for plans beside the known ones, but for
    /// those that the only known plan reads for sure.
    pub(super) fn repair(&mut self, block: Range<usize>, islands: &[Island], known: &[Active]) {
        // Nothing is known of what stands before if that was not read; and what was read may
        // reach into this block.
        if self.at < block.start {
            self.last = Last::Unknown;
        }
        let block = block.start.max(self.at)..block.end;
        if block.is_empty() {
            return;
        }
        let pieces = self.pieces(block.clone(), known);
        let open = match &pieces {
            Some(pieces) => direct::open(islands, pieces),
            None => islands.to_vec(),
        };
        let mut active = known.to_vec();
        if !open.is_empty() {
            let chosen = self.choose(&open, known);
            match &pieces {
                // What was read for sure has no say in the choice.
                Some(_) => active.extend(chosen.into_iter().filter(|one| !one.is(&known[0]))),
                None => active = chosen,
            }
        }
        let pieces = match pieces.filter(|_| active.len() == 1) {
            Some(pieces) => Some(pieces),
            None => self.pieces(block.clone(), &active),
        };
        match pieces {
            Some(pieces) => self.take(block, pieces, &active),
            None if active.is_empty() => {}
            None => {
                let sides = Sides { before: self.before(&active), goes_on: None };
                self.search(block, sides, &active);
            }
        }
    }

    /// The pieces of a block, if tables are enough for what `active` asks.
    fn pieces(&self, block: Range<usize>, active: &[Active]) -> Option<Vec<Piece>> {
        let mut direct = Direct::of(active)?;
        let is_inside = self.before(active) == Before::Inside(0);
        Some(direct.pieces(self.text, block, is_inside))
    }

    fn before(&self, active: &[Active]) -> Before {
        match &self.last {
            Last::Unknown => Before::Unknown,
            Last::Nothing => Before::Outside,
            Last::Plan(plan) => {
                active.iter().position(|one| one.is(plan)).map_or(Before::Outside, Before::Inside)
            }
        }
    }

    /// Adds the edits of the pieces of a block.
    pub(super) fn take(&mut self, block: Range<usize>, pieces: Vec<Piece>, active: &[Active]) {
        let plan = active[0].chain[0];
        self.at = block.end;
        let last = pieces.len().wrapping_sub(1);
        for (n, piece) in pieces.into_iter().enumerate() {
            match piece {
                Piece::Read(range, with) => {
                    if n == last {
                        self.last = Last::Plan(active[0].clone());
                    }
                    let mut edit = Edit::replace(range, with, plan.rule);
                    edit.note = self.notes.then(|| plan.words().into());
                    self.edits.push(edit);
                }
                Piece::Unsure(one) => self.search(one.range, one.sides, active),
                Piece::Clean(_) => self.last = Last::Nothing,
            }
        }
    }

    /// Adds the edits of a stretch that is searched; what one plan says of neighbours is one edit.
    fn search(&mut self, range: Range<usize>, sides: Sides, active: &[Active]) {
        let text = self.text;
        let seen = if sides.goes_on.is_none() { ahead(text, range.end) } else { range.end };
        let steps = search(text, range.start..seen, sides, active, self.lost());
        let count = steps.partition_point(|step| step.range.start < range.end);
        self.reach(&range, steps[..count].last(), active);
        let mut last = None;
        for n in 0..count {
            let step = &steps[n];
            let plan = active[step.active].chain[0];
            let mut with: String = match active[step.active].chain[..] {
                [_] => step.token.chars().iter().collect(),
                // One layer at a time: what lost a byte below is seen in the company of what did not.
                _ => layer(plan, text, step.range.clone(), self.lost()),
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
                    let odds = lossy::odds(text, &steps, n, active, self.lost());
                    if self.guess == Guess::High && odds < LIKELY {
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
            match self.edits.last_mut() {
                Some(edit) if edit.range.end == step.range.start && last == this => {
                    edit.range.end = step.range.end;
                    edit.with.to_mut().push_str(&with);
                }
                _ => {
                    let mut edit = Edit::replace(step.range.clone(), with, rule);
                    edit.note = Some(note.into());
                    self.edits.push(edit);
                }
            }
            // What is guessed stands alone, with its own odds.
            last = this.filter(|(_, loss)| loss.is_none());
        }
    }

    /// Takes down how far a stretch was read, of which this was the last step.
    fn reach(&mut self, range: &Range<usize>, step: Option<&Step>, active: &[Active]) {
        let end = step.map_or(range.start, |step| step.range.end);
        self.at = range.end.max(end);
        if !self.text.as_bytes()[end..self.at].is_ascii() {
            self.last = Last::Nothing;
        } else if let Some(step) = step {
            self.last = Last::Plan(active[step.active].clone());
        }
    }
}

/// The end of what has a say in how the text up to `end` is read.
fn ahead(text: &str, end: usize) -> usize {
    let next = next_byte(text.as_bytes(), end, |byte| !byte.is_ascii());
    next.map_or(end, |next| ceil(text, text.len().min(next + AHEAD)))
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
