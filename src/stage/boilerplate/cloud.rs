//! Links to other stories that a page hides behind the name of a person, spelled out by the
//! scraper: `Gov. Mara Voss Mara Ann VossFerry sinks at sea Bridge falls MORE was there.`
//!
//! The person's full name is glued to the first headline, and stands behind the name that the
//! sentence has; without both, nothing is such a cloud.

use std::ops::Range;

use super::anchors::{Anchors, MORE};
use super::found::Found;
use super::lines::floor;
use super::phrase::{self, Word};
use super::rules::PAGE_RELATED;

/// Three headlines or four.
const CLOUD: usize = 700;
/// The words of a full name with titles and nicknames.
const NAME: usize = 8;

/// Adds the clouds.
pub(super) fn find(text: &str, anchors: &Anchors, found: &mut Found) {
    let mut done = 0;
    for &at in &anchors.more {
        let end = at + MORE.len();
        let from = floor(text, at.saturating_sub(CLOUD).max(done));
        done = end;
        let ends_word = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        let line = from + text[from..at].rfind('\n').map_or(0, |newline| newline + 1);
        if let Some(start) = start(text, line..at).filter(|_| ends_word) {
            // No space is left in front of a full stop.
            let closes = text[end..].starts_with(['.', ',', ';', ':', '?', '!', '\'', '’']);
            let space = usize::from(closes && text[..start].ends_with(' '));
            found.add_whole(start - space..end, &PAGE_RELATED);
        }
    }
}

/// Where the full name begins, behind the name that the sentence has.
fn start(text: &str, window: Range<usize>) -> Option<usize> {
    let mut names: Vec<(usize, &str)> = vec![];
    let mut at = window.start;
    for word in text[window].split(' ') {
        let mut glues = word.char_indices().zip(word.char_indices().skip(1));
        let found = glues.by_ref().find_map(|((_, before), (glue, c))| {
            let name = word[..glue].trim_start_matches(['(', '“', '"']);
            let is_glue =
                before.is_lowercase() && (c.is_uppercase() || c.is_ascii_digit()) && name.len() > 1;
            let n = is_glue.then(|| names.iter().rposition(|(_, seen)| *seen == name))??;
            Some(names.get(n + 1).map_or(at, |(start, _)| *start))
        });
        if found.is_some() {
            return found;
        }
        let is_name = word.trim_start_matches(['(', '"', '“']).starts_with(char::is_uppercase)
            || !names.is_empty() && phrase::is(word, Word::Particle);
        if !is_name {
            names.clear();
        } else if names.len() == NAME {
            names.remove(0);
        }
        if is_name {
            names.push((at, word));
        }
        at += word.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::{anchors, lines};

    fn check(text: &str, clouds: &[&str]) {
        let mut found = Found::default();
        find(text, &anchors::all(text, &mut lines::all(text)), &mut found);
        let seen: Vec<_> = found.spans.iter().map(|span| &text[span.range.clone()]).collect();
        assert_eq!(seen, clouds, "{text}");
    }

    #[test]
    fn clouds_behind_names() {
        let cloud = "Mara Ann VossFerry sinks off Bergen Bridge falls: 'Nobody hurt' MORE";
        check(&format!("Gov. Mara Voss {cloud} (D) was there."), &[cloud]);
        check(&format!("So did Mayor Voss {cloud} and her aunt. She left."), &[cloud]);
        check(&format!("It was Voss {cloud}."), &[&format!(" {cloud}")]);
        let cloud = "Ada de Tarn2020 ferries to watch Rain MORE";
        check(&format!("Mayor Ada de Tarn {cloud} left."), &[cloud]);
        check(
            "Jon McEk Jon Olav McEkRain and wind MORE and Mara Voss Mara VossMore rain MORE met.",
            &["Jon Olav McEkRain and wind MORE", "Mara VossMore rain MORE"],
        );
    }

    #[test]
    fn other_words_stay() {
        for prose in [
            "Gov. Mara Voss wants MORE rain for McEk.",
            "Mara Voss bought a YouTube channel and MORE boats.",
            "Voss told YouTube that Voss MacVoss had MORE.",
            "Gov. Mara Voss said Mara VossFerry sinks MOREOVER.",
            "Gov. Mara Voss was there.\nMara VossFerry sinks MORE",
        ] {
            check(prose, &[]);
        }
    }
}
