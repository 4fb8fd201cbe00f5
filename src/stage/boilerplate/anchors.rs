//! The places that searches begin at: what is in few texts and tells what may be there.
//!
//! The whole text is gone through twice, for three rare bytes and for a few words at once, and no
//! more, however many searches there are. Lines that are known to have none are left out.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use super::lines::{Line, number_at};
use super::network;

/// In front of a handle in brackets.
pub(super) const HANDLE: &str = "(@";
/// The end of a link to the picture of a tweet.
pub(super) const PICTURE: &str = "pic.twitter.com/";
/// The end of a link that Twitter made short.
pub(super) const SHORT: &str = "t.co/";
/// What closes a list of links behind a name.
pub(super) const MORE: &str = " MORE";
/// The button between the captions of a gallery.
pub(super) const HIDE: &str = "Hide Caption ";

/// Where each of them begins, in order.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    pub handles: Vec<usize>,
    pub pictures: Vec<usize>,
    pub shorts: Vec<usize>,
    pub percents: Vec<usize>,
    pub more: Vec<usize>,
    pub hide: Vec<usize>,
    /// Those of the network files but [`HANDLE`].
    pub networks: Vec<usize>,
}

/// The words that are searched for together. White space at their ends is looked at afterwards:
/// no two of them can overlap without.
struct Words {
    anchors: Vec<&'static str>,
    searcher: Searcher,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let networks = network::anchors().filter(|anchor| *anchor != HANDLE);
    let anchors: Vec<_> = [MORE, HIDE].into_iter().chain(networks).collect();
    let words = anchors.iter().map(|anchor| anchor.trim());
    let searcher = Searcher::new(words).expect("a few words make a searcher: tested");
    Words { anchors, searcher }
});

/// The anchors of a text.
pub(super) fn all(text: &str, lines: &mut [Line]) -> Anchors {
    let mut found = Anchors::default();
    let mut rest = 0;
    while let Some(first) = lines[rest..].iter().position(|line| !line.known.no_anchor) {
        let first = rest + first;
        let len = lines[first..].iter().position(|line| line.known.no_anchor);
        let behind = len.map_or(lines.len(), |len| first + len);
        // With the white space around them, which some anchors begin or end with.
        let start = first.checked_sub(1).map_or(0, |above| lines[above].end);
        let end = lines.get(behind).map_or(text.len(), |below| below.start);
        let lines = &mut lines[first..behind];
        for line in &mut *lines {
            line.known.no_anchor = true;
        }
        found.add(text, start..end, |at| {
            if let Some(line) = lines.get_mut(number_at(lines, at)) {
                line.known.no_anchor = false;
            }
        });
        rest = behind;
    }
    found
}

impl Anchors {
    /// Adds those in a range of the text; calls `hit` for each, and for each that lacks but the
    /// white space at an end: that is not the line's.
    fn add(&mut self, text: &str, range: Range<usize>, mut hit: impl FnMut(usize)) {
        let bytes = text.as_bytes();
        let found = self;
        let signs = memchr::memchr3_iter(b'@', b'/', b'%', &bytes[range.clone()]);
        for at in signs.map(|at| range.start + at) {
            let before = &bytes[..=at];
            match bytes[at] {
                b'%' => found.percents.push(at),
                b'@' if before.ends_with(HANDLE.as_bytes()) => found.handles.push(at - 1),
                b'/' if before.ends_with(PICTURE.as_bytes()) => {
                    found.pictures.push(at + 1 - PICTURE.len());
                }
                b'/' if before.ends_with(SHORT.as_bytes()) => {
                    found.shorts.push(at + 1 - SHORT.len());
                }
                _ => continue,
            }
            hit(at);
        }
        let words = &*WORDS;
        for word in words.searcher.find_iter(&text[range.clone()]) {
            let start = range.start + word.start();
            hit(start);
            let number = word.pattern().as_usize();
            let anchor = words.anchors[number];
            let space = anchor.len() - anchor.trim_start().len();
            let Some(at) = start.checked_sub(space) else { continue };
            if bytes[at..].starts_with(anchor.as_bytes()) {
                match number {
                    0 => found.more.push(at),
                    1 => found.hide.push(at),
                    _ => found.networks.push(at),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::boilerplate::lines;

    #[test]
    fn each_is_found_where_it_begins() {
        let text = "MORE (@orrin) 5% posted by MORE pic.twitter.com/ t.co/ @/ Hide Caption 1 ♬ a";
        let found = all(text, &mut lines::all(text));
        let Anchors { handles, pictures, shorts, percents, more, hide, networks } = found;
        let seen = [handles, pictures, shorts, percents, more, hide, networks];
        assert_eq!(seen, [vec![5], vec![32], vec![49], vec![15], vec![26], vec![58], vec![21, 73]]);
    }

    #[test]
    fn lines_that_are_known_to_have_none_are_left_out() {
        let text = "Rain (@orrin)\nFog\n  MORE\n\n5% Hide Caption \nSnow";
        let mut lines = lines::all(text);
        let found = all(text, &mut lines);
        let known: Vec<_> = lines.iter().map(|line| line.known.no_anchor).collect();
        assert_eq!(known, [false, true, false, false, true]);
        let again = all(text, &mut lines);
        assert_eq!((&again.handles, &again.more, &again.hide), (&vec![5], &vec![19], &vec![29]));
        assert_eq!(format!("{again:?}"), format!("{found:?}"));
    }

    #[test]
    fn there_are_few_words() {
        assert!(WORDS.anchors.len() <= 8, "one search finds so many without much cost");
        assert!(
            WORDS.anchors.iter().all(|anchor| anchor.trim().len() > 2),
            "or more are looked at"
        );
    }
}
