//! A cleaned document: its text, and the reasons for every change.

use std::ops::Range;

use crate::alignment::{Alignment, Hunk};
use crate::decode::Decoded;
use crate::label::Label;
use crate::rule::Rule;
use crate::social::{self, Kind};

/// What [`clean`](crate::clean) returns. All ranges are half-open and in bytes; which text they
/// point into is said at each.
#[derive(Debug, Clone)]
pub struct Document {
    pub(crate) decoded: Decoded,
    /// `None` while it is the decoded text itself.
    pub(crate) text: Option<String>,
    pub(crate) alignment: Alignment,
    pub(crate) counts: Vec<(&'static Rule, u32)>,
    pub(crate) steps: Vec<Step>,
    pub(crate) removed: Vec<Removed>,
    pub(crate) embeds: Vec<Embed>,
    /// Those that did not stay as they were.
    pub(crate) changed_mentions: Vec<Mention>,
    pub(crate) title: Option<String>,
    pub(crate) headline: Option<Range<usize>>,
    pub(crate) language: String,
    pub(crate) sentences: Vec<Range<usize>>,
    pub(crate) findings: Vec<Finding>,
}

/// One change as it was made, for people: the list behind `descrape explain`.
#[derive(Debug, Clone)]
pub struct Step {
    /// Why.
    pub rule: &'static Rule,
    /// The other rules that took part, where one step is what several changes come to.
    pub also: Vec<&'static Rule>,
    /// Bytes of the decoded input that it goes back to.
    pub source: Range<usize>,
    /// What stood there when the rule acted. Empty unless [`Options::trace`](crate::Options::trace).
    pub before: String,
    /// What it put there.
    pub after: String,
    /// What there is to say beyond the rule: a plan in words, odds.
    pub note: Option<Box<str>>,
}

/// Something labelled that left the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// What it was.
    pub label: Label,
    /// Which rule took it out.
    pub rule: &'static Rule,
    /// Bytes of the decoded input.
    pub source: Range<usize>,
}

/// An embedded post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Embed {
    /// `twitter`, `instagram`, …
    pub network: &'static str,
    /// The name it is signed with.
    pub author: Option<String>,
    /// The account, without `@`.
    pub handle: Option<String>,
    /// `YYYY-MM-DD`, where the date could be read.
    pub date: Option<String>,
    /// The date as it stood there.
    pub date_text: Option<String>,
    /// Its words.
    pub text: String,
    /// Links to its pictures and videos.
    pub media: Vec<String>,
    /// The whole post: bytes of the decoded input.
    pub source: Range<usize>,
    /// Its words: bytes of the clean text; `None` when they left it.
    pub words: Option<Range<usize>>,
}

impl Embed {
    /// Whether the signatures of two records are one.
    pub(crate) fn is_same_post(&self, other: &Embed) -> bool {
        self.network == other.network
            && self.author == other.author
            && self.handle == other.handle
            && self.date_text == other.date_text
    }
}

/// A mention, hashtag, cashtag or link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Which of them.
    pub kind: Kind,
    /// The entity as it was written.
    pub text: String,
    /// Where it stood: bytes of the decoded input.
    pub source: Range<usize>,
    /// What is left of it, or stands for it: bytes of the clean text; `None` when it left.
    pub output: Option<Range<usize>>,
}

/// Something odd, told beside the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `stage.what`.
    pub id: &'static str,
    /// What was seen, for people.
    pub message: String,
    /// Where: bytes of the decoded input; `None` for the whole document.
    pub source: Option<Range<usize>>,
}

impl Finding {
    /// A finding about the whole document.
    pub(crate) fn document(id: &'static str, message: impl Into<String>) -> Finding {
        Finding { id, message: message.into(), source: None }
    }
}

impl Document {
    /// The clean text.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or(self.decoded.text())
    }

    /// The input as decoded, before any stage: what [`Removed::source`], [`Embed::source`] and
    /// [`Step::source`] point into.
    pub fn decoded(&self) -> &Decoded {
        &self.decoded
    }

    /// How [`text`](Self::text) and the decoded input correspond.
    pub fn alignment(&self) -> &Alignment {
        &self.alignment
    }

    /// The headline, or the title that came with the record.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Where the headline stands in the text, if it was found there.
    pub fn headline(&self) -> Option<Range<usize>> {
        self.headline.clone()
    }

    /// A BCP 47 tag; `und` when the evidence is thin.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The sentences: byte ranges of the text, in order, trimmed.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// Embedded posts, in order.
    pub fn embeds(&self) -> &[Embed] {
        &self.embeds
    }

    /// Mentions, hashtags, cashtags and links, in order: those that [`Options::social`] changed, and
    /// those in the text, which is searched for them now.
    ///
    /// What `boilerplate` took out is in [`removed`](Self::removed) and not here. A domain whose last
    /// part begins with a capital (`late.So`) is taken for two sentences without a space.
    ///
    /// [`Options::social`]: crate::Options::social
    ///
    /// ```
    /// let document = descrape::clean_text("Thanks @ida_oke!", &Default::default());
    /// let mention = &document.mentions()[0];
    /// assert_eq!((mention.text.as_str(), mention.output.clone()), ("@ida_oke", Some(7..15)));
    /// ```
    pub fn mentions(&self) -> Vec<Mention> {
        let stayed = social::in_articles(self.text()).map(|entity| Mention {
            kind: entity.kind,
            text: entity.text.to_owned(),
            source: self.alignment.source_of(entity.range.clone()),
            output: Some(entity.range),
        });
        let mut mentions: Vec<Mention> =
            self.changed_mentions.iter().cloned().chain(stayed).collect();
        mentions.sort_by_key(|mention| (mention.source.start, mention.source.end));
        mentions
    }

    /// Everything labelled that left the text, in order.
    pub fn removed(&self) -> &[Removed] {
        &self.removed
    }

    /// Whatever was odd.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many changes each rule took part in, later undone ones included.
    pub fn counts(&self) -> &[(&'static Rule, u32)] {
        &self.counts
    }

    /// Every change in the order it was made; empty unless [`Options::trace`](crate::Options::trace).
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The change log: the hunks of the final alignment in bytes of the source file.
    ///
    /// Outside them the text is the decoded source, character for character, so the text, this
    /// list and the encoding rebuild the source: see [`restore`](crate::restore).
    ///
    /// ```
    /// let document = descrape::clean(b"caf\xc3\xa9s &amp; bars", &Default::default());
    /// let change = document.changes().next().expect("one change");
    /// assert_eq!((change.source, change.before, change.after), (7..12, "&amp;", "&"));
    /// assert_eq!(change.rules[0].id, "entities.named");
    /// ```
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.alignment.hunks().iter().map(|hunk| self.change(hunk))
    }

    fn change<'a>(&'a self, hunk: &'a Hunk) -> Change<'a> {
        Change {
            source: self.decoded.source_of(hunk.source.clone()),
            before: &self.decoded.text()[hunk.source.clone()],
            exact: self.decoded.is_exact(hunk.source.clone()),
            after: &self.text()[hunk.output.clone()],
            rules: &hunk.rules,
        }
    }

    /// The bytes of the source file that a byte range of the text came from.
    pub fn to_source(&self, range: Range<usize>) -> Range<usize> {
        self.decoded.source_of(self.alignment.source_of(range))
    }
}

/// A row of the change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// Bytes of the source.
    pub source: Range<usize>,
    /// These bytes decoded.
    pub before: &'a str,
    /// Whether encoding `before` gives these bytes back. Where not, the bytes themselves must
    /// be kept.
    pub exact: bool,
    /// What stands there in the text.
    pub after: &'a str,
    /// The rules that took part, in order.
    pub rules: &'a [&'static Rule],
}
