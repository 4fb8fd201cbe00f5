//! Single words that the grammars of this stage ask for: sections of the phrase files that have
//! no label, since such a word alone says of no line what it is.

use rustc_hash::FxHashMap;

/// What a word is; the name of its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::stage::boilerplate) enum Word {
    /// What a note on the author says behind the name.
    Verb,
    /// A verb that says it of today; what somebody was may be the news.
    Today,
    /// What authors are.
    Role,
    /// A word in lower case inside a name or between two.
    Particle,
    /// The others that stand among the names of a credit.
    Credit,
    /// A word that has no capital in titles.
    Little,
    /// Who speaks to the reader says it.
    You,
    /// In front of the author.
    By,
    /// Between somebody and where they are.
    From,
    /// In capitals in front of a dash, and no place.
    Mark,
    /// What is counted below a post.
    Counted,
    /// Ends sentences, though it is no longer than abbreviations are.
    Short,
}

impl Word {
    const ALL: &[(&str, Word)] = &[
        ("verb", Word::Verb),
        ("today", Word::Today),
        ("role", Word::Role),
        ("particle", Word::Particle),
        ("credit", Word::Credit),
        ("little", Word::Little),
        ("you", Word::You),
        ("by", Word::By),
        ("from", Word::From),
        ("mark", Word::Mark),
        ("counted", Word::Counted),
        ("short", Word::Short),
    ];

    /// What the words of a section are, and whether its case counts.
    pub fn of_section(section: &str) -> Option<(Word, bool)> {
        let (name, case) = section.split_once(' ').unwrap_or((section, ""));
        let (_, word) = Word::ALL.iter().find(|(known, _)| *known == name)?;
        Some((*word, case == "cased"))
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The words in each case they are written in, so that looking one up takes no memory.
#[derive(Debug, Default)]
pub(super) struct Lexicon(FxHashMap<String, u16>);

impl Lexicon {
    pub fn add(&mut self, phrase: &str, word: Word, cased: bool) {
        let mut insert = |form: String| *self.0.entry(form).or_default() |= word.bit();
        insert(phrase.to_owned());
        if !cased {
            let mut rest = phrase.chars();
            let first = rest.next().into_iter().flat_map(char::to_uppercase);
            insert(first.chain(rest).collect());
            insert(phrase.to_uppercase());
        }
    }

    pub fn has(&self, text: &str, word: Word) -> bool {
        self.0.get(text).is_some_and(|bits| bits & word.bit() != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_each_case() {
        let mut lexicon = Lexicon::default();
        lexicon.add("état", Word::Role, false);
        lexicon.add("Von", Word::By, true);
        lexicon.add("état", Word::You, true);
        for form in ["état", "État", "ÉTAT"] {
            assert!(lexicon.has(form, Word::Role), "{form}");
        }
        assert!(lexicon.has("état", Word::You) && !lexicon.has("État", Word::You));
        assert!(lexicon.has("Von", Word::By) && !lexicon.has("von", Word::By));
        assert!(!lexicon.has("", Word::Role) && !lexicon.has("Von", Word::Role));
    }

    #[test]
    fn each_kind_has_its_own_bit() {
        for (number, (_, word)) in Word::ALL.iter().enumerate() {
            assert_eq!(*word as usize, number);
        }
    }
}
