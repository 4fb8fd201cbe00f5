//! Mending in place: the source with what is mended changed in it, and nothing else.
//!
//! Between the changes the bytes of the source are copied as they are; what a change puts there is
//! written in the encoding of the source. A change is left out as a whole where
//!
//! - a rule takes part that is not to mend: [`choices`] says which do;
//! - bytes that do not decode take part: U+FFFD in their place would lose them;
//! - the encoding has no character for what would stand there (curly quotes in a KOI8-R file).
//!
//! Then the result is read again, from its bytes. It must be read as it was meant (the encoding of a
//! file may be told by the very bytes that were mended), and what it gives rise to is mended too,
//! until nothing is left to mend. So mending twice is mending once, and a source that does not come
//! to rest, or would be read otherwise, stays as it is.

use std::borrow::Cow;
use std::ops::Range;

use super::Levels;
use crate::decode::{BOM, CharEncoder, Charset, Decoded, UNDECODABLE};
use crate::document::Document;
use crate::options::{Guess, Options};
use crate::pipeline::{self, STAGES};
use crate::rule::{self, Risk, Rule, Severity};
use crate::stage::whitespace::LINE_END;

/// How often a source is mended before it counts as one that does not come to rest. One look mends
/// nearly all; the next one sees that.
const LOOKS: usize = 4;

/// A source that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The bytes now.
    pub source: Vec<u8>,
    /// The text of the source as it was, decoded.
    pub before: String,
    /// The text of the source now, decoded.
    pub after: String,
    /// In how many places it was changed.
    pub places: usize,
}

/// Why a source stays as it is though there is something to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmended {
    /// It still changes after some looks.
    #[error("what is mended gives rise to more to mend")]
    Unsettled,
    /// Its bytes would mean something else: nothing says its encoding, and mended it would be taken
    /// for another, or what does not decode would.
    #[error("mended, it would not be read as it is meant, but as {0}")]
    ReadOtherwise(&'static str),
}

/// The choices of a user, of which only those stay that mend: rules that are safe, and with `lossy`
/// those too that take words out; none whose findings are milder than `least`. No guess is made.
///
/// ```
/// use descrape::check::{self, Levels};
/// use descrape::rule::Severity;
///
/// let all = descrape::Options::default();
/// let options = check::choices(&all, false, Severity::Note, &Levels::default());
/// let document = descrape::clean(b"It  sailed.\n\nADVERTISEMENT\n\nIt sank.", &options);
/// assert_eq!(document.text(), "It sailed.\n\nADVERTISEMENT\n\nIt sank.");
/// ```
#[must_use]
pub fn choices(options: &Options, lossy: bool, least: Severity, levels: &Levels) -> Options {
    let mends = |rule: &'static Rule| {
        let is_meant = match rule.risk {
            Risk::Safe => true,
            Risk::Lossy => lossy,
            Risk::Guess | Risk::Told => false,
        };
        is_meant && *rule != UNDECODABLE && levels.of(rule) >= least
    };
    let mut options = options.for_changes();
    options.off.extend(rule::changing().filter(|rule| !mends(rule)));
    let is_idle = |stage: &&pipeline::Stage| stage.rules.iter().all(|r| options.off.contains(r));
    options.skip.extend(STAGES.iter().filter(is_idle).map(|stage| stage.name));
    options.guess = Guess::Off;
    options
}

/// Mends the bytes of a text file; `None` where nothing is to be mended. `options` are
/// [`choices`].
///
/// A byte order mark leaves only UTF-8, which is known without it, and the last line keeps its end.
///
/// ```
/// use descrape::check::{self, Levels};
/// use descrape::rule::Severity;
///
/// let all = descrape::Options::default();
/// let options = check::choices(&all, false, Severity::Note, &Levels::default());
/// let mended = check::mend(b"Le caf\xc3\xa9, le caf\xe9.\n", &options).unwrap().unwrap();
/// assert_eq!(mended.source, "Le café, le café.\n".as_bytes());
/// assert_eq!(check::mend(&mended.source, &options), Ok(None));
/// ```
pub fn mend(bytes: &[u8], options: &Options) -> Result<Option<Mended>, Unmended> {
    until_settled(
        bytes,
        |bytes| pipeline::clean(bytes, options),
        |bytes, document| write(bytes, document, options),
    )
}

/// A source after one look.
#[derive(Debug)]
pub(crate) struct Written {
    pub source: Vec<u8>,
    /// Its text, as it is meant to be read.
    pub text: String,
    pub places: usize,
}

/// Looks at a source and writes it anew, until there is nothing to write.
pub(crate) fn until_settled(
    source: &[u8],
    look: impl Fn(&[u8]) -> Document,
    write: impl Fn(&[u8], &Document) -> Written,
) -> Result<Option<Mended>, Unmended> {
    let first = look(source);
    let mut now = write(source, &first);
    if now.places == 0 {
        return Ok(None);
    }
    for _ in 0..LOOKS {
        let document = look(&now.source);
        let decoded = document.decoded();
        let meant = first.decoded();
        // A byte that does not decode could come to stand at the end, and be taken for a character
        // that is cut off there.
        if decoded.text() != now.text
            || decoded.encoding() != meant.encoding()
            || decoded.undecodable_len() != meant.undecodable_len()
        {
            return Err(Unmended::ReadOtherwise(decoded.encoding()));
        }
        let next = write(&now.source, &document);
        if next.places == 0 {
            let Written { source, text: after, places } = now;
            let before = first.decoded().text().to_owned();
            return Ok(Some(Mended { source, before, after, places }));
        }
        now = Written { places: now.places + next.places, ..next };
    }
    Err(Unmended::Unsettled)
}

/// What shall stand at a place of the decoded text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change<'a> {
    pub source: Range<usize>,
    pub after: Cow<'a, str>,
}

/// The changes that mend, in order. With `is_file` those of a text file, whose byte order mark and
/// last line end may have to stay.
pub(crate) fn changes<'a>(
    document: &'a Document,
    options: &'a Options,
    is_file: bool,
) -> impl Iterator<Item = Change<'a>> {
    let (decoded, text) = (document.decoded(), document.text());
    let before = decoded.text();
    let hunks = document.alignment().hunks().iter();
    let meant = hunks.filter(|hunk| hunk.rules().iter().all(|rule| options.allows(rule)));
    meant.filter_map(move |hunk| {
        let mut source = hunk.source.clone();
        let mut after = Cow::Borrowed(&text[hunk.output.clone()]);
        if is_file {
            source.start = source.start.max(mark_that_stays(decoded, options)).min(source.end);
            if source.end == before.len()
                && let Some(end) = last_line_end(before, options)
                && !after.ends_with(end)
            {
                after.to_mut().push_str(end);
            }
        }
        let changes = before[source.clone()] != *after || !decoded.is_exact(source.clone());
        changes.then_some(Change { source, after })
    })
}

/// How long the byte order mark is that must stay: without it, UTF-16 is told by the odds.
fn mark_that_stays(decoded: &Decoded, options: &Options) -> usize {
    const MARK: char = '\u{feff}';
    let leaves = decoded.charset() == Charset::Utf8 && options.allows(&BOM);
    if decoded.text().starts_with(MARK) && !leaves { MARK.len_utf8() } else { 0 }
}

/// What a file ends its last line with, as it is when mended: a clean text has nothing there, but
/// tools that go line by line pass over a last line without it. By itself it is no finding, so it
/// changes only with others.
fn last_line_end(text: &str, options: &Options) -> Option<&'static str> {
    let end = ["\r\n", "\n", "\r"].into_iter().find(|end| text.ends_with(end))?;
    let others = &text.as_bytes()[..text.len() - end.len()];
    let is_mended = options.allows(&LINE_END) && memchr::memchr(b'\r', others).is_some();
    Some(if is_mended { "\n" } else { end })
}

/// Writes the bytes of a text file with what is mended in it.
fn write(bytes: &[u8], document: &Document, options: &Options) -> Written {
    let decoded = document.decoded();
    let before = decoded.text();
    let charset = decoded.charset();
    // The states that the bytes read and the bytes written leave: the same between two changes.
    let (mut read, mut written) = (CharEncoder::new(charset), CharEncoder::new(charset));
    let mut now = Written {
        source: Vec::with_capacity(bytes.len()),
        text: String::with_capacity(before.len()),
        places: 0,
    };
    let mut at = 0;
    for Change { source, after } in changes(document, options, true) {
        let place = decoded.source_of(source.clone());
        if lacks(charset, &after).is_some() {
            continue;
        }
        let passed = decoded.source_of(at..source.start);
        let kept = &bytes[passed.start..place.start];
        for state in [&mut read, &mut written] {
            state.pass(kept);
        }
        read.pass(&bytes[place.clone()]);
        now.source.extend_from_slice(kept);
        for c in after.chars() {
            let of_char = written.encode(c).unwrap_or_default();
            written.pass(&of_char);
            now.source.extend_from_slice(&of_char);
        }
        now.source.extend_from_slice(written.switch_to(&read));
        now.text.push_str(&before[at..source.start]);
        now.text.push_str(&after);
        now.places += 1;
        at = source.end;
    }
    now.source.extend_from_slice(&bytes[decoded.source_of(at..before.len())]);
    now.text.push_str(&before[at..]);
    now
}

/// The first character of a text that an encoding does not have.
fn lacks(charset: Charset, text: &str) -> Option<char> {
    if matches!(charset, Charset::Utf8 | Charset::Utf16(_) | Charset::Utf32(_)) {
        return None;
    }
    let mut encoder = CharEncoder::new(charset);
    text.chars().find(|c| encoder.encode(*c).is_none())
}

/// Why a change of a text file cannot be made in it, in words.
pub(crate) fn why_not(document: &Document, after: &str) -> Option<String> {
    let decoded = document.decoded();
    let lacking = lacks(decoded.charset(), after)?;
    Some(format!("not mended: {} has no '{lacking}'", decoded.encoding()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::decode::Encoding;

    fn check(least: Severity, bytes: &[u8], expected: &[u8]) {
        let options = choices(&Options::default(), false, least, &Levels::default());
        let mended = mend(bytes, &options).unwrap();
        let now = mended.as_ref().map_or(bytes, |mended| &mended.source);
        assert_eq!(now.escape_ascii().to_string(), expected.escape_ascii().to_string());
        assert_eq!(mend(now, &options), Ok(None));
    }

    #[test]
    fn what_is_milder_and_what_takes_words_stays() {
        let text = "The cafÃ©\r\n\r\n\r\nsailed.  \r\n\r\nADVERTISEMENT\r\n";
        let mended = "The café\r\n\r\n\r\nsailed.  \r\n\r\nADVERTISEMENT\r\n";
        check(Severity::Warning, text.as_bytes(), mended.as_bytes());
        let mended = "The café\n\nsailed.\n\nADVERTISEMENT\n";
        check(Severity::Note, text.as_bytes(), mended.as_bytes());
    }

    #[test]
    fn the_last_line_keeps_its_end() {
        for (text, mended) in
            [("It  sailed. \n\n\n", "It sailed.\n"), ("It  sailed. ", "It sailed."), ("\n\n", "\n")]
        {
            check(Severity::Note, text.as_bytes(), mended.as_bytes());
        }
        check(Severity::Note, b"It sailed.\n", b"It sailed.\n");
    }

    #[test]
    fn a_byte_order_mark_leaves_only_utf8() {
        check(Severity::Note, b"\xef\xbb\xbfIt  sailed.\n", b"It sailed.\n");
        check(Severity::Warning, b"\xef\xbb\xbfIt sailed&#33;\n", b"\xef\xbb\xbfIt sailed!\n");
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        check(
            Severity::Note,
            &wide("\u{feff}  “It  sailed&#33;”\n"),
            &wide("\u{feff}“It sailed!”\n"),
        );
    }

    #[test]
    fn what_an_encoding_lacks_and_what_does_not_decode_is_left() {
        let koi8 = Encoding::for_label("koi8-r");
        let options = Options { encoding: koi8, ..Options::default() };
        let options = choices(&options, false, Severity::Warning, &Levels::default());
        let mended = mend(b"\xf0\xd2\xc9 &#8220;&amp;&#9617;", &options).unwrap().unwrap();
        assert_eq!(mended.source, b"\xf0\xd2\xc9 &#8220;&\x90");
        assert_eq!(mended.places, 2);
        check(
            Severity::Note,
            b"Tr\xc3\xa8s  bien \xe2\x80 ferm\xc3\xa9 &amp; vu",
            b"Tr\xc3\xa8s bien \xe2\x80 ferm\xc3\xa9 & vu",
        );
    }

    #[test]
    fn bytes_that_do_not_decode_are_never_taken_for_a_cut_character() {
        let options = Options { encoding: Encoding::for_label("gb18030"), ..Options::default() };
        let options = choices(&options, false, Severity::Warning, &Levels::default());
        let mended = mend(b"\xb8\xdb\x81\x0e", &options);
        assert_eq!(mended, Err(Unmended::ReadOtherwise("gb18030")));
    }

    #[test]
    fn states_go_on_behind_a_change() {
        // A reference between kanji, and kanji between ASCII.
        check(
            Severity::Warning,
            b"\x1b$B$3$s\x1b(B&amp;\x1b$B$K$A$O\x1b(B &#12371;.",
            b"\x1b$B$3$s\x1b(B&\x1b$B$K$A$O\x1b(B \x1b$B$3\x1b(B.",
        );
    }
}
