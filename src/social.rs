//! Mentions, hashtags, cashtags and links in social text, with their places.
//!
//! ```
//! use descrape::social::{Kind, entities};
//!
//! let text = "Thanks @ida_oke! #FerryDay at https://example.com/ferry, up 3 % for $FRY";
//! let found: Vec<_> = entities(text).map(|entity| (entity.kind, entity.text)).collect();
//! assert_eq!(found, [
//!     (Kind::Mention, "@ida_oke"),
//!     (Kind::Hashtag, "#FerryDay"),
//!     (Kind::Url, "https://example.com/ferry"),
//!     (Kind::Cashtag, "$FRY"),
//! ]);
//! ```
//!
//! What counts is what counts for Twitter: the rules are those of its library twitter-text, and all
//! of its published cases for extraction and for top-level domains come out as they should
//! (`evals/twitter-text`). The search is ours, because this runs over whole articles. The Rust port
//! (`twitter-text` 0.3.1) reads 24 to 32 MB/s, for it parses a grammar at every character, and
//! brings two parser generators and a fixed list of domains. Here one pass looks for `@`, `#`, `$`,
//! `://` and a full stop with something behind it, many bytes at a time; only around such a place
//! are characters looked at. That is linear for any input and allocates nothing.
//!
//! Deliberate differences: a name of more than 20 characters is no mention, where twitter-text takes
//! the first 20; a link without scheme may have `_` in its subdomains; a stretch in brackets inside
//! a link's path ends within 256 bytes.
//!
//! Top-level domains are a data file, `tlds.txt`: the root zone, and those that once were in it.

mod characters;
mod hashtag_words;
mod host;
mod link;
mod signs;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use hashtag_words::hashtag_words;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `@name`, and a list: `@name/list`.
    Mention,
    /// `#word`
    Hashtag,
    /// `$TICKER`
    Cashtag,
    /// `https://example.com/path`, also without the scheme.
    Url,
}

impl Kind {
    /// The name in records.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Mention => "mention",
            Kind::Hashtag => "hashtag",
            Kind::Cashtag => "cashtag",
            Kind::Url => "url",
        }
    }
}

/// A piece of social text that points somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity<'a> {
    /// What it is.
    pub kind: Kind,
    /// Bytes of the text, the sign included.
    pub range: Range<usize>,
    /// The text there.
    pub text: &'a str,
}

impl Entity<'_> {
    /// Whether it is a domain and nothing else: `example.com`. Articles have such as names
    /// ("Example.com said on Monday").
    pub fn is_bare_domain(&self) -> bool {
        self.kind == Kind::Url
            && !self.text.contains('/')
            && !self.text.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www."))
    }

    /// Whether articles have such for another reason: a price (`@0.5 %`), or the end of a sentence
    /// and the beginning of the next one with the space between them lost (`late.So`).
    pub(crate) fn is_doubtful(&self) -> bool {
        if self.kind == Kind::Mention {
            return self.text.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        }
        let Some((before, last)) = self.text.rsplit_once('.') else { return false };
        self.is_bare_domain()
            && before.ends_with(char::is_lowercase)
            && last.starts_with(char::is_uppercase)
    }
}

/// Every entity of a text, in order; none overlaps another.
pub fn entities(text: &str) -> Entities<'_> {
    Entities { text, at: 0, done: 0, parted: false }
}

/// The entities of text that is not all social: without the doubtful ones.
pub(crate) fn in_articles(text: &str) -> impl Iterator<Item = Entity<'_>> {
    entities(text).filter(|entity| !entity.is_doubtful())
}

/// The iterator of [`entities`].
#[derive(Debug, Clone)]
pub struct Entities<'a> {
    text: &'a str,
    /// Where the search goes on.
    at: usize,
    /// Behind the last entity: none begins before that.
    done: usize,
    /// Whether the last entity leaves the text, so that nothing of it stands before what follows.
    parted: bool,
}

/// What a look around a place says.
enum Look {
    /// There it is.
    Entity(Kind, Range<usize>),
    /// Nothing there; go on from here.
    Nothing(usize),
}

impl<'a> Iterator for Entities<'a> {
    type Item = Entity<'a>;

    fn next(&mut self) -> Option<Entity<'a>> {
        loop {
            let at = next_sign(self.text.as_bytes(), self.at)?;
            let look = match self.text.as_bytes()[at] {
                b'@' => self.mention(at, at + 1),
                b'#' => self.hashtag(at, at + 1),
                b'$' => self.cashtag(at),
                b':' => self.link_with_scheme(at),
                b'.' => self.link_without_scheme(at),
                // The second byte of a full-width sign.
                _ if !self.text.as_bytes()[..at].ends_with(&[FULL_WIDTH]) => Look::Nothing(at + 1),
                _ if self.text.as_bytes()[at + 1] == FULL_WIDTH_AT => self.mention(at - 1, at + 2),
                _ => self.hashtag(at - 1, at + 2),
            };
            match look {
                Look::Entity(kind, range) => {
                    (self.at, self.done, self.parted) = (range.end, range.end, false);
                    return Some(Entity { kind, text: &self.text[range.clone()], range });
                }
                Look::Nothing(next) => self.at = next,
            }
        }
    }
}

impl Entities<'_> {
    /// Tells that the entity just given leaves the text: what stands right behind it is looked at
    /// as if nothing stood before, or what is left would hold an entity again.
    pub(crate) fn part(&mut self) {
        self.parted = true;
    }

    /// The character that counts as standing before `at`.
    fn before(&self, at: usize) -> Option<char> {
        if self.parted && at == self.done { None } else { self.text[..at].chars().next_back() }
    }
}

/// `＠` and `＃` are these bytes: EF BC A0 and EF BC 83.
const FULL_WIDTH: u8 = 0xef;
const FULL_WIDTH_SECOND: u8 = 0xbc;
const FULL_WIDTH_AT: u8 = 0xa0;
const FULL_WIDTH_HASH: u8 = 0x83;

/// The next place that may belong to an entity, from `from` on. Never the last byte: a sign alone
/// is nothing.
#[expect(clippy::needless_bitwise_bool, reason = "a branch for each byte is what it avoids")]
fn next_sign(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: usize = 64;
    // No branches: a block becomes a few vector comparisons.
    let is_sign = |byte: u8, next: u8| {
        (byte == b'@')
            | (byte == b'#')
            | (byte == b'$')
            | ((byte == b'.') & (next > b' '))
            | ((byte == b':') & (next == b'/'))
            | ((byte == FULL_WIDTH_SECOND) & ((next == FULL_WIDTH_AT) | (next == FULL_WIDTH_HASH)))
    };
    let firsts = bytes.get(from..bytes.len().checked_sub(1)?)?;
    let nexts = &bytes[from + 1..];
    let blocks = firsts.chunks(BLOCK).zip(nexts.chunks(BLOCK));
    for (n, (firsts, nexts)) in blocks.enumerate() {
        let pairs = || firsts.iter().zip(nexts);
        if pairs().fold(false, |any, (byte, next)| any | is_sign(*byte, *next)) {
            let offset = pairs().position(|(byte, next)| is_sign(*byte, *next));
            return offset.map(|offset| from + n * BLOCK + offset);
        }
    }
    None
}
