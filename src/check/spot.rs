//! The spots of a document: where something is dirty, by which rule, and what would stand there.

use std::borrow::Cow;
use std::ops::Range;

use super::Levels;
use super::told::{self, EMPTY_TEXT, REPLACEMENT_CHARACTER};
use crate::alignment::Hunk;
use crate::document::Document;
use crate::options::Options;
use crate::rule::{Rule, Severity};

/// Something dirty in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot<'a> {
    /// Why it is: the worst of the rules that took part, of equals the first.
    pub rule: &'static Rule,
    /// The others.
    pub also: Vec<&'static Rule>,
    /// How bad that is.
    pub severity: Severity,
    /// Bytes of the decoded input; empty at the start for the document as a whole.
    pub source: Range<usize>,
    /// What would stand there instead; `None` where nothing mends it.
    pub after: Option<&'a str>,
    /// What there is to say beyond the rule and the two texts.
    pub message: Option<Cow<'a, str>>,
}

impl<'a> Spot<'a> {
    /// One that nothing mends.
    pub(crate) fn told(
        rule: &'static Rule,
        levels: &Levels,
        source: Range<usize>,
        message: impl Into<Cow<'a, str>>,
    ) -> Spot<'a> {
        let (severity, message) = (levels.of(rule), Some(message.into()));
        Spot { rule, also: vec![], severity, source, after: None, message }
    }
}

/// Everything dirty in a document that was cleaned with these options, in the order of place. What
/// bytes do not decode is a spot too, though nothing is changed there; the line end that files have
/// behind their last line is none, though a clean text has no such.
///
/// ```
/// use descrape::check::{Levels, spots};
///
/// let options = descrape::Options::default();
/// let document = descrape::clean_text("The cafÃ© on the quay.", &options);
/// let spots = spots(&document, &options, &Levels::default());
/// assert_eq!(spots[0].rule.id, "mojibake.utf8-as-windows-1252");
/// assert_eq!((spots[0].source.clone(), spots[0].after), (7..11, Some("é")));
/// ```
pub fn spots<'a>(document: &'a Document, options: &Options, levels: &Levels) -> Vec<Spot<'a>> {
    let mut spots = changes(document, options, levels);
    let changed = spots.len();
    let told = |rule, source, message: Cow<'a, str>| Spot::told(rule, levels, source, message);
    for finding in document.findings() {
        if let Some(rule) = told::of_finding(finding.id) {
            let source = finding.source.clone().unwrap_or(0..0);
            spots.push(told(rule, source, Cow::Borrowed(&finding.message)));
        }
    }
    if document.text().trim().is_empty() {
        let message = if document.decoded().text().trim().is_empty() {
            "there is no text"
        } else {
            "nothing of the text stays"
        };
        spots.push(told(&EMPTY_TEXT, 0..0, message.into()));
    }
    if let Some((first, more)) = replacement_characters(document, &spots[..changed]) {
        let message = match more {
            0 => "a character was lost before".into(),
            1 => "a character was lost before, and one elsewhere".into(),
            more => format!("a character was lost before, and {more} elsewhere").into(),
        };
        spots.push(told(&REPLACEMENT_CHARACTER, first, message));
    }
    spots.retain(|spot| !options.off.contains(&spot.rule));
    spots.sort_by_key(|spot| spot.source.start);
    spots
}

/// The changes. Bytes in a row that do not decode are one.
fn changes<'a>(document: &'a Document, options: &Options, levels: &Levels) -> Vec<Spot<'a>> {
    let text = document.text();
    let mut spots: Vec<Spot> = Vec::with_capacity(document.alignment().hunks().len());
    // Where the last spot ends in the text.
    let mut end = 0;
    for hunk in document.alignment().hunks() {
        let rules = hunk.rules();
        // Some rules of `decode` cannot be off, and still are not told.
        let told = || rules.iter().copied().filter(|rule| !options.off.contains(rule));
        let worst = told()
            .reduce(|worst, rule| if levels.of(rule) > levels.of(worst) { rule } else { worst });
        let Some(rule) = worst else { continue };
        if is_last_line_end(document, hunk) {
            continue;
        }
        if let Some(last) = spots.last_mut()
            && told().eq([last.rule])
            && last.also.is_empty()
            && last.source.end == hunk.source.start
            && end == hunk.output.start
        {
            let start = end - last.after.map_or(0, str::len);
            last.source.end = hunk.source.end;
            last.after = Some(&text[start..hunk.output.end]);
        } else {
            spots.push(Spot {
                rule,
                also: told().filter(|other| *other != rule).collect(),
                severity: levels.of(rule),
                source: hunk.source.clone(),
                after: Some(&text[hunk.output.clone()]),
                message: None,
            });
        }
        end = hunk.output.end;
    }
    spots
}

/// Whether nothing goes but the line end that a text file has behind its last line.
fn is_last_line_end(document: &Document, hunk: &Hunk) -> bool {
    let text = document.decoded().text();
    let is_one = matches!(&text[hunk.source.clone()], "\n" | "\r\n");
    is_one && hunk.source.end == text.len() && hunk.output.is_empty()
}

/// The first U+FFFD of the source that no change takes away, and how many more there are.
fn replacement_characters(document: &Document, changes: &[Spot]) -> Option<(Range<usize>, usize)> {
    const LOST: &str = "\u{fffd}";
    let decoded = document.decoded();
    let mut changes = changes.iter().peekable();
    let mut lost = memchr::memmem::find_iter(decoded.text().as_bytes(), LOST).filter(|at| {
        while changes.next_if(|change| change.source.end <= *at).is_some() {}
        changes.peek().is_none_or(|change| *at < change.source.start)
            && decoded.is_exact(*at..*at + LOST.len())
    });
    let first = lost.next()?;
    Some((first..first + LOST.len(), lost.count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean;

    fn check(bytes: &[u8], expected: &[(&str, Range<usize>, Option<&str>)]) {
        let options = Options { skip: vec!["boilerplate"], ..Options::default() };
        let document = clean(bytes, &options);
        let spots = spots(&document, &options, &Levels::default());
        let found: Vec<_> =
            spots.iter().map(|spot| (spot.rule.id, spot.source.clone(), spot.after)).collect();
        assert_eq!(found, expected, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn changes_and_what_nothing_mends_are_told_by_their_place() {
        check(b"The ferry sailed.", &[]);
        check(
            "One\u{fffd} two  cafÃ©\u{fffd}.".as_bytes(),
            &[
                ("input.replacement-character", 3..6, None),
                ("whitespace.doubled-space", 10..12, Some(" ")),
                ("mojibake.utf8-as-windows-1252", 15..19, Some("é")),
            ],
        );
        check(b"", &[("input.empty-text", 0..0, None)]);
    }

    #[test]
    fn a_file_may_end_with_a_line_end() {
        check(b"The ferry sailed.\n", &[]);
        check(b"The ferry sailed.\r\n", &[]);
        check(b"The ferry sailed. \n", &[("whitespace.margin", 17..19, Some(""))]);
        check(b"The ferry sailed.\n\n", &[("whitespace.margin", 17..19, Some(""))]);
    }

    #[test]
    fn bytes_in_a_row_that_do_not_decode_are_one_spot() {
        check(
            b"Tr\xc3\xa8s bien \xe2\x80\xe2\x80 mais \xe2\x80 ferm\xc3\xa9 \xef\xbf\xbd.",
            &[
                ("decode.guessed", 0..0, None),
                ("decode.undecodable", 11..17, Some("\u{fffd}\u{fffd}")),
                ("decode.undecodable", 23..26, Some("\u{fffd}")),
                ("input.replacement-character", 34..37, None),
            ],
        );
    }

    #[test]
    fn a_rule_that_is_off_is_not_told() {
        let off = vec![&REPLACEMENT_CHARACTER, &EMPTY_TEXT];
        let options = Options { off, ..Options::default() };
        let document = clean("\u{fffd}".as_bytes(), &options);
        assert_eq!(spots(&document, &options, &Levels::default()), []);
    }

    #[test]
    fn the_worst_rule_gives_its_name() {
        let options = Options::default();
        let document = clean("It fell.  \u{7}  It rose.".as_bytes(), &options);
        let spots = spots(&document, &options, &Levels::default());
        assert_eq!((spots.len(), spots[0].rule.id), (1, "unicode.control"));
        assert_eq!(
            spots[0].also.iter().map(|rule| rule.id).collect::<Vec<_>>(),
            ["whitespace.doubled-space"]
        );
    }
}
