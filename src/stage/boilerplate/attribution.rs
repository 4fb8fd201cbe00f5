//! The line that signs an embedded tweet: `— Name (@handle) October 17, 2017`.
//!
//! The anchor is what no prose has: a handle in brackets with a date right behind it. From there
//! the name is walked back to. Handles in sentences, biographies and bylines have no date.

use std::ops::Range;

use super::anchors::Anchors;
use super::date::{self, Date};
use super::lines::{floor, trimmed};
use super::network;

/// A signature as it stands in the text.
#[derive(Debug, Clone)]
pub(super) struct Attribution {
    /// All of it, with the dash before the name.
    pub range: Range<usize>,
    pub name: Range<usize>,
    pub handle: Range<usize>,
    pub date_text: Range<usize>,
    pub date: Option<String>,
}

/// Names on Twitter have at most 50 characters; some scrapers add a badge or two.
const NAME: usize = 70;
/// The most bytes they take.
const NAME_BYTES: usize = 4 * NAME;
/// Handles have at most this many letters.
const HANDLE: usize = 15;
/// Handles with a server in them are longer.
const ADDRESS: usize = 80;

/// Every attribution, in order. `links` are those of [`super::link::all`].
pub(super) fn all(text: &str, anchors: &Anchors, links: &[Range<usize>]) -> Vec<Attribution> {
    let mut found: Vec<Attribution> = Vec::new();
    let mut links = links.iter().peekable();
    let mut floor = 0;
    for &at in &anchors.handles {
        while let Some(link) = links.next_if(|link| link.end <= at) {
            floor = floor.max(link.end);
        }
        if at < floor {
            continue;
        }
        if let Some(attribution) = at_handle(text, at, floor) {
            floor = attribution.range.end;
            found.push(attribution);
        }
    }
    found
}

/// The handle whose bracket opens at `bracket`, and where the bracket closes.
///
/// Handles that are server names, and those with a server behind them, are other networks'.
pub(super) fn handle_at(text: &str, bracket: usize) -> Option<(Range<usize>, usize)> {
    let start = bracket + "(@".len();
    let is_handle = |b: &u8| b.is_ascii_alphanumeric() || b"_.-@".contains(b);
    let len = text.as_bytes()[start..].iter().take(ADDRESS).take_while(|b| is_handle(b)).count();
    let end = start + len;
    let handle = &text[start..end];
    let is_plain = handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let fits = if is_plain { len <= HANDLE } else { network::of_handle(handle).is_some() };
    (len > 0 && fits && text[end..].starts_with(')')).then_some((start..end, end + 1))
}

fn at_handle(text: &str, bracket: usize, earliest: usize) -> Option<Attribution> {
    let (handle, close) = handle_at(text, bracket)?;
    let (date_start, Date { len, iso }) = date_behind(text, close)?;
    let date_text = date_start..date_start + len;
    let end = date_text.end + network::time_behind(&text[date_text.end..]);
    let (start, name) = name_before(text, bracket, earliest)?;
    Some(Attribution { range: start..end, name, handle, date_text, date: iso })
}

/// The date behind a handle: after a space or two, a wrapped line, a middle dot.
fn date_behind(text: &str, close: usize) -> Option<(usize, Date)> {
    let mut newlines = 0;
    let signs = text[close..].char_indices().take(4);
    let mut start = close;
    for (offset, c) in signs {
        start = close + offset;
        newlines += usize::from(c == '\n');
        if newlines > 1 || !(c.is_whitespace() || matches!(c, '·' | ',')) {
            break;
        }
    }
    if newlines > 1 {
        return None;
    }
    date::at_start(&text[start..]).map(|date| (start, date))
}

/// Where the signature begins, and the name in it.
fn name_before(text: &str, bracket: usize, earliest: usize) -> Option<(usize, Range<usize>)> {
    let back = floor(text, bracket.saturating_sub(NAME_BYTES));
    let window = &text[back..bracket];
    let back = match window.char_indices().rev().nth(NAME) {
        Some((offset, _)) => back + offset,
        None => back,
    };
    let line_start =
        memchr::memrchr(b'\n', &text.as_bytes()[back..bracket]).map(|at| back + at + 1);
    let start = line_start.unwrap_or(back).max(earliest);
    let region = start..bracket;
    if let Some(dash) = dash_in(text, region.clone(), earliest) {
        return named(text, dash.start, dash.end..bracket);
    }
    // The dash at the end of a line, the name on the next one, also below a blank line.
    if line_start == Some(start) {
        let above = trimmed(text, floor(text, start.saturating_sub(NAME))..start);
        let dash = text[above.clone()].chars().next_back().filter(|c| STRONG.contains(c));
        if let Some(dash) = dash.filter(|_| above.end > earliest) {
            return named(text, above.end - dash.len_utf8(), region);
        }
    }
    // At the start of a line or behind the last post or link, the name is all there is.
    let reaches_start = line_start.is_some() || start == earliest;
    let inner = trimmed(text, region.clone());
    if let Some(name) = behind_double_space(text, region.clone()) {
        return named(text, name.start, name);
    }
    if let Some(at) = behind_sentence(text, inner.clone()) {
        return named(text, at, at..bracket);
    }
    if reaches_start { named(text, inner.start, inner) } else { None }
}

/// A signature from `start` on, if there is a name in it.
fn named(text: &str, start: usize, name: Range<usize>) -> Option<(usize, Range<usize>)> {
    let name = trimmed(text, name);
    (!name.is_empty()).then_some((start, name))
}

/// Dashes that also count when they are glued to a word.
const STRONG: &[char] = &['—', '―'];

/// The dash the signature begins with.
///
/// Tweets have dashes too, and so have names (`— Metro – City News (@…`), so the last long dash
/// counts, and a short one behind it only if the long one is inside a sentence.
fn dash_in(text: &str, region: Range<usize>, earliest: usize) -> Option<Range<usize>> {
    let window = &text[region.clone()];
    let mut strong: Option<Range<usize>> = None;
    let mut weak: Option<Range<usize>> = None;
    let mut before: Option<char> = None;
    let mut chars = window.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let mut end = offset + c.len_utf8();
        let open_before = before.is_none_or(char::is_whitespace);
        if STRONG.contains(&c) {
            strong = Some(offset..end);
        } else if c == '-' && chars.peek().is_some_and(|(_, next)| *next == '-') {
            while let Some((at, _)) = chars.next_if(|(_, next)| *next == '-') {
                end = at + 1;
            }
            strong = Some(offset..end);
        } else if matches!(c, '–' | '-')
            && open_before
            && chars.peek().is_some_and(|(_, c)| c.is_whitespace())
        {
            weak = Some(offset..end);
        }
        before = Some(c);
    }
    let at = |dash: Range<usize>| region.start + dash.start..region.start + dash.end;
    match (strong, weak) {
        (Some(strong), Some(weak)) if weak.start > strong.start => {
            let opens = ends_words(text, earliest, region.start + strong.start);
            Some(at(if opens { strong } else { weak }))
        }
        (strong, weak) => strong.or(weak).map(at),
    }
}

/// Whether the words of a post may end at `at`: a line, a sentence, a link or a post ends there.
fn ends_words(text: &str, earliest: usize, at: usize) -> bool {
    let before = text[floor(text, at.saturating_sub(NAME)).max(earliest)..at].trim_end_matches(' ');
    before.chars().next_back().is_none_or(|c| c == '\n' || SENTENCE_END.contains(&c))
}

const SENTENCE_END: &[char] = &['.', '!', '?', '…', '"', '”', '’', ')', '»'];

/// The name behind two spaces, where the dash between them was lost.
fn behind_double_space(text: &str, region: Range<usize>) -> Option<Range<usize>> {
    /// A name that holds doubled spaces is still a short one.
    const WORDS: usize = 4;
    let window = text[region.clone()].trim_end();
    let mut last = None;
    let mut at = window.len();
    // A name may hold doubled spaces itself; one behind the end of a sentence is the dash.
    while let Some(gap) = window[..at].rfind("  ") {
        let end = region.start + gap + (window[gap..].len() - window[gap..].trim_start().len());
        let before = window[..gap].trim_end();
        let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
        let name = end..region.end;
        if last.is_some() && text[name.clone()].split_whitespace().nth(WORDS).is_some() {
            break;
        }
        if before.is_empty() || before.ends_with(SENTENCE_END) || word.starts_with(['#', '@']) {
            return Some(name);
        }
        last = last.or(Some(name));
        at = before.len();
    }
    last
}

/// Behind the last sentence in the range, where the name was glued to it or the dash is gone.
fn behind_sentence(text: &str, range: Range<usize>) -> Option<usize> {
    let window = &text[range.clone()];
    let mut ends = window.char_indices().filter(|(_, c)| matches!(c, '!' | '?' | '…' | '"' | '”'));
    let (offset, c) = ends.next_back()?;
    let behind = offset + c.len_utf8();
    let name = window[behind..].trim_start();
    let starts_upper = name.chars().next().is_some_and(char::is_uppercase);
    starts_upper.then(|| range.end - name.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::{anchors, link};

    fn check(text: &str, signatures: &[&str], names: &[&str]) {
        let anchors = anchors::all(text);
        let all = all(text, &anchors, &link::all(text, &anchors));
        let found: Vec<_> = all.iter().map(|a| &text[a.range.clone()]).collect();
        assert_eq!(found, signatures, "{text}");
        let found: Vec<_> = all.iter().map(|a| &text[a.name.clone()]).collect();
        assert_eq!(found, names, "{text}");
    }

    #[test]
    fn a_dash_before_the_name() {
        for dash in ["— ", "—", "―", "– ", "-- ", "--", "- ", "— \n", "—\n"] {
            let signature = format!("{dash}Mara Voss (@maravoss) October 17, 2017");
            check(
                &format!("The river rose again {signature}\n\nMore."),
                &[&signature],
                &["Mara Voss"],
            );
            check(&signature, &[&signature], &["Mara Voss"]);
        }
    }

    #[test]
    fn dashes_in_the_post_and_in_the_name() {
        let signature = "— Metro – City News (@metro) May 1, 2018";
        check(&format!("A flood – no: a lake. {signature}"), &[signature], &["Metro – City News"]);
        let signature = "– Mara Voss (@maravoss) May 1, 2018";
        check(&format!("This is — frankly a lake {signature}"), &[signature], &["Mara Voss"]);
        let signature = "— Jean-Luc Petit-Roi (@jl) May 1, 2018";
        check(&format!("Wait — what? {signature}"), &[signature], &["Jean-Luc Petit-Roi"]);
    }

    #[test]
    fn names_of_all_kinds() {
        for name in ["Mara 🌊🌊", "黃小雨 Wong", "عاجل", "Mara Voss, M.D.", "!!mara!!", "N. O'Dell"]
        {
            let signature = format!("— {name} (@m_1) May 1, 2018");
            check(&format!("Rain. {signature}"), &[&signature], &[name]);
        }
    }

    #[test]
    fn two_spaces_are_a_lost_dash() {
        let signature = "Mara Voss (@maravoss) October 17, 2017";
        check(&format!("It rained all day.  {signature}So we left"), &[signature], &["Mara Voss"]);
        let signature = "Mara   Voss (@maravoss) October 17, 2017";
        check(
            &format!("It rained all day.  {signature}So we left"),
            &[signature],
            &["Mara   Voss"],
        );
        check(
            "rain pic.twitter.com/a1B2c3D4e5 Mo (@mo) May 1, 2018",
            &["Mo (@mo) May 1, 2018"],
            &["Mo"],
        );
        check("Rain! Mo Ek (@mo) May 1, 2018", &["Mo Ek (@mo) May 1, 2018"], &["Mo Ek"]);
    }

    #[test]
    fn alone_on_a_line_without_a_dash() {
        check(
            "Rain\nMara Voss (@mv) May 1, 2018",
            &["Mara Voss (@mv) May 1, 2018"],
            &["Mara Voss"],
        );
    }

    #[test]
    fn two_in_a_row() {
        let (a, b) = ("— A (@a) May 1, 2018", "— B (@b) May 2, 2018");
        check(&format!("One {a} Two {b}"), &[a, b], &["A", "B"]);
    }

    #[test]
    fn handles_elsewhere_are_no_signatures() {
        check("Mara Voss (@maravoss) lives in Bergen.", &[], &[]);
        check(">> Follow Mara Voss (@maravoss) on Twitter", &[], &[]);
        check("said Mara (@maravoss), who won in May 2018.", &[], &[]);
        check("(@) May 1, 2018 (@way_too_long_a_handle) May 1, 2018 — (@x) May 1, 2018", &[], &[]);
    }
}
