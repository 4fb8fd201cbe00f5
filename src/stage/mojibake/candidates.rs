//! Which plans are worth a search: those that explain more of the damage than they cost.

use std::cell::OnceCell;
use std::ops::Range;

use super::codec::Codec;
use super::deeper::deepen;
use super::evidence::{Island, SLACK, Weight, head, spread, weights};
use super::gain::{ALONE, MIXED, cap_of, covered, gain, has_more_than_leads};
use super::lossy::Lost;
use super::plan::{Fold, PAGES_MIXED, PLANS, Plan};
use super::search::Active;
use super::swapped::{Stretch, is_foreign_letter};
use super::token::tokens;
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
    let all = spread(text, islands);
    let mut weighed = weights(text, &all);
    // Less, and nothing that an encoding read as another one could gain would pay for it.
    let evidence = if most(&weighed) > PAGES_MIXED {
        all
    } else {
        weighed = vec![];
        hit = islands.iter().filter(|island| island.pages != 0).cloned().collect();
        spread(text, &hit)
    };
    if evidence.is_empty() {
        return vec![];
    }
    let mut candidates = utf8_as_page(text, &evidence, known, lost);
    let unexplained = |(n, weight): (usize, &Weight)| {
        let gain = candidates.iter().map(|one| one.gains[n]).max().unwrap_or(0);
        // Most of what there is to gain.
        if gain * 2 >= weight.most { 0 } else { weight.most - gain.max(0) }
    };
    if weighed.iter().enumerate().map(unexplained).sum::<i32>() > PAGES_MIXED {
        candidates.extend(one_as_other(text, &evidence, &weighed, known, lost, words));
    }
    // Where of every character only the first byte is left, it may be a letter.
    for one in &mut candidates {
        if one.chain[0].right == Codec::Utf8
            && one.chain[0].fold == Fold::Kept
            && !has_more_than_leads(text, &evidence, &one.chain, lost)
        {
            one.price += NONE_WHOLE;
        }
    }
    // Case was lost only where nothing else reads what is there, or all around are capitals.
    let (upper, lower) = cases_around(text, &evidence);
    let covers = |chain: &[&'static Plan]| covered(text, &evidence, chain, lost);
    let exact: Vec<(Codec, usize)> = candidates
        .iter()
        .filter(|one| one.chain[0].fold == Fold::Kept && one.chain[0].right == Codec::Utf8)
        .map(|one| (one.chain[0].wrong, covers(&one.chain)))
        .collect();
    candidates.retain(|one| {
        let same = exact.iter().find(|(wrong, _)| *wrong == one.chain[0].wrong);
        match one.chain[0].fold {
            Fold::Kept => true,
            Fold::Raised if lower > 0 => false,
            Fold::Raised if upper >= CAPITALS => true,
            _ => same.is_none_or(|(_, n)| covers(&one.chain) > *n),
        }
    });
    deepen(text, &evidence, known, lost, &mut candidates);
    pick(&candidates)
}

/// So many capitals around, and no small letter, say that a text is in capitals.
pub(super) const CAPITALS: usize = 3;

fn most(weights: &[Weight]) -> i32 {
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

/// UTF-8 that was read as a page.
fn utf8_as_page(text: &str, evidence: &[&Island], known: &[Active], lost: Lost) -> Vec<Candidate> {
    let pages = evidence.iter().fold(0, |pages, island| pages | island.pages);
    let may_guess = lost.guess != Guess::Off;
    let plans = PLANS.iter().filter(|plan| may_guess || plan.fold == Fold::Kept).filter(|plan| {
        matches!((plan.wrong, plan.right), (Codec::Page(n), Codec::Utf8) if pages & 1 << n != 0)
    });
    let mut plans = distinct(text, evidence, plans);
    if evidence.len() > SAMPLE {
        let hit: Vec<&&Island> = evidence.iter().filter(|island| island.pages != 0).collect();
        let sample: Vec<Range<usize>> = hit
            .iter()
            .step_by(hit.len().div_ceil(SAMPLE).max(1))
            .map(|island| head(text, island))
            .collect();
        let glance = |plan: &&'static Plan| -> i32 {
            sample.iter().map(|head| gain(text, head, &[*plan], lost)).sum()
        };
        let mut glanced: Vec<(i32, &'static Plan)> =
            plans.iter().map(|plan| (-glance(plan), *plan)).collect();
        glanced.sort_by_key(|(loss, _)| *loss);
        plans = glanced.into_iter().take(CLOSELY).map(|(_, plan)| plan).collect();
    }
    plans.into_iter().map(|plan| Candidate::new(text, evidence, vec![plan], known, lost)).collect()
}

/// Any encoding that was read as another one.
fn one_as_other(
    text: &str,
    evidence: &[&Island],
    weighed: &[Weight],
    known: &[Active],
    lost: Lost,
    words: &OnceCell<usize>,
) -> Vec<Candidate> {
    // The most telling first: they say soonest that a plan is none.
    let mut order: Vec<usize> = (0..weighed.len()).filter(|n| weighed[*n].most > 0).collect();
    order.sort_by_key(|n| std::cmp::Reverse(weighed[*n].odd));
    order.extend((0..weighed.len()).filter(|n| weighed[*n].most == 0));
    let stretches: Vec<Stretch> =
        evidence.iter().map(|island| Stretch::new(text, &island.range)).collect();
    let first: Vec<usize> = order.iter().copied().take(GLANCES).collect();
    let focused: Vec<Stretch> =
        first.iter().map(|n| Stretch::new(text, &weighed[*n].focus)).collect();
    let most = most(weighed);
    let plans = PLANS.iter().filter(|plan| match (plan.wrong, plan.right) {
        (Codec::Page(_), Codec::Utf8) => false,
        _ => most > plan.prior || is_known(known, &[plan]),
    });
    let candidate = |plan: &'static Plan| match (plan.wrong, plan.right) {
        (Codec::Page(wrong), Codec::Page(right)) => {
            let switch = plan.again + plan.leave;
            let at_a_glance = |one: &Stretch| one.swap(wrong, right, switch, plan.cap).gain;
            if focused.iter().map(at_a_glance).sum::<i32>() <= 0 {
                return None;
            }
            let gain = |n: usize| {
                let swap = stretches[n].swap(wrong, right, switch, plan.cap);
                swap.gain + swap.unmixed * MIXED - if swap.is_alone { ALONE } else { 0 }
            };
            Candidate::weighed(weighed, &order, plan, known, gain)
        }
        _ => {
            let at_a_glance = |n: &usize| gain(text, &head(text, evidence[*n]), &[plan], lost);
            if first.iter().map(at_a_glance).sum::<i32>() <= 0 {
                return None;
            }
            if plan.right == Codec::Utf8 {
                return Some(Candidate::new(text, evidence, vec![plan], known, lost));
            }
            let gain = |n: usize| gain(text, &evidence[n].range, &[plan], lost);
            Candidate::weighed(weighed, &order, plan, known, gain)
        }
    };
    let oddest: Vec<&Island> = order.iter().take(SAMPLE).map(|n| evidence[*n]).collect();
    let mut candidates: Vec<Candidate> =
        distinct(text, &oddest, plans).into_iter().filter_map(candidate).collect();
    candidates
        .retain(|one| is_known(known, &one.chain) || !undoes_look_alikes(text, evidence, one));
    let words = || *words.get_or_init(|| latin_words(text));
    for one in candidates.iter_mut().filter(|one| one.chain[0].right != Codec::Utf8) {
        let won = |n: usize| one.gains[n] > 0 && is_foreign(text, evidence[n], &one.chain, lost);
        let foreign = (0..evidence.len()).filter(|n| won(*n)).count();
        if foreign > 0 && foreign <= FEW * words() && !is_known(known, &one.chain) {
            one.price += AMONG_LATIN;
        }
    }
    candidates
}

/// Whether all that a candidate gains is in letters of Cyrillic or Greek that look like Latin ones:
/// somebody put them there to hide words from a search, and no page gives these alone.
fn undoes_look_alikes(text: &str, evidence: &[&Island], one: &Candidate) -> bool {
    let won = one.gains.iter().zip(evidence).filter(|(gain, _)| **gain > 0);
    let mut odd = won
        .flat_map(|(_, island)| text[island.range.clone()].chars().filter(|c| !c.is_ascii()))
        .filter(|c| c.is_alphabetic())
        .peekable();
    odd.peek().is_some() && odd.all(|c| LOOK_ALIKES.contains(c))
}

/// Those that fonts draw as Latin letters (Unicode's confusables.txt).
const LOOK_ALIKES: &str = "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌοΟΑΒΕΖΗΙΚΜΝΡΤΥΧ";

/// What a plan costs more that makes words of another script than Latin of a few in a text that is
/// mostly ASCII words: letters written for their own sake, "the vowels âêîôû", read as
/// anything.
const AMONG_LATIN: i32 = 16 * NAT;
/// So many for each ASCII word are few.
const FEW: usize = 4;

/// Words of ASCII letters in a text: runs of three or more.
fn latin_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    bytes.split(|byte| !byte.is_ascii_alphabetic()).filter(|word| word.len() >= 3).count()
}

/// Whether an island becomes letters of another script than Latin.
fn is_foreign(text: &str, island: &Island, chain: &[&'static Plan], lost: Lost) -> bool {
    let mut found = vec![];
    text[island.range.clone()].char_indices().any(|(at, _)| {
        tokens(chain, text, island.range.start + at, lost, &mut found);
        found.first().is_some_and(|token| token.chars().iter().any(|c| is_foreign_letter(*c)))
    })
}

/// So many of the most telling islands are glanced at, around what surprises, before a plan is
/// tried on all.
const GLANCES: usize = 3;

/// A chain of plans and how it does.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) chain: Vec<&'static Plan>,
    price: i32,
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
        let gains = evidence.iter().map(|island| gain(text, &island.range, &chain, lost)).collect();
        let deeper: i32 = chain[1..].iter().map(|plan| plan.prior).sum();
        let price = if is_known(known, &chain) { chain[0].again } else { chain[0].prior + deeper };
        Candidate { chain, price, gains }
    }

    /// One encoding read as another one; `None` where it is seen soon that it cannot pay.
    fn weighed(
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

fn is_known(known: &[Active], chain: &[&'static Plan]) -> bool {
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

/// Leaves out plans that see the same bytes as an earlier one, and those that do not know most of
/// the characters.
fn distinct(
    text: &str,
    evidence: &[&Island],
    plans: impl Iterator<Item = &'static Plan>,
) -> Vec<&'static Plan> {
    let mut seen: Vec<(Codec, Option<Codec>)> = vec![];
    let mut kept = vec![];
    let mut signatures: Vec<(Codec, Vec<u8>)> = vec![];
    for plan in plans {
        if !seen.iter().any(|(wrong, _)| *wrong == plan.wrong) {
            let (signature, missing, all) = signature(text, evidence, plan.wrong);
            let same = signatures.iter().find(|(_, other)| *other == signature);
            let stands_for = if missing * 4 > all * 3 && plan.right != Codec::Utf8 {
                None
            } else if let Some((other, _)) = same {
                Some(*other)
            } else {
                signatures.push((plan.wrong, signature));
                Some(plan.wrong)
            };
            seen.push((plan.wrong, stands_for));
        }
        let first = seen.iter().find(|(wrong, _)| *wrong == plan.wrong);
        if first.is_some_and(|(_, first)| *first == Some(plan.wrong)) {
            kept.push(plan);
        }
    }
    kept
}

fn signature(text: &str, evidence: &[&Island], codec: Codec) -> (Vec<u8>, usize, usize) {
    let mut bytes = vec![];
    let (mut missing, mut all) = (0, 0);
    for island in evidence {
        for c in text[island.range.clone()].chars().filter(|c| !c.is_ascii()) {
            all += 1;
            match codec.bytes_of(c) {
                Some(shown) => bytes.extend_from_slice(shown.bytes()),
                None => {
                    missing += 1;
                    bytes.push(0);
                }
            }
        }
    }
    (bytes, missing, all)
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
