//! What else leaves with entities that are taken out: the spaces, brackets and words that only
//! they needed.

use std::ops::Range;

const BLANKS: [char; 3] = [' ', '\t', '\u{a0}'];

/// What may stand around an entity and nothing else.
const PAIRS: [(char, char); 6] =
    [('(', ')'), ('[', ']'), ('“', '”'), ('"', '"'), ('‘', '’'), ('«', '»')];

/// Words in front of a mention that say nothing without it.
const CUES: [&str; 6] = ["RT", "MT", "via", "h/t", "HT", "cc"];

/// A mention with the word that leads to it, and with the colon of `RT @name:`. Nothing before
/// `floor` is taken.
pub(super) fn with_cue(text: &str, floor: usize, mention: Range<usize>) -> Range<usize> {
    let head = &text[floor..mention.start];
    // `.@name says`, by which everybody sees what is said to one.
    if let Some(before) = head.strip_suffix('.')
        && (before.is_empty() || before.ends_with(char::is_whitespace))
    {
        return mention.start - 1..mention.end;
    }
    let head = head.trim_end_matches(BLANKS);
    let head = head.strip_suffix(':').unwrap_or(head);
    let cue = CUES.iter().find_map(|cue| {
        let at = head.len().checked_sub(cue.len()).filter(|at| head.is_char_boundary(*at))?;
        let is_cue = head[at..].eq_ignore_ascii_case(cue)
            && !head[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '.'));
        is_cue.then_some((floor + at, *cue))
    });
    let Some((start, cue)) = cue else { return mention };
    let is_retweet = matches!(cue, "RT" | "MT") && text[mention.end..].starts_with(':');
    start..mention.end + usize::from(is_retweet)
}

/// What is to be taken out so that `range` is gone and its neighbours stand as if it had never
/// been there, and what must stand in its place. Nothing before `floor` is taken.
pub(super) fn without(
    text: &str,
    floor: usize,
    mut range: Range<usize>,
) -> (Range<usize>, &'static str) {
    while let (Some(open), Some(close)) =
        (text[floor..range.start].chars().next_back(), text[range.end..].chars().next())
    {
        if !PAIRS.contains(&(open, close)) {
            break;
        }
        range = range.start - open.len_utf8()..range.end + close.len_utf8();
    }
    let before = text[floor..range.start].trim_end_matches(BLANKS);
    let after = text[range.end..].trim_start_matches(BLANKS);
    // With the blanks on either side.
    let wide = floor + before.len()..text.len() - after.len();
    let left = text[..wide.start].chars().next_back();
    let mut rest = after.chars();
    let right = rest.next();
    let is_break = |c: char| matches!(c, '\n' | '\r');
    let (opens_line, ends_line) = (left.is_none_or(is_break), right.is_none_or(is_break));
    let ends_sentence = |c: Option<char>| matches!(c, Some('.' | '!' | '?'));
    let pauses = |c: Option<char>| matches!(c, Some(',' | ';' | ':'));
    if opens_line && ends_line {
        // The line was nothing else, so its end goes too.
        let line_end = if after.starts_with("\r\n") { 2 } else { usize::from(!after.is_empty()) };
        return (wide.start..wide.end + line_end, "");
    }
    if opens_line {
        let pause = usize::from(pauses(right));
        let rest = after[pause..].trim_start_matches(BLANKS);
        return (range.start..text.len() - rest.len(), "");
    }
    if ends_line {
        return (wide.start..range.end, "");
    }
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | '@' | '#' | '$');
    let closes =
        right.is_some_and(|c| ",.;:!?)]}…”’»".contains(c)) && !rest.next().is_some_and(goes_on);
    let opens = left.is_some_and(|c| "([{“‘«".contains(c));
    if closes {
        // `Thanks, @name, for` has a comma too many, and so has `(@name, the mate)`; `It held. #tag.`
        // has a full stop.
        let left_pauses = pauses(left) && wide.start > floor;
        let right_pauses = !left_pauses
            && (pauses(right) && opens
                || (pauses(right) || right == Some('.')) && ends_sentence(left));
        let end = wide.end + usize::from(right_pauses);
        let blanks = text[end..].len() - text[end..].trim_start_matches(BLANKS).len();
        let end = if right_pauses && opens { end + blanks } else { end };
        return (wide.start - usize::from(left_pauses)..end, "");
    }
    if opens || wide.start < range.start && wide.end > range.end {
        return (range.start..wide.end, "");
    }
    let glued = wide == range
        && left.is_some_and(char::is_alphanumeric)
        && right.is_some_and(char::is_alphanumeric);
    (range, if glued { " " } else { "" })
}
