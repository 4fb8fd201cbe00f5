//! Notes on who wrote the article: `Mara Voss (@maravoss) writes about the sea.`
//!
//! Many sentences of articles are built like one. So a note needs a way to reach the author in
//! it (see [`super::ask`]), or it closes the article, says what authors are, and names somebody
//! the article does not speak of.

use super::phrase::{self, OPENING, Word};

/// Such notes are paragraphs.
pub(super) const LONGEST: usize = 1200;
/// What a name in front of the verb may have: titles, initials, a middle name.
const NAME: usize = 7;

/// Whether a paragraph begins with a name and what its bearer is or does.
pub(super) fn is_opening(words: &str) -> bool {
    name(words).is_some()
}

/// Whether the paragraph that closes an article is about its author. `text` is the article.
pub(super) fn closes(text: &str, words: &str) -> bool {
    if words.len() > LONGEST {
        return false;
    }
    let Some(Name { last, handle, verb, rest }) = name(words) else { return false };
    let sentence = rest.split_inclusive(['.', '!', '?']).next().unwrap_or(rest);
    // What somebody was or did may be the news, and `Mara Voss, a reporter at sea, said no.` is
    // not about its author.
    let speaks_of_today = || (verb || speaks_of_today(sentence, ",")) && speaks_of_today(words, "");
    let is_author = || {
        sentence
            .split(|c: char| !c.is_alphabetic() && c != '-')
            .any(|word| phrase::is(word, Word::Role))
    };
    handle || speaks_of_today() && is_author() && is_stranger(text, words, last)
}

/// Whether the article speaks of nobody of that name; bylines do.
fn is_stranger(text: &str, note: &str, last: &str) -> bool {
    const BYLINE: usize = 80;
    let name = memchr::memmem::Finder::new(last);
    let others = text.lines().filter(|line| line.len() > BYLINE && !line.contains(note));
    !others.into_iter().any(|line| name.find(line.as_bytes()).is_some())
}

/// Whether a verb of what people are today stands in it, behind a word with that end: the
/// apposition between commas ends with one.
fn speaks_of_today(words: &str, end: &str) -> bool {
    let mut before = "";
    words.split(' ').any(|word| {
        let speaks = before.ends_with(end) && phrase::is(word, Word::Today);
        before = word;
        speaks
    })
}

struct Name<'t> {
    last: &'t str,
    /// `(@handle)` follows it.
    handle: bool,
    /// A verb follows that says what authors are.
    verb: bool,
    /// What follows: a verb, or a comma.
    rest: &'t str,
}

fn name(words: &str) -> Option<Name<'_>> {
    let start = words.trim_start_matches(OPENING);
    let mut rest = start;
    let mut last = "";
    let mut count = 0;
    loop {
        let word = rest.split([' ', '\u{a0}']).next()?;
        let bare = word.trim_end_matches([',', '’', '\'']);
        let is_part = word.starts_with(char::is_uppercase) || phrase::is(word, Word::Particle);
        if !is_part || count == NAME {
            break;
        }
        count += 1;
        last = if bare.len() > 3 || last.is_empty() { bare } else { last };
        rest = rest.get(word.len()..)?.trim_start();
        if bare.len() < word.len() {
            break;
        }
    }
    if count < 2 {
        return None;
    }
    let comma = start[..start.len() - rest.len()].trim_end().ends_with(',');
    let (handle, rest) = match rest.strip_prefix("(@").and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => (true, rest),
        None => (false, rest),
    };
    let comma = comma || rest.starts_with(',');
    let verb = rest.trim_start().split(' ').next();
    let verb = verb.is_some_and(|word| phrase::is(word, Word::Verb));
    (verb || comma).then_some(Name { last, handle, verb, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings() {
        for words in [
            "Mara Voss is a reporter.",
            "— Mara J. Voss (@maravoss) lives in Bergen.",
            "Mara Voss, a sailor, writes.",
            "* Mara Voss and Jon Ek are editors.",
            "Mara Voss schreibt über das Meer.",
        ] {
            assert!(is_opening(words), "{words}");
        }
        for words in
            ["Mara is a reporter.", "The ferry is late.", "Mara Voss", "Bergen Ferry sank", ""]
        {
            assert!(!is_opening(words), "{words}");
        }
    }

    #[test]
    fn who_is_not_in_the_article() {
        let note = "Mara Voss is a columnist for the Bergen Mail.";
        let article =
            "It rained on Friday, and the ferry that should have left at noon stayed where it was.";
        assert!(closes(&format!("{article}\n\n{note}"), note));
        let article = article.replace("Friday", "Friday, said Mayor Voss");
        assert!(!closes(&format!("{article}\n\n{note}"), note));
        assert!(!closes(note, "Mara Voss is a columnist."[..20].trim()));
        for (note, is_one) in [
            ("Ada de la Tarn, periodista en Orrin, escribe sobre el mar.", true),
            ("Jon Ek, dziennikarz z Lund, pisze o morzu.", true),
            ("Jon Ek, a reporter in Lund, said no.", false),
        ] {
            assert_eq!(closes(note, note), is_one, "{note}");
        }
    }
}
