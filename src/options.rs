//! What a user may choose. One plain struct; [`Options::default`] is what most people want.

use std::sync::Arc;

use crate::decode::Encoding;
use crate::label::LabelPolicy;
use crate::layout::Newlines;
use crate::pipeline::{BOILERPLATE, SENTENCES, STAGES};
use crate::rule::Rule;
use crate::sentences::Quotes;
use crate::survey::Repeated;

/// Choices for [`clean`](crate::clean).
///
/// ```
/// let options = descrape::Options { only: Some(vec!["mojibake"]), ..Default::default() };
/// assert_eq!(descrape::clean("  cafÃ©  ".as_bytes(), &options).text(), "  café  ");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Run these stages only (names from [`STAGES`], and `sentences`).
    pub only: Option<Vec<&'static str>>,
    /// Do not run these.
    pub skip: Vec<&'static str>,
    /// Rules that are off.
    pub off: Vec<&'static Rule>,
    /// Which labels stay in the text.
    pub labels: LabelPolicy,
    /// Whether repairs that the remaining bytes do not determine are made.
    pub guess: Guess,
    /// Read all input in this encoding, whatever it looks like.
    pub encoding: Option<Encoding>,
    /// The language of every document, a BCP 47 tag; detected where `None`.
    pub language: Option<String>,
    /// What a single newline means.
    pub newlines: Newlines,
    /// Whether a sentence may end inside a quotation.
    pub quotes: Quotes,
    /// Lines that are furniture because the folder repeats them; none where `None`.
    pub survey: Option<Arc<Repeated>>,
    /// What happens to mentions, hashtags, cashtags and links.
    pub social: Social,
    /// How the words of a tweet stand in the text, where they stay and its signature leaves.
    pub tweet_words: TweetWords,
    /// Record every step for [`Document::steps`](crate::Document::steps), with the text before it.
    pub trace: bool,
}

/// How far repairs may go that the remaining bytes do not determine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Guess {
    /// None is made; each is a finding.
    Off,
    /// Those with high odds.
    #[default]
    High,
    /// The best candidate, always.
    Any,
}

/// What happens to mentions, hashtags, cashtags and links, in tweets and in prose. The stage
/// `social` does it, so it must run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Social {
    /// They stay as they are.
    #[default]
    Keep,
    /// They leave the text, with the spaces and brackets that only they needed.
    Drop,
    /// `<user>`, `<hashtag>`, `<cashtag>` and `<url>` stand for them.
    Mask,
    /// Hashtags become the words they are made of; the rest stays.
    SplitHashtags,
}

/// How the words of an embedded tweet stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum TweetWords {
    /// As they are.
    #[default]
    Plain,
    /// In quotation marks, with the author behind: `“It sails!” — Mara Voss`.
    Quoted,
}

impl Options {
    /// Whether the stage of this name runs.
    pub fn runs(&self, stage: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&stage)) && !self.skip.contains(&stage)
    }

    /// Whether a change by this rule is made.
    pub(crate) fn allows(&self, rule: &'static Rule) -> bool {
        !self.off.contains(&rule) && rule.label.is_none_or(|label| !self.labels.stays(label))
    }

    /// The choices of a run whose text a [survey](crate::survey) counts: what is done before
    /// boilerplate, as here, and nothing else.
    #[must_use]
    pub fn for_survey(&self) -> Options {
        let before = STAGES.iter().map(|stage| stage.name).take_while(|name| *name != BOILERPLATE);
        Options {
            only: Some(before.filter(|name| self.runs(name)).collect()),
            survey: None,
            // Nobody asks for it, and to detect it takes time.
            language: Some("und".to_owned()),
            trace: false,
            ..self.clone()
        }
    }

    /// The choices of a run that looks at changes alone: it splits no sentences and needs no language.
    #[must_use]
    pub(crate) fn for_changes(&self) -> Options {
        let mut options = self.clone();
        options.skip.push(SENTENCES);
        options.language = Some("und".to_owned());
        options.trace = false;
        options
    }

    /// The name of a stage that `only` and `skip` take, as the list has it.
    pub fn stage_name(name: &str) -> Option<&'static str> {
        STAGES.iter().map(|stage| stage.name).chain([SENTENCES]).find(|known| *known == name)
    }
}
