//! Which plans are worth a search: those that explain more of the damage than they cost.

use std::cell::OnceCell;
use std::ops::Range;

use super::codec::Codec;
use super::deeper::deepen;
use super::evidence::{Island, SLACK, Weight, head, pages, spread, weights};
use super::gain::{cap_of, covered, gain, gain_of, has_more_than_leads};
use super::lossy::Lost;
use super::one_as_other::one_as_other;
use super::pages::PageSet;
use super::plan::{COMMON, Fold, PAGES_MIXED, Plan, utf8_as_page};
use super::readings::{Reading, readings};
use super::search::Active;
use crate::language_model::NAT;
use crate::options::Guess;

/// Plans of one search.
const MOST: usize = 4;

/// The plans for a stretch of text with these islands, and what each costs to begin with. `known`
/// are plans that the whole text is known to be damaged by. `words` keeps how many ASCII words the
/// text has, so that they are counted once for all stretches, and only where they matter.
pub(super) fn choose(
    text: &str,
    islands: &[Island],
    known: &[Active],
    lost: Lost,
    words: &OnceCell<usize>,
) -> Vec<Active> {
    if explain(text, islands, known, lost) {
        return known.to_vec();
    }
    let hit: Vec<Island>;
    let mut evidence = spread(text, islands);
    let mut weighed = weights(text, &evidence);
    // Less, and nothing that an encoding read as another one could gain would pay for it.
    let is_little = most(&weighed) <= PAGES_MIXED;
    if is_little {
        hit = islands.iter().filter(|island| island.pages != 0).cloned().collect();
        evidence = spread(text, &hit);
        weighed = weights(text, &evidence);
    }
    if evidence.is_empty() {
        return vec![];
    }
    let pages = pages(&evidence);
    let exact = readings(text, &evidence, utf8_as_page(pages, Fold::Kept));
    let mut plans: Vec<&'static Plan> = exact.iter().map(|reading| reading.plan).collect();
    if lost.guess != Guess::Off {
        plans.extend(lost_case(text, &evidence, lost, pages, &exact));
    }
    let closest = closest(text, &evidence, plans, lost);
    let of = |plan| Candidate::new(text, &evidence, vec![plan], known, lost);
    let mut candidates: Vec<Candidate> = closest.into_iter().map(of).collect();
    let is_explained =
        |n: usize| candidates.iter().any(|one| one.gains[n] * 4 >= weighed[n].most * 3);
    if (0..evidence.len()).any(|n| evidence[n].pages != 0 && !is_explained(n)) {
        deepen(text, &evidence, known, lost, &mut candidates, 0);
    }
    let unexplained = |(n, weight): (usize, &Weight)| {
        if weight.odd < LEAST_ODD {
            return 0;
        }
        let gain = candidates.iter().map(|one| one.gains[n]).max().unwrap_or(0);
        // Most of what there is to gain.
        if gain * 2 >= weight.most { 0 } else { weight.most - gain.max(0) }
    };
    if !is_little && weighed.iter().enumerate().map(unexplained).sum::<i32>() > PAGES_MIXED {
        let from = candidates.len();
        candidates.extend(one_as_other(text, &evidence, &weighed, known, lost, words));
        deepen(text, &evidence, known, lost, &mut candidates, from);
    }
    // Where of every character only the first byte is left, it may be a letter.
    for one in &mut candidates {
        if one.chain[0].right == Codec::Utf8
            && one.chain[0].fold == Fold::Kept
            && one.chain.len() == 1
            && !has_more_than_leads(text, &evidence, &one.chain, lost)
        {
            one.price += NONE_WHOLE;
        }
    }
    pick(&candidates)
}

/// Islands that cost less beyond what text that makes sense does are no reason to ask what hundreds of plans
/// make of them.
pub(super) const LEAST_ODD: i32 = 0;

/// UTF-8 that was read as a page and lost its case: only where the page does not read what is there
/// as it is, or all around are capitals, and only where the letters around have the case.
fn lost_case(
    text: &str,
    evidence: &[&Island],
    lost: Lost,
    pages: PageSet,
    exact: &[Reading],
) -> Vec<&'static Plan> {
    let (upper, lower) = cases_around(text, evidence);
    let is_in_capitals = lower == 0 && upper >= CAPITALS;
    let is_common = |reading: &Reading| reading.is_whole && reading.plan.prior == COMMON;
    if !is_in_capitals && exact.iter().any(is_common) {
        return vec![];
    }
    let mut plans: Vec<&'static Plan> = vec![];
    // A name may have been put in since.
    let are_few = |upper: usize, lower: usize| upper * FEW <= lower;
    let signs = evidence.iter().filter(|island| island.pages != 0);
    let signs =
        signs.flat_map(|island| text[island.range.clone()].chars()).filter(|c| !c.is_ascii());
    let count = |is: fn(char) -> bool| signs.clone().filter(|c| is(*c)).count();
    if are_few(upper, lower) && are_few(count(char::is_uppercase), count(char::is_lowercase)) {
        plans.extend(utf8_as_page(pages, Fold::Lowered));
    }
    if lower == 0 {
        plans.extend(utf8_as_page(pages, Fold::Raised));
    }
    let says_more = |plan: &&'static Plan| {
        let same = || exact.iter().find(|reading| reading.plan.wrong == plan.wrong);
        let covers = || covered(text, evidence, &[*plan], lost);
        is_in_capitals && plan.fold == Fold::Raised
            || same().is_some_and(|reading| !reading.is_all && covers() > reading.count)
    };
    plans.retain(says_more);
    plans
}

/// One capital in so many letters says nothing against a text that was lower-cased.
const FEW: usize = 8;

/// So many capitals around, and no small letter, say that a text is in capitals.
pub(super) const CAPITALS: usize = 3;

pub(super) fn most(weights: &[Weight]) -> i32 {
    weights.iter().map(|weight| weight.most).sum()
}

/// Islands of a block that tell whether what is known of the text explains it.
const SAMPLE: usize = 12;

/// Whether known plans explain whatever is odd in a block of a text.
fn explain(text: &str, islands: &[Island], known: &[Active], lost: Lost) -> bool {
    if known.is_empty() {
        return false;
    }
    let step = islands.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<&Island> = islands.iter().step_by(step).collect();
    let weights = weights(text, &sample);
    sample.iter().zip(weights).filter(|(_, weight)| weight.odd > SLACK).all(|(island, _)| {
        let head = head(text, island);
        known.iter().any(|known| gain(text, &head, &known.chain, lost) > 0)
    })
}

/// So many plans of a kind are looked at closely in a long text.
const CLOSELY: usize = 6;

/// Those that gain most in a long text; all in a short one.
fn closest(
    text: &str,
    evidence: &[&Island],
    mut plans: Vec<&'static Plan>,
    lost: Lost,
) -> Vec<&'static Plan> {
    if evidence.len() > SAMPLE && plans.len() > CLOSELY {
        let hit: Vec<&&Island> = evidence.iter().filter(|island| island.pages != 0).collect();
        let sample: Vec<Range<usize>> = hit
            .iter()
            .step_by(hit.len().div_ceil(SAMPLE).max(1))
            .map(|island| head(text, island))
            .collect();
        let glance = |plan: &&'static Plan| -> i32 {
            sample.iter().map(|head| -gain(text, head, &[*plan], lost)).sum()
        };
        plans.sort_by_cached_key(glance);
        plans.truncate(CLOSELY);
    }
    plans
}

/// A chain of plans and how it does.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) chain: Vec<&'static Plan>,
    pub(super) price: i32,
    /// By island.
    pub(super) gains: Vec<i32>,
}

impl Candidate {
    pub(super) fn new(
        text: &str,
        evidence: &[&Island],
        chain: Vec<&'static Plan>,
        known: &[Active],
        lost: Lost,
    ) -> Candidate {
        let gain = |island: &&Island| gain_of(text, island, &chain, lost.only(island.pages));
        let gains = evidence.iter().map(gain).collect();
        let deeper: i32 = chain[1..].iter().map(|plan| plan.prior).sum();
        let price = if is_known(known, &chain) { chain[0].again } else { chain[0].prior + deeper };
        Candidate { chain, price, gains }
    }

    /// One encoding read as another one; `None` where it is seen soon that it cannot pay.
    pub(super) fn weighed(
        weights: &[Weight],
        order: &[usize],
        plan: &'static Plan,
        known: &[Active],
        gain: impl Fn(usize) -> i32,
    ) -> Option<Candidate> {
        let chain = vec![plan];
        let price = if is_known(known, &chain) { plan.again } else { plan.prior };
        let mut left: i32 = weights.iter().map(|weight| weight.most).sum();
        let mut sum = 0;
        let mut gains = vec![0; weights.len()];
        for (tried, &n) in order.iter().enumerate() {
            if sum + left <= price || sum <= 0 && tried >= HOPELESS {
                return None;
            }
            gains[n] = weights[n].of(gain(n));
            sum += gains[n].max(-(plan.again + plan.leave));
            left -= weights[n].most;
        }
        // One letter for another is easily had.
        let won = |n: &usize| gains[*n] > 0;
        let first = order.iter().find(|n| won(n)).map(|n| weights[*n].character);
        let is_one = order.iter().filter(|n| won(n)).all(|n| Some(weights[*n].character) == first);
        let is_page = matches!(plan.right, Codec::Page(_));
        let price = if is_page && is_one { price + ONE_LETTER } else { price };
        Some(Candidate { chain, price, gains })
    }

    /// What it gains beyond what is explained already.
    pub(super) fn more(&self, covered: &[i32]) -> i32 {
        let worse = -(self.chain[0].again + self.chain[0].leave);
        let gains = self.gains.iter().zip(covered);
        gains
            .map(|(gain, covered)| match covered {
                0 => (*gain).max(worse),
                _ => (gain - covered).max(0),
            })
            .sum::<i32>()
            - self.price
    }
}

fn is_same(a: &[&'static Plan], b: &[&'static Plan]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| std::ptr::eq(*a, *b))
}

pub(super) fn is_known(known: &[Active], chain: &[&'static Plan]) -> bool {
    known.iter().any(|known| is_same(&known.chain, chain))
}

/// Where all that a plan explains is one letter for another, chance explains as much.
const ONE_LETTER: i32 = 4 * NAT;

/// What a plan costs more by which no character has two bytes left.
const NONE_WHOLE: i32 = 4 * NAT;

/// A plan that gains nothing on so many of the most telling islands is none.
const HOPELESS: usize = 4;

/// The candidates that explain most, each what the ones before it do not.
fn pick(candidates: &[Candidate]) -> Vec<Active> {
    let mut covered = vec![0; candidates.first().map_or(0, |first| first.gains.len())];
    let mut chosen: Vec<&Candidate> = vec![];
    while chosen.len() < MOST {
        let is_open = |one: &&Candidate| {
            // A text has one case.
            let clashes = |other: &&&Candidate| {
                let (a, b) = (one.chain[0], other.chain[0]);
                a.wrong == b.wrong && a.right == b.right && a.fold != b.fold
            };
            !chosen.iter().any(|other| is_same(&other.chain, &one.chain))
                && chosen.iter().find(clashes).is_none()
        };
        // Of equals the first, which is the likeliest.
        let best = candidates.iter().rev().filter(is_open).max_by_key(|one| one.more(&covered));
        let Some(best) = best.filter(|one| one.more(&covered) > 0) else { break };
        for (covered, gain) in covered.iter_mut().zip(&best.gains) {
            *covered = (*covered).max(*gain);
        }
        chosen.push(best);
    }
    chosen
        .into_iter()
        .map(|one| Active {
            chain: one.chain.clone(),
            enter: one.chain[0].again,
            leave: one.chain[0].leave,
            cap: cap_of(&one.chain),
        })
        .collect()
}

/// How many of the ASCII letters around are capitals and how many are not.
pub(super) fn cases_around(text: &str, evidence: &[&Island]) -> (usize, usize) {
    const AROUND: usize = 12;
    let bytes = text.as_bytes();
    let (mut upper, mut lower) = (0, 0);
    for island in evidence {
        let before = &bytes[island.range.start.saturating_sub(AROUND)..island.range.start];
        let after = &bytes[island.range.end..bytes.len().min(island.range.end + AROUND)];
        for byte in before.iter().chain(after) {
            upper += usize::from(byte.is_ascii_uppercase());
            lower += usize::from(byte.is_ascii_lowercase());
        }
    }
    (upper, lower)
}
