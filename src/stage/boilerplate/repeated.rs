//! The lines that a survey of the folder knows, where no other rule has found anything.

use super::found::Found;
use super::lines::Line;
use super::rules::PAGE_REPEATED;
use crate::pipeline::Context;
use crate::survey::{Folded, Repeated, Where, is_long, is_title};

/// Adds the lines that the folder repeats.
///
/// Goes from the last line up: what is furniture at the end of a document is furniture here as long
/// as no paragraph that stays stands behind it. A text without such a paragraph has no end.
pub(super) fn find(
    text: &str,
    lines: &[Line],
    survey: &Repeated,
    context: &Context,
    found: &mut Found,
) {
    let mut taken = found.disjoint();
    let mut folded = Folded::default();
    let mut at_end = vec![];
    let mut is_end = true;
    for (number, line) in lines.iter().enumerate().rev() {
        let words = line.of(text);
        if is_title(number, words, context.titled) {
            continue;
        }
        let mut stays = true;
        let mut is_free = true;
        while let Some(span) = taken.last().filter(|span| span.range.end > line.start) {
            is_free &= span.range.start >= line.end;
            let is_whole = span.range.start <= line.start && line.end <= span.range.end;
            stays &= !(is_whole && context.options.allows(span.rule));
            if span.range.start < line.start {
                break; // it reaches into the line above
            }
            taken.pop();
        }
        let place =
            if is_free { folded.of(words).and_then(|line| survey.find(line)) } else { None };
        match place {
            Some(Where::Anywhere) => found.add(text, line.range(), &PAGE_REPEATED),
            Some(Where::AtEnd) if is_end => at_end.push(line.range()),
            _ if stays && is_long(words) && is_end => {
                is_end = false;
                for line in at_end.drain(..) {
                    found.add(text, line, &PAGE_REPEATED);
                }
            }
            _ => {}
        }
    }
}
