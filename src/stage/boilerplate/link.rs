//! Links to the media of a tweet: `pic.twitter.com/…` and `t.co/…`, also glued to words.

use std::ops::Range;

use super::anchors::{Anchors, PICTURE, SHORT};

/// Both services hand out ids of at most ten letters and digits, so what follows the tenth
/// belongs to the next word: `t.co/CV4Y9OJknvRead`.
const ID: usize = 10;

/// Every such link, in order.
pub(super) fn all(text: &str, anchors: &Anchors) -> Vec<Range<usize>> {
    let mut links: Vec<Range<usize>> = Vec::new();
    for &at in &anchors.pictures {
        links.extend(link(text, at, at + PICTURE.len()));
    }
    let pictures = links.len();
    for &at in &anchors.shorts {
        if has_scheme(text, at) || stands_free(text, at) {
            links.extend(link(text, at, at + SHORT.len()));
        }
    }
    if pictures > 0 && links.len() > pictures {
        links.sort_unstable_by_key(|link| link.start);
        links.dedup_by(|later, earlier| later.start < earlier.end);
    }
    links
}

/// The link whose host begins at `host` and whose id begins at `id`.
fn link(text: &str, host: usize, id: usize) -> Option<Range<usize>> {
    let rest = &text.as_bytes()[id..];
    let run = rest.iter().take(ID).take_while(|b| b.is_ascii_alphanumeric()).count();
    let next =
        (0..run).find(|&at| rest[at..].starts_with(b"http") || rest[at..].starts_with(b"pic."));
    let mut end = id + next.unwrap_or(run);
    let cut = text[end..].starts_with('…');
    if end == id && !cut {
        return None;
    }
    if cut {
        end += '…'.len_utf8();
    }
    let start = host - scheme_before(text, host);
    Some(in_brackets(text, start..end))
}

/// A link alone in brackets takes them along; an empty pair of them would be left.
fn in_brackets(text: &str, link: Range<usize>) -> Range<usize> {
    if text[..link.start].ends_with('(') && text[link.end..].starts_with(')') {
        link.start - 1..link.end + 1
    } else {
        link
    }
}

fn scheme_before(text: &str, at: usize) -> usize {
    let before = &text[..at];
    ["https://", "http://"].iter().find(|scheme| before.ends_with(**scheme)).map_or(0, |s| s.len())
}

fn has_scheme(text: &str, at: usize) -> bool {
    scheme_before(text, at) > 0
}

/// `t.co/` as a host of its own, not the end of `at&t.co/` or `host.co/`.
fn stands_free(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::anchors;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> =
            all(text, &anchors::all(text)).into_iter().map(|link| &text[link]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn with_and_without_scheme() {
        check("See pic.twitter.com/AbCdEfGh12 now", &["pic.twitter.com/AbCdEfGh12"]);
        check("https://pic.twitter.com/Ab1", &["https://pic.twitter.com/Ab1"]);
        check(
            "a http://t.co/AbCdEfGh b t.co/AbCdEfGh12",
            &["http://t.co/AbCdEfGh", "t.co/AbCdEfGh12"],
        );
    }

    #[test]
    fn glued_to_words_and_to_each_other() {
        check("rose 15%pic.twitter.com/AbCdEfGh12The", &["pic.twitter.com/AbCdEfGh12"]);
        check(
            "effectshttps://t.co/AbCdEfGh12https://t.co/12345678pic.twitter.com/x",
            &["https://t.co/AbCdEfGh12", "https://t.co/12345678", "pic.twitter.com/x"],
        );
    }

    #[test]
    fn cut_by_dots() {
        check(
            "https://t.co/AbC… and pic.twitter.com/… gone",
            &["https://t.co/AbC…", "pic.twitter.com/…"],
        );
    }

    #[test]
    fn brackets_around_a_lone_link_go_with_it() {
        check("seen (pic.twitter.com/AbC) here", &["(pic.twitter.com/AbC)"]);
    }

    #[test]
    fn other_hosts_are_the_writers() {
        check(
            "at&t.co/AbCdEfGh12 https://host.co/Ab https://example.com/t.co/ pic.twitter.com t.co",
            &[],
        );
    }
}
