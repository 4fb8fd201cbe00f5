//! What an earlier look has learnt about a line.
//!
//! A text that gets an edit is looked at again until nothing changes, and nearly all of its lines
//! are then as they were. What most rules say of a line depends on nothing but its bytes and on
//! whether it is one of the first. So what they said is remembered beside those bytes, and a line
//! that has the same is not asked about again. That the bytes are the same is always compared:
//! it does not matter what happened to the text in between.

use super::lines::Line;

/// Facts about a line that depend on nothing but its bytes and its [`Place`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// None of the words and signs stands in it that [`super::anchors`] searches for.
    pub no_anchor: bool,
    /// The network files say nothing of it; they say less of a first line than of others.
    pub no_form: bool,
    /// No rule that looks at single lines finds anything in it, at that place.
    pub plain_at: Option<Place>,
    /// Whether it is written as a title is.
    pub is_title: Option<bool>,
}

/// What rules for single lines know of where the line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Datelines stand among these, and bylines.
    Top,
    /// Bylines still do.
    BelowTop,
    Inside,
}

/// The lines of the last look.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    text: String,
    lines: Vec<Line>,
}

impl Memory {
    /// Fills in what is known of these lines. They stand in the order they had, with some gone,
    /// some new and some changed.
    pub(super) fn recall(&self, text: &str, lines: &mut [Line]) {
        /// As many lines may be gone between two that are as they were. Where more are, what stands
        /// behind them is looked at anew.
        const GONE: usize = 32;
        let mut next = 0;
        for line in lines {
            let words = &text.as_bytes()[line.range()];
            let before = &self.lines[next..];
            let bytes = self.text.as_bytes();
            let is_same =
                |old: &Line| old.end - old.start == words.len() && bytes[old.range()] == *words;
            if let Some(at) = before.iter().take(GONE).position(is_same) {
                line.known = before[at].known;
                next += at + 1;
            }
        }
    }

    /// Remembers these lines instead of those before.
    pub(super) fn keep(&mut self, text: &str, lines: Vec<Line>) {
        self.text.clear();
        self.text.push_str(text);
        self.lines = lines;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::lines;

    #[test]
    fn lines_that_are_as_they_were_are_known() {
        let mut memory = Memory::default();
        let text = "Rain\n\nFog\nSnow\n\nRain\n\nHail";
        let mut seen = lines::all(text);
        memory.recall(text, &mut seen);
        assert!(seen.iter().all(|line| line.known == Known::default()));
        for line in &mut seen {
            line.known.is_title = Some(line.start > 0);
        }
        memory.keep(text, seen);
        let text = "Rain\n\nSnow!\n\nRain\nHail";
        let mut seen = lines::all(text);
        memory.recall(text, &mut seen);
        let known: Vec<_> = seen.iter().map(|line| line.known.is_title).collect();
        assert_eq!(known, [Some(false), None, Some(true), Some(true)]);
    }
}
