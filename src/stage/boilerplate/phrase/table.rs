//! The phrase files, read once.

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::byte_set::{ByteSet, byte_set};
use crate::label::Label;

use super::lexicon::{Lexicon, Word};
use super::matching::{SHORT_KEY, behind, end_key, ends_word, is_short, key, short};

/// One file a language.
pub(super) const FILES: &[&str] = &[
    include_str!("../phrases/en.txt"),
    include_str!("../phrases/de.txt"),
    include_str!("../phrases/es.txt"),
    include_str!("../phrases/fr.txt"),
    include_str!("../phrases/it.txt"),
    include_str!("../phrases/nl.txt"),
    include_str!("../phrases/pl.txt"),
    include_str!("../phrases/pt.txt"),
];

/// What the two sides of a `*` may stand apart.
const GAP: usize = 120;
/// Signs that close a furniture line and say nothing.
pub(super) const CLOSING: &[char] = &[
    ']', ')', '*', ':', '.', '…', '!', ' ', '>', '»', '-', '–', '—', '|', '_', '→', '▼', '\u{a0}',
    '=', '~', '<',
];

/// How a phrase binds what stands around it; the order is that in which phrases are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Whole,
    Note,
    Start,
    Anywhere,
    Ask,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub label: Label,
    pub kind: Kind,
    cased: bool,
    head: &'static str,
    tail: Option<&'static str>,
}

#[derive(Debug)]
pub(super) struct Table {
    /// Phrases that lines begin with.
    lines: Openings,
    /// Phrases that sentences begin with; they are among those of the lines.
    sentences: Openings,
    /// Phrases that texts end with, by their [`end_key`].
    pub ends: FxHashMap<u32, Vec<(Label, &'static str)>>,
    /// Phrases that lines end with, in the case they are written in.
    pub tails: FxHashMap<u32, Vec<(Label, &'static str)>>,
    pub fronts: Vec<(Label, &'static str)>,
    pub cues: Vec<&'static str>,
    /// The first bytes of fronts and cues.
    pub leading: ByteSet,
    /// By the short [`key`] of the phrase.
    pub brackets: FxHashMap<u64, Vec<(Label, &'static str)>>,
    pub leads: Vec<&'static str>,
    pub words: FxHashSet<&'static str>,
    pub links: FxHashSet<&'static str>,
    pub lexicon: Lexicon,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        lines: Openings::default(),
        sentences: Openings::default(),
        ends: FxHashMap::default(),
        tails: FxHashMap::default(),
        fronts: vec![],
        cues: vec![],
        leading: byte_set(&[]),
        brackets: FxHashMap::default(),
        leads: vec![],
        words: FxHashSet::default(),
        links: FxHashSet::default(),
        lexicon: Lexicon::default(),
    };
    for (section, phrase) in phrases() {
        table.add(section, phrase);
    }
    table.lines.sort();
    table.sentences.sort();
    table
});

/// Each phrase, with the section it stands in.
fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().flat_map(|file| phrases_of(file))
}

/// Those of one file.
pub(super) fn phrases_of(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = "";
    file.lines().filter(|line| !line.is_empty() && !line.starts_with(';')).filter_map(move |line| {
        match line.strip_prefix('[').and_then(|head| head.strip_suffix(']')) {
            Some(head) => {
                section = head;
                None
            }
            None => Some((section, line)),
        }
    })
}

impl Table {
    fn add(&mut self, section: &'static str, phrase: &'static str) {
        if let Some((word, cased)) = Word::of_section(section) {
            return self.lexicon.add(phrase, word, cased);
        }
        let mut section = section.split(' ');
        let name = section.next().unwrap_or_default();
        let label = Label::from_name(name).expect("phrase files name known labels: tested");
        let kind = match section.next().unwrap_or_default() {
            "end" => return self.ends.entry(end_key(phrase)).or_default().push((label, phrase)),
            "tail" => return self.tails.entry(end_key(phrase)).or_default().push((label, phrase)),
            "front" => {
                self.leading[usize::from(phrase.as_bytes()[0])] = true;
                return self.fronts.push((label, phrase));
            }
            "cue" => {
                self.leading[usize::from(phrase.as_bytes()[0])] = true;
                return self.cues.push(phrase);
            }
            "bracket" => {
                let key = short(key(phrase));
                return self.brackets.entry(key).or_default().push((label, phrase));
            }
            "lead" => return self.leads.push(phrase),
            "words" => {
                self.words.insert(phrase);
                return;
            }
            "links" => {
                self.links.insert(phrase);
                return;
            }
            "whole" => Kind::Whole,
            "note" => Kind::Note,
            "start" => Kind::Start,
            "anywhere" => Kind::Anywhere,
            _ => Kind::Ask,
        };
        let cased = section.next() == Some("cased");
        let (head, tail) = match phrase.split_once('*') {
            Some((head, tail)) => (head, Some(tail)),
            None => (phrase, None),
        };
        let phrase = Phrase { label, kind, cased, head, tail };
        if matches!(kind, Kind::Anywhere | Kind::Ask) {
            self.sentences.add(phrase);
        }
        self.lines.add(phrase);
    }

    /// The phrases that a line may begin with.
    pub fn of_line(&self, line: &str) -> impl Iterator<Item = &Phrase> {
        self.lines.of(line)
    }

    /// Whether there may be any: a quick look.
    #[inline]
    pub fn may_have_line(&self, line: &str) -> bool {
        self.lines.may_have(line)
    }

    /// Likewise.
    #[inline]
    pub fn may_have_sentence(&self, sentence: &str) -> bool {
        self.sentences.may_have(sentence)
    }

    /// The phrases that a sentence may begin with, of the kinds that sentences have.
    pub fn of_sentence(&self, sentence: &str) -> impl Iterator<Item = &Phrase> {
        self.sentences.of(sentence)
    }
}

/// Phrases by how they begin.
#[derive(Debug, Default)]
struct Openings {
    /// By the [`key`] of the phrase; shorter ones are with each longer one that begins as they do.
    long: FxHashMap<u64, Vec<Phrase>>,
    /// Those shorter than a key, by the [`short`] one.
    short: FxHashMap<u64, Vec<Phrase>>,
    /// Those shorter than that.
    tiny: Vec<Phrase>,
    /// What texts must begin with to begin with one of them, which most do not: the first byte of
    /// any, that of a tiny one, a key, a short key.
    first: FirstBytes,
    first_of_tiny: FirstBytes,
    long_keys: Slots,
    short_keys: Slots,
}

/// Whether each byte may be the first of a phrase, in either case.
#[derive(Debug)]
struct FirstBytes(ByteSet);

impl Default for FirstBytes {
    fn default() -> FirstBytes {
        FirstBytes(byte_set(&[]))
    }
}

impl FirstBytes {
    fn add(&mut self, phrase: &str) {
        let Some(first) = phrase.chars().next() else { return };
        // Numbers stand for `#`, and some signs for those that are typed.
        let others = match first {
            '#' => "0123456789",
            '\'' => "’",
            ' ' => "\u{a0}",
            _ => "",
        };
        let cases = first.to_lowercase().chain(first.to_uppercase());
        for c in cases.chain(others.chars()).chain([first]) {
            self.0[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])] = true;
        }
    }

    #[inline]
    fn has(&self, text: &str) -> bool {
        text.as_bytes().first().is_some_and(|first| self.0[usize::from(*first)])
    }
}

/// Which keys there may be: one bit a key, which a few others share.
#[derive(Debug)]
struct Slots(Box<[u64; 1 << (Slots::BITS - u64::BITS.ilog2())]>);

impl Default for Slots {
    fn default() -> Slots {
        Slots(Box::new([0; _]))
    }
}

impl Slots {
    /// Many more slots than phrases, and all of them in the nearest cache.
    const BITS: u32 = 14;

    /// The word of a key and its bit there.
    fn place(key: u64) -> (usize, u64) {
        let slot = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Slots::BITS);
        ((slot / u64::from(u64::BITS)) as usize, 1 << (slot % u64::from(u64::BITS)))
    }

    fn add(&mut self, key: u64) {
        let (word, bit) = Slots::place(key);
        self.0[word] |= bit;
    }

    fn has(&self, key: u64) -> bool {
        let (word, bit) = Slots::place(key);
        self.0[word] & bit != 0
    }
}

impl Openings {
    fn add(&mut self, phrase: Phrase) {
        self.first.add(phrase.head);
        let key = key(phrase.head);
        if phrase.head.chars().nth(SHORT_KEY - 1).is_none() {
            self.first_of_tiny.add(phrase.head);
            self.tiny.push(phrase);
        } else if is_short(key) {
            self.short_keys.add(short(key));
            self.short.entry(short(key)).or_default().push(phrase);
        } else {
            self.long_keys.add(key);
            self.long.entry(key).or_default().push(phrase);
        }
    }

    /// To be called once all are added. The most that is known of a text counts: whole lines
    /// first, then the longest phrase.
    fn sort(&mut self) {
        for (long, phrases) in &mut self.long {
            phrases.extend(self.short.get(&short(*long)).into_iter().flatten());
        }
        let all = self.long.values_mut().chain(self.short.values_mut()).chain([&mut self.tiny]);
        for phrases in all {
            phrases.sort_by_key(|phrase| (phrase.kind, Reverse(phrase.head.len())));
        }
    }

    /// Whether there may be phrases that a text begins with.
    #[inline]
    fn may_have(&self, text: &str) -> bool {
        self.first.has(text) && (self.has_key(key(text)) || self.may_have_tiny(text))
    }

    #[inline]
    fn may_have_tiny(&self, text: &str) -> bool {
        let begins_with = |phrase: &Phrase| behind(text, phrase.head, false).is_some();
        self.first_of_tiny.has(text) && self.tiny.iter().any(begins_with)
    }

    #[inline]
    fn has_key(&self, key: u64) -> bool {
        self.long_keys.has(key) || self.short_keys.has(short(key))
    }

    /// The phrases that a text may begin with.
    fn of(&self, text: &str) -> impl Iterator<Item = &Phrase> {
        let key = self.first.has(text).then(|| key(text)).filter(|key| self.has_key(*key));
        let phrases =
            key.and_then(|key| self.long.get(&key).or_else(|| self.short.get(&short(key))));
        let first = text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        let begins_alike = move |phrase: &&Phrase| {
            [first, b'#'].contains(&phrase.head.as_bytes()[0].to_ascii_lowercase())
        };
        phrases.into_iter().flatten().chain(self.tiny.iter().filter(begins_alike))
    }
}

impl Phrase {
    pub fn fits(&self, text: &str) -> bool {
        let Some(rest) = behind(text, self.head, self.cased) else { return false };
        match (self.kind, self.tail) {
            (Kind::Whole, None) => rest.trim_end_matches(CLOSING).is_empty(),
            (Kind::Whole, Some(tail)) => {
                let rest = rest.trim_end_matches(CLOSING);
                let tail = tail.trim_end_matches(CLOSING);
                rest.len().checked_sub(tail.len()).is_some_and(|at| {
                    rest.is_char_boundary(at)
                        && at > 0
                        && behind(&rest[at..], tail, self.cased) == Some("")
                })
            }
            (_, None) => ends_word(self.head, rest),
            (_, Some(tail)) => {
                // These are typed in one way only.
                let first = tail.as_bytes()[0];
                let window = &rest.as_bytes()[..rest.len().min(4 * GAP)];
                if matches!(first, b',' | b':') && memchr::memchr(first, window).is_none() {
                    return false;
                }
                rest.char_indices().take(GAP).skip(1).any(|(at, _)| {
                    behind(&rest[at..], tail, self.cased).is_some_and(|rest| ends_word(tail, rest))
                })
            }
        }
    }
}
