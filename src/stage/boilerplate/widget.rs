//! Tweets as the page of twitter.com showed them: `Follow`, `Name @handle`, the words, `11:22 PM -
//! 19 Oct 2016`, the counts, each on a line of its own; and as that of X does, where the time is
//! `5:05 PM · Oct 17, 2023 · 1.2M Views` and the name and the handle have a line each.

use std::ops::Range;

use crate::document::Embed;
use crate::pipeline::Post;

use super::date;
use super::found::Found;
use super::lines::{Line, trimmed};
use super::phrase::{self, Word};
use super::rules::{PAGE_SHARE, TWEET_ATTRIBUTION, TWEET_TEXT};

/// Adds such tweets. The anchor is the line with the time.
pub(super) fn find(text: &str, lines: &[Line], found: &mut Found) {
    let tweets = found.posts.len();
    let mut done = 0;
    for (number, line) in lines.iter().enumerate() {
        let may_be_time =
            line.range().len() <= TIME && text.as_bytes()[line.start].is_ascii_digit();
        if may_be_time && let Some((date_text, iso)) = time_and_date(text, *line) {
            // Nobody signs a post in the lines of another.
            let before = found.posts[..tweets].partition_point(|it| it.whole.start < line.start);
            let tweet = before.checked_sub(1).map_or(0, |n| found.posts[n].whole.end);
            let lowest = lines.partition_point(|line| line.start < tweet.max(done));
            done = line.end;
            add_post(text, lines, lowest..number, date_text, iso, found);
        }
    }
}

fn add_post(
    text: &str,
    lines: &[Line],
    above: Range<usize>,
    date_text: Range<usize>,
    iso: Option<String>,
    found: &mut Found,
) {
    let number = above.end;
    let line = lines[number];
    let mut embed = Embed {
        network: "twitter",
        date: iso,
        date_text: Some(text[date_text].to_owned()),
        ..Embed::default()
    };
    found.add(text, line.range(), &TWEET_ATTRIBUTION);
    let mut whole = line.range();
    let mut words = None;
    if let Some(Signed { first, last, name, handle }) = signature_above(text, lines, above) {
        embed.author = Some(text[name].to_owned());
        embed.handle = Some(text[handle].to_owned());
        for line in &lines[first..=last] {
            found.add(text, line.range(), &TWEET_ATTRIBUTION);
        }
        for line in &lines[last + 1..number] {
            found.add(text, line.range(), &TWEET_TEXT);
        }
        words = (last + 1 < number).then(|| lines[last + 1].start..lines[number - 1].end);
        whole.start = lines[first].start;
        let button = lines[first - 1];
        if first > 1 && button.of(text) == "Follow" {
            found.add(text, button.range(), &PAGE_SHARE);
            whole.start = button.start;
        }
    }
    if let Some(counts) = lines.get(number + 1).filter(|line| is_counts(line.of(text))) {
        found.add(text, counts.range(), &PAGE_SHARE);
        whole.end = counts.end;
    }
    found.posts.push(Post { whole, words, embed });
}

/// Who signed a post, and in which lines: one, or two on X.
struct Signed {
    first: usize,
    last: usize,
    name: Range<usize>,
    handle: Range<usize>,
}

/// The signature of the post whose time stands in the line behind these.
fn signature_above(text: &str, lines: &[Line], above: Range<usize>) -> Option<Signed> {
    /// Lines of a post.
    const WORDS: usize = 6;
    // The first line is the title, so a signature is the second at the earliest.
    let lowest = above.end.saturating_sub(WORDS + 1).max(above.start).max(1);
    (lowest..above.end).rev().find_map(|last| {
        let (name, handle) = signature(text, lines[last])?;
        if !name.is_empty() {
            return Some(Signed { first: last, last, name, handle });
        }
        let name = lines[last - 1].range();
        let is_name = last > lowest && name.len() <= SIGNATURE;
        is_name.then_some(Signed { first: last - 1, last, name, handle })
    })
}

/// Lines with the time are short.
const TIME: usize = 60;

/// The date of a line `11:22 PM - 19 Oct 2016` or `5:05 PM · Oct 17, 2023 · 1.2M Views`.
fn time_and_date(text: &str, line: Line) -> Option<(Range<usize>, Option<String>)> {
    let words = line.of(text);
    let (clock, rest) = words.split_once(" - ").or_else(|| words.split_once(" · "))?;
    let start = line.end - rest.len();
    let day = rest.split(" · ").next().unwrap_or(rest);
    let time = clock.strip_suffix(" AM").or(clock.strip_suffix(" PM"))?;
    let (hour, minute) = time.split_once(':')?;
    let digits =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let date = date::at_start(day)?;
    let fits = digits(hour) && digits(minute) && date.len == day.len();
    fits.then(|| (start..start + day.len(), date.iso))
}

const SIGNATURE: usize = 90;

/// The name and the handle of a line `Name @handle` or `@handle`.
fn signature(text: &str, line: Line) -> Option<(Range<usize>, Range<usize>)> {
    let words = line.of(text);
    let (name, handle) = words.rsplit_once('@')?;
    let is_handle = handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let name = trimmed(text, line.start..line.start + name.len());
    let is_name = !text[name.clone()].contains('/');
    let fits = words.len() <= SIGNATURE && (1..=15).contains(&handle.len()) && is_handle && is_name;
    fits.then(|| (name, line.end - handle.len()..line.end))
}

/// Whether a line is `4,101 4,101 Retweets 3,957 3,957 likes`.
fn is_counts(words: &str) -> bool {
    let is_counted = |word: &str| phrase::is(word, Word::Counted);
    words.len() <= SIGNATURE
        && words.split_whitespace().any(is_counted)
        && words
            .split_whitespace()
            .all(|word| is_counted(word) || word.starts_with(|c: char| c.is_ascii_digit()))
}
