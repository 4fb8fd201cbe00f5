//! The likeliest encoding of bytes that are no valid UTF-8.

use super::candidates::{CANDIDATES, Candidate, has_utf8, nats};
use super::charset::Charset;
use super::segments::{Sample, Segment, segments};

/// Bytes that are looked at: of places that are no valid UTF-8, and of those that are.
const SAMPLE: usize = 32 * 1024;
const SAMPLE_OF_UTF8: usize = 8 * 1024;

/// A file of two encodings is rarer than one of one.
const TWO_ENCODINGS: u32 = nats(10);

/// What is valid UTF-8 in such a file, and not by chance, is UTF-8.
const NOT_THE_UTF8: u32 = nats(6);

/// What a declaration counts: three or four words outweigh it.
const DECLARED: u32 = nats(12);

/// What the answer of another detector counts: about a letter.
const SECONDED: u32 = nats(2);

/// A candidate so far behind does not catch up.
const HOPELESS: u32 = nats(60);

/// So many bytes show which candidates are not worth a closer look: the beginnings of places,
const PROBE: usize = 512;
/// of each so many,
const PROBE_OF_ONE: usize = 128;
/// and as each cut may cost a character, they may be further behind.
const HOPELESS_PROBE: u32 = nats(160);

/// What is known besides the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// The encoding that the page declares.
    pub(super) declared: Option<Charset>,
    /// What another detector says.
    pub(super) seconded: Option<Charset>,
    /// That it is UTF-8, by its mark; there may be strays all the same.
    pub(super) is_utf8: bool,
}

/// How a file is best read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odds {
    pub(super) candidate: &'static Candidate,
    /// Whether only what is no UTF-8 is read in that encoding.
    pub(super) beside_utf8: bool,
}

/// The likeliest.
pub(super) fn best(bytes: &[u8], known: Known) -> Odds {
    let mut odd = Sample::of(SAMPLE);
    let mut valid = Sample::of(SAMPLE_OF_UTF8);
    for range in segments(bytes) {
        let is_utf8 = simdutf8::basic::from_utf8(&bytes[range.clone()]).is_ok();
        if is_utf8 { &mut valid } else { &mut odd }.add(range);
    }
    let seen: Vec<Seen> = odd
        .ranges()
        .iter()
        .chain(valid.ranges())
        .map(|range| Seen::new(Segment::new(bytes, range.clone())))
        .collect();
    let may_be_two = seen.iter().any(|seen| seen.has_utf8) || known.is_utf8;
    let rivals = CANDIDATES.iter().map(|candidate| Rival::new(candidate, known, may_be_two));
    let mut rivals: Vec<Rival> = rivals.collect();
    probe(&mut rivals, &seen);
    for seen in &seen {
        see(&mut rivals, seen);
        drop_hopeless(&mut rivals, HOPELESS);
    }
    let best = rivals.iter().min_by_key(|rival| rival.cost()).expect("the best is never hopeless");
    Odds { candidate: best.candidate, beside_utf8: best.beside < best.alone }
}

/// Drops those that are far behind in what can be seen at a glance.
fn probe(rivals: &mut Vec<Rival>, seen: &[Seen]) {
    let fresh: Vec<Rival> = rivals.clone();
    let mut left = PROBE;
    for seen in seen {
        let beginning = seen.segment.beginning(PROBE_OF_ONE.min(left));
        left -= beginning.len;
        see(rivals, &Seen::new(beginning));
        if left == 0 {
            break;
        }
    }
    drop_hopeless(rivals, HOPELESS_PROBE);
    let is_left = |fresh: &Rival| {
        rivals.iter().any(|rival| rival.candidate.charset == fresh.candidate.charset)
    };
    *rivals = fresh.into_iter().filter(is_left).collect();
}

fn drop_hopeless(rivals: &mut Vec<Rival>, behind: u32) {
    let best = rivals.iter().map(Rival::cost).min().unwrap_or(0);
    rivals.retain(|rival| rival.cost() <= best.saturating_add(behind));
}

/// Adds what a place costs. Many pages have the same letters, so one is asked for all of them.
fn see(rivals: &mut [Rival], seen: &Seen) {
    let used = seen.segment.bytes_used();
    let mut known: Vec<(Vec<Option<char>>, Costs)> = vec![];
    for rival in rivals {
        let characters = rival.candidate.characters(&used);
        let same = known.iter().find(|known| Some(&known.0) == characters.as_ref());
        let costs = match same {
            Some((_, costs)) => *costs,
            None => Costs::of(rival.candidate, seen, rival.beside < u32::MAX),
        };
        if same.is_none()
            && let Some(characters) = characters
        {
            known.push((characters, costs));
        }
        rival.alone = rival.alone.saturating_add(costs.all);
        rival.beside = rival.beside.saturating_add(costs.beside);
    }
}

/// What it costs to read a place in an encoding, in a file that is all in it and in one that has
/// UTF-8 as well.
#[derive(Debug, Clone, Copy)]
struct Costs {
    all: u32,
    beside: u32,
}

impl Costs {
    fn of(candidate: &Candidate, seen: &Seen, may_be_two: bool) -> Costs {
        let all = candidate.cost(&seen.segment);
        let beside = if may_be_two { beside(candidate, seen, all).1 } else { 0 };
        Costs { all, beside }
    }
}

struct Seen<'a> {
    segment: Segment<'a>,
    is_valid: bool,
    has_utf8: bool,
}

impl<'a> Seen<'a> {
    fn new(segment: Segment<'a>) -> Seen<'a> {
        let is_valid = simdutf8::basic::from_utf8(segment.body).is_ok();
        Seen { segment, is_valid, has_utf8: has_utf8(&segment) }
    }
}

/// An encoding with what it costs so far to read all of the file in it, and beside UTF-8.
#[derive(Debug, Clone, Copy)]
struct Rival {
    candidate: &'static Candidate,
    alone: u32,
    beside: u32,
}

impl Rival {
    fn new(candidate: &'static Candidate, known: Known, may_be_two: bool) -> Rival {
        let is = |charset| {
            if known.declared.is_none() || known.declared == charset { 0 } else { DECLARED }
        };
        let charset = Some(candidate.charset);
        let is_seconded = known.seconded == charset || !candidate.is_known_to_chardetng();
        let seconded = if is_seconded { 0 } else { SECONDED };
        let rarity = candidate.rarity + seconded;
        Rival {
            candidate,
            alone: if known.is_utf8 { u32::MAX } else { rarity + is(charset) },
            beside: if may_be_two {
                rarity + TWO_ENCODINGS + is(Some(Charset::Utf8)).min(is(charset))
            } else {
                u32::MAX
            },
        }
    }

    fn cost(&self) -> u32 {
        self.alone.min(self.beside)
    }
}

/// Whether a place of a file in two encodings is all in the legacy one, and what it costs.
fn beside(candidate: &Candidate, seen: &Seen, cost: u32) -> (bool, u32) {
    let all = if seen.is_valid { cost.saturating_add(NOT_THE_UTF8) } else { cost };
    let part = candidate.cost_beside_utf8(&seen.segment);
    if !seen.has_utf8 && candidate.is_single_byte() && !seen.segment.is_last {
        (true, all.min(part))
    } else {
        (all < part, all.min(part))
    }
}

/// The same for a reader.
pub(super) fn is_all_legacy(candidate: &Candidate, segment: &Segment) -> bool {
    let seen = Seen::new(*segment);
    beside(candidate, &seen, candidate.cost(segment)).0
}
