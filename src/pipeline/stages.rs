//! What a stage is, and the list of them.

use std::cell::RefCell;
use std::ops::Range;

use crate::document::{Embed, Finding};
use crate::edit::Edit;
use crate::options::Options;
use crate::rule::Rule;
use crate::social::Kind;
use crate::stage::{boilerplate, entities, mojibake, social, unicode, whitespace};

/// A step of the pipeline: from a text to the edits it wants.
#[derive(Debug)]
pub struct Stage {
    /// The name that `--only` and `--skip` take.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// Looks at a text and changes nothing.
    pub(crate) find: fn(&str, &Context) -> Proposal,
    /// Every rule its edits may carry.
    pub rules: &'static [&'static Rule],
}

/// What a stage may look at beside the text.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The user's choices. Rules that are off and labels that stay are sorted out by the
    /// pipeline; only a stage that folds several changes into one edit must ask.
    pub options: &'a Options,
    /// The title came with the record: no headline is looked for in the text.
    pub titled: bool,
    /// What the stage `boilerplate` has learnt about the lines of this document: a help for its
    /// speed, by which no answer changes.
    pub memory: RefCell<boilerplate::Memory>,
}

impl<'a> Context<'a> {
    /// That of a document nobody has looked at.
    pub fn new(options: &'a Options, titled: bool) -> Context<'a> {
        Context { options, titled, memory: RefCell::default() }
    }
}

/// What a stage wants.
#[derive(Debug, Default)]
pub(crate) struct Proposal {
    /// Sorted and disjoint.
    pub edits: Vec<Edit>,
    /// Embedded posts, in order; ranges in the stage's input.
    pub posts: Vec<Post>,
    /// Entities of social text that the edits change, in order; ranges in the stage's input. The
    /// stage has asked itself whether its edits are made.
    pub mentions: Vec<(Kind, Range<usize>)>,
    /// Whatever is odd; ranges in the stage's input.
    pub findings: Vec<Finding>,
    /// Whether the stage is known to say nothing of the text that all its edits make.
    pub is_settled: bool,
}

/// An embedded post as a stage found it. Ranges are bytes of the stage's input.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    /// The whole post: words, links, attribution.
    pub whole: Range<usize>,
    /// Its words, without links and attribution; `None` where it has none.
    pub words: Option<Range<usize>>,
    /// What is known of it. `text` is filled by the pipeline.
    pub embed: Embed,
}

impl Post {
    /// Forgets words that begin before the post, now that its place is known to be shorter, and names that are not
    /// in what the text now has there: they are another post's. Ranges are of the decoded input.
    pub fn forget_what_is_not_in(&mut self, own: &str) {
        if self.words.take_if(|words| words.start < self.whole.start).is_some() {
            self.embed.text.clear();
        }
        for name in [&mut self.embed.author, &mut self.embed.handle] {
            name.take_if(|name| !name.split_whitespace().all(|word| own.contains(word)));
        }
    }
}

/// Every stage, in the order they run.
///
/// Boilerplate sees the article's own lines and doubled spaces (a dash that was lost is two
/// spaces), and every handle and link; social then changes those, by choice; whitespace mends wraps
/// and what removals left behind.
pub const STAGES: &[Stage] = &[
    Stage {
        name: "entities",
        summary: "decode HTML character references",
        find: entities::find,
        rules: entities::RULES,
    },
    Stage {
        name: "mojibake",
        summary: "repair text that was decoded with the wrong encoding",
        find: mojibake::find,
        rules: mojibake::RULES,
    },
    Stage {
        name: "unicode",
        summary: "compose to NFC; drop control and invisible characters",
        find: unicode::find,
        rules: unicode::RULES,
    },
    Stage {
        name: BOILERPLATE,
        summary: "record embedded posts; strip page furniture",
        find: boilerplate::find,
        rules: boilerplate::RULES,
    },
    Stage {
        name: "social",
        summary: "with --social: drop, mask or split mentions, hashtags, cashtags, links",
        find: social::find,
        rules: social::RULES,
    },
    Stage {
        name: "whitespace",
        summary: "mend line ends, spaces, blank lines and wrapped lines",
        find: whitespace::find,
        rules: whitespace::RULES,
    },
];

/// The stage whose input a survey counts.
pub(crate) const BOILERPLATE: &str = "boilerplate";

/// The name by which `--only` and `--skip` know the sentence splitter, which proposes no edits.
pub const SENTENCES: &str = "sentences";

/// What is done when no stage proposes anything more: changes are joined, posts get their places.
pub(crate) const ALIGN: &str = "align";

/// The step that detects the language.
pub(crate) const LANGUAGE: &str = "language";
