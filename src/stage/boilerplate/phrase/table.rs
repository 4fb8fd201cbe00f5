//! The phrase files, read once.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::label::Label;

use super::matching::{KEY, behind, end_key, ends_word, key};

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

#[derive(Debug, Default)]
pub(super) struct Table {
    /// Phrases that lines and sentences begin with, by the [`key`] of the phrase.
    openings: FxHashMap<u32, Vec<Phrase>>,
    /// Phrases that are shorter than a key.
    short: Vec<Phrase>,
    /// Phrases that texts end with, by their [`end_key`].
    pub ends: FxHashMap<u32, Vec<(Label, &'static str)>>,
    pub fronts: Vec<(Label, &'static str)>,
    pub cues: Vec<&'static str>,
    /// By the [`key`] of the phrase.
    pub brackets: FxHashMap<u32, Vec<(Label, &'static str)>>,
    pub leads: Vec<&'static str>,
    pub words: HashSet<&'static str>,
    pub links: HashSet<&'static str>,
    pub roles: HashSet<&'static str>,
    pub verbs: HashSet<&'static str>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (section, phrase) in phrases() {
        table.add(section, phrase);
    }
    // The most that is known of a text counts: whole lines first, then the longest phrase.
    for phrases in table.openings.values_mut().chain([&mut table.short]) {
        phrases.sort_by_key(|phrase| (phrase.kind, Reverse(phrase.head.len())));
    }
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
        let mut section = section.split(' ');
        let name = section.next().unwrap_or_default();
        let label = Label::from_name(name).expect("phrase files name known labels: tested");
        let kind = match section.next().unwrap_or_default() {
            "end" => return self.ends.entry(end_key(phrase)).or_default().push((label, phrase)),
            "front" => return self.fronts.push((label, phrase)),
            "cue" => return self.cues.push(phrase),
            "bracket" => {
                return self.brackets.entry(key(phrase)).or_default().push((label, phrase));
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
            "role" => {
                self.roles.insert(phrase);
                return;
            }
            "verb" => {
                self.verbs.insert(phrase);
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
        if head.chars().nth(KEY - 1).is_some() {
            self.openings.entry(key(head)).or_default().push(phrase);
        } else {
            self.short.push(phrase);
        }
    }

    /// The phrases that a text may begin with.
    pub fn openings(&self, text: &str) -> impl Iterator<Item = &Phrase> {
        let long = self.openings.get(&key(text)).map_or(&[][..], Vec::as_slice);
        let first = text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        let begins_alike = move |phrase: &&Phrase| {
            [first, b'#'].contains(&phrase.head.as_bytes()[0].to_ascii_lowercase())
        };
        long.iter().chain(self.short.iter().filter(begins_alike))
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
            (_, Some(tail)) => rest.char_indices().take(GAP).skip(1).any(|(at, _)| {
                behind(&rest[at..], tail, self.cased).is_some_and(|rest| ends_word(tail, rest))
            }),
        }
    }
}
