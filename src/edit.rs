//! Edits: what a stage returns instead of changing text itself.

use std::borrow::Cow;
use std::ops::Range;

use crate::rule::Rule;

/// One change a stage wants: replace `range` of its input by `with`.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Bytes of the stage's input. Empty for an insertion.
    pub range: Range<usize>,
    /// What shall stand there.
    pub with: Cow<'static, str>,
    /// Why.
    pub rule: &'static Rule,
    /// What `explain` says beyond the rule: a plan in words, odds.
    pub note: Option<Box<str>>,
}

impl Edit {
    /// Replaces `range` by `with`.
    pub fn replace(range: Range<usize>, with: impl Into<Cow<'static, str>>, rule: &'static Rule) -> Edit {
        Edit { range, with: with.into(), rule, note: None }
    }

    /// Takes `range` out.
    pub fn delete(range: Range<usize>, rule: &'static Rule) -> Edit {
        Edit::replace(range, "", rule)
    }
}

/// Whether edits are sorted and disjoint, lie on character borders and each changes something:
/// the invariant every stage keeps, and what [`apply`] relies on.
///
/// Two edits may touch, but only one of them may be an insertion at a given place.
pub(crate) fn is_proper(text: &str, edits: &[Edit]) -> bool {
    edits.iter().all(|e| {
        text.is_char_boundary(e.range.start)
            && text.is_char_boundary(e.range.end)
            && e.range.start <= e.range.end
            && text[e.range.clone()] != *e.with
    }) && edits.windows(2).all(|w| {
        w[0].range.end <= w[1].range.start && w[0].range.start < w[1].range.start
    })
}

/// The text after `edits`, which are sorted and disjoint. One forward pass.
pub(crate) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + edits.iter().map(|e| e.with.len()).sum::<usize>());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.with);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}
