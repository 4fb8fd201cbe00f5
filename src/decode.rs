//! From the bytes of a file to text, knowing for each character which bytes it came from.
//!
//! How the encoding is found, the first that applies:
//!
//! 1. [`Options::encoding`] says it.
//! 2. A byte order mark: UTF-32 before UTF-16, whose mark begins like it, and UTF-8.
//! 3. UTF-32 or UTF-16 without one: read so, nearly all are characters that texts are made of,
//!    and some are such as no eight-bit text yields.
//! 4. Valid UTF-8, unless it is ASCII with the escapes of ISO-2022-JP.
//! 5. UTF-8 of which only the end is cut off.
//! 6. The odds.
//!
//! # The odds
//!
//! The bytes follow from the text and the encoding, so the likeliest reading is the one whose text and
//! encoding together cost least (−ln P): the text by the language model, which
//! knows some 70 languages at once; the encoding by how common it is, about 50 of them (`candidates`).
//! Texts of one byte a character and of two compete directly, as each costs what all its characters
//! cost. A declaration in the page (`declared`: `<meta charset>`, `<?xml encoding?>`) counts twelve
//! nats, so that it decides where there is little else, and loses against a few words that say
//! otherwise. What `chardetng` says counts two, among the encodings that it knows.
//!
//! Only places with bytes that are not ASCII are looked at (`segments`), each with two characters
//! beside it: markup and English around them say nothing. Of a large file a bounded sample is
//! judged, spread over all of it, and an encoding that falls far behind is dropped at once.
//!
//! # Files in two encodings
//!
//! For each encoding there are two hypotheses: that all of the file is in it, and that what is UTF-8
//! is UTF-8 and only the rest is in it. The second costs ten nats more, which a single word of
//! UTF-8 outweighs. Then each place is read in the cheaper way: all in the legacy encoding (a line
//! pasted from elsewhere), or as UTF-8 with its strays in the legacy one (one pasted letter).
//! All strays of a file are judged together, so that a Hungarian `ő` among them says which page
//! the rest is in. The start of a character of several bytes, without its end, is damage rather
//! than text in another page unless it reads well there: it is U+FFFD.
//!
//! The encoding of most of such a file names it; the bytes of the rest are kept with changes
//! ([`MIXED`]), as are surrogates in pairs (CESU-8), which are read as the character they mean.
//!
//! Nothing is lost whatever the answer is. Each source byte belongs to exactly one character;
//! a character that does not encode to its bytes is marked, and the bytes are kept.
//!
//! Not here: encodings that browsers refuse and that are not of DOS or Mac OS (UTF-7, HZ,
//! ISO-2022-KR, Johab, EBCDIC); files in three encodings, whose strays are read in one.

mod builder;
mod candidates;
mod charset;
mod declared;
mod encoding;
mod guess;
mod legacy;
mod mixed;
mod odds;
mod segments;
mod utf8;
mod wide;

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use crate::alignment::Alignment;
use crate::document::{Finding, Step};
use crate::edit::Edit;
use crate::options::Options;
use crate::rule::{Example, Risk, Rule, Severity};

use builder::{Builder, Place, Run};
pub(crate) use charset::{CharEncoder, Charset};
pub use encoding::Encoding;
use guess::{Because, Guess, Reading};

/// The byte order mark at the start of a file.
pub static BOM: Rule = Rule {
    id: "decode.bom",
    summary: "take off the byte order mark",
    why: "It says which encoding follows and is no part of the text; left in, it hides the first word from every search.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::bytes(b"\xef\xbb\xbfFirst words", "First words"),
};

/// The start of a character at the end of the input.
pub static CUT_CHARACTER: Rule = Rule {
    id: "decode.cut-character",
    summary: "drop the character that the end of the input cuts off",
    why: "Text cut to a number of bytes often ends inside a character; its first bytes mean nothing without the rest.",
    risk: Risk::Safe,
    severity: Severity::Warning,
    label: None,
    example: Example::bytes(b"At the caf\xc3", "At the caf"),
};

/// Bytes that are no characters. Cannot be off: something must stand there.
pub static UNDECODABLE: Rule = Rule {
    id: "decode.undecodable",
    summary: "show bytes that do not decode as U+FFFD and keep them in the change",
    why: "The encoding has no character for them, so the text can only say that something stood there.",
    risk: Risk::Safe,
    severity: Severity::Error,
    label: None,
    example: Example::bytes(b"caf\xc3\xa9 \xe2\x80 tr\xc3\xa8s", "café \u{fffd} très"),
};

/// Characters that are written in a way their encoding can read but does not write.
pub static OTHER_BYTES: Rule = Rule {
    id: "decode.other-bytes",
    summary: "keep the bytes of a character that encoding it would not give back",
    why: "Some encodings have two ways to write a character; the text is right, but only the bytes can restore the file.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::bytes(b"\x1b$B$3$s$K$A$O\x1b(J", "こんにちは"),
};

/// Text in another encoding than most of its file.
pub static MIXED: Rule = Rule {
    id: "decode.mixed",
    summary: "read text that is in another encoding than the rest, and keep its bytes",
    why: "What was pasted into a page often stays in the encoding it came in; read in that of the page it would be gibberish.",
    risk: Risk::Safe,
    severity: Severity::Warning,
    label: None,
    example: Example::bytes(
        b"D\xc3\xa9j\xc3\xa0 vu, le caf\xe9 ferm\xc3\xa9",
        "Déjà vu, le café fermé",
    ),
};

/// The rules of this step. It always runs.
pub const RULES: &[&Rule] = &[&BOM, &CUT_CHARACTER, &UNDECODABLE, &OTHER_BYTES, &MIXED];

/// Decoded input: a text, and for each character its bytes in the source.
///
/// The text is what a naive reader gets: a byte order mark is its first character, bytes that do
/// not decode are U+FFFD each. What is then taken out of it are its first edits.
#[derive(Debug, Clone)]
pub struct Decoded {
    text: String,
    charset: Charset,
    source_len: usize,
    /// Empty where text and source are the same length everywhere.
    runs: Vec<Run>,
    /// Where the text does not encode to its bytes: sorted, disjoint.
    places: Vec<Place>,
    /// The source, kept only when there are such places.
    source: Vec<u8>,
    edits: Vec<Edit>,
    findings: Vec<Finding>,
}

/// Whether these bytes are UTF-16 or UTF-32 without a byte order mark.
pub(crate) fn is_wide(bytes: &[u8]) -> bool {
    wide::looks_like_utf32(bytes).is_some() || wide::looks_like_utf16(bytes).is_some()
}

/// Decodes the bytes of a file.
///
/// ```
/// let decoded = descrape::decode::decode(b"We met at the caf\xe9.", &Default::default());
/// assert_eq!(decoded.text(), "We met at the café.");
/// assert_eq!(decoded.encoding(), "windows-1252");
/// assert_eq!(decoded.source_of(17..19), 17..18); // é: two bytes of text, one of the file
/// ```
pub fn decode(bytes: &[u8], options: &Options) -> Decoded {
    let forced = options.encoding.map(|encoding| encoding.0);
    let may_be_utf8 = forced.is_none_or(|charset| charset == Charset::Utf8);
    let valid = if may_be_utf8 { simdutf8::basic::from_utf8(bytes).ok() } else { None };
    let Guess { reading, because } = match forced {
        Some(charset) => Guess { reading: Reading::All(charset), because: Because::Sure },
        None => guess::charset(bytes, valid.is_some()),
    };
    let mut decoded = match (reading, valid) {
        (Reading::All(Charset::Utf8), Some(text)) => Decoded::from_text(text.to_owned()),
        (Reading::All(charset), _) => {
            let builder = match charset {
                Charset::Utf8 => utf8::read(bytes, utf8::Flavour::File),
                Charset::Utf16(order) => wide::utf16(bytes, order),
                Charset::Utf32(order) => wide::utf32(bytes, order),
                Charset::Legacy(encoding) => legacy::read(bytes, encoding),
                Charset::Page(page) => legacy::read_page(bytes, page),
            };
            Decoded::new(builder, charset, bytes, options)
        }
        (Reading::BesideUtf8(candidate), _) => {
            let (builder, charset) = mixed::read(bytes, candidate);
            Decoded::new(builder, charset, bytes, options)
        }
    };
    if decoded.text.starts_with('\u{feff}') {
        decoded.edits.insert(0, Edit::delete(0..'\u{feff}'.len_utf8(), &BOM));
    }
    decoded.findings.extend(decoded.how(reading, because));
    decoded
}

impl Decoded {
    /// Text that was decoded elsewhere: its source is its UTF-8 bytes.
    pub fn from_text(text: String) -> Decoded {
        Decoded {
            source_len: text.len(),
            text,
            charset: Charset::Utf8,
            runs: vec![],
            places: vec![],
            source: vec![],
            edits: vec![],
            findings: vec![],
        }
    }

    /// Text decoded elsewhere that may hold lone surrogates, as WTF-8 (the value of a JSON
    /// string). Each becomes U+FFFD with a change that keeps its three bytes.
    pub fn from_wtf8(bytes: &[u8]) -> Decoded {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Decoded::from_text(text.to_owned()),
            Err(_) => {
                let builder = utf8::read(bytes, utf8::Flavour::Wtf8);
                Decoded::new(builder, Charset::Utf8, bytes, &Options::default())
            }
        }
    }

    fn new(mut builder: Builder, charset: Charset, source: &[u8], options: &Options) -> Decoded {
        debug_assert_eq!(builder.source_len, source.len());
        if !options.allows(&CUT_CHARACTER) {
            builder.keep_stump();
        }
        let mut edits = vec![];
        if builder.ends_cut() {
            let len = builder.text.len();
            edits.push(Edit::delete(
                len - char::REPLACEMENT_CHARACTER.len_utf8()..len,
                &CUT_CHARACTER,
            ));
        }
        let Builder { text, source_len, runs, places } = builder;
        let source = if places.is_empty() { vec![] } else { source.to_vec() };
        let mut decoded =
            Decoded { text, charset, source_len, runs, places, source, edits, findings: vec![] };
        decoded.findings.extend(decoded.undecodable());
        decoded
    }

    /// The finding that tells how the encoding was decided, where it was not plain.
    fn how(&self, reading: Reading, because: Because) -> Option<Finding> {
        let second = match reading {
            Reading::BesideUtf8(candidate) if self.marked(&MIXED).next().is_some() => {
                Some(if self.charset == Charset::Utf8 { candidate.charset } else { Charset::Utf8 })
            }
            _ => None,
        };
        let name = self.encoding();
        let encodings = match second {
            Some(second) => format!("{name}, in part {},", second.name()),
            None => name.to_owned(),
        };
        let (id, message) = match because {
            Because::Sure | Because::Declared if second.is_none() => return None,
            Because::Sure => ("decode.mixed", format!("the bytes are {encodings} by the odds")),
            Because::Declared => (
                "decode.mixed",
                format!("the bytes are {encodings} where they are not as declared"),
            ),
            Because::Not(declared) => {
                let declared = declared.name();
                ("decode.declared", format!("{declared} is declared, but {encodings} is likelier"))
            }
            Because::Odds => (
                "decode.guessed",
                format!("nothing says the encoding; {encodings} is the likeliest"),
            ),
        };
        Some(Finding::document(id, message))
    }

    /// The finding that tells of bytes that do not decode.
    fn undecodable(&self) -> Option<Finding> {
        let mut ranges = self.marked(&UNDECODABLE);
        let first = ranges.next()?.text.clone();
        let places = match ranges.count() {
            0 => "one place".to_owned(),
            more => format!("{} places", more + 1),
        };
        let message = format!("bytes that are no {} in {places}", self.encoding());
        Some(Finding { id: "decode.undecodable", message, source: Some(first) })
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the encoding used, of most of the file where it is in two: the WHATWG name, or that
    /// of a page of DOS or Mac OS ([`Encoding::name`]).
    pub fn encoding(&self) -> &'static str {
        self.charset.name()
    }

    pub(crate) fn charset(&self) -> Charset {
        self.charset
    }

    /// How many bytes the source has.
    pub fn source_len(&self) -> usize {
        self.source_len
    }

    /// The source bytes of a byte range of the text (character borders).
    pub fn source_of(&self, range: Range<usize>) -> Range<usize> {
        builder::source_of(&self.runs, range)
    }

    /// Whether encoding this range of the text gives its source bytes back.
    pub fn is_exact(&self, range: Range<usize>) -> bool {
        let after = self.places.partition_point(|place| place.text.end <= range.start);
        range.is_empty() || self.places.get(after).is_none_or(|place| range.end <= place.text.start)
    }

    /// The source bytes of a range of the text that is not exact. (Of any other they are made
    /// again by encoding it.)
    pub fn bytes_of(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        if let Some(bytes) = self.kept(range.clone()) {
            return Cow::Borrowed(bytes);
        }
        if self.charset == Charset::Utf8 {
            return Cow::Borrowed(&self.text.as_bytes()[range]);
        }
        let start = if self.charset.has_states() { 0 } else { range.start };
        let mut encoder = CharEncoder::new(self.charset);
        let mut bytes = vec![];
        for c in self.text[start..range.end].chars() {
            let of_char = encoder.encode(c).unwrap_or_default();
            encoder.pass(&of_char);
            bytes.extend_from_slice(&of_char);
        }
        Cow::Owned(bytes.split_off(self.source_of(start..range.start).len()))
    }

    /// The source bytes of a range of the text, where they had to be kept.
    fn kept(&self, range: Range<usize>) -> Option<&[u8]> {
        let range = self.source_of(range);
        (!self.places.is_empty()).then(|| &self.source[range])
    }

    /// What shall leave the text: a byte order mark, an incomplete character at the end.
    pub(crate) fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The alignment that the stages start from: characters whose bytes must be kept are marked.
    pub(crate) fn alignment(&self) -> Alignment {
        Alignment::marked(self.places.iter().map(|place| (place.text.clone(), place.rule)))
    }

    /// How often each decode rule was used, edits apart.
    pub(crate) fn counts(&self) -> Vec<(&'static Rule, u32)> {
        [&UNDECODABLE, &OTHER_BYTES, &MIXED]
            .into_iter()
            .map(|rule| (rule, self.marked(rule).count() as u32))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// The same one by one, for people: the bytes are in the note.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let marked = self.places.iter().filter(|place| *place.rule != CUT_CHARACTER);
        marked.map(|place| self.step(place)).collect()
    }

    fn step(&self, place: &Place) -> Step {
        const SHOWN: usize = 16;
        let bytes = &self.source[self.source_of(place.text.clone())];
        let mut note = String::from("bytes");
        for byte in bytes.iter().take(SHOWN) {
            let _ = write!(note, " {byte:02X}");
        }
        if bytes.len() > SHOWN {
            note.push_str(" …");
        }
        let text = &self.text[place.text.clone()];
        Step {
            rule: place.rule,
            also: vec![],
            source: place.text.clone(),
            before: text.to_owned(),
            after: text.to_owned(),
            note: Some(note.into()),
        }
    }

    /// How many bytes of the text stand for bytes that do not decode.
    pub(crate) fn undecodable_len(&self) -> usize {
        self.marked(&UNDECODABLE).map(|place| place.text.len()).sum()
    }

    fn marked(&self, rule: &'static Rule) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.rule == rule)
    }

    /// What was odd.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }
}
