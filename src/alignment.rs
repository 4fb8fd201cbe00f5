//! Keeps every byte of the output tied to its place in the decoded input.
//!
//! A sorted list of *hunks* (`source` range ↔ `output` range), with everything between two
//! hunks the same bytes on both sides, is enough; the edits of one stage are folded
//! into it in a single sweep. One entry per byte or per character would cost more than
//! the cleaning (measured on the way here: up to 1.23 of the time, 16 bytes per byte).

use std::ops::Range;

use smallvec::SmallVec;

use crate::edit::Edit;
use crate::rule::Rule;

/// The rules that took part in a hunk, in order of their first part.
pub(crate) type Rules = SmallVec<[&'static Rule; 2]>;

/// A place where the output differs from the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Bytes of the source.
    pub source: Range<usize>,
    /// Bytes of the output.
    pub output: Range<usize>,
    pub(crate) rules: Rules,
}

impl Hunk {
    /// The rules that took part, in order of their first part.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }
}

/// Maps offsets of the output to offsets of the source and back.
///
/// ```
/// let document = descrape::clean_text("Fish &amp; chips", &Default::default());
/// let alignment = document.alignment();
/// assert_eq!(document.text(), "Fish & chips");
/// assert_eq!(alignment.source_of(5..6), 5..10); // & was &amp;
/// assert_eq!(alignment.output_of(11..16), 7..12); // chips
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alignment {
    /// Sorted and disjoint on both sides (they may touch); between two hunks source and output
    /// are the same bytes.
    hunks: Vec<Hunk>,
}

impl Alignment {
    /// An alignment whose source and output are the same text, with these ranges marked as
    /// changed already. The ranges are sorted and disjoint.
    pub(crate) fn marked(ranges: impl Iterator<Item = (Range<usize>, &'static Rule)>) -> Alignment {
        let hunks = ranges
            .map(|(range, rule)| Hunk {
                source: range.clone(),
                output: range,
                rules: SmallVec::from_iter([rule]),
            })
            .collect();
        Alignment { hunks }
    }

    /// The hunks, in order.
    pub fn hunks(&self) -> &[Hunk] {
        &self.hunks
    }

    /// The alignment after `edits` were applied to the current output.
    pub(crate) fn then(self, edits: &[Edit]) -> Alignment {
        let mut hunks = Vec::with_capacity(self.hunks.len() + edits.len());
        let (mut olds, mut news) = (self.hunks.into_iter().peekable(), edits.iter().peekable());
        // offset in the current output + shift = offset on the other side, between hunks
        let (mut to_source, mut to_output) = (0isize, 0isize);
        loop {
            let start = match (olds.peek(), news.peek()) {
                (None, None) => return Alignment { hunks },
                (Some(old), None) => old.output.start,
                (None, Some(new)) => new.range.start,
                (Some(old), Some(new)) => old.output.start.min(new.range.start),
            };
            let source_start = shifted(start, to_source);
            let output_start = shifted(start, to_output);
            let mut end = start;
            let mut rules = Rules::new();
            let mut later = Rules::new();
            loop {
                if let Some(old) = olds.next_if(|hunk| joins(start, end, &hunk.output)) {
                    end = end.max(old.output.end);
                    to_source = difference(old.source.end, old.output.end);
                    add(&mut rules, old.rules);
                } else if let Some(new) = news.next_if(|edit| joins(start, end, &edit.range)) {
                    end = end.max(new.range.end);
                    to_output += difference(new.with.len(), new.range.len());
                    add(&mut later, new.rules());
                } else {
                    break;
                }
            }
            add(&mut rules, later);
            hunks.push(Hunk {
                source: source_start..shifted(end, to_source),
                output: output_start..shifted(end, to_output),
                rules,
            });
        }
    }

    /// Without the hunks that in the end changed nothing: a repair undone, an insertion removed.
    /// `keep` tells which of these stay all the same.
    pub(crate) fn without_idle(
        mut self,
        source: &str,
        output: &str,
        keep: impl Fn(&Hunk) -> bool,
    ) -> Alignment {
        self.hunks.retain(|hunk| {
            source[hunk.source.clone()] != output[hunk.output.clone()] || keep(hunk)
        });
        self
    }

    /// The source bytes that a range of the output came from.
    ///
    /// Text deleted right before or right after the range stays outside it. A range that ends
    /// inside a hunk gets the whole hunk: inside one there is no finer truth.
    pub fn source_of(&self, range: Range<usize>) -> Range<usize> {
        across(&self.hunks, range, |hunk| &hunk.output, |hunk| &hunk.source)
    }

    /// The output bytes that a range of the source became, likewise.
    pub fn output_of(&self, range: Range<usize>) -> Range<usize> {
        across(&self.hunks, range, |hunk| &hunk.source, |hunk| &hunk.output)
    }
}

/// Maps a range from one side of the hunks to the other.
fn across(
    hunks: &[Hunk],
    range: Range<usize>,
    from: impl Fn(&Hunk) -> &Range<usize>,
    to: impl Fn(&Hunk) -> &Range<usize>,
) -> Range<usize> {
    let past = |n: usize, at: usize| match n.checked_sub(1).map(|i| &hunks[i]) {
        Some(hunk) => at - from(hunk).end + to(hunk).end,
        None => at,
    };
    let before = hunks.partition_point(|hunk| from(hunk).end <= range.start);
    let start = match hunks.get(before) {
        Some(hunk) if from(hunk).start < range.start => to(hunk).start,
        _ => past(before, range.start),
    };
    let until = hunks.partition_point(|hunk| from(hunk).start < range.end);
    let end = match until.checked_sub(1).map(|i| &hunks[i]) {
        Some(hunk) if from(hunk).end >= range.end => to(hunk).end,
        _ => past(until, range.end),
    };
    start..end.max(start)
}

/// A hunk or edit joins the group under construction when it starts it or overlaps it.
fn joins(start: usize, end: usize, range: &Range<usize>) -> bool {
    range.start < end || range.start == start
}

fn add(rules: &mut Rules, more: impl IntoIterator<Item = &'static Rule>) {
    for rule in more {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
}

fn difference(a: usize, b: usize) -> isize {
    a.cast_signed() - b.cast_signed()
}

fn shifted(at: usize, by: isize) -> usize {
    at.checked_add_signed(by).expect("offsets stay inside the text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit;
    use crate::rule::{Example, Risk, Severity};
    use proptest::prelude::*;

    static TEST: Rule = Rule {
        id: "test.test",
        summary: "a test",
        why: "a test",
        risk: Risk::Safe,
        severity: Severity::Note,
        label: None,
        example: Example::text("", ""),
    };

    /// Sorted, disjoint edits from pairs of positions, as a stage would propose them.
    fn edits_for(text: &str, cuts: &[(usize, usize, String)]) -> Vec<Edit> {
        let borders: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut edits: Vec<Edit> = cuts
            .iter()
            .map(|(a, b, with)| {
                let (a, b) = (borders[a % borders.len()], borders[b % borders.len()]);
                Edit::replace(a.min(b)..a.max(b), with.clone(), &TEST)
            })
            .filter(|edit| text[edit.range.clone()] != *edit.with)
            .collect();
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut kept: Vec<Edit> = vec![];
        for edit in edits {
            if kept
                .last()
                .is_none_or(|k| k.range.end <= edit.range.start && k.range.start < edit.range.start)
            {
                kept.push(edit);
            }
        }
        assert!(edit::is_proper(text, &kept));
        kept
    }

    proptest! {
        #[test]
        fn unedited_bytes_map_to_themselves_through_any_stages(
            source in "[a-cäß€\\n ]{0,24}",
            stages in prop::collection::vec(prop::collection::vec((0usize..30, 0usize..30, "[x-zé]{0,3}"), 0..5), 0..5),
        ) {
            let mut text = source.clone();
            let mut alignment = Alignment::default();
            for cuts in &stages {
                let edits = edits_for(&text, cuts);
                alignment = alignment.then(&edits);
                text = edit::apply(&text, &edits);
            }
            let alignment = alignment.without_idle(&source, &text, |_| false);
            let (mut s, mut o) = (0, 0);
            for hunk in alignment.hunks() {
                prop_assert!(hunk.source.start >= s && hunk.output.start >= o);
                prop_assert_eq!(&source[s..hunk.source.start], &text[o..hunk.output.start]);
                for (at, c) in text[o..hunk.output.start].char_indices() {
                    let (here, there) = (o + at..o + at + c.len_utf8(), s + at..s + at + c.len_utf8());
                    prop_assert_eq!(alignment.source_of(here.clone()), there.clone());
                    prop_assert_eq!(alignment.output_of(there), here);
                }
                (s, o) = (hunk.source.end, hunk.output.end);
            }
            prop_assert_eq!(&source[s..], &text[o..]);
        }
    }

    #[test]
    fn what_is_deleted_beside_a_range_stays_outside_it() {
        // "a--b--c" → "abc"
        let edits = [Edit::delete(1..3, &TEST), Edit::delete(4..6, &TEST)];
        let alignment = Alignment::default().then(&edits);
        assert_eq!(alignment.source_of(1..2), 3..4);
        assert_eq!(alignment.source_of(0..3), 0..7);
        assert_eq!(alignment.output_of(1..3), 1..1);
    }
}
