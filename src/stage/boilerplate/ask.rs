//! Sentences that ask the reader for something, at the end of a paragraph or all of it: `Sign up
//! for our newsletter.`, `Follow her on Twitter @maravoss.`
//!
//! A question that leads into them (`What do you think? Write to us.`) goes with them.

use std::ops::Range;

use crate::label::Label;

use super::biography;
use super::found::Found;
use super::lines::trimmed;
use super::phrase::{self, Word};
use super::rules;
use super::sentence::{may_begin, starts_back};

/// Forms and requests are looked for in so many bytes at the end of a line.
const REACH: usize = 700;
/// A question that leads into a request is short.
const QUESTION: usize = 240;

/// Adds the requests of a line that is not taken but for what lies outside `free`; says what of
/// it is left. `whole` says that nothing stands before `free`.
pub(super) fn find(text: &str, free: Range<usize>, whole: bool, found: &mut Found) -> Range<usize> {
    let words = &text[free.clone()];
    if !may_ask(words, whole) {
        return trimmed(text, free);
    }
    let mut end = words.len();
    let mut spans: Vec<(Range<usize>, Label)> = vec![];
    let mut in_row = true;
    let mut next = words.len();
    for start in starts_back(words, REACH) {
        let sentence = words[start..next].trim_end();
        next = start;
        let (ask, anywhere) = phrase::of_sentence(sentence, words.len());
        if let Some(label) = anywhere.filter(|_| whole) {
            found.add(text, free.clone(), rules::of_line(label));
            return free.end..free.end;
        }
        let label = ask.filter(|_| in_row && !ends_quotation(sentence));
        let Some(label) = label else {
            if let Some((range, Label::Promo)) = spans.last_mut()
                && in_row
                && leads_in(sentence, start == 0)
            {
                range.start = start;
                end = start;
            }
            in_row = false;
            if words.len() > REACH || !whole {
                break;
            }
            continue;
        };
        match spans.last_mut() {
            Some((range, last)) if *last == label => range.start = start,
            _ => spans.push((start..end, label)),
        }
        end = start;
    }
    let about_author = spans.iter().any(|(_, label)| *label == Label::Byline);
    if about_author && whole && biography::is_opening(words) && words.len() <= biography::LONGEST {
        let first = spans.iter().rev().find(|(_, label)| *label == Label::Byline);
        let behind = first.map_or(words.len(), |(range, _)| range.end);
        let own = free.start..free.start + behind;
        found.add(text, own, rules::of_line(Label::Byline));
        spans.retain(|(range, _)| range.start >= behind);
        end = 0;
    }
    for (range, label) in spans {
        let range = free.start + range.start..free.start + range.end;
        found.add(text, range, rules::of_line(label));
    }
    trimmed(text, free.start..free.start + end)
}

/// Whether any sentence that is looked at may be a request, by its first letters.
pub(super) fn may_ask(words: &str, whole: bool) -> bool {
    // Of others only the last sentences count.
    if !whole || words.len() > REACH {
        return true;
    }
    phrase::may_be_of_sentence(words)
        || memchr::memchr3_iter(b'.', b'!', b'?', words.as_bytes())
            .filter_map(|at| may_begin(&words[at + 1..]))
            .any(phrase::may_be_of_sentence)
}

/// Whether a quotation ends in a sentence that did not begin there: somebody else asks.
fn ends_quotation(sentence: &str) -> bool {
    let count = |sign: char| sentence.matches(sign).count();
    count('”') > count('“') || count('"') % 2 == 1
}

/// Whether a sentence before a request is the question that leads into it.
fn leads_in(sentence: &str, opens_line: bool) -> bool {
    let says_you = || {
        let mut words = sentence.split(|c: char| !c.is_alphabetic());
        words.any(|word| phrase::is(word, Word::You))
    };
    sentence.len() <= QUESTION && sentence.ends_with('?') && (opens_line || says_you())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, left: &str, requests: &[&str]) {
        let mut found = Found::default();
        let free = find(text, 0..text.len(), true, &mut found);
        let mut seen: Vec<_> = found.spans.iter().map(|span| &text[span.range.clone()]).collect();
        seen.sort_unstable_by_key(|words| text.find(words));
        assert_eq!((&text[free], &seen[..]), (left, requests), "{text}");
    }

    #[test]
    fn requests_at_the_end() {
        check(
            "It rained. Sign up for our newsletter. Follow us on Twitter.",
            "It rained.",
            &["Sign up for our newsletter. Follow us on Twitter."],
        );
        check(
            "It rained. Write to Ada Tarn at ada@orrin.example",
            "It rained.",
            &["Write to Ada Tarn at ada@orrin.example"],
        );
        check(
            "Were you on the pier? Share your story.",
            "",
            &["Were you on the pier? Share your story."],
        );
        check(
            "It rained. Do you like rain? Tell us what you think!",
            "It rained.",
            &["Do you like rain? Tell us what you think!"],
        );
        check(
            "Es hat geregnet. Was denken Sie? Schreiben Sie uns.",
            "Es hat geregnet.",
            &["Was denken Sie? Schreiben Sie uns."],
        );
        check(
            "Es hat um 12 Uhr. Folgen Sie uns auf X.",
            "Es hat um 12 Uhr.",
            &["Folgen Sie uns auf X."],
        );
        check("It rained. Read more here", "It rained.", &["Read more here"]);
        check(
            "Mara Voss is a sailor. She lives in Lund. Follow her on Twitter @mara",
            "",
            &["Mara Voss is a sailor. She lives in Lund. Follow her on Twitter @mara"],
        );
        check(
            "The Orrin Wire Sign up to it. You can unsubscribe at any time. More.",
            "",
            &["The Orrin Wire Sign up to it. You can unsubscribe at any time. More."],
        );
    }

    #[test]
    fn requests_of_others() {
        for text in [
            "“It is late. Follow us on Twitter,” he said.",
            "“It is late. Please share this.”",
            "Sign up for our newsletter, they had told him. He did not.",
            "Where is the mayor?",
        ] {
            check(text, text, &[]);
        }
    }
}
