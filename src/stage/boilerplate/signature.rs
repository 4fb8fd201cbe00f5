//! Instagram and Facebook posts, by the line that signs them: `A post shared by Name (@handle)
//! on Sep 5, 2017 at 1:12pm PDT`, `Posted by Name on Monday, October 16, 2017`.

use std::ops::Range;

use memchr::memmem;

use crate::document::Embed;
use crate::pipeline::Post;

use super::date::{self, Date};
use super::found::Found;
use super::lines::{Line, floor, number_at, trimmed};
use super::rules::SOCIAL_POST;

/// Names and dates end within so many bytes.
const REACH: usize = 160;
/// A line longer than this holds more than a post.
const WORDS: usize = 700;

/// Adds the posts that are signed in this way.
pub(super) fn find(text: &str, lines: &[Line], found: &mut Found) {
    let taken = found.ranges();
    let mut done = 0;
    for at in memmem::find_iter(text.as_bytes(), "ed by ") {
        let Some((signature, embed)) = signature_at(text, at) else { continue };
        let n = taken.partition_point(|range| range.end <= signature.start);
        let free = n.checked_sub(1).map_or(0, |before| taken[before].end);
        if signature.start < done || taken.get(n).is_some_and(|range| range.start < signature.end) {
            continue;
        }
        let line = lines[number_at(lines, signature.start)];
        let head =
            trimmed(text, line.start.max(done).max(free).min(signature.start)..signature.start);
        // In a line that holds more than the post, nothing tells where its words begin.
        let own_line = head.start == line.start && head.len() <= WORDS;
        let words = if own_line && rest_is_blank(text, signature.end) {
            head
        } else {
            signature.start..signature.start
        };
        done = signature.end;
        // Words and signature are one span: nobody wants the one without the other.
        let start = if words.is_empty() { signature.start } else { words.start };
        let whole = start..signature.end;
        found.add_signature(whole.clone(), &SOCIAL_POST);
        found.posts.push(Post { whole, words: (!words.is_empty()).then_some(words), embed });
    }
}

fn rest_is_blank(text: &str, at: usize) -> bool {
    text[at..].chars().take_while(|c| *c != '\n').take(20).all(char::is_whitespace)
}

/// The signature around an `ed by ` at `at`.
fn signature_at(text: &str, at: usize) -> Option<(Range<usize>, Embed)> {
    let before = &text[..at];
    let instagram = ["A post ", "A photo ", "A video "].iter().find_map(|opening| {
        ["shar", "post"].iter().find_map(|verb| {
            let start = before.strip_suffix(verb)?.strip_suffix(opening)?.len();
            Some(start)
        })
    });
    let network = if instagram.is_some() { "instagram" } else { "facebook" };
    let start = instagram.or_else(|| before.strip_suffix("Post").map(str::len))?;
    let name_start = at + "ed by ".len();
    let window = &text[name_start..floor(text, (name_start + REACH).min(text.len()))];
    let window = window.split('\n').next().unwrap_or(window);
    let (name_len, date_start, date) =
        memmem::find_iter(window.as_bytes(), " on ").find_map(|on| {
            let mut date_start = on + " on ".len();
            if instagram.is_none() {
                let weekday = window[date_start..].find("day, ").filter(|len| *len <= 6)?;
                date_start += weekday + "day, ".len();
            }
            let date = date::at_start(&window[date_start..])?;
            Some((on, date_start, date))
        })?;
    let Date { len, iso } = date;
    let date_end = date_start + len;
    let end =
        name_start + date_end + if instagram.is_some() { time(&window[date_end..]) } else { 0 };
    let (author, handle) = author(&window[..name_len])?;
    let embed = Embed {
        network,
        author: Some(author),
        handle,
        date: iso,
        date_text: Some(window[date_start..date_end].to_owned()),
        ..Embed::default()
    };
    Some((start..end, embed))
}

/// Splits `Name (@handle)`.
fn author(name: &str) -> Option<(String, Option<String>)> {
    let (name, handle) = match name.split_once(" (@") {
        Some((name, handle)) => (name, handle.strip_suffix(')')),
        None => (name, None),
    };
    let name = name.trim();
    (!name.is_empty()).then(|| (name.to_owned(), handle.map(str::to_owned)))
}

/// The length of ` at 1:12pm PDT`, or 0.
fn time(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(" at ") else { return 0 };
    let clock = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':').trim_start();
    if clock.len() == rest.len() || !(clock.starts_with("am") || clock.starts_with("pm")) {
        return 0;
    }
    let behind = &clock[2..];
    let zone = behind.strip_prefix(' ').unwrap_or("");
    let capitals = zone.bytes().take_while(u8::is_ascii_uppercase).count();
    // The next word may be glued to the zone: `PDTThe`.
    let glued = zone[capitals..].starts_with(|c: char| c.is_alphabetic());
    let letters = capitals - usize::from(glued && capitals > 0);
    let zone = if (2..=4).contains(&letters) { 1 + letters } else { 0 };
    text.len() - behind.len() + zone
}
