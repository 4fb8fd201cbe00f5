//! What the splitter knows of a language: one text file each, in `data/`.
//!
//! A file has sections of words parted by white space; `#` starts a comment. An abbreviation
//! stands without its last dot, in lower case unless only its capitalised form is one:
//!
//! - `titles`: never end a sentence (`Dr.`);
//! - `inner`: likewise, other than names (`e.g.`);
//! - `numbers`: stand before a number (`No. 5`);
//! - `months`: stand beside a day or year (`Oct. 19`);
//! - `enders`: may end one; then a word of `starters` follows (`Inc.`, `U.S.`, `p.m.`);
//! - `soft`: end one before any capital (`etc.`);
//! - `times`: likewise, unless a day or a time zone follows (`p.m.`);
//! - `days`: names of days and time zones;
//! - `starters`: words that start sentences, with their capital;
//! - `speech`: verbs between a quotation and who said it;
//! - `options`: `ordinals`, where `3.` is "third".

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

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

/// The words of one language.
#[derive(Debug, Default)]
pub(super) struct Language {
    classes: HashMap<&'static str, Class>,
    starters: HashSet<&'static str>,
    speech: HashSet<&'static str>,
    days: HashSet<&'static str>,
    /// `3.` is "third".
    pub(super) ordinals: bool,
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
    "cs" for "cs" "sk",
    "da" for "da" "nb" "nn" "no",
    "de" for "de",
    "en" for "en",
    "es" for "es" "ca" "gl",
    "fi" for "fi" "et",
    "fr" for "fr",
    "hr" for "bs" "hr" "sl" "sr",
    "it" for "it",
    "nl" for "af" "nl",
    "pl" for "pl",
    "pt" for "pt",
    "ru" for "be" "bg" "ru",
    "sv" for "sv",
    "tr" for "az" "tr",
    "uk" for "uk",
}

/// Other languages that write "third" as `3.`.
const ORDINALS: &[&str] = &["hu", "is", "lt", "lv", "mk"];

/// What is known of the language with this BCP 47 tag.
pub(super) fn of(tag: &str) -> &'static Language {
    static PARSED: [OnceLock<Language>; ROWS.len()] = [const { OnceLock::new() }; ROWS.len()];
    static WITH_ORDINALS: OnceLock<Language> = OnceLock::new();
    static GREEK: OnceLock<Language> = OnceLock::new();
    static ARMENIAN: OnceLock<Language> = OnceLock::new();
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    let is = |known: &&str| known.eq_ignore_ascii_case(primary);
    let default = ROWS[0].data;
    if is(&"el") {
        return GREEK.get_or_init(|| Language { own_mark: Some(';'), ..parse(default) });
    }
    if is(&"hy") {
        return ARMENIAN.get_or_init(|| Language { own_mark: Some(':'), ..parse(default) });
    }
    if ORDINALS.iter().any(is) {
        return WITH_ORDINALS.get_or_init(|| Language { ordinals: true, ..parse(default) });
    }
    let row = ROWS.iter().position(|row| row.tags.iter().any(is)).unwrap_or(0);
    PARSED[row].get_or_init(|| parse(ROWS[row].data))
}

fn parse(data: &'static str) -> Language {
    let mut language = Language::default();
    let mut section = "";
    for word in data.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
        if let Some(name) = word.strip_prefix('[').and_then(|word| word.strip_suffix(']')) {
            section = name;
            continue;
        }
        let class = match section {
            "titles" => Class::Title,
            "inner" => Class::Inner,
            "numbers" => Class::Number,
            "months" => Class::Month,
            "enders" => Class::Ender,
            "soft" => Class::Soft,
            "times" => Class::Time,
            "days" => {
                language.days.insert(word);
                continue;
            }
            "starters" => {
                language.starters.insert(word);
                continue;
            }
            "speech" => {
                language.speech.insert(word);
                continue;
            }
            "options" if word == "ordinals" => {
                language.ordinals = true;
                continue;
            }
            _ => unreachable!("the files are part of the program, and a test reads them all"),
        };
        // The first section that names a word has it.
        language.classes.entry(word.trim_end_matches('.')).or_insert(class);
    }
    language
}

impl Language {
    /// How `word`, which stood before a dot, behaves; `None` for an ordinary word.
    pub(super) fn class(&self, word: &str) -> Option<Class> {
        if let Some(class) = self.classes.get(word) {
            return Some(*class);
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
        self.classes.get(small).copied()
    }

    /// Whether this word, as written, likely starts a sentence.
    pub(super) fn starts(&self, word: &str) -> bool {
        self.starters.contains(word)
            || word.split_once(['\'', '’']).is_some_and(|(head, _)| self.starters.contains(head))
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

    #[test]
    fn every_file_is_listed_and_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sentences/data");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let mut listed = FILES.to_vec();
        listed.sort_unstable();
        assert_eq!(files, listed);
        for row in ROWS {
            let language = parse(row.data);
            assert!(
                !language.classes.is_empty() && !language.starters.is_empty(),
                "{:?}",
                row.tags
            );
        }
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
