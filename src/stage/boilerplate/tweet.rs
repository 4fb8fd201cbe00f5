//! Embedded tweets: which words belong to a signature, and the record of the post.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use crate::document::Embed;
use crate::pipeline::Post;

use super::anchors::Anchors;
use super::attribution::{self, Attribution};
use super::found::Found;
use super::lines::{Line, floor, number_at, trimmed};
use super::network;
use super::phrase;
use super::rules::{PAGE_OTHER, TWEET_ATTRIBUTION, TWEET_FRAME, TWEET_TEXT};
use super::run_on;

/// A tweet has at most 280 characters; links and character references that were long ago
/// spelled out may add to that.
pub(super) const WORDS: usize = 400;
/// Without what links may add.
pub(super) const TWEET: usize = 320;

/// Adds the tweets of a text. `media` are the links of [`super::link::all`].
pub(super) fn find(
    text: &str,
    lines: &[Line],
    anchors: &Anchors,
    media: &[Range<usize>],
    found: &mut Found,
) {
    let mut done = 0;
    for attribution in attribution::all(text, anchors, media) {
        let number = number_at(lines, attribution.range.start);
        let mut words = words_before(text, lines, number, &attribution, media, done);
        if words.start > lines[number].start && text[..words.start].ends_with(|c| c != '\n') {
            // The writer's word between a sentence and the post.
            let lead = phrase::lead(&text[words.clone()]).unwrap_or(0);
            found.add(text, words.start..words.start + lead, &PAGE_OTHER);
            words = trimmed(text, words.start + lead..words.end);
        }
        let signature = attribution.range.clone();
        found.add_signature(signature.clone(), &TWEET_ATTRIBUTION);
        done = signature.end + add_closing_frame(text, signature.end, found);
        let embed = record(text, &attribution);
        add_post(text, words, signature, embed, media, found);
    }
    find_signed_in_front(text, lines, anchors, media, found);
    find_unsigned(text, lines, media, found);
}

/// What a signature says.
fn record(text: &str, attribution: &Attribution) -> Embed {
    let of = |range: &Range<usize>| Some(text[range.clone()].to_owned());
    Embed {
        network: network::of_handle(&text[attribution.handle.clone()]).unwrap_or("twitter"),
        author: of(&attribution.name),
        handle: of(&attribution.handle),
        date: attribution.date.clone(),
        date_text: of(&attribution.date_text),
        ..Embed::default()
    }
}

/// Adds the words of a post as spans between its links, and the post itself.
fn add_post(
    text: &str,
    mut words: Range<usize>,
    signature: Range<usize>,
    mut embed: Embed,
    media: &[Range<usize>],
    found: &mut Found,
) {
    let whole = if words.is_empty() {
        signature
    } else {
        words.start.min(signature.start)..words.end.max(signature.end)
    };
    let frame = opening_frame(&text[words.clone()]).unwrap_or(0);
    found.add(text, words.start..words.start + frame, &TWEET_FRAME);
    words.start += frame;
    let inside = links_in(media, &words);
    embed.media =
        inside.iter().map(|link| text[link.clone()].trim_matches(['(', ')']).to_owned()).collect();
    let mut pieces: Option<Range<usize>> = None;
    let starts = std::iter::once(words.start).chain(inside.iter().map(|link| link.end));
    let ends = inside.iter().map(|link| link.start).chain([words.end]);
    for (start, end) in starts.zip(ends) {
        let piece = trimmed(text, start..end);
        if piece.is_empty() {
            continue;
        }
        let first = pieces.map_or(piece.start, |seen| seen.start);
        pieces = Some(first..piece.end);
        // Each line of it is a paragraph, or one of a list.
        let mut line = piece.start;
        for newline in memchr::memchr_iter(b'\n', text[piece.clone()].as_bytes()) {
            found.add(text, line..piece.start + newline, &TWEET_TEXT);
            line = piece.start + newline;
        }
        found.add(text, line..piece.end, &TWEET_TEXT);
    }
    found.posts.push(Post { whole, words: pieces, embed });
}

/// The links that lie in a range.
fn links_in<'a>(media: &'a [Range<usize>], range: &Range<usize>) -> &'a [Range<usize>] {
    let first = media.partition_point(|link| link.start < range.start);
    let behind = media.partition_point(|link| link.end <= range.end);
    &media[first..behind.max(first)]
}

/// The words that a signature signs, trimmed; empty where they cannot be told. `done` is where
/// the post before ends.
fn words_before(
    text: &str,
    lines: &[Line],
    number: usize,
    attribution: &Attribution,
    media: &[Range<usize>],
    done: usize,
) -> Range<usize> {
    let line = lines[number];
    let at = attribution.range.start;
    let head = trimmed(text, line.start.max(done).min(at)..at);
    if head.is_empty() {
        return words_above(text, lines, number, media, done);
    }
    let rest = rest_of_line(text, attribution.range.end);
    if let Some(frame) = frame_above(text, head.start, attribution, done) {
        return frame..head.end;
    }
    let own_line = head.start == line.start && (rest.is_empty() || rest == CLOSING);
    if own_line && chars(text, &head) <= WORDS {
        let start = first_line_of_block(text, lines, number, done, head.end);
        return with_paragraphs_above(text, lines, start..head.end, done);
    }
    let start = run_on::start(text, head.clone(), media, done);
    start..head.end
}

/// The start of the block whose last line is `number`, where all of it can be one post.
///
/// A text without blank lines is one block, and its lines are paragraphs.
fn first_line_of_block(
    text: &str,
    lines: &[Line],
    number: usize,
    done: usize,
    end: usize,
) -> usize {
    let mut first = number;
    while first > 0 && !lines[first].opens_block && lines[first - 1].start >= done {
        first -= 1;
        if end - lines[first].start > 4 * WORDS {
            return lines[number].start;
        }
    }
    let whole = lines[first].start..end;
    // The first line of an article is its title.
    if first == 0 || chars(text, &whole) > WORDS { lines[number].start } else { whole.start }
}

/// The words of a signature that stands alone on its line: the block above.
fn words_above(
    text: &str,
    lines: &[Line],
    number: usize,
    media: &[Range<usize>],
    done: usize,
) -> Range<usize> {
    let Some(last) = number.checked_sub(1).filter(|&n| lines[n].end > done) else {
        return lines[number].start..lines[number].start;
    };
    let end = lines[last].end;
    if lines[last].start < done {
        return trimmed(text, done..end);
    }
    let mut start = first_line_of_block(text, lines, last, done, end);
    // A block that is nothing but links needs words: those of the paragraph before it.
    if start == lines[last].start && only_links(text, start..end, media) && last > 1 {
        let above = lines[last - 1];
        let words = above.of(text);
        if above.start >= done && words.chars().count() <= WORDS && !words.ends_with(':') {
            start = above.start;
        }
    }
    if chars(text, &(start..end)) > WORDS {
        return end..end;
    }
    with_paragraphs_above(text, lines, start..end, done)
}

/// A post with the paragraphs before its last one.
///
/// Where the article has one blank line between paragraphs, three are the post's own blank line.
fn with_paragraphs_above(
    text: &str,
    lines: &[Line],
    mut words: Range<usize>,
    done: usize,
) -> Range<usize> {
    const OWN: usize = 3;
    let mut first = number_at(lines, words.start);
    // Not the title, and not what another post signed.
    while first > 1
        && lines[first].start == words.start
        && lines[first].blank_lines == OWN
        && lines[first - 1].start >= done
        && has_single_blank_lines(lines, first)
    {
        first -= 1;
        while first > 0 && !lines[first].opens_block {
            first -= 1;
        }
        let with = lines[first].start..words.end;
        if first == 0 || with.start < done || chars(text, &with) > TWEET {
            break;
        }
        words = with;
    }
    words
}

/// Whether most paragraphs around this line have one blank line before them.
fn has_single_blank_lines(lines: &[Line], number: usize) -> bool {
    const AROUND: usize = 20;
    let around = &lines[number.saturating_sub(AROUND)..lines.len().min(number + AROUND)];
    let paragraphs = around.iter().filter(|line| line.blank_lines > 0).count();
    let single = around.iter().filter(|line| line.blank_lines == 1).count();
    single * 3 > paragraphs * 2
}

fn only_links(text: &str, range: Range<usize>, media: &[Range<usize>]) -> bool {
    let mut at = range.start;
    for link in links_in(media, &range) {
        if !text[at..link.start].trim().is_empty() {
            return false;
        }
        at = link.end;
    }
    at > range.start && text[at..range.end].trim().is_empty()
}

/// The characters of a range; its bytes where it is too long to be a post.
pub(super) fn chars(text: &str, range: &Range<usize>) -> usize {
    if range.len() > 4 * WORDS { range.len() } else { text[range.clone()].chars().count() }
}

/// What follows on the line, trimmed; cut where it is long.
fn rest_of_line(text: &str, at: usize) -> &str {
    let window = &text[at..floor(text, (at + 80).min(text.len()))];
    window.split('\n').next().unwrap_or(window).trim()
}

/// The word the BBC puts behind an embedded post.
const CLOSING: &str = "Report";

/// Adds the closing word of a BBC embed; says how far it reaches.
fn add_closing_frame(text: &str, at: usize, found: &mut Found) -> usize {
    if rest_of_line(text, at) != CLOSING {
        return 0;
    }
    let rest = &text[at..];
    let end = rest.len() - rest.trim_start().len() + CLOSING.len();
    found.add(text, at..at + end, &TWEET_FRAME);
    end
}

/// The length of `Skip Twitter post by @name` or `Skip Twitter post 2 by @name` at the start.
fn opening_frame(words: &str) -> Option<usize> {
    let rest = words.strip_prefix(FRAME)?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let handle = rest.strip_prefix("by @")?;
    let name = handle.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    (name > 0).then(|| words.len() - handle.len() + name)
}

const FRAME: &str = "Skip Twitter post ";

static FINDER: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new(FRAME));

/// Where the frame of a post begins whose words go on over several paragraphs.
fn frame_above(text: &str, at: usize, attribution: &Attribution, done: usize) -> Option<usize> {
    let from = floor(text, at.saturating_sub(4 * WORDS)).max(done);
    let window = &text[from.min(at)..at];
    // Nearly always there is none, which is found out faster from the front.
    FINDER.find(window.as_bytes())?;
    let start = from + memmem::rfind(window.as_bytes(), FRAME.as_bytes())?;
    let len = opening_frame(&text[start..])?;
    let ends_with_handle = text[start..start + len].ends_with(&text[attribution.handle.clone()]);
    let opens_line = text[..start].trim_end_matches(' ').ends_with('\n');
    (ends_with_handle && opens_line).then_some(start)
}

/// Adds tweets signed in front: `Name (@handle) words pic.twitter.com/…` alone on a line.
///
/// The link at the end tells them from a biography. Without one the words must be a sentence or
/// two in a block of their own, and not say in lower case what the person does.
fn find_signed_in_front(
    text: &str,
    lines: &[Line],
    anchors: &Anchors,
    media: &[Range<usize>],
    found: &mut Found,
) {
    let taken = found.ranges();
    let mut done = 0;
    for &bracket in &anchors.handles {
        let number = number_at(lines, bracket);
        let line = lines[number];
        if bracket < done || chars(text, &line.range()) > WORDS {
            continue;
        }
        done = line.end;
        let first_taken = taken.partition_point(|range| range.end <= line.start);
        if taken.get(first_taken).is_some_and(|range| range.start < line.end) {
            continue;
        }
        let Some((name, handle, close)) = front_signature(text, line, bracket) else { continue };
        let words = trimmed(text, close..line.end);
        let links = links_in(media, &words);
        let is_linked = links.last().is_some_and(|link| link.end == line.end);
        if is_linked || number > 0 && line.opens_block && are_words(&text[words.clone()]) {
            let signature = line.start..close;
            let embed = Embed {
                network: "twitter",
                author: Some(text[name].to_owned()),
                handle: Some(text[handle].to_owned()),
                ..Embed::default()
            };
            found.add(text, signature.clone(), &TWEET_ATTRIBUTION);
            add_post(text, words, signature, embed, media, found);
        }
    }
}

/// The name and the handle that a line begins with, and where their bracket closes.
fn front_signature(
    text: &str,
    line: Line,
    bracket: usize,
) -> Option<(Range<usize>, Range<usize>, usize)> {
    let name = trimmed(text, line.start..bracket);
    let (handle, close) = attribution::handle_at(text, bracket)?;
    let written = &text[name.clone()];
    let is_name = !name.is_empty()
        && written.split_whitespace().count() <= 5
        && name.len() <= 60
        && !written.contains([',', ':', ';', '"', '“'])
        && !written.split_whitespace().any(ends_sentence)
        && text[close..].starts_with(' ');
    is_name.then_some((name, handle, close))
}

/// Whether a post without a link says this: a sentence that is longer than a title of somebody.
fn are_words(words: &str) -> bool {
    const SHORTEST: usize = 8;
    let opens =
        words.starts_with(|c: char| !c.is_lowercase() && !matches!(c, ',' | '-' | '–' | '—' | '|'));
    opens && words.split_whitespace().nth(SHORTEST - 1).is_some()
}

/// Whether a word ends a sentence; `J.` and `Dr.` end none.
fn ends_sentence(word: &str) -> bool {
    word.ends_with('.') && word.chars().count() > 3
}

/// Adds tweets that lost their signature: paragraphs that end with the link to a picture, which
/// only Twitter puts behind words.
fn find_unsigned(text: &str, lines: &[Line], media: &[Range<usize>], found: &mut Found) {
    let taken = found.ranges();
    for link in media.iter().filter(|link| text[(*link).clone()].contains("pic.twitter.com/")) {
        let number = number_at(lines, link.start);
        let line = lines[number];
        let words = trimmed(text, line.start..link.start);
        let first_taken = taken.partition_point(|range| range.end <= line.start);
        let is_free = taken.get(first_taken).is_none_or(|range| range.start >= line.end);
        let is_post = number > 0
            && line.end == link.end
            && line.opens_block
            && is_free
            && !words.is_empty()
            && chars(text, &words) <= TWEET;
        if is_post {
            let embed = Embed { network: "twitter", ..Embed::default() };
            add_post(text, words, link.clone(), embed, media, found);
        }
    }
}
