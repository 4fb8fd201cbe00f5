//! Tweets as the page of twitter.com showed them: `Follow`, `Name @handle`, the words, `11:22 PM -
//! 19 Oct 2016`, the counts, each on a line of its own.

use std::ops::Range;

use memchr::memmem;

use crate::document::Embed;
use crate::pipeline::Post;

use super::date;
use super::found::Found;
use super::lines::{Line, number_at, trimmed};
use super::rules::{PAGE_SHARE, TWEET_ATTRIBUTION, TWEET_TEXT};

/// Adds such tweets. The anchor is the line with the time.
pub(super) fn find(text: &str, lines: &[Line], found: &mut Found) {
    let mut done = 0;
    for at in memmem::find_iter(text.as_bytes(), "M - ") {
        let number = number_at(lines, at);
        let line = lines[number];
        if line.start < done {
            continue;
        }
        if let Some((date_text, iso)) = time_and_date(text, line) {
            done = line.end;
            add_post(text, lines, number, date_text, iso, found);
        }
    }
}

fn add_post(
    text: &str,
    lines: &[Line],
    number: usize,
    date_text: Range<usize>,
    iso: Option<String>,
    found: &mut Found,
) {
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
    // The first line is the title, so a signature is the second at the earliest.
    let signature = number
        .checked_sub(2)
        .filter(|&n| n > 0)
        .and_then(|n| Some((n, signature(text, lines[n])?)));
    if let Some((n, (name, handle))) = signature {
        embed.author = Some(text[name].to_owned());
        embed.handle = Some(text[handle].to_owned());
        found.add(text, lines[n].range(), &TWEET_ATTRIBUTION);
        found.add(text, lines[n + 1].range(), &TWEET_TEXT);
        words = Some(lines[n + 1].range());
        whole.start = lines[n].start;
        let button = lines[n - 1];
        if n > 1 && button.of(text) == "Follow" {
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

/// The date of a line `11:22 PM - 19 Oct 2016`.
fn time_and_date(text: &str, line: Line) -> Option<(Range<usize>, Option<String>)> {
    const LINE: usize = 60;
    let words = line.of(text);
    if words.len() > LINE {
        return None;
    }
    let (clock, rest) = words.split_once(" - ")?;
    let time = clock.strip_suffix(" AM").or(clock.strip_suffix(" PM"))?;
    let (hour, minute) = time.split_once(':')?;
    let digits =
        |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let date = date::at_start(rest)?;
    let fits = digits(hour) && digits(minute) && date.len == rest.len();
    fits.then(|| (line.end - rest.len()..line.end, date.iso))
}

/// The name and the handle of a line `Name @handle`.
fn signature(text: &str, line: Line) -> Option<(Range<usize>, Range<usize>)> {
    const SIGNATURE: usize = 90;
    let words = line.of(text);
    let (name, handle) = words.rsplit_once('@')?;
    let is_handle = handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let name = trimmed(text, line.start..line.start + name.len());
    let fits = words.len() <= SIGNATURE
        && (1..=15).contains(&handle.len())
        && is_handle
        && !name.is_empty();
    fits.then(|| (name, line.end - handle.len()..line.end))
}

/// Whether a line is `4,101 4,101 Retweets 3,957 3,957 likes`.
fn is_counts(words: &str) -> bool {
    words.contains("Retweet")
        && words.split_whitespace().all(|word| {
            ["Retweet", "Retweets", "like", "likes", "replies", "reply"].contains(&word)
                || word.starts_with(|c: char| c.is_ascii_digit())
        })
}
