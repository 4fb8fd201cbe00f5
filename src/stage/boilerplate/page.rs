//! The pass over the lines: what each one is, if it is not the article.

use std::ops::Range;

use crate::label::Label;

use super::ask;
use super::byline;
use super::credit;
use super::found::Found;
use super::lines::{Line, trimmed};
use super::memory::Place;
use super::phrase::{self, ShareBar};
use super::rules;
use super::words::named;

/// A first line of at most this length is the title, whatever it says.
const TITLE: usize = 200;
/// Bylines and datelines stand among so many first lines.
const TOP: usize = 6;
/// Bars of buttons, rules between sections, bylines and addresses are no longer.
const SHORT: usize = 90;
const _: () = assert!(SHORT >= phrase::BAR && SHORT >= byline::LONGEST && SHORT >= byline::ADDRESS);
/// As many notes and requests follow each other at the end of a line.
const NOTES: usize = 3;

/// Adds the furniture of the lines. Spans found before are left alone.
pub(super) fn find(text: &str, lines: &mut [Line], titled: bool, found: &mut Found) {
    let taken = found.ranges();
    let mut next = 0;
    let mut bar_above = false;
    find_author(text, lines, found);
    for number in 0..lines.len() {
        let line = lines[number];
        let mut free = line.range();
        while let Some(range) = taken.get(next).filter(|range| range.start < line.end) {
            free.start = free.start.max(range.end.min(line.end));
            next += 1;
        }
        let is_title = number == 0 && !titled && line.range().len() <= TITLE;
        if is_title {
            continue;
        }
        free = trimmed(text, free);
        let untouched = free.start == line.start;
        let place = place(number);
        let words = line.of(text);
        if untouched && (line.known.plain_at == Some(place) || is_prose(words, line, number)) {
            lines[number].known.plain_at = Some(place);
            bar_above = false;
            continue;
        }
        let (signs, bar) =
            if untouched { (signs(words), phrase::share_bar(words)) } else { (None, ShareBar::No) };
        let seen = found.spans.len();
        if signs.is_some_and(|many| is_separator(text, lines, number, many)) {
            found.add(text, free, &rules::PAGE_OTHER);
            continue;
        }
        bar_above = is_share_bar(text, lines, number, bar, bar_above);
        if bar_above {
            found.add(text, free, &rules::PAGE_SHARE);
        } else if !free.is_empty() {
            find_in_line(text, line, free, number, found);
        }
        // What signs and words that share are, the lines around them tell.
        let is_of_itself = signs.is_none() && bar == ShareBar::No;
        let is_plain = untouched && is_of_itself && found.spans.len() == seen;
        lines[number].known.plain_at = is_plain.then_some(place);
    }
}

/// Whether a line is prose and nothing else, by a quick look at its ends and at the starts of its
/// sentences: no rule below finds anything in it. Of many lines that are it does not know.
fn is_prose(words: &str, line: Line, number: usize) -> bool {
    // What is longer is neither a bar nor one of signs, a byline or an address.
    words.len() > SHORT
        && !line.has_bracket
        && !phrase::may_lead(words)
        && !phrase::may_be_of_line(words)
        && !words.starts_with("http")
        && !credit::may_have(words, true)
        && phrase::tail(words).is_none()
        && phrase::at_end(words).is_none()
        && !ask::may_ask(words, true)
        && (number >= TOP || byline::dateline(words).is_none())
}

/// What rules know of where that line stands.
fn place(number: usize) -> Place {
    match number {
        ..TOP => Place::Top,
        TOP => Place::BelowTop,
        _ => Place::Inside,
    }
}

/// Whether a line of signs, one or `many`, is a rule between sections, `* * *`, or a sign that lost
/// its words.
///
/// Between lines of text it needs more than one sign: a single one may be the mark of a list item
/// whose words are on the next line.
fn is_separator(text: &str, lines: &[Line], number: usize, many: bool) -> bool {
    let is_of_signs = |line: &Line| signs(line.of(text)).is_some();
    let next = lines.get(number + 1);
    let stands_alone = lines[number].opens_block && next.is_none_or(|line| line.opens_block);
    let above = number.checked_sub(1).map(|above| &lines[above]);
    stands_alone || many && !above.is_some_and(is_of_signs) && !next.is_some_and(is_of_signs)
}

/// Whether a line of nothing but signs has more than one; `None` for other lines.
fn signs(words: &str) -> Option<bool> {
    const SIGNS: &[char] = &['*', '_', '-', '–', '—', '•', '·', '=', '~', '|', '#', '+', '.', '?'];
    let first = words.as_bytes().first()?;
    if first.is_ascii_alphanumeric() || words.len() > SHORT || !words.starts_with(SIGNS) {
        return None;
    }
    let is_of_signs = words.chars().all(|c| c.is_whitespace() || SIGNS.contains(&c));
    let many = words.chars().filter(|c| !c.is_whitespace()).take(2).count() > 1;
    // An ellipsis may be all that somebody said.
    let is_silence = many && words.contains(['.', '?']);
    (is_of_signs && !is_silence).then_some(many)
}

/// Whether a line is a bar of share words; a lone word is one next to another bar.
fn is_share_bar(text: &str, lines: &[Line], number: usize, bar: ShareBar, bar_above: bool) -> bool {
    match bar {
        ShareBar::No => false,
        ShareBar::Yes => true,
        ShareBar::Word => {
            let below = lines.get(number + 1).map(|line| phrase::share_bar(line.of(text)));
            bar_above || below.is_some_and(|below| below != ShareBar::No)
        }
    }
}

/// Adds the name of the author above that of the outlet: `Mara Voss`, `The Bergen Mail`.
fn find_author(text: &str, lines: &[Line], found: &mut Found) {
    for pair in lines.windows(2).take(TOP / 2).skip(1) {
        let below = pair[1].of(text);
        let is_outlet =
            || phrase::of_line(below) == Some(Label::Byline) || byline::is_address(below);
        if byline::is_author(pair[0].of(text)) && is_outlet() {
            found.add_once(text, pair[0].range(), &rules::NOTE_BYLINE);
        }
    }
}

fn find_in_line(text: &str, line: Line, mut free: Range<usize>, number: usize, found: &mut Found) {
    let untouched = free.start == line.start;
    let mut plays = false;
    let may_lead = untouched && phrase::may_lead(&text[free.clone()]);
    while may_lead && let Some((len, label)) = phrase::in_front(&text[free.clone()]) {
        plays |= label == Label::OtherBoilerplate;
        found.add(text, free.start..free.start + len, rules::of_line(label));
        free = trimmed(text, free.start + len..free.end);
    }
    let words = &text[free.clone()];
    if untouched {
        if may_lead && let Some(cue) = phrase::caption_cue(words) {
            find_caption(text, free.start..free.start + cue, free.end, found);
            return;
        }
        if let Some(label) = phrase::of_line(words) {
            found.add(text, free, rules::of_line(label));
            return;
        }
        if let Some((start, label)) = phrase::tail(words) {
            found.add(text, free.start + start..free.end, rules::of_line(label));
            free = trimmed(text, free.start..free.start + start);
            if free.is_empty() {
                return;
            }
        }
        let words = &text[free.clone()];
        if number <= TOP && byline::is_byline(words) || byline::is_address(words) {
            found.add(text, free, &rules::NOTE_BYLINE);
            return;
        }
        if is_status_link(words) {
            found.add(text, free, &rules::TWEET_LINK);
            return;
        }
    }
    let words = &text[free.clone()];
    let mut start = free.start;
    if untouched
        && number < TOP
        && let Some(len) = byline::dateline(words)
    {
        found.add(text, start..start + len, &rules::NOTE_DATELINE);
        start += len;
    }
    let mut end = free.end;
    // Requests stand behind notes and between them.
    for _ in 0..NOTES {
        let before = end;
        end = ask::find(text, start..end, untouched && start == line.start, found).end;
        if let Some((note, label)) = phrase::at_end(&text[start..end]) {
            found.add(text, start + note..end, rules::of_line(label));
            end = trimmed(text, start..start + note).end;
        }
        if end == before || end <= start {
            break;
        }
    }
    if end <= start {
        return;
    }
    let brackets = line.has_bracket.then(|| phrase::brackets(&text[start..end]));
    for (range, label) in brackets.into_iter().flatten() {
        found.add(text, start + range.start..start + range.end, rules::of_line(label));
        if label != Label::RelatedLink {
            end = trimmed(text, start..start + range.start).end;
            break;
        }
    }
    if end > start && start == free.start {
        let seen = found.spans.len();
        credit::find(text, start..end, untouched, found);
        // What a player shows has its maker behind it, known or not: `CLOSE A ferry at sea. Voss`.
        if plays && found.spans.len() == seen && end == line.end {
            find_clip(text, start..end, found);
        }
    }
}

/// Adds the caption of a clip and the name behind its last sentence.
fn find_clip(text: &str, clip: Range<usize>, found: &mut Found) {
    /// Names of outlets and people.
    const NAME: usize = 60;
    let words = &text[clip.clone()];
    let Some(end) = words.rfind(['.', '!', '?']).map(|at| at + 1) else { return };
    let closers = words[end..].len() - words[end..].trim_start_matches(['"', '”', '’', ')']).len();
    // A date in brackets goes with the name: `(Sept. 21) AP`.
    let open = words[..end].rfind('(').filter(|open| !words[*open..end].contains(')'));
    let end = open.filter(|open| words[*open..].len() <= NAME).unwrap_or(end + closers);
    let name = words[end..].trim();
    if !name.is_empty() && name.len() <= NAME && named(name) {
        found.add(text, clip.start..clip.start + end, &rules::CREDIT_CAPTION);
        found.add(text, clip.start + end..clip.end, &rules::CREDIT_PHOTO);
    }
}

/// Adds the cue of a caption, the credit of its picture and itself.
fn find_caption(text: &str, cue: Range<usize>, end: usize, found: &mut Found) {
    found.add(text, cue.clone(), &rules::PAGE_OTHER);
    let caption = trimmed(text, cue.end..end);
    let seen = found.spans.len();
    credit::find(text, caption.clone(), true, found);
    if found.spans.len() == seen {
        found.add(text, caption, &rules::CREDIT_CAPTION);
    }
}

/// The address of a tweet, alone on a line.
fn is_status_link(words: &str) -> bool {
    if !words.starts_with("http") {
        return false;
    }
    let rest = ["https://", "http://"].iter().find_map(|scheme| words.strip_prefix(scheme));
    let rest = rest.map(|rest| rest.trim_start_matches("www.").trim_start_matches("mobile."));
    rest.and_then(|rest| rest.strip_prefix("twitter.com/"))
        .is_some_and(|path| path.contains("/status") && !path.contains(char::is_whitespace))
}
