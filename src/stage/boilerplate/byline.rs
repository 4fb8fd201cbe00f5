//! Bylines and datelines: who wrote the article, and where.

use super::phrase::{self, Word};
use super::words::named;

/// Bylines have so many bytes at most.
pub(super) const LONGEST: usize = 90;
/// And addresses.
pub(super) const ADDRESS: usize = 60;

/// Whether a line says who wrote the article: `By Mara Voss and Jon Ek`.
pub(super) fn is_byline(line: &str) -> bool {
    let Some((_, names)) = line.split_once(' ').filter(|(by, _)| phrase::is(by, Word::By)) else {
        return false;
    };
    let capitals =
        names.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
    line.len() <= LONGEST
        && (2..=8).contains(&capitals)
        && named(names)
        && names.starts_with(char::is_uppercase)
        && !names.ends_with(['.', '?', '!', ':', '”', '"'])
        && !names.contains(|c: char| c.is_ascii_digit())
}

/// Whether a line is an address to write to: `mara@bergenmail.example`, `E-mail: …`.
pub(super) fn is_address(line: &str) -> bool {
    if line.len() > ADDRESS || memchr::memchr(b'@', line.as_bytes()).is_none() {
        return false;
    }
    let rest = line.split_once(": ").filter(|(cue, _)| cue.to_lowercase().ends_with("mail"));
    let address = rest.map_or(line, |(_, address)| address).trim_end_matches('.');
    let Some((name, host)) = address.split_once('@') else { return false };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let domain = host.rsplit('.').next().unwrap_or_default();
    !name.is_empty()
        && name.chars().chain(host.chars()).all(is_part)
        && host.contains('.')
        && domain.len() >= 2
        && domain.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether a line is a name and nothing else: `Mara J. Voss`, `Mara Voss and Jon Ek`.
pub(super) fn is_author(line: &str) -> bool {
    const NAMES: usize = 60;
    if line.len() > NAMES {
        return false;
    }
    let words = line.split_whitespace().count();
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | ',' | '-' | '\'' | '’');
    (2..=6).contains(&words)
        && line.starts_with(char::is_uppercase)
        && line.chars().all(is_letter)
        && named(line)
}

/// The length of the dateline a paragraph begins with: `BERGEN, Norway (AP) —`, `(CNN) -`.
pub(super) fn dateline(line: &str) -> Option<usize> {
    const PARAGRAPH: usize = 80;
    const PLACE: usize = 45;
    /// The first byte of the longer dashes.
    const DASH: u8 = 0xE2;
    if line.len() < PARAGRAPH {
        return None;
    }
    // What parts the place from the rest is a bracket or a dash.
    let head = if line.as_bytes()[..PLACE].is_ascii() { PLACE } else { PARAGRAPH.max(4 * PLACE) };
    let head = &line.as_bytes()[..head.min(line.len())];
    memchr::memchr3(b'(', b'-', DASH, head)?;
    let place = line.char_indices().take(PLACE).find(|(_, c)| {
        !(c.is_alphabetic() || matches!(c, ' ' | ',' | '.' | '\'' | '’' | '-')) || *c == '-'
    });
    let (mut at, _) = place?;
    // A hyphen inside a name of a place: `WILKES-BARRE, Pa. —`.
    while line[at..].starts_with('-')
        && !line[..at].ends_with(' ')
        && line[at + 1..].starts_with(char::is_uppercase)
    {
        let rest = &line[at + 1..];
        let (next, _) = rest
            .char_indices()
            .take(PLACE)
            .find(|(_, c)| !(c.is_alphabetic() || matches!(c, ' ' | ',' | '.' | '\'' | '’')))?;
        at += 1 + next;
        if at > PLACE * 2 {
            return None;
        }
    }
    let place = line[..at].trim_end();
    let (agency, behind) = agency(&line[at..]);
    let dash = dash(&line[behind + at..]);
    let end = at + behind + dash;
    if !agency && dash == 0 {
        return None;
    }
    let city = place.split(',').next().unwrap_or(place);
    let capitals = city.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && city.chars().all(|c| !c.is_lowercase())
        && place.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && !phrase::is(city, Word::Mark);
    let named = !place.is_empty() && place.split_whitespace().count() <= 5 && named(place);
    match (agency, dash > 0) {
        (true, true) if place.is_empty() || named => Some(end),
        (true, false) if place.is_empty() || capitals => Some(end),
        (false, true) if capitals => Some(end),
        _ => None,
    }
}

/// Whether `(AP)` or the like comes next, and how far it reaches.
fn agency(text: &str) -> (bool, usize) {
    const AGENCIES: &[&str] =
        &["AFP", "AP", "CNN", "CNN Business", "IANS", "Reuters", "REUTERS", "TNS", "UPI", "dpa"];
    let inner = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match inner {
        Some((name, _)) if AGENCIES.contains(&name) => (true, name.len() + 2),
        _ => (false, 0),
    }
}

/// The length of a dash and the space before it.
fn dash(text: &str) -> usize {
    let rest = text.trim_start_matches(' ');
    let behind = rest.trim_start_matches(['-', '–', '—']);
    let hyphen_in_word =
        text.starts_with('-') && !behind.starts_with(' ') && rest.len() - behind.len() == 1;
    if behind.len() == rest.len() || hyphen_in_word { 0 } else { text.len() - behind.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for line in
            ["By Mara Voss", "By MARA VOSS and Jon Ek", "Por Mara Voss y Juan Ek", "Von Mara Voss"]
        {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "By noon the rain had stopped",
            "By Design",
            "By Friday, Mara Voss had won.",
            "Bye Mara Voss",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn datelines() {
        let body = " The river rose again on Friday, and the old bridge was closed to all traffic by noon.";
        for line in [
            "BERGEN, Norway (AP) —",
            "BERGEN —",
            "(CNN) -",
            "(CNN)",
            "WILKES-BARRE, Pa. –",
            "Bergen (Reuters) -",
            "NEW YORK--",
        ] {
            assert_eq!(dateline(&format!("{line}{body}")), Some(line.len()), "{line}");
        }
        for line in [
            "FILE -",
            "Bergen -",
            "The mayor (AP) said",
            "Rain -",
            "(maybe)",
            "OK:",
            "Norway's Mara",
        ] {
            assert_eq!(dateline(&format!("{line}{body}")), None, "{line}");
        }
    }
}
