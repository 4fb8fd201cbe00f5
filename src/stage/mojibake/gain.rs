//! What a chain of plans makes of a stretch of text: how much less it costs, and how much of it is
//! read.

use std::ops::Range;

use super::codec::Codec;
use super::evidence::Island;
use super::lossy::{Loss, Lost};
use super::plan::{Plan, UNCOMMON};
use super::search::{CAP, context};
use super::swapped::{Sum, is_foreign_letter};
use super::token::{Token, tokens};
use crate::language_model::{NAT, symbol};

/// How much less a stretch costs under a plan.
pub(super) fn gain(text: &str, range: &Range<usize>, chain: &[&'static Plan], lost: Lost) -> i32 {
    gain_from(text, range, chain, lost, |end| as_is(text, range.start..end))
}

/// The same of an island, which other plans are asked about too: what it costs as it is was added up once.
pub(super) fn gain_of(text: &str, island: &Island, chain: &[&'static Plan], lost: Lost) -> i32 {
    let range = &island.range;
    gain_from(text, range, chain, lost, |end| {
        let up_to_end = || as_is(text, range.start..end);
        if end == range.end { *island.as_is.get_or_init(up_to_end) } else { up_to_end() }
    })
}

fn as_is(text: &str, range: Range<usize>) -> Sum {
    let mut sum = Sum::new(context(&text[..range.start]));
    text[range].chars().for_each(|c| sum.add(symbol(c), CAP));
    sum
}

fn gain_from(
    text: &str,
    range: &Range<usize>,
    chain: &[&'static Plan],
    lost: Lost,
    as_is: impl Fn(usize) -> Sum,
) -> i32 {
    let cap = cap_of(chain);
    let mut found = vec![];
    let mut repaired = Sum::new(context(&text[..range.start]));
    let mut after_token = false;
    let (mut foreign, mut east_asian, mut letters, mut signs) = (0, 0, 0, 0);
    let mut at = range.start;
    while let Some(c) = text[at..].chars().next().filter(|_| at < range.end) {
        tokens(chain, text, at, lost, &mut found);
        let best = found
            .iter()
            // Any text may end in the middle of something.
            .filter(|token| token.loss != Some(Loss::Cut))
            .map(|token| {
                let mut sum = repaired;
                sum.cost += token.price;
                token.chars().iter().for_each(|c| sum.add(symbol(*c), cap));
                (sum, token)
            })
            .min_by_key(|(sum, _)| sum.cost);
        match best {
            Some((sum, token)) => {
                let count = |is: fn(char) -> bool| token.chars().iter().filter(|c| is(**c)).count();
                foreign += count(is_foreign_letter);
                east_asian += count(is_east_asian);
                letters += count(char::is_alphabetic);
                signs += token.chars().len();
                (repaired, at) = (sum, token.end);
                after_token = true;
            }
            None => {
                if after_token && !c.is_ascii() && chain[0].right != Codec::Utf8 {
                    repaired.cost += chain[0].leave + chain[0].again;
                }
                after_token = false;
                repaired.add(symbol(c), CAP);
                at += c.len_utf8();
            }
        }
    }
    if signs == 0 {
        return 0;
    }
    let mut as_is = as_is(at);
    let mut after = text[at..].chars();
    for c in [after.next().unwrap_or(' '), after.next().unwrap_or(' ')] {
        as_is.add(symbol(c), CAP);
        repaired.add(symbol(c), CAP);
    }
    // One sign becomes another, and no word is at stake.
    let beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let apart = !beside(text[..range.start].chars().next_back())
        && !beside(text[at..].chars().next())
        && (signs == 1 || text[range.start..at].chars().count() <= 2)
        && (chain[chain.len() - 1].prior >= UNCOMMON || letters > 0);
    let alone = match foreign == 1 || apart {
        // Nobody writes one Chinese character.
        true if east_asian == 1 && signs == 1 => 2 * ALONE,
        true => ALONE,
        false => 0,
    };
    let mixed =
        if chain[0].right == Codec::Utf8 { 0 } else { (as_is.mixed - repaired.mixed) * MIXED };
    as_is.cost - repaired.cost - alone + mixed
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}

/// A single letter of another script than Latin is no word in most languages.
pub(super) const ALONE: i32 = 5 * NAT;

/// Two scripts in one word: more than the model says, which sees no words.
pub(super) const MIXED: i32 = 4 * NAT;

/// What a character costs at most that comes out of a chain of plans.
pub(super) fn cap_of(chain: &[&'static Plan]) -> i32 {
    chain.last().map_or(CAP, |plan| plan.cap)
}

/// Whether some token has more than its first byte left.
pub(super) fn has_more_than_leads(
    text: &str,
    evidence: &[&Island],
    chain: &[&'static Plan],
    lost: Lost,
) -> bool {
    let mut found = vec![];
    evidence.iter().any(|island| {
        text[island.range.clone()].char_indices().any(|(at, c)| {
            let at = island.range.start + at;
            tokens(chain, text, at, lost, &mut found);
            let is_more = |token: &Token| {
                text[at + c.len_utf8()..token.end].contains(|c: char| !c.is_ascii())
            };
            found.iter().any(|token| token.loss.is_none() || is_more(token))
        })
    })
}

/// How many characters of the evidence whole tokens of a chain of plans cover.
pub(super) fn covered(
    text: &str,
    evidence: &[&Island],
    chain: &[&'static Plan],
    lost: Lost,
) -> usize {
    let mut count = 0;
    let mut found = vec![];
    for island in evidence {
        let mut at = island.range.start;
        while let Some(c) = text[at..].chars().next().filter(|_| at < island.range.end) {
            tokens(chain, text, at, lost.only(0), &mut found);
            let end = found.iter().find(|token| token.loss.is_none()).map(|token| token.end);
            count += end.map_or(0, |end| text[at..end].chars().count());
            at = end.unwrap_or(at + c.len_utf8());
        }
    }
    count
}
