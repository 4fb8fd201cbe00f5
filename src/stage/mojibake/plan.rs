//! Plans: which bytes were read with which wrong encoding.

use std::sync::LazyLock;

use super::codec::{Codec, EAST_ASIAN};
use super::pages::{PAGES, PageSet};
use super::rules;
use crate::language_model::NAT;
use crate::rule::Rule;

/// One way in which text gets damaged: bytes in one encoding, read with another.
///
/// To repair is to go back: from the characters to the bytes that the wrong encoding showed as
/// them, and from the bytes to the characters of the right one.
#[derive(Debug)]
pub(super) struct Plan {
    /// The encoding that the text was read with.
    pub(super) wrong: Codec,
    /// The encoding that the bytes are in.
    pub(super) right: Codec,
    /// What was done to the text afterwards.
    pub(super) fold: Fold,
    /// −ln of how often this happens to a text, in 1/16 nat.
    pub(super) prior: i32,
    /// What it costs to begin again with it in a text that is known to be damaged by it.
    pub(super) again: i32,
    /// What one character that comes out costs at most: a reversed plan is no reason to expect
    /// rare ones, unless its bytes say so, as those of UTF-8 do.
    pub(super) cap: i32,
    /// What it costs to end it before the text does: parts of a text are read as UTF-8 and parts
    /// not, but a file in an old encoding is in it from end to end.
    pub(super) leave: i32,
    pub(super) rule: &'static Rule,
}

/// Whether letters changed their case after the text was misread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Kept,
    Lowered,
    Raised,
}

/// UTF-8 read as the pages everyone uses.
pub(super) const COMMON: i32 = 5 * NAT;
/// UTF-8 read as any other page.
pub(super) const UNCOMMON: i32 = 9 * NAT;
/// One single-byte page read as another: a change of all letters for others explains much by
/// chance, so it is asked for more evidence.
pub(super) const PAGES_MIXED: i32 = 6 * NAT;
/// East Asian text read with a page or as another East Asian encoding.
const EAST_ASIAN_MIXED: i32 = 18 * NAT;
/// A page that few programs fall back to when they know no better.
const NO_DEFAULT: i32 = 5 * NAT;

/// Case was lost too.
const CASE_LOST: i32 = 7 * NAT;

impl Plan {
    /// The plan in words.
    pub(super) fn words(&self) -> String {
        let fold = match self.fold {
            Fold::Kept => "",
            Fold::Lowered => ", then lower-cased",
            Fold::Raised => ", then upper-cased",
        };
        format!("{} bytes were read as {}{fold}", self.right.name(), self.wrong.name())
    }
}

/// Every plan that is tried, of each kind the likelier first.
pub(super) static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
    let mut plans = vec![];
    let pages = || (0..PAGES.len()).filter(|n| PAGES[*n].utf8_rule.is_some());
    let utf8_prior = |n: usize| if n < 2 { COMMON } else { UNCOMMON + PAGES[n].rarity * NAT / 2 };
    for n in pages() {
        let rule = PAGES[n].utf8_rule.expect("only those that have one");
        plans.push(Plan {
            wrong: Codec::Page(n),
            right: Codec::Utf8,
            fold: Fold::Kept,
            prior: utf8_prior(n),
            again: 2 * NAT,
            leave: NAT,
            cap: 17 * NAT,
            rule,
        });
    }
    for (n, page) in EAST_ASIAN.iter().enumerate() {
        plans.push(Plan {
            wrong: Codec::EastAsian(n),
            right: Codec::Utf8,
            fold: Fold::Kept,
            prior: 8 * NAT,
            again: 3 * NAT,
            leave: 2 * NAT,
            cap: 17 * NAT,
            rule: page.utf8_rule,
        });
    }
    for n in pages() {
        for fold in [Fold::Lowered, Fold::Raised] {
            plans.push(Plan {
                wrong: Codec::Page(n),
                right: Codec::Utf8,
                fold,
                prior: utf8_prior(n) + CASE_LOST,
                again: 2 * NAT,
                leave: NAT,
                cap: 17 * NAT,
                rule: &rules::LOST_CASE,
            });
        }
    }
    let mut other = |wrong, right, prior: i32, rule| {
        let (again, leave, cap) = (5 * NAT, 5 * NAT, 17 * NAT);
        plans.push(Plan { wrong, right, fold: Fold::Kept, prior, again, leave, cap, rule });
    };
    let cost = |n: usize| PAGES[n].rarity * NAT + if PAGES[n].is_default { 0 } else { NO_DEFAULT };
    for right in 0..EAST_ASIAN.len() {
        let right = Codec::EastAsian(right);
        for n in 0..PAGES.len() {
            let prior = EAST_ASIAN_MIXED + cost(n);
            other(Codec::Page(n), right, prior, &rules::EAST_ASIAN_AS_OTHER);
        }
        for wrong in (0..EAST_ASIAN.len()).map(Codec::EastAsian).filter(|wrong| *wrong != right) {
            other(wrong, right, EAST_ASIAN_MIXED, &rules::EAST_ASIAN_AS_OTHER);
        }
    }
    for (right, page) in PAGES.iter().enumerate() {
        for wrong in (0..PAGES.len()).filter(|wrong| *wrong != right) {
            let prior = PAGES_MIXED + cost(wrong) + page.rarity * NAT;
            // Windows-1252 read as latin-1 is known by its C1 controls, also one alone.
            let is_controls = (wrong, right) == (1, 0);
            let rule = if is_controls { &rules::C1_AS_WINDOWS_1252 } else { &rules::PAGE_AS_OTHER };
            other(Codec::Page(wrong), Codec::Page(right), prior, rule);
        }
    }
    plans
});

/// The plans by which UTF-8 was read as one of these pages, the likelier first.
pub(super) fn utf8_as_page(pages: PageSet, fold: Fold) -> impl Iterator<Item = &'static Plan> {
    static BY_FOLD: LazyLock<[Vec<(usize, &Plan)>; 3]> = LazyLock::new(|| {
        [Fold::Kept, Fold::Lowered, Fold::Raised].map(|fold| {
            let page = |plan: &'static Plan| match (plan.wrong, plan.right) {
                (Codec::Page(page), Codec::Utf8) if plan.fold == fold => Some((page, plan)),
                _ => None,
            };
            PLANS.iter().filter_map(page).collect()
        })
    });
    let all = BY_FOLD[fold as usize].iter();
    all.filter(move |(page, _)| pages & 1 << page != 0).map(|(_, plan)| *plan)
}

/// All other plans, the likelier first.
pub(super) static ONE_AS_OTHER: LazyLock<Vec<&Plan>> = LazyLock::new(|| {
    let is_other =
        |plan: &&Plan| !matches!((plan.wrong, plan.right), (Codec::Page(_), Codec::Utf8));
    let mut plans: Vec<&Plan> = PLANS.iter().filter(is_other).collect();
    plans.sort_by_key(|plan| plan.prior);
    plans
});
