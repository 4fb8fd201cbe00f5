//! Whether a sentence ends at a candidate.
//!
//! One function from what stands around a terminator to yes or no; another judge may take its
//! place.

mod left_word;

use super::candidates::Candidate;
use super::characters::{is_closing_quote, is_full_width, is_opener, is_spaced_script};
use super::language::{Class, Language};
use super::letters::{self, Kind};
use super::word::{end_of_word, start_of_word};

/// Longer words are looked at no further: nothing that matters here is longer.
const LONGEST_WORD: usize = 60;

/// The longest verb of speech in a script without spaces has this many characters.
const LONGEST_VERB: usize = 4;

/// How far the other bracket of a remark is looked for, in characters.
const LONGEST_REMARK: usize = 200;
const SHORT_REMARK: usize = 40;

/// What stands around a candidate.
struct Around<'a> {
    /// From the start of the sentence to the terminator.
    sentence: &'a str,
    /// From the start of the sentence to the word before the terminator.
    before: &'a str,
    /// The word that the terminator is attached to, without what opens before it.
    left: &'a str,
    /// The terminators.
    mark: &'a str,
    closers: &'a str,
    /// What follows, without what opens it.
    after: &'a str,
    /// The first word of that, without what follows it.
    right: &'a str,
    /// Whether a quote or bracket opens what follows.
    opened: bool,
    /// Whether that is a bracket.
    in_brackets: bool,
    start: Start,
    /// What kind of abbreviation the word before a single full stop is.
    class: Option<Class>,
    language: &'a Language,
}

/// How the next word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Upper,
    Lower,
    /// A letter of a script without capitals.
    Letter,
    Digit,
    Dash,
    /// A comma or another mark that nothing starts with.
    Continuation,
    Other,
}

impl Start {
    fn of(after: &str, word: &str) -> Start {
        let Some(first) = after.chars().next() else { return Start::Other };
        match (first, letters::of(first).0) {
            (',' | ';' | ':' | '%' | '&' | '/' | '=' | '+' | '№', _) => Start::Continuation,
            ('-' | '–' | '—' | '―', _) => Start::Dash,
            (_, Kind::Number) => Start::Digit,
            (_, Kind::Upper) => Start::Upper,
            // "iPads come next month", "al-Nuri was never found".
            (_, Kind::Lower) if word.chars().skip(1).take(8).any(char::is_uppercase) => {
                Start::Upper
            }
            (_, Kind::Lower) => Start::Lower,
            (_, Kind::Letter) => Start::Letter,
            (_, Kind::Sign) => Start::Other,
        }
    }
}

/// What the rules say of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) is_end: bool,
    /// Whether nothing else is asked: what decided is known of the language or the script.
    pub(super) is_sure: bool,
    /// Whether it would be strange: a small letter behind a sentence that began with a capital.
    pub(super) is_strange: bool,
}

/// Whether the sentence that starts at `start` ends at this candidate.
pub(super) fn judge(
    unit: &str,
    start: usize,
    candidate: &Candidate,
    language: &Language,
) -> Verdict {
    let around = Around::new(unit, start, candidate, language);
    let is_end = around.is_end();
    Verdict {
        is_end,
        is_sure: around.is_sure()
            || is_end && candidate.next > candidate.end && around.is_between_words(),
        is_strange: around.start == Start::Lower && !around.is_informal(),
    }
}

/// The length of the part of a text that is looked at.
fn prefix(text: &str) -> usize {
    text.char_indices().nth(LONGEST_WORD).map_or(text.len(), |(at, _)| at)
}

impl<'a> Around<'a> {
    fn new(unit: &'a str, start: usize, candidate: &Candidate, language: &'a Language) -> Self {
        let Candidate { mark, mark_end, end, next } = *candidate;
        // Scripts with these terminators have no words to look at.
        let is_wide = unit[mark..mark_end].chars().next_back().is_some_and(is_full_width);
        let longest = if is_wide { 0 } else { LONGEST_WORD };
        let left_start = start_of_word(unit, start, mark, longest);
        let opening = &unit[next..];
        // ",,So" is how „So“ is typed on some keyboards.
        let after = opening
            .strip_prefix(",,")
            .map_or(opening, str::trim_start)
            .trim_start_matches(is_opener);
        let right = &after[..end_of_word(after, longest)];
        let is_sign = |c| letters::of(c).0 == Kind::Sign;
        let right = right.trim_end_matches(is_sign);
        let mut around = Around {
            sentence: &unit[start..mark],
            before: &unit[start..left_start],
            left: unit[left_start..mark]
                .trim_start_matches(|c| is_sign(c) && !matches!(c, '§' | '№')),
            mark: &unit[mark..mark_end],
            closers: &unit[mark_end..end],
            after,
            right,
            opened: after.len() < opening.len(),
            in_brackets: opening.starts_with(['(', '[']),
            start: Start::of(after, right),
            class: None,
            language,
        };
        if around.mark == "." {
            around.class = around.find_class();
        }
        around
    }

    fn is_end(&self) -> bool {
        let start = self.start;
        if start == Start::Continuation {
            return false;
        }
        let last = self.mark.chars().next_back().unwrap_or('.');
        if is_full_width(last) || is_spaced_script(last) {
            return !(self.is_quoted_in_japanese()
                || self.is_said_in_chinese()
                || self.is_enclosed('《', '》', 0, LONGEST_REMARK)
                || self.is_enclosed('（', '）', 1, LONGEST_REMARK));
        }
        // "[...]", "(?)": a remark about the words, not the end of them.
        if self.left.is_empty() && self.before.ends_with(['[', '(']) || self.is_bare_in_brackets() {
            return false;
        }
        if self.mark == "." {
            return self.is_end_after_dot(start);
        }
        if self.mark.contains(['!', '?', ';', '\u{37e}', ':']) {
            return self.is_end_after_exclamation(start);
        }
        if self.mark.contains('…') || self.mark.matches('.').count() > 1 {
            return self.is_end_after_ellipsis(start);
        }
        self.is_end_after_dot(start)
    }

    fn is_sure(&self) -> bool {
        let last = self.mark.chars().next_back().unwrap_or('.');
        match self.start {
            Start::Continuation => true,
            // A quotation or a remark in the middle of a sentence.
            Start::Lower if !self.closers.is_empty() => true,
            _ if is_full_width(last) || is_spaced_script(last) => true,
            _ if self.mark != "." && self.mark.contains(' ') || self.is_list_mark() => true,
            _ if self.mark != "." || !self.closers.is_empty() => false,
            _ => {
                self.class.is_some()
                    || self.is_acronym()
                    || self.is_initial()
                    || self.is_between_letters()
                    || self.language.ordinals && self.is_number()
            }
        }
    }

    /// A full stop between a word in small letters and a capitalised one: what the rules take for an
    /// end here, the model does too. Not "67 mln. EUR".
    fn is_between_words(&self) -> bool {
        let is_small = |c| letters::of(c).0 == Kind::Lower;
        self.mark == "."
            && self.start == Start::Upper
            && self.left.chars().all(is_small)
            && self.left.chars().nth(1).is_some()
            && self.right.chars().skip(1).all(is_small)
    }

    /// 「…。」と言った: the quotation is part of a longer sentence.
    fn is_quoted_in_japanese(&self) -> bool {
        self.closers.ends_with(['」', '』', '）'])
            && self.after.starts_with(|c| matches!(c, '\u{3041}'..='\u{309f}'))
    }

    /// “……。”周师傅说。: a few characters that end in a verb of speech, and no colon, which would
    /// lead to the next quotation.
    fn is_said_in_chinese(&self) -> bool {
        const WHO: usize = 16;
        if !self.closes_quote() {
            return false;
        }
        let end = self.after.char_indices().take(WHO).find(|(_, c)| !c.is_alphanumeric());
        end.is_some_and(|(end, mark)| {
            let who = &self.after[..end];
            matches!(mark, '。' | '，') && {
                let mut ends = who.char_indices().rev().take(LONGEST_VERB);
                ends.any(|(at, _)| at > 0 && self.language.is_speech(&who[at..]))
            }
        })
    }

    /// 《…！…》, a name, and （…。…）, a remark inside a sentence, end none; but a remark that at
    /// most `free` characters stand before is all of it.
    fn is_enclosed(&self, open: char, close: char, free: usize, longest: usize) -> bool {
        // Four bytes a character, at most.
        let near = &self.sentence.as_bytes()[self.sentence.len().saturating_sub(4 * longest)..];
        if memchr::memmem::find(near, open.encode_utf8(&mut [0; 4]).as_bytes()).is_none() {
            return false;
        }
        let mut depth = 0;
        let opened = self.sentence.char_indices().rev().take(longest).find(|(_, c)| {
            depth += i32::from(*c == close) - i32::from(*c == open);
            depth < 0
        });
        let is_inside =
            opened.is_some_and(|(at, _)| self.sentence[..at].chars().take(free).count() == free);
        is_inside
            && !self.mark.contains(close)
            && (self.closers.contains(close)
                || self.after.chars().take(longest).any(|c| c == close))
    }

    fn is_bare_in_brackets(&self) -> bool {
        self.left.is_empty() && self.closers.starts_with([']', ')'])
    }

    fn is_end_after_exclamation(&self, start: Start) -> bool {
        match start {
            // "[12:08 what? 12:10]"
            Start::Digit if self.is_enclosed('[', ']', 0, SHORT_REMARK) => false,
            Start::Lower => self.is_informal() && self.closers.is_empty(),
            // A dash after the closing quote leads to who said it, or on.
            Start::Dash => self.dash_starts_sentence(),
            _ => {
                let is_name = self.language.class(self.right) == Some(Class::Ender)
                    && self.closers.is_empty();
                !(is_name || self.closes_quote() && self.is_attribution())
            }
        }
    }

    fn is_end_after_ellipsis(&self, start: Start) -> bool {
        // "It rained. … Nobody slept.": what is left out stands before the second sentence.
        if self.left.is_empty() && self.before.is_empty() {
            return false;
        }
        match start {
            Start::Upper => {
                self.right != "I" && !self.right.starts_with("I'") && !self.right.starts_with("I’")
            }
            Start::Letter => !self.left.is_empty(),
            Start::Digit | Start::Other => self.opened,
            _ => false,
        }
    }

    fn is_end_after_dot(&self, start: Start) -> bool {
        let class = self.class.filter(|class| !self.is_shouted(*class));
        if start == Start::Lower {
            return class.is_none()
                && self.closers.is_empty()
                && self.ends_in_plain_word()
                && (self.is_informal() || self.ends_in_long_word());
        }
        if self.is_list_mark() || self.is_between_letters() {
            return false;
        }
        if start == Start::Dash {
            return class.is_none() && !self.is_acronym() && self.dash_starts_sentence();
        }
        // What a closing quote or bracket parts from the next word is no abbreviation of a name.
        if !self.closers.is_empty()
            && self.closers.starts_with(is_closing_quote)
            && class != Some(Class::Title)
        {
            return !self.is_attribution();
        }
        match class {
            // "(Gruau p. ex.) Ainsi …"
            Some(Class::Inner) if !self.closers.is_empty() => {
                start == Start::Upper && self.language.starts(self.right)
            }
            Some(Class::Title | Class::Inner) => false,
            Some(Class::Number) => {
                start == Start::Letter
                    || start != Start::Digit && self.language.starts(self.right)
                    || self.left.chars().filter(|c| c.is_lowercase()).take(3).count() == 3
                        && start == Start::Upper
                        && self.starts_like_word()
            }
            // "15 de mar. de 2011", but "el mar": many of these are words as well.
            Some(Class::Month) => {
                start == Start::Upper
                    && (self.language.starts(self.right)
                        || self.left.starts_with(char::is_lowercase) && !self.follows_number())
            }
            Some(Class::Ender) => self.is_end_after_ender(start),
            Some(Class::Time) => self.is_end_after_time(start),
            // "3 Std. Anfahrt"
            Some(Class::Soft) if self.language.capital_nouns && self.follows_number() => {
                self.language.starts(self.right)
            }
            Some(Class::Soft) => start == Start::Upper || self.opens_sentence(),
            None if self.is_acronym() => self.is_end_after_ender(start),
            None if self.is_initial() => {
                self.language.starts(self.right)
                    || start == Start::Upper && self.starts_like_word() && self.follows_label()
            }
            None if self.is_number() => self.is_end_after_number(start),
            // A single letter of a script without capitals is an initial as well.
            None => start != Start::Letter || self.left.chars().take(2).count() > 1,
        }
    }

    /// "Inc.", "U.S.", "p.m.": the next word decides.
    fn is_end_after_ender(&self, start: Start) -> bool {
        if self.is_near_start() {
            return false;
        }
        // "… until 6 p.m. Mrs. Lund …"; but "Lund Corp. Prof. Ito" is rare and both may be.
        let before_title = self.language.class(self.right) == Some(Class::Title)
            && self.right.starts_with(char::is_uppercase)
            && self.after[self.right.len()..].starts_with('.');
        start == Start::Upper && (self.opened || before_title || self.language.starts(self.right))
            || start == Start::Letter
    }

    /// "7 p.m. Thursday", "at 7 p.m. EDT" go on.
    fn is_end_after_time(&self, start: Start) -> bool {
        let is_zone = self.right.len() > 1 && self.right.chars().all(char::is_uppercase);
        !self.is_near_start()
            && (start == Start::Upper && !is_zone && !self.language.is_day(self.right)
                || self.opens_sentence())
    }

    /// Whether what follows is opened, and is no remark in brackets: "at 7 a.m. (5 a.m. in Orrin)".
    fn opens_sentence(&self) -> bool {
        self.opened && !(self.in_brackets && self.start != Start::Upper)
    }

    fn is_end_after_number(&self, start: Start) -> bool {
        if self.language.ordinals
            && !self.is_counted()
            && (self.left.len() <= 2 || !self.left.starts_with(|c: char| c.is_ascii_digit()))
        {
            // Nouns are written small in most of these languages, so a capital starts a sentence.
            let starts = self.language.starts(self.right)
                || !self.language.capital_nouns
                    && !self.language.is_month(self.right)
                    && self.left.bytes().all(|b| b.is_ascii_digit())
                    && self.right.chars().skip(1).all(char::is_lowercase)
                    && self.right.chars().take(3).count() == 3;
            return start == Start::Upper
                && starts
                && self.language.class(self.right) != Some(Class::Month);
        }
        // "2019. 5. 3. …" of Korean dates.
        let is_counting = start == Start::Digit
            && self.left.len() <= 4
            && self.after[self.right.len()..].starts_with('.');
        let is_day = start == Start::Letter
            && self.left.len() <= 2
            && self
                .before
                .trim_end()
                .strip_suffix('.')
                .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        !(is_counting || is_day) && start != Start::Other || self.opened
    }

    fn closes_quote(&self) -> bool {
        self.closers.chars().any(is_closing_quote)
    }

    /// `"…?" Lund asked`, `"…!" Ada Lund said`.
    ///
    /// `"…." Lund added: "…"` and `"…." Lund said that …` are not: a quotation that goes on to
    /// who said it ends in a comma, so behind a full stop that must be all there is.
    fn is_attribution(&self) -> bool {
        let mut words = self.after[..prefix(self.after)].split_whitespace();
        let name = words.next().unwrap_or_default();
        if self.language.starts(name.trim_end_matches(',')) {
            return false;
        }
        let is_speech =
            |word: &&str| self.language.is_speech(word.trim_end_matches([',', ':', '.']));
        let Some(verb) = words.by_ref().take(2).find(is_speech) else { return false };
        let follower = words.next().unwrap_or_default();
        let leads_on = verb.ends_with(':') || follower == "that";
        let is_all = verb.ends_with('.') || verb.ends_with(',') && !follower.starts_with(is_opener);
        !leads_on && (is_all || self.mark != ".")
    }

    /// "– Yes, he did."
    fn dash_starts_sentence(&self) -> bool {
        let words = self.after.trim_start_matches(['-', '–', '—', '―']);
        let spaced = words.trim_start();
        self.closers.is_empty()
            && spaced.trim_start_matches(is_opener).starts_with(char::is_uppercase)
    }
}

/// Where the sentence ends in "words. . . . The rest": at its own dot; the ellipsis opens the
/// next. Returns the end and the start of the next.
pub(super) fn dot_before_spaced_ellipsis(
    unit: &str,
    candidate: &Candidate,
) -> Option<(usize, usize)> {
    let rest = unit[candidate.mark..candidate.end].strip_prefix(". ")?;
    let is_attached = !unit[..candidate.mark].ends_with(char::is_whitespace);
    let follows = unit[candidate.next..].starts_with(char::is_uppercase);
    (is_attached && follows && rest == ". . .").then_some((candidate.mark + 1, candidate.mark + 2))
}
