//! What the splitter knows of a language: one text file each, in `data/`.
//!
//! A file has sections of words parted by white space; `#` starts a comment. An abbreviation
//! stands without its last dot and without the spaces inside it, in lower case unless only its
//! capitalised form is one:
//!
//! - `titles`: never end a sentence (`Dr.`);
//! - `inner`: likewise, other than names (`e.g.`);
//! - `numbers`: stand before a number (`No. 5`);
//! - `months`: stand beside a day or year (`Oct. 19`);
//! - `enders`: may end one; then a word of `starters` follows (`Inc.`, `U.S.`, `p.m.`);
//! - `soft`: end one before any capital (`etc.`);
//! - `times`: likewise, unless a day or a time zone follows (`p.m.`);
//! - `plain`: ordinary words here, though `shared.txt` has them as abbreviations;
//! - `days`: names of days and time zones;
//! - `starters`: words that start sentences, with their capital;
//! - `anywhere`: starters that have their capital inside a sentence as well ("I", German "Sie");
//! - `labels`: nouns that one letter follows ("vitamin D");
//! - `speech`: verbs between a quotation and who said it;
//! - `options`: `ordinals`, where `3.` is "third"; `capital-nouns`, where nouns have capitals, or
//!   names after ordinals often stand; `own-mark=;`, where another character ends sentences;
//!   `title-case`, where words in names of works have capitals;
//!   `alone`, where `shared.txt` is not read;
//! - `examples`: lines with `|` where a sentence ends. Only a test reads them.
//!
//! Every file but the `alone` ones is read together with `shared.txt`: English names and phrases
//! stand in texts of every language, and pages often name the wrong one.

use std::sync::OnceLock;

use super::word::{Word, hash_of};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// How an abbreviation behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Title,
    Inner,
    Number,
    Month,
    Ender,
    Soft,
    Time,
}

/// A bit for the hash of each of some 300 words, of 8,192: one look says of most others that they are
/// none of them.
#[derive(Debug)]
struct Bits([u64; 128]);

impl Bits {
    fn add(&mut self, hash: u32) {
        self.0[hash as usize / 64 % 128] |= 1 << (hash % 64);
    }

    fn may_have(&self, hash: u32) -> bool {
        self.0[hash as usize / 64 % 128] & 1 << (hash % 64) != 0
    }
}

/// The words of one language.
#[derive(Debug)]
pub(super) struct Language {
    /// `None` for a word that is no abbreviation here.
    classes: HashMap<&'static str, Option<Class>>,
    abbreviations: Bits,
    starters: HashSet<&'static str>,
    starter_bits: Bits,
    speech: HashSet<&'static str>,
    days: HashSet<&'static str>,
    anywhere: HashSet<&'static str>,
    labels: HashSet<&'static str>,
    /// `3.` is "third".
    pub(super) ordinals: bool,
    /// Nouns have capitals, or names stand after ordinals, so a capital alone starts no sentence.
    pub(super) capital_nouns: bool,
    /// Names of works have capitals throughout, as in "The Party Decides".
    pub(super) title_case: bool,
    /// What ends sentences in this language only: the Greek question mark, the Armenian full stop
    /// as it is typed.
    pub(super) own_mark: Option<char>,
}

struct Row {
    /// Primary tags of the languages that the file serves.
    tags: &'static [&'static str],
    data: &'static str,
}

macro_rules! rows {
    ($($file:literal for $($tag:literal)*),* $(,)?) => {
        /// Every file, and the languages it serves. The first serves all others.
        const ROWS: &[Row] = &[$(Row {
            tags: &[$($tag),*],
            data: include_str!(concat!("data/", $file, ".txt")),
        }),*];
        #[cfg(test)]
        const FILES: &[&str] = &[$(concat!($file, ".txt")),*];
    };
}

rows! {
    "default" for,
    "af" for "af",
    "am" for "am",
    "ar" for "ar",
    "az" for "az",
    "be" for "be",
    "bg" for "bg",
    "bn" for "bn",
    "ca" for "ca",
    "cs" for "cs",
    "cy" for "cy",
    "da" for "da",
    "de" for "de",
    "el" for "el",
    "en" for "en",
    "eo" for "eo",
    "es" for "es",
    "et" for "et",
    "eu" for "eu",
    "fa" for "fa",
    "fi" for "fi",
    "fo" for "fo",
    "fr" for "fr",
    "ga" for "ga",
    "gl" for "gl",
    "gu" for "gu",
    "he" for "he" "iw",
    "hi" for "hi",
    "hr" for "bs" "hr" "sh",
    "hu" for "hu",
    "hy" for "hy",
    "id" for "id" "in",
    "is" for "is",
    "it" for "it",
    "ja" for "ja",
    "ka" for "ka",
    "kk" for "kk",
    "km" for "km",
    "kn" for "kn",
    "ko" for "ko",
    "ky" for "ky",
    "lb" for "lb",
    "lt" for "lt",
    "lv" for "lv",
    "mk" for "mk",
    "ml" for "ml",
    "mr" for "mr",
    "ms" for "ms",
    "my" for "my",
    "nb" for "nb" "no",
    "ne" for "ne",
    "nl" for "nl",
    "nn" for "nn",
    "pa" for "pa",
    "pl" for "pl",
    "pt" for "pt",
    "ro" for "mo" "ro",
    "ru" for "ru",
    "sk" for "sk",
    "sl" for "sl",
    "sq" for "sq",
    "sr" for "cnr" "sr",
    "sv" for "sv",
    "sw" for "sw",
    "ta" for "ta",
    "te" for "te",
    "th" for "th",
    "tl" for "fil" "tl",
    "tr" for "tr",
    "uk" for "uk",
    "ur" for "ur",
    "uz" for "uz",
    "vi" for "vi",
    "zh" for "yue" "zh",
}

/// What is read after the words of a language.
const SHARED: &str = include_str!("data/shared.txt");

/// The language of a BCP 47 tag, without script and region.
pub(super) fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// What is known of the language with this BCP 47 tag.
pub(super) fn of(tag: &str) -> &'static Language {
    static PARSED: [OnceLock<Language>; ROWS.len()] = [const { OnceLock::new() }; ROWS.len()];
    let primary = primary(tag);
    let is = |known: &&str| known.eq_ignore_ascii_case(primary);
    let row = ROWS.iter().position(|row| row.tags.iter().any(is)).unwrap_or(0);
    PARSED[row].get_or_init(|| parse(ROWS[row].data))
}

fn parse(data: &'static str) -> Language {
    let mut language = Language::empty();
    if !language.read(data) {
        language.read(SHARED);
    }
    language
}

impl Language {
    fn empty() -> Language {
        Language {
            classes: HashMap::default(),
            abbreviations: Bits([0; 128]),
            starters: HashSet::default(),
            starter_bits: Bits([0; 128]),
            speech: HashSet::default(),
            days: HashSet::default(),
            anywhere: HashSet::default(),
            labels: HashSet::default(),
            ordinals: false,
            capital_nouns: false,
            title_case: false,
            own_mark: None,
        }
    }

    /// Adds the words of a file; whether it is to stand alone.
    fn read(&mut self, data: &'static str) -> bool {
        let mut section = "";
        let mut alone = false;
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
            } else if section != "examples" {
                for word in line.split_whitespace() {
                    alone |= word == "alone" && section == "options";
                    self.add(section, word);
                }
            }
        }
        alone
    }

    fn add(&mut self, section: &str, word: &'static str) {
        let class = match section {
            "titles" => Some(Class::Title),
            "inner" => Some(Class::Inner),
            "numbers" => Some(Class::Number),
            "months" => Some(Class::Month),
            "enders" => Some(Class::Ender),
            "soft" => Some(Class::Soft),
            "times" => Some(Class::Time),
            "plain" => None,
            "days" => {
                self.days.insert(word);
                return;
            }
            "anywhere" => {
                self.anywhere.insert(word);
                return;
            }
            "labels" => {
                self.labels.insert(word);
                return;
            }
            "starters" => {
                self.starters.insert(word);
                self.starter_bits.add(hash_of(word));
                return;
            }
            "speech" => {
                self.speech.insert(word);
                return;
            }
            "options" => {
                self.ordinals |= word == "ordinals";
                self.capital_nouns |= word == "capital-nouns";
                self.title_case |= word == "title-case";
                self.own_mark = word
                    .strip_prefix("own-mark=")
                    .and_then(|mark| mark.chars().next())
                    .or(self.own_mark);
                return;
            }
            _ => unreachable!("the files are part of the program, and a test reads them all"),
        };
        // The first section that names a word has it.
        let word = word.trim_end_matches('.');
        self.abbreviations.add(hash_of(word));
        self.classes.entry(word).or_insert(class);
    }

    /// How `word`, which stood before a dot, behaves; `None` for an ordinary word.
    pub(super) fn class(&self, word: &str) -> Option<Class> {
        self.class_of(word, hash_of(word))
    }

    /// The same where the word's hash is known.
    pub(super) fn class_of(&self, word: &str, hash: u32) -> Option<Class> {
        if !self.abbreviations.may_have(hash) {
            return None;
        }
        if let Some(class) = self.classes.get(word) {
            return *class;
        }
        // Written with capitals: look it up in lower case, without allocating.
        if !word.contains(char::is_uppercase) {
            return None;
        }
        let mut small = [0u8; 32];
        let mut length = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            let end = length + c.len_utf8();
            c.encode_utf8(small.get_mut(length..end)?);
            length = end;
        }
        let small = std::str::from_utf8(&small[..length]).ok()?;
        self.classes.get(small).copied().flatten()
    }

    /// Whether this word, as written, likely starts a sentence.
    pub(super) fn starts(&self, word: &str) -> bool {
        self.starters.contains(word) || self.starts_cut(word)
    }

    /// The same of a word beside a place.
    pub(super) fn starts_with(&self, word: &Word<'_>) -> bool {
        self.starter_bits.may_have(word.hash) && self.starters.contains(word.text)
            || !word.is_plain && self.starts_cut(word.text)
    }

    /// Whether what stands before an apostrophe does: "That's".
    fn starts_cut(&self, word: &str) -> bool {
        let may_be_cut = word.bytes().any(|b| matches!(b, b'\'' | 0xe2));
        let head = || word.split_once(['\'', '’']).map(|(head, _)| head);
        may_be_cut && head().is_some_and(|head| self.starters.contains(head))
    }

    /// Whether a sentence likely starts with this word, as written, even where none has ended.
    pub(super) fn starts_unasked(&self, word: &str) -> bool {
        self.starts(word) && !self.anywhere.contains(word)
    }

    /// Whether this begins as the abbreviation of a month does: "Oktober", "Apríla".
    pub(super) fn is_month(&self, word: &str) -> bool {
        let third = word.char_indices().nth(3).map_or(word.len(), |(at, _)| at);
        [word, &word[..third]].into_iter().any(|word| self.class(word) == Some(Class::Month))
    }

    /// Whether one letter may follow this noun, as in "vitamin D", whatever the case of its first letter.
    pub(super) fn is_label(&self, word: &str) -> bool {
        let mut chars = word.chars();
        let first = chars.next().unwrap_or(' ');
        self.labels.contains(word)
            || first.is_ascii_uppercase()
                && self.labels.iter().any(|label| {
                    label.strip_prefix(first.to_ascii_lowercase()) == Some(chars.as_str())
                })
    }

    /// Whether this is the name of a day or a time zone.
    pub(super) fn is_day(&self, word: &str) -> bool {
        self.days.contains(word)
    }

    /// Whether this is a verb of speech.
    pub(super) fn is_speech(&self, word: &str) -> bool {
        self.speech.contains(word)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::sentences::{Options, split};

    #[test]
    fn every_file_is_listed_and_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sentences/data");
        let files = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<String> =
            files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let mut listed = [FILES, &["shared.txt", "README.md"]].concat();
        listed.sort_unstable();
        assert_eq!(files, listed);
        for (row, file) in ROWS.iter().zip(FILES) {
            let mut language = Language::empty();
            language.read(row.data);
            assert!(!language.classes.is_empty() && !language.starters.is_empty(), "{file}");
        }
    }

    #[test]
    fn every_file_has_examples_and_they_hold() {
        let mut wrong = vec![];
        for (row, file) in ROWS.iter().zip(FILES) {
            let (_, examples) = row.data.split_once("[examples]\n").expect(file);
            assert!(examples.lines().count() >= 2, "{file}");
            let tag = row.tags.first().unwrap_or(&"und");
            for example in examples.lines() {
                let text = example.replace(" | ", " ").replace('|', "");
                let sentences = split(&text, &Options { language: tag, ..Options::default() });
                let sentences: Vec<&str> =
                    sentences.into_iter().map(|range| &text[range]).collect();
                if !sentences.iter().copied().eq(example.split('|').map(str::trim)) {
                    wrong.push(format!("{file}: {}", sentences.join(" | ")));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn tags_find_their_file() {
        assert!(of("de-AT").ordinals);
        assert!(of("hu").ordinals);
        assert_eq!(of("el").own_mark, Some(';'));
        assert!(!of("und").ordinals);
        assert!(of("nb").starts("Han"));
    }

    #[test]
    fn abbreviations_are_found_with_their_capitals() {
        let english = of("en");
        assert_eq!(english.class("Dr"), Some(Class::Title));
        assert_eq!(english.class("P.M"), Some(Class::Time));
        assert_eq!(english.class("No"), Some(Class::Number));
        assert_eq!(english.class("no"), None);
        assert_eq!(english.class("Dr".repeat(40).as_str()), None);
    }
}
