//! What lies below: text that was misread before it was misread again.

use super::candidates::Candidate;
use super::codec::Codec;
use super::evidence::Island;
use super::lossy::Lost;
use super::pages::{PageSet, image};
use super::plan::{Fold, Plan, utf8_as_page};
use super::script::are_alike;
use super::search::Active;
use super::token::tokens;

/// So many plans are looked at for what may lie below them.
const DEEPENED: usize = 5;

/// Adds chains of plans: what was misread before it was misread again. Only the whole chain makes
/// sense of it, so what lies between is not asked to. Candidates before `from` have no say.
pub(super) fn deepen(
    text: &str,
    evidence: &[&Island],
    known: &[Active],
    lost: Lost,
    candidates: &mut Vec<Candidate>,
    mut from: usize,
) {
    for _ in 0..2 {
        let mut tops: Vec<usize> = (from..candidates.len())
            .filter(|n| {
                let last = candidates[*n].chain.last().expect("a chain has a plan");
                last.right == Codec::Utf8
                    && last.fold == Fold::Kept
                    && candidates[*n].gains.iter().any(|gain| *gain > 0)
            })
            .collect();
        tops.sort_by_key(|n| -candidates[*n].more(&vec![0; evidence.len()]));
        tops.truncate(DEEPENED);
        from = candidates.len();
        for n in tops {
            let chain = candidates[n].chain.clone();
            let pages = pages_below(text, evidence, &chain, lost);
            for plan in utf8_as_page(pages, Fold::Kept).take(DEEPENED) {
                let chain: Vec<_> = chain.iter().copied().chain([plan]).collect();
                candidates.push(Candidate::new(text, evidence, chain, known, lost));
            }
        }
    }
}

/// The pages in which UTF-8 may have been misread before a chain of plans came about.
fn pages_below(text: &str, evidence: &[&Island], chain: &[&'static Plan], lost: Lost) -> PageSet {
    // Letters of one script make up words, but of text that was misread twice by one program.
    let own = match chain.last().map(|plan| plan.wrong) {
        Some(Codec::Page(n)) => 1 << n,
        _ => 0,
    };
    let mut pages = 0;
    let mut found = vec![];
    for island in evidence {
        let mut at = island.range.start;
        let (mut leads, mut last) = (0, ' ');
        while let Some(c) = text[at..].chars().next().filter(|_| at < island.range.end) {
            tokens(chain, text, at, lost, &mut found);
            let Some(token) = found.first() else {
                at += c.len_utf8();
                leads = 0;
                continue;
            };
            for c in token.chars() {
                let image = image(*c);
                if leads & image.trails != 0 {
                    pages |=
                        leads & image.trails & if are_alike(last, *c) { own } else { PageSet::MAX };
                }
                (leads, last) = (image.leads, *c);
            }
            at = token.end;
        }
    }
    pages
}
