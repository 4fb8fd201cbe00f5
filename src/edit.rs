//! Edits: what a stage returns instead of changing text itself.

use std::borrow::Cow;
use std::ops::Range;

use crate::alignment::Alignment;
use crate::document::Finding;
use crate::pipeline::Proposal;
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
    /// The other rules that took part, where one edit is what several changes come to.
    pub also: Vec<&'static Rule>,
    /// What `explain` says beyond the rule: a plan in words, odds.
    pub note: Option<Box<str>>,
}

impl Edit {
    /// Replaces `range` by `with`.
    pub fn replace(
        range: Range<usize>,
        with: impl Into<Cow<'static, str>>,
        rule: &'static Rule,
    ) -> Edit {
        Edit { range, with: with.into(), rule, also: vec![], note: None }
    }

    /// Every rule that took part, in order.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        std::iter::once(self.rule).chain(self.also.iter().copied())
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
    }) && edits
        .windows(2)
        .all(|w| w[0].range.end <= w[1].range.start && w[0].range.start < w[1].range.start)
}

/// The text after `edits`, which are sorted and disjoint. One forward pass.
pub(crate) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out =
        String::with_capacity(text.len() + edits.iter().map(|e| e.with.len()).sum::<usize>());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.with);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// How often [`settle`] looks at its own result: real text is escaped or misread three, rarely
/// four times over.
const PASSES: usize = 8;

/// The edits that a pass proposes for a text, for the text after these edits, and so on until it
/// proposes none, folded into one list of edits of `text`.
///
/// `pass` leaves out what the user's options do not allow: an edit that folds several of its edits
/// is made or not made as a whole. `fold` makes the note of an edit out of the rules and notes of
/// its steps, in order. What still moves after [`PASSES`] is not touched at all, so that the
/// result stays as it is another time; each such place is a finding with the id `unsettled`.
pub(crate) fn settle(
    unsettled: &'static str,
    text: &str,
    mut pass: impl FnMut(&str) -> Vec<Edit>,
    fold: impl Fn(&[&Edit]) -> Option<Box<str>>,
) -> Proposal {
    let first = pass(text);
    if first.is_empty() {
        return Proposal::default();
    }
    let mut now = apply(text, &first);
    let mut next = pass(&now);
    if next.is_empty() {
        // Edits of one pass do not overlap: there is nothing to fold.
        let mut edits = first;
        for edit in &mut edits {
            edit.note = fold(&[&*edit]);
        }
        return Proposal { edits, is_settled: true, ..Proposal::default() };
    }
    let mut alignment = Alignment::default().then(&first);
    // What was done, with ranges of `text`, one list a pass.
    let mut layers = vec![first];
    while !next.is_empty() && layers.len() < PASSES {
        let back =
            |edit: &Edit| Edit { range: alignment.source_of(edit.range.clone()), ..edit.clone() };
        layers.push(next.iter().map(back).collect());
        alignment = alignment.then(&next);
        now = apply(&now, &next);
        next = pass(&now);
    }
    let mut ahead = vec![0; layers.len()];
    let mut moving = next.iter().peekable();
    let mut edits = Vec::with_capacity(alignment.hunks().len());
    let mut findings = vec![];
    for hunk in alignment.hunks() {
        let mut steps = Vec::new();
        for (layer, at) in layers.iter().zip(&mut ahead) {
            while let Some(step) = layer.get(*at).filter(|s| s.range.start < hunk.source.end) {
                steps.push(step);
                *at += 1;
            }
        }
        while moving.next_if(|edit| edit.range.end <= hunk.output.start).is_some() {}
        let moves = moving.peek().is_some_and(|edit| edit.range.start <= hunk.output.end);
        let with = &now[hunk.output.clone()];
        if moves {
            findings.push(Finding {
                id: unsettled,
                message: format!("still moving after {PASSES} looks; left as it is"),
                source: Some(hunk.source.clone()),
            });
        } else if text[hunk.source.clone()] != *with {
            let note = fold(&steps);
            edits.push(Edit {
                range: hunk.source.clone(),
                with: with.to_owned().into(),
                rule: hunk.rules[0],
                also: hunk.rules[1..].to_vec(),
                note,
            });
        }
    }
    Proposal { edits, findings, is_settled: next.is_empty(), ..Proposal::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Example, Risk, Severity};

    static TURN: Rule = Rule {
        id: "test.turn",
        summary: "a test",
        why: "a test",
        risk: Risk::Safe,
        severity: Severity::Note,
        label: None,
        example: Example::text("", ""),
    };

    /// Turns every `a` into `b` and every `b` into `a`, and drops every `x`.
    fn restless(text: &str) -> Vec<Edit> {
        let turned = |c| match c {
            'a' => Some("b"),
            'b' => Some("a"),
            'x' => Some(""),
            _ => None,
        };
        text.char_indices()
            .filter_map(|(at, c)| turned(c).map(|with| Edit::replace(at..at + 1, with, &TURN)))
            .collect()
    }

    #[test]
    fn what_never_settles_is_left_and_told() {
        let Proposal { edits, findings, .. } =
            settle("test.unsettled", "x- a -x", restless, |_| None);
        let edits: Vec<_> = edits.into_iter().map(|edit| edit.range).collect();
        assert_eq!(edits, [0..1, 6..7]);
        let findings: Vec<_> = findings.into_iter().map(|f| (f.id, f.source)).collect();
        assert_eq!(findings, [("test.unsettled", Some(3..4))]);
    }

    #[test]
    fn steps_fold_into_one_edit_of_the_text_that_came_in() {
        // Each look takes one pair of brackets off.
        let pass = |text: &str| match text.find("[]") {
            Some(at) => vec![Edit::delete(at..at + 2, &TURN)],
            None => vec![],
        };
        let note = |steps: &[&Edit]| Some(steps.len().to_string().into());
        let Proposal { edits, findings, .. } = settle("test.unsettled", "a[[[]]]b[]", pass, note);
        let edits: Vec<_> =
            edits.into_iter().map(|edit| (edit.range, edit.note.unwrap_or_default())).collect();
        assert_eq!(edits, [(1..7, "3".into()), (8..10, "1".into())]);
        assert!(findings.is_empty());
    }
}
