//! Posts of other networks than Twitter, by what signs or frames them: `A post shared by Name
//! (@handle) on …`, `View this post on Instagram`. One file a network, named once in `table`.
//!
//! A file is made of sections with one form a line, in which `{field}` stands for a name, a
//! date or the like:
//!
//! - `anchor`: what is searched for in the whole text; all forms in a line hold one of them
//! - `signature`: ends a post, whose words stand before it on its line, or under a frame
//! - `frame`: a line, or the start of one, in front of the words of a post
//! - `line`: a line that is all there is of a post
//! - `link`: an address that stands alone on a line, without scheme and `www.`
//! - `handle`: a sign in handles of this network that Twitter's do not have

mod form;
mod table;

use std::ops::Range;

use crate::document::Embed;
use crate::pipeline::Post;

use super::anchors::Anchors;
use super::found::Found;
use super::lines::{Line, floor, number_at, trimmed};
use super::rules::SOCIAL_POST;
use form::key;
pub(super) use table::anchors;
use table::{Kind, Row, TABLE};

/// A line longer than this holds more than a post.
const WORDS: usize = 700;
/// A signature begins at most so many bytes before its anchor.
const BACK: usize = 160;
/// The words of a post under a frame: so many lines and bytes at most.
const FRAMED: (usize, usize) = (30, 2600);
/// Lines with no more than a form on it are short.
const LINE: usize = 320;

/// The network of a handle that is no Twitter handle.
pub(super) fn of_handle(handle: &str) -> Option<&'static str> {
    TABLE.handles.iter().find(|(_, sign)| handle.contains(sign)).map(|(network, _)| *network)
}

/// The length of ` at 5:05 PM` behind a date, or 0.
pub(super) fn time_behind(text: &str) -> usize {
    let Some(clock) = text.strip_prefix(" at ") else { return 0 };
    form::time(clock).filter(|len| clock[..*len].contains(':')).map_or(0, |len| len + " at ".len())
}

/// Adds the posts of all networks.
pub(super) fn find(text: &str, lines: &[Line], anchors: &Anchors, found: &mut Found) {
    let taken = found.ranges();
    let mut hits = signatures(text, anchors);
    let mut frames = vec![];
    for (number, line) in lines.iter().enumerate() {
        find_in_line(text, number, *line, &mut hits, &mut frames, found);
    }
    hits.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
    let mut done = 0;
    for hit in hits {
        let n = taken.partition_point(|range| range.end <= hit.range.start);
        let free = n.checked_sub(1).map_or(0, |before| taken[before].end);
        let overlaps = taken.get(n).is_some_and(|range| range.start < hit.range.end);
        if hit.range.start < done || overlaps {
            continue;
        }
        let number = number_at(lines, hit.range.start);
        let words = words_before(text, lines, &frames, number, &hit, done.max(free));
        done = hit.range.end;
        add_post(words, hit, found);
    }
}

/// A signature in the text.
struct Hit {
    range: Range<usize>,
    embed: Embed,
    /// It signs words; another line is a post by itself.
    signs: bool,
}

/// What stands in front of the words of a post.
struct Frame {
    network: &'static str,
    /// Of its line.
    number: usize,
    end: usize,
}

/// The signatures that hold an anchor, wherever they stand.
fn signatures(text: &str, anchors: &Anchors) -> Vec<Hit> {
    let table = &*TABLE;
    let mut hits = vec![];
    for &at in anchors.handles.iter().chain(&anchors.networks) {
        let from = floor(text, at.saturating_sub(BACK));
        let from = from + text[from..at].rfind('\n').map_or(0, |newline| newline + 1);
        let mut end = at + 1;
        let opens = |byte: &u8| table.opens[usize::from(*byte)];
        while let Some(offset) = text.as_bytes()[from..end].iter().rposition(opens) {
            end = from + offset;
            let hit = text.is_char_boundary(end).then(|| signature_at(text, end)).flatten();
            if hit.is_some() {
                hits.extend(hit);
                break;
            }
        }
    }
    hits
}

fn signature_at(text: &str, at: usize) -> Option<Hit> {
    let rows = TABLE.by_start.get(&key(&text[at..]))?;
    rows.iter().map(|row| &TABLE.rows[*row]).filter(|row| row.kind == Kind::Signature).find_map(
        |row| {
            let (len, embed) = row.form.at_start(&text[at..], row.network)?;
            Some(Hit { range: at..at + len, embed, signs: true })
        },
    )
}

/// Adds a line that is a frame, a link or a form of its own.
fn find_in_line(
    text: &str,
    number: usize,
    line: Line,
    hits: &mut Vec<Hit>,
    frames: &mut Vec<Frame>,
    found: &mut Found,
) {
    let words = line.of(text);
    let table = &*TABLE;
    let opening = if table.first[usize::from(text.as_bytes()[line.start])] {
        table.by_start.get(&key(words))
    } else {
        None
    };
    for row in opening.into_iter().flatten().map(|row| &table.rows[*row]) {
        let Some((len, embed)) = row.form.at_start(words, row.network) else { continue };
        let is_all = words[len..].trim_matches(['.', ' ', '\u{a0}']).is_empty();
        match row.kind {
            // Also those that hold no anchor.
            Kind::Signature if is_all => {
                let range = line.start..line.start + len;
                hits.push(Hit { range, embed, signs: true });
            }
            Kind::Frame => {
                frames.push(Frame { network: row.network, number, end: line.start + len });
                found.add(text, line.start..line.start + len, &SOCIAL_POST);
            }
            Kind::Line if is_all && number > 0 => {
                hits.push(Hit { range: line.range(), embed, signs: false });
            }
            _ => continue,
        }
        return;
    }
    if words.len() > LINE || number == 0 {
        return;
    }
    let closing = if table.last[usize::from(text.as_bytes()[line.end - 1])] {
        table.by_end.get(&form::end_key(words))
    } else {
        None
    };
    for row in closing.into_iter().flatten() {
        let Row { network, form, .. } = &table.rows[*row];
        if let Some((len, embed)) = form.at_start(words, network)
            && len == words.len()
        {
            hits.push(Hit { range: line.range(), embed, signs: false });
            return;
        }
    }
    if let Some(network) = network_of_link(words) {
        let media = vec![words.to_owned()];
        let embed = Embed { network, media, ..Embed::default() };
        hits.push(Hit { range: line.range(), embed, signs: false });
    }
}

/// The network of an address that is all of a line.
fn network_of_link(words: &str) -> Option<&'static str> {
    /// A dot stands in the name of the host.
    const HOST: usize = 30;
    let host = &words.as_bytes()[..words.len().min(HOST)];
    if host.contains(&b' ')
        || memchr::memchr(b'.', host).is_none()
        || words.contains(char::is_whitespace)
    {
        return None;
    }
    let address = ["https://", "http://"].iter().find_map(|scheme| words.strip_prefix(scheme));
    let address = address.unwrap_or(words);
    let address = ["www.", "m.", "mobile."].iter().find_map(|host| address.strip_prefix(host));
    let address = address
        .unwrap_or_else(|| words.trim_start_matches("https://").trim_start_matches("http://"));
    let is_link = |link: &str| {
        let rest = address.strip_prefix(link);
        rest.is_some_and(|rest| if link.contains('/') { !rest.is_empty() } else { rest.is_empty() })
    };
    TABLE.links.iter().find(|(_, link)| is_link(link)).map(|(network, _)| *network)
}

/// The words that a signature signs, trimmed; empty where they cannot be told.
fn words_before(
    text: &str,
    lines: &[Line],
    frames: &[Frame],
    number: usize,
    hit: &Hit,
    done: usize,
) -> Range<usize> {
    let (line, signature) = (lines[number], &hit.range);
    let nothing = signature.start..signature.start;
    let head = trimmed(text, line.start.max(done).min(signature.start)..signature.start);
    let n = frames.partition_point(|frame| frame.end <= hit.range.start);
    let frame = n.checked_sub(1).map(|n| &frames[n]);
    let signs =
        |frame: &&Frame| hit.signs && frame.end >= done && frame.network == hit.embed.network;
    if let Some(frame) = frame.filter(signs) {
        let words = trimmed(text, frame.end..signature.start);
        if number - frame.number <= FRAMED.0 && words.len() <= FRAMED.1 {
            return words;
        }
    }
    let own_line = head.start == line.start && head.len() <= WORDS;
    let rest = text[signature.end..].chars().take_while(|c| *c != '\n').take(20);
    if !head.is_empty() && own_line && rest.clone().all(char::is_whitespace) {
        return head;
    }
    // In a line that holds more than the post, only tags tell that what stands there is its.
    let tags = tags_before(text, head);
    if tags.is_empty() { nothing } else { tags.start..signature.start }
}

/// The tags a text ends with, `#fog @mara #orrin`, with no word of prose between them.
fn tags_before(text: &str, head: Range<usize>) -> Range<usize> {
    let is_tag = |word: &str| word.starts_with(['#', '@']) && word.len() > 1;
    let mut start = head.end;
    let mut words = text[head.clone()].rsplit(' ');
    let mut at = head.end + 1;
    while let Some(word) = words.next().filter(|word| word.is_empty() || is_tag(word)) {
        at -= word.len() + 1;
        start = if word.is_empty() { start } else { at };
    }
    // One at the end of a sentence is the writer's.
    if text[start..head.end].split(' ').filter(|word| is_tag(word)).count() > 1 {
        start..head.end
    } else {
        head.end..head.end
    }
}

/// Adds a post: words and signature are one span, nobody wants the one without the other.
fn add_post(words: Range<usize>, hit: Hit, found: &mut Found) {
    let start = if words.is_empty() { hit.range.start } else { words.start };
    let whole = start..hit.range.end;
    found.add_signature(whole.clone(), &SOCIAL_POST);
    let words = (!words.is_empty()).then_some(words);
    found.posts.push(Post { whole, words, embed: hit.embed });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::{anchors, lines};

    fn posts(text: &str) -> Vec<(String, Post)> {
        let mut found = Found::default();
        find(text, &lines::all(text), &anchors::all(text), &mut found);
        found.posts.into_iter().map(|post| (text[post.whole.clone()].to_owned(), post)).collect()
    }

    /// The form with its fields filled.
    fn example(form: &str) -> String {
        let fields = [
            ("{author}", "Mara Voss"),
            ("{handle}", "mara.voss"),
            ("{date}", "Oct 17, 2017"),
            ("{time}", "1:12pm PDT"),
            ("{weekday}", "Monday"),
            ("{number}", "3"),
            ("{sound}", "original sound"),
            ("{group}", "orrin"),
            ("{words}", "The ferry at dawn"),
        ];
        fields.iter().fold(form.to_owned(), |text, (field, with)| text.replace(field, with))
    }

    #[test]
    fn every_form_works() {
        for (network, section, form) in table::lines() {
            let line = match section {
                "anchor" | "handle" => continue,
                "link" if !form.contains('/') => form.to_owned(),
                "link" => format!("https://www.{form}abc123"),
                _ => example(form),
            };
            let text = format!("Rain\n\n{line}\n\nIt rained.");
            let mut found = Found::default();
            find(&text, &lines::all(&text), &anchors::all(&text), &mut found);
            let spans: Vec<_> = found.spans.iter().map(|span| &text[span.range.clone()]).collect();
            assert_eq!(spans, [line], "[{section}] {form}");
            let networks: Vec<_> = found.posts.iter().map(|post| post.embed.network).collect();
            assert!(section == "frame" || networks == [network], "[{section}] {form}");
        }
    }

    #[test]
    fn words_under_a_frame() {
        let text = "Rain\n\nView this post on Instagram\n\nFog again.\n\nAnd rain #orrin\n\nA post shared by Mara (@mara.v)\n\nIt rained.";
        let posts = posts(text);
        let words = posts[0].1.words.clone().expect("it has words");
        assert_eq!(&text[words], "Fog again.\n\nAnd rain #orrin");
        assert_eq!(posts[0].1.embed.handle.as_deref(), Some("mara.v"));
    }

    #[test]
    fn words_on_the_line() {
        let text = "Rain\n\n@maravoss fog again #orrin ♬ original sound - Mara Voss\n\nPosted by Mara on Friday, October 16, 2017";
        let posts = posts(text);
        assert_eq!(posts[0].0, "@maravoss fog again #orrin ♬ original sound - Mara Voss");
        assert_eq!(posts[0].1.embed.author.as_deref(), Some("Mara Voss"));
        assert_eq!(posts[1].1.embed.date.as_deref(), Some("2017-10-16"));
    }

    #[test]
    fn these_are_the_writers() {
        for text in [
            "A post shared by Mara on Friday made him angry.",
            "Posted by the door, he waited on Monday.",
            "He wrote it on Scribd",
            "See youtube.com/watch?v=abc for more.",
            "Reddit is a site.",
            "Forwarded from Lund to Orrin, the letter was late, and nobody read it until Monday.",
        ] {
            assert!(posts(&format!("Rain\n\n{text}\n\nIt rained.")).is_empty(), "{text}");
        }
    }
}
