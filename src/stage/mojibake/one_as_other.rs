//! One encoding read as another one, by which the bytes are not those of UTF-8: hundreds of plans, of which
//! one fits by chance, so they are asked for more.

use std::cell::OnceCell;

use super::candidates::{Candidate, is_known, most};
use super::codec::Codec;
use super::evidence::{Island, Weight, head};
use super::gain::{ALONE, MIXED, gain, gain_of};
use super::glance::Glance;
use super::lossy::Lost;
use super::plan::{ONE_AS_OTHER, Plan};
use super::search::Active;
use super::swapped::{Stretch, is_foreign_letter};
use super::token::tokens;
use crate::language_model::NAT;

/// Any encoding that was read as another one.
pub(super) fn one_as_other(
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
    let most = most(weighed);
    // Chinese and Korean read as letters are odd all over.
    let odd: i32 = weighed.iter().map(|weight| weight.odd.max(0)).sum();
    let pay = ONE_AS_OTHER.partition_point(|plan| plan.prior < most);
    let (pay, others) = ONE_AS_OTHER.split_at(pay);
    let is_asked = |plan: &&'static Plan| {
        let is_odd = || odd * 2 >= plan.prior || is_known(known, &[plan]);
        !matches!(plan.right, Codec::EastAsian(_)) || is_odd()
    };
    let others = if known.is_empty() { &[] } else { others };
    let others = others.iter().copied().filter(|plan| is_known(known, &[plan]));
    let plans = pay.iter().copied().filter(is_asked).chain(others);
    let glance = Glance::new(text, order.iter().map(|n| evidence[*n].range.clone()));
    let plans = glance.promising(plans, |plan| is_known(known, &[plan]));
    if plans.is_empty() {
        return vec![];
    }
    let stretches: Vec<Stretch> =
        evidence.iter().map(|island| Stretch::new(text, &island.range)).collect();
    let first: Vec<usize> = order.iter().copied().take(GLANCES).collect();
    let focused: Vec<Stretch> =
        first.iter().map(|n| Stretch::new(text, &weighed[*n].focus)).collect();
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
            let gain = |n: usize| gain_of(text, evidence[n], &[plan], lost);
            Candidate::weighed(weighed, &order, plan, known, gain)
        }
    };
    let mut candidates: Vec<Candidate> = plans.into_iter().filter_map(candidate).collect();
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
