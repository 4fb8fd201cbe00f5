//! `--tweets quote`: the words of a tweet in quotation marks, with the author behind:
//! `“It sails!” — Mara Voss`.
//!
//! The signature leaves as always, so the words are whole sentences of the article's text, and
//! whose they are is told as an article would tell it. The marks are these in every language, and
//! marks inside the words stay as they are: nothing of the words is rewritten. Handle and date are
//! in `embeds`. A post without words is not quoted; one whose author is not known, or
//! has a name that reads like page furniture (`Getty Images`), has marks only.

use std::ops::Range;

use crate::edit::Edit;
use crate::options::{Options, TweetWords};
use crate::pipeline::{Context, Post};

use super::rules::{TWEET_ATTRIBUTION, TWEET_QUOTE, TWEET_TEXT};

const OPEN: &str = "“";
const CLOSE: &str = "”";

/// Whether tweets are quoted: their words stay and their signatures leave. A signature that stays
/// says whose the words are, and would have them quoted again the next time.
pub(super) fn is_asked(options: &Options) -> bool {
    options.tweet_words == TweetWords::Quoted
        && options.allows(&TWEET_QUOTE)
        && options.allows(&TWEET_ATTRIBUTION)
        && !options.allows(&TWEET_TEXT)
}

/// The edits that are made, with the marks among them.
pub(super) fn quoted(edits: Vec<Edit>, posts: &[Post], options: &Options) -> Vec<Edit> {
    let (words, edits): (Vec<Edit>, Vec<Edit>) =
        edits.into_iter().partition(|edit| edit.rule == &TWEET_TEXT);
    // Only words that no other edit begins or ends in.
    let starts = |at: usize| words.binary_search_by_key(&at, |edit| edit.range.start).is_ok();
    let ends = |at: usize| words.binary_search_by_key(&at, |edit| edit.range.end).is_ok();
    let mut marks: Vec<(usize, String)> = vec![];
    for post in posts {
        let Some(range) = post.words.clone().filter(|range| starts(range.start) && ends(range.end))
        else {
            continue;
        };
        let is_free = marks.last().is_none_or(|(end, _)| *end < range.start);
        if is_free && is_signed(&edits, &post.whole) {
            marks.push((range.start, OPEN.to_owned()));
            marks.push((range.end, closing(post)));
        }
    }
    let mut marks = marks.into_iter().peekable();
    let mut all = Vec::with_capacity(edits.len() + marks.len());
    for mut edit in edits.into_iter().filter(|edit| options.allows(edit.rule)) {
        while let Some((at, mark)) = marks.next_if(|(at, _)| *at < edit.range.start) {
            all.push(Edit::replace(at..at, mark, &TWEET_QUOTE));
        }
        if let Some((_, mark)) = marks.next_if(|(at, _)| *at == edit.range.start) {
            edit.with = format!("{mark}{}", edit.with).into();
            edit.also.push(&TWEET_QUOTE);
        }
        all.push(edit);
    }
    all.extend(marks.map(|(at, mark)| Edit::replace(at..at, mark, &TWEET_QUOTE)));
    all
}

/// Whether the signature of a post leaves the text.
fn is_signed(edits: &[Edit], post: &Range<usize>) -> bool {
    let first = edits.partition_point(|edit| edit.range.start < post.start);
    let inside = edits[first..].iter().take_while(|edit| edit.range.end <= post.end);
    inside.into_iter().any(|edit| edit.rule == &TWEET_ATTRIBUTION)
}

/// Whether this stage would take the name out again: `Getty Images` behind a sentence is a credit.
fn is_furniture(author: &str) -> bool {
    let options = Options::default();
    let context = Context::new(&options, false);
    [".", ""].iter().any(|stop| {
        let article = format!("It is so\n\n{OPEN}It is so{stop}{CLOSE} — {author}\n\nIt is so.");
        !super::find(&article, &context).edits.is_empty()
    })
}

/// The closing mark, and whose the words are.
fn closing(post: &Post) -> String {
    let author = post.embed.author.as_deref().unwrap_or_default();
    let author = author.split_whitespace().collect::<Vec<_>>().join(" ");
    if author.is_empty() || is_furniture(&author) {
        CLOSE.to_owned()
    } else {
        format!("{CLOSE} — {author}")
    }
}
