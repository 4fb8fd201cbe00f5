//! From the bytes of a file to text, knowing for each character which bytes it came from.

use std::borrow::Cow;
use std::ops::Range;

use crate::alignment::Alignment;
use crate::document::Finding;
use crate::edit::Edit;
use crate::options::Options;
use crate::rule::Rule;

/// The rules of this step. It always runs.
pub const RULES: &[&Rule] = &[];

/// Decoded input: a text, and for each character its bytes in the source.
///
/// The text is what a naive reader gets: a byte order mark is its first character, bytes that do
/// not decode are U+FFFD each. What is then taken out of it are [`edits`](Self::edits).
#[derive(Debug, Clone)]
pub struct Decoded {
    text: String,
    encoding: &'static str,
}

/// Decodes the bytes of a file.
pub fn decode(bytes: &[u8], _options: &Options) -> Decoded {
    Decoded::from_text(String::from_utf8_lossy(bytes).into_owned())
}

impl Decoded {
    /// Text that was decoded elsewhere: its source is its UTF-8 bytes.
    pub fn from_text(text: String) -> Decoded {
        Decoded { text, encoding: "UTF-8" }
    }

    /// Text decoded elsewhere that may hold lone surrogates, as WTF-8 (the value of a JSON
    /// string). Each becomes U+FFFD with a change that keeps its three bytes.
    pub fn from_wtf8(bytes: Vec<u8>) -> Decoded {
        Decoded::from_text(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The WHATWG name of the encoding used.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// How many bytes the source has.
    pub fn source_len(&self) -> usize {
        self.text.len()
    }

    /// The source bytes of a byte range of the text (character borders).
    pub fn source_of(&self, range: Range<usize>) -> Range<usize> {
        range
    }

    /// Whether encoding this range of the text gives its source bytes back.
    pub fn is_exact(&self, _range: Range<usize>) -> bool {
        true
    }

    /// The source bytes of a range of the text that is not exact.
    pub fn bytes_of(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.text.as_bytes()[range])
    }

    /// What shall leave the text: a byte order mark, an incomplete character at the end.
    pub(crate) fn edits(&self) -> &[Edit] {
        &[]
    }

    /// The alignment that the stages start from: characters whose bytes must be kept are marked.
    pub(crate) fn alignment(&self) -> Alignment {
        Alignment::default()
    }

    /// How often each decode rule was used, edits apart.
    pub(crate) fn counts(&self) -> Vec<(&'static Rule, u32)> {
        vec![]
    }

    /// What was odd.
    pub(crate) fn findings(&self) -> &[Finding] {
        &[]
    }
}
