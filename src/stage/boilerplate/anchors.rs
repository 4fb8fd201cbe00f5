//! The places that searches begin at: what is in few texts and tells what may be there.
//!
//! The whole text is gone through twice, for three rare bytes and for a few words at once, and no
//! more, however many searches there are.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

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
pub(super) fn all(text: &str) -> Anchors {
    let bytes = text.as_bytes();
    let mut found = Anchors::default();
    for at in memchr::memchr3_iter(b'@', b'/', b'%', bytes) {
        let before = &bytes[..=at];
        match bytes[at] {
            b'%' => found.percents.push(at),
            b'@' if before.ends_with(HANDLE.as_bytes()) => found.handles.push(at - 1),
            b'@' => {}
            _ if before.ends_with(PICTURE.as_bytes()) => {
                found.pictures.push(at + 1 - PICTURE.len());
            }
            _ if before.ends_with(SHORT.as_bytes()) => found.shorts.push(at + 1 - SHORT.len()),
            _ => {}
        }
    }
    let words = &*WORDS;
    for hit in words.searcher.find_iter(text) {
        let number = hit.pattern().as_usize();
        let anchor = words.anchors[number];
        let space = anchor.len() - anchor.trim_start().len();
        let Some(at) = hit.start().checked_sub(space) else { continue };
        if bytes[at..].starts_with(anchor.as_bytes()) {
            match number {
                0 => found.more.push(at),
                1 => found.hide.push(at),
                _ => found.networks.push(at),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_where_it_begins() {
        let found =
            all("MORE (@orrin) 5% posted by MORE pic.twitter.com/ t.co/ @/ Hide Caption 1 ♬ a");
        let Anchors { handles, pictures, shorts, percents, more, hide, networks } = found;
        let seen = [handles, pictures, shorts, percents, more, hide, networks];
        assert_eq!(seen, [vec![5], vec![32], vec![49], vec![15], vec![26], vec![58], vec![21, 73]]);
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
