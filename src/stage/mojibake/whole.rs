//! Texts that one plan explains from end to end: most that are damaged are damaged all over, by one, and
//! need no choice between others.

use std::cmp::Reverse;
use std::ops::Range;

use super::candidates::{CAPITALS, cases_around};
use super::direct::{Direct, Piece, SURE};
use super::evidence::{Island, SLACK, head, islands, oddness, pages};
use super::pages::{PageSet, image};
use super::plan::{Fold, utf8_as_page};
use super::readings::{self, readings};
use super::search::Active;
use crate::language_model::NAT;
use crate::stage::scan::next_byte;

/// A text that one plan explains from end to end.
#[derive(Debug)]
pub(super) struct WholeText {
    pub(super) active: Active,
    pub(super) pieces: Vec<Piece>,
}

impl WholeText {
    /// `None` where no plan is seen at once to be the only one.
    pub(super) fn read(text: &str) -> Option<WholeText> {
        if text.len() < LONG {
            return WholeText::read_short(text);
        }
        let samples = samples(text);
        let mut best: Option<Reading> = None;
        for plan in utf8_as_page(PageSet::MAX, Fold::Kept) {
            let Some((active, mut direct)) = Direct::by(plan) else { continue };
            let read: Option<Vec<String>> =
                samples.iter().map(|range| direct.sample(text, range.clone())).collect();
            let count = |read: &[String]| read.iter().filter(|one| !one.is_empty()).count();
            let Some(read) = read.filter(|read| count(read) > 0) else { continue };
            let worth = direct.total - i64::from(plan.prior);
            let reading = Reading { count: count(&read), worth, direct, active, read };
            let Some(best) = &mut best else {
                best = Some(reading);
                continue;
            };
            if best.read == reading.read {
                // The first is the likelier, as long as there is no other difference.
                best.direct.others.push(reading.direct.bytes);
                continue;
            }
            // Signs can be read as signs that nobody uses.
            let is_close = (best.worth - reading.worth).abs() < i64::from(SURE);
            if best.count == reading.count && is_close {
                return None;
            }
            if (best.count, best.worth) < (reading.count, reading.worth) {
                *best = reading;
            }
        }
        let Reading { mut direct, active, .. } = best?;
        let pieces = direct.pieces(text, 0..text.len(), true);
        direct.explains(text, &pieces).then_some(WholeText { active, pieces })
    }

    /// The same of a short text, in which chance explains more: one that is far better than any other
    /// page that reads it all, where nothing seems to lie below and words around have small letters.
    fn read_short(text: &str) -> Option<WholeText> {
        let all = islands(text, 0..text.len());
        let all: Vec<&Island> = all.iter().collect();
        let hit: Vec<&Island> = all.iter().copied().filter(|island| island.pages != 0).collect();
        let (upper, lower) = cases_around(text, &hit);
        if hit.is_empty() || lower == 0 && upper >= CAPITALS {
            return None;
        }
        let pages = pages(&hit) & pages_of_all(text, &hit);
        let readings = readings(text, &all, utf8_as_page(pages, Fold::Kept));
        let read = |reading: &readings::Reading| {
            let (active, mut direct) = Direct::by(reading.plan)?;
            let pieces = direct.pieces(text, 0..text.len(), true);
            let worth = direct.total - i64::from(reading.plan.prior);
            Some((worth, direct, WholeText { active, pieces }))
        };
        let mut read: Vec<_> =
            readings.iter().filter(|reading| reading.is_whole).filter_map(read).collect();
        read.sort_by_key(|(worth, ..)| Reverse(*worth));
        let mut read = read.into_iter();
        let (worth, direct, whole) = read.next()?;
        let is_clear = read.next().is_none_or(|(next, ..)| next < worth - i64::from(CLEAR));
        if !is_clear || !direct.explains(text, &whole.pieces) {
            return None;
        }
        let is_below = |piece: &Piece| match piece {
            Piece::Read(_, read) => {
                let may_be = |island: &Island| {
                    island.pages != 0 && oddness(read, &head(read, island)) > SLACK
                };
                islands(read, 0..read.len()).iter().any(may_be)
            }
            Piece::Unsure(_) | Piece::Clean(_) => false,
        };
        (!whole.pieces.iter().any(is_below)).then_some(whole)
    }
}

/// The pages in which every character that is in some page may be a byte of one outside ASCII.
fn pages_of_all(text: &str, islands: &[&Island]) -> PageSet {
    let signs = islands.iter().flat_map(|island| text[island.range.clone()].chars());
    let images = signs.filter(|c| !c.is_ascii()).map(image).filter(|image| !image.is_none());
    images.fold(PageSet::MAX, |pages, image| pages & (image.leads | image.trails))
}

/// What a page must gain more than the next best one: their priors say little of a short text.
const CLEAR: i32 = 10 * NAT;

/// What a plan makes of samples.
struct Reading {
    direct: Direct,
    active: Active,
    /// By sample.
    read: Vec<String>,
    /// Samples in which something was read.
    count: usize,
    /// What they gain beyond what the plan asks.
    worth: i64,
}

/// Shorter texts are judged by all odds, but for those that leave no doubt.
const LONG: usize = 2048;

/// Samples of a text, at most.
const SAMPLES: usize = 8;

/// Some stretches of text, evenly spread, each from an ASCII character to another.
fn samples(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut samples: Vec<Range<usize>> = vec![];
    for n in 0..SAMPLES {
        let at = text.len() / SAMPLES * n;
        let from = if n == 0 { Some(0) } else { next_byte(bytes, at, |byte| byte.is_ascii()) };
        let start = from.and_then(|from| next_byte(bytes, from, |byte| !byte.is_ascii()));
        let Some(start) = start.filter(|n| samples.last().is_none_or(|last| last.end <= *n)) else {
            continue;
        };
        let least = bytes.len().min(start + SAMPLE);
        let end = next_byte(bytes, least, |byte| byte.is_ascii()).unwrap_or(bytes.len());
        samples.push(start..end);
    }
    samples
}

/// Bytes of a sample, at least.
const SAMPLE: usize = 32;
