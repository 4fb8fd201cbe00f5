//! What each page makes of the islands if they are UTF-8: which characters it reads, from bytes alone.
//!
//! UTF-8 says much of itself: where a page gives whole characters for all that is odd, no other plan
//! need be asked, and a page that reads nothing but what a likelier one reads alike is none that
//! explains more.

use super::codec::{Codec, Sequence};
use super::evidence::Island;
use super::pages::{Image, image};
use super::plan::Plan;
use super::token::is_in_use;

/// What one page makes of the islands.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) plan: &'static Plan,
    /// By character, with one before each island; 0 where the page has none.
    bytes: Vec<u8>,
    /// Whether a character belongs to a whole one of UTF-8.
    is_read: Vec<bool>,
    /// How many do.
    pub(super) count: usize,
    /// Whether all do that are not ASCII.
    pub(super) is_all: bool,
    /// Whether all do in the islands that UTF-8 is seen in.
    pub(super) is_whole: bool,
}

/// What each of the plans, which are UTF-8 read as a page, makes of the islands; those that see the
/// same bytes as a likelier one are left out, and so are those that read no more than one does.
pub(super) fn readings(
    text: &str,
    evidence: &[&Island],
    plans: impl Iterator<Item = &'static Plan>,
) -> Vec<Reading> {
    if evidence.iter().all(|island| island.pages == 0) {
        return vec![];
    }
    let none = image('\0');
    let mut signs: Vec<&'static Image> = vec![];
    // The stretches of `signs` that UTF-8 is seen in.
    let mut hit = vec![];
    let mut last = usize::MAX;
    // Characters that are not ASCII.
    let mut others = 0;
    for island in evidence {
        // Long islands are cut anywhere.
        if island.range.start != last {
            signs.push(none);
        }
        last = island.range.end;
        let from = signs.len();
        let inside = text[island.range.clone()].chars();
        others += inside.clone().filter(|c| !c.is_ascii()).count();
        signs.extend(inside.map(|c| if c.is_ascii() { none } else { image(c) }));
        if island.pages != 0 {
            hit.push(from..signs.len());
        }
    }
    let mut readings: Vec<Reading> = vec![];
    for plan in plans {
        let Codec::Page(page) = plan.wrong else { continue };
        let bytes: Vec<u8> = signs.iter().map(|image| image.bytes[page]).collect();
        if readings.iter().any(|other| other.bytes == bytes) {
            continue;
        }
        let mut reading = Reading::new(plan, bytes);
        if readings.iter().any(|other| reading.is_part_of(other)) {
            continue;
        }
        let is_whole = |n: usize| reading.is_read[n] || signs[n].is_none();
        reading.is_all = reading.count == others;
        reading.is_whole = reading.count > 0 && hit.iter().all(|one| one.clone().all(is_whole));
        readings.push(reading);
    }
    readings
}

impl Reading {
    fn new(plan: &'static Plan, bytes: Vec<u8>) -> Reading {
        let mut is_read = vec![false; bytes.len()];
        let mut count = 0;
        let mut at = 0;
        while at < bytes.len() {
            let end = bytes.len().min(at + 4);
            let len = match bytes[at] {
                0xC2..=0xF4 => match Codec::Utf8.sequence(&bytes[at..end]) {
                    Sequence::Whole(len, c) if is_in_use(c) => len,
                    _ => 0,
                },
                _ => 0,
            };
            is_read[at..at + len].fill(true);
            count += len;
            at += len.max(1);
        }
        Reading { plan, bytes, is_read, count, is_all: false, is_whole: false }
    }

    /// Whether a page that is as likely reads all that this one does, and the same.
    fn is_part_of(&self, other: &Reading) -> bool {
        let is_part =
            |n: usize| !self.is_read[n] || other.is_read[n] && self.bytes[n] == other.bytes[n];
        self.count > 0 && other.plan.prior <= self.plan.prior && (0..self.bytes.len()).all(is_part)
    }
}
