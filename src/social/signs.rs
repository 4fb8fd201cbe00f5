//! What begins with a sign: `@name`, `#word`, `$TICKER`.

use super::characters::{is_in_hashtag, is_latin_accent, is_letter, is_punctuation, is_space};
use super::{Entities, Kind, Look};

/// The longest name, and the longest list, of twitter-text; Twitter itself gives 15.
const NAME: usize = 20;
const LIST: usize = 25;

impl Entities<'_> {
    /// A mention whose sign stands at `sign`, its name behind it.
    pub(super) fn mention(&self, sign: usize, name: usize) -> Look {
        let bytes = self.text.as_bytes();
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = bytes[name..].iter().take(NAME + 1).take_while(|b| is_name(b)).count();
        if length == 0 || length > NAME || !self.may_precede_mention(sign) {
            return Look::Nothing(name);
        }
        let mut end = name + length;
        if let [b'/', first, rest @ ..] = &bytes[end..]
            && first.is_ascii_alphabetic()
        {
            let is_list = |byte: &u8| is_name(byte) || *byte == b'-';
            let more = rest.iter().take(LIST).take_while(|b| is_list(b)).count();
            if more < LIST {
                end += 2 + more;
            }
        }
        let behind = &self.text[end..];
        let goes_on = |c: char| matches!(c, '@' | '＠') || is_latin_accent(c);
        if behind.starts_with(goes_on) || behind.starts_with("://") {
            return Look::Nothing(end);
        }
        Look::Entity(Kind::Mention, sign..end)
    }

    /// Not in the middle of a word or an address; but behind `RT`.
    fn may_precede_mention(&self, sign: usize) -> bool {
        let Some(before) = self.before(sign) else { return true };
        let in_word = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '_' | '!' | '#' | '$' | '%' | '&' | '*' | '@' | '＠')
        };
        if !in_word(before) {
            return true;
        }
        let head = &self.text[self.done..sign];
        let retweet = head.len().checked_sub(2).filter(|at| head.is_char_boundary(*at));
        retweet.is_some_and(|at| {
            let is_cut_off =
                |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '~' | '.' | '-'));
            head[at..].eq_ignore_ascii_case("rt")
                && self.before(self.done + at).is_none_or(is_cut_off)
        })
    }

    /// A hashtag whose sign stands at `sign`, its word behind it.
    pub(super) fn hashtag(&self, sign: usize, word: usize) -> Look {
        let is_border =
            |c: char| matches!(c, '\u{fe0e}' | '\u{fe0f}') || c != '&' && !is_in_hashtag(c);
        // A keycap: `#️⃣`.
        let is_keycap = |c: char| matches!(c, '\u{fe0f}' | '\u{20e3}');
        if !self.before(sign).is_none_or(is_border) || self.text[word..].starts_with(is_keycap) {
            return Look::Nothing(word);
        }
        let mut end = word;
        let mut has_letter = false;
        for c in self.text[word..].chars().take_while(|c| is_in_hashtag(*c)) {
            has_letter |= is_letter(c);
            end += c.len_utf8();
        }
        let behind = &self.text[end..];
        if let Some(next) = behind.chars().next().filter(|c| matches!(c, '#' | '＃')) {
            // What ends in a sign is no hashtag, and that sign begins none.
            return Look::Nothing(if end > word { end + next.len_utf8() } else { end });
        }
        if !has_letter || behind.starts_with("://") {
            return Look::Nothing(end);
        }
        Look::Entity(Kind::Hashtag, sign..end)
    }

    /// A cashtag whose sign stands at `sign`: one to six letters, and one or two behind `.` or `_`.
    pub(super) fn cashtag(&self, sign: usize) -> Look {
        let bytes = self.text.as_bytes();
        let letters = |from: usize, most: usize| {
            bytes[from..].iter().take(most).take_while(|b| b.is_ascii_alphabetic()).count()
        };
        let is_end = |at: usize| {
            self.text[at..].chars().next().is_none_or(|c| is_space(c) || is_punctuation(c))
        };
        let name = sign + 1;
        let end = name + letters(name, 6);
        if end == name || !self.before(sign).is_none_or(is_space) || !is_end(end) {
            return Look::Nothing(end);
        }
        if matches!(bytes.get(end), Some(b'.' | b'_')) {
            let class = end + 1 + letters(end + 1, 2);
            if class > end + 1 && is_end(class) {
                return Look::Entity(Kind::Cashtag, sign..class);
            }
        }
        Look::Entity(Kind::Cashtag, sign..end)
    }
}
