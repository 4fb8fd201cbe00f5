//! The order of the stages, and how their edits become one document.
//!
//! Stages run in the order of [`STAGES`], and again while any of them still proposes something:
//! a soft hyphen inside an entity hides the entity until `unicode` has taken it out. A stage is
//! not asked again about a text that it has already left alone, nor about what its own edits made
//! of one where one look settles the text. After [`ROUNDS`] rounds the input
//! is left as it is, with the finding `pipeline.unsettled`: then cleaning the result again does
//! the same, so the law "settled" holds for every text.

mod stages;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::alignment::Alignment;
use crate::decode::{self, Decoded};
use crate::document::{Document, Embed, Finding, Mention, Removed, Step};
use crate::edit::{self, Edit};
use crate::options::Options;
use crate::rule::Rule;
use crate::social::Kind;
use crate::span::trimmed;
use crate::{language, sentences, title};

pub(crate) use stages::{ALIGN, BOILERPLATE, Context, LANGUAGE, Post, Proposal};
pub use stages::{SENTENCES, STAGES, Stage};

/// How often the list is run before an input counts as unsettled.
pub const ROUNDS: usize = 8;

/// Cleans one document given as the bytes of a file.
///
/// Never fails and never prints: whatever is odd becomes a finding beside the result.
///
/// ```
/// let document = descrape::clean("â€œIt held,â€\u{9d} she said.".as_bytes(), &Default::default());
/// assert_eq!(document.text(), "“It held,” she said.");
/// ```
pub fn clean(bytes: &[u8], options: &Options) -> Document {
    run(decode::decode(bytes, options), None, options)
}

/// Cleans text that needs no decoding.
///
/// ```
/// let document = descrape::clean_text("It&#8217;s late.", &Default::default());
/// assert_eq!(document.text(), "It’s late.");
/// ```
pub fn clean_text(text: &str, options: &Options) -> Document {
    run(Decoded::from_text(text.to_owned()), None, options)
}

/// Cleans decoded text. A `title` that came with the record is kept as it is.
///
/// ```
/// use descrape::decode::Decoded;
///
/// let decoded = Decoded::from_text("The wall stood.".to_owned());
/// let title = Some("After the storm".to_owned());
/// let document = descrape::pipeline::run(decoded, title, &Default::default());
/// assert_eq!(document.title(), Some("After the storm"));
/// ```
pub fn run(decoded: Decoded, title: Option<String>, options: &Options) -> Document {
    watched(decoded, title, options, &mut |_| ())
}

/// As [`run`]. `begins` is told the name of each step as it begins: there is no clock in here, but
/// who calls may have one.
pub(crate) fn watched(
    decoded: Decoded,
    title: Option<String>,
    options: &Options,
    begins: &mut dyn FnMut(&'static str),
) -> Document {
    let context = Context::new(options, title.is_some());
    let mut work = Work::new(&decoded, options);
    if !work.settle(&context, begins) {
        work = Work::new(&decoded, options);
        let message = format!("still moving after {ROUNDS} rounds; left as it is");
        work.findings.push(Finding::document("pipeline.unsettled", message));
    }
    begins(ALIGN);
    let finished = work.finish();
    finish(decoded, finished, title, options, begins)
}

/// A document in the making.
struct Work<'a> {
    decoded: &'a Decoded,
    options: &'a Options,
    text: Cow<'a, str>,
    alignment: Alignment,
    counts: Vec<(&'static Rule, u32)>,
    steps: Vec<Step>,
    removed: Vec<Removed>,
    /// By where they start in the decoded input; disjoint.
    posts: BTreeMap<usize, Post>,
    mentions: Vec<Mention>,
    findings: Vec<Finding>,
}

/// What is left of [`Work`] when it stops borrowing from the decoded input.
struct Finished {
    text: Option<String>,
    alignment: Alignment,
    counts: Vec<(&'static Rule, u32)>,
    steps: Vec<Step>,
    removed: Vec<Removed>,
    embeds: Vec<Embed>,
    mentions: Vec<Mention>,
    findings: Vec<Finding>,
}

impl<'a> Work<'a> {
    fn new(decoded: &'a Decoded, options: &'a Options) -> Work<'a> {
        let mut work = Work {
            decoded,
            options,
            text: Cow::Borrowed(decoded.text()),
            alignment: decoded.alignment(),
            counts: decoded.counts(),
            steps: if options.trace { decoded.steps() } else { vec![] },
            removed: vec![],
            posts: BTreeMap::new(),
            mentions: vec![],
            findings: decoded.findings().to_vec(),
        };
        let edits: Vec<Edit> =
            decoded.edits().iter().filter(|edit| options.allows(edit.rule)).cloned().collect();
        if !edits.is_empty() {
            work.take(&edits);
        }
        work
    }

    /// Runs the stages until none proposes anything; false if that does not happen.
    fn settle(&mut self, context: &Context, begins: &mut dyn FnMut(&'static str)) -> bool {
        let stages: Vec<&Stage> =
            STAGES.iter().filter(|stage| self.options.runs(stage.name)).collect();
        // The text that each stage last left alone, by number; texts are numbered from 1.
        let mut left_alone = vec![0usize; stages.len()];
        let mut number = 1;
        for _ in 0..ROUNDS {
            for (stage, left_alone) in stages.iter().zip(&mut left_alone) {
                if *left_alone == number {
                    continue;
                }
                begins(stage.name);
                let Proposal { mut edits, posts, mentions, findings, is_settled } =
                    (stage.find)(&self.text, context);
                let proposed = edits.len();
                edits.retain(|edit| self.options.allows(edit.rule));
                let is_settled = is_settled && edits.len() == proposed && findings.is_empty();
                debug_assert!(
                    edit::is_proper(&self.text, &edits),
                    "{}: {edits:?} in {:?}",
                    stage.name,
                    self.text
                );
                self.note_posts(posts);
                self.note_mentions(&mentions);
                self.note_findings(stage, findings);
                if edits.is_empty() {
                    *left_alone = number;
                } else {
                    self.take(&edits);
                    number += 1;
                    if is_settled {
                        debug_assert!(
                            (stage.find)(&self.text, context).edits.is_empty(),
                            "{} does not settle {:?}",
                            stage.name,
                            self.text
                        );
                        *left_alone = number;
                    }
                }
            }
            if left_alone.iter().all(|seen| *seen == number) {
                return true;
            }
        }
        false
    }

    /// Makes the edits, and everything that is known by them.
    fn take(&mut self, edits: &[Edit]) {
        for edit in edits {
            for rule in edit.rules() {
                match self.counts.iter_mut().find(|(counted, _)| *counted == rule) {
                    Some((_, n)) => *n += 1,
                    None => self.counts.push((rule, 1)),
                }
            }
            if let Some(label) = edit.rule.label {
                let source = self.alignment.source_of(edit.range.clone());
                self.removed.push(Removed { label, rule: edit.rule, source });
            }
        }
        let text = edit::apply(&self.text, edits);
        if self.options.trace {
            self.steps.extend(edits.iter().map(|edit| Step {
                rule: edit.rule,
                also: edit.also.clone(),
                source: self.alignment.source_of(edit.range.clone()),
                before: self.text[edit.range.clone()].to_owned(),
                after: edit.with.clone().into_owned(),
                note: edit.note.clone(),
            }));
        }
        self.alignment = std::mem::take(&mut self.alignment).then(edits);
        self.text = Cow::Owned(text);
    }

    /// Keeps the posts not seen before; a post whose attribution stays is found in every round.
    fn note_posts(&mut self, posts: Vec<Post>) {
        for mut post in posts {
            post.whole = self.alignment.source_of(post.whole);
            post.words = post.words.map(|words| {
                self.text[words.clone()].clone_into(&mut post.embed.text);
                self.alignment.source_of(words)
            });
            if let Some((_, old)) = self.posts.range(..post.whole.end).next_back()
                && post.whole.start < old.whole.end
            {
                // Another post, which is read as if the old one were not there, since it has left. Places stay
                // disjoint: what stands before the old one is the old one's.
                let end = old.whole.end;
                let is_inside = end >= post.whole.end || old.embed.is_same_post(&post.embed);
                self.extend_posts(&post.whole);
                if is_inside {
                    continue;
                }
                post.whole = trimmed(self.decoded.text(), end..post.whole.end);
                let own = self.alignment.output_of(post.whole.clone());
                post.forget_what_is_not_in(&self.text[own]);
            }
            self.posts.insert(post.whole.start, post);
        }
    }

    /// Lets the first of the posts in a range begin where the range does, if it begins later.
    fn extend_posts(&mut self, range: &Range<usize>) {
        let ahead = self.posts.range(..range.end).rev();
        let inside = ahead.take_while(|(_, post)| post.whole.end > range.start);
        let first = inside.map(|(start, _)| *start).last().filter(|start| *start > range.start);
        if let Some(mut post) = first.and_then(|start| self.posts.remove(&start)) {
            post.whole = trimmed(self.decoded.text(), range.start..post.whole.end);
            self.posts.insert(post.whole.start, post);
        }
    }

    /// Keeps what is about to change.
    fn note_mentions(&mut self, mentions: &[(Kind, Range<usize>)]) {
        self.mentions.extend(mentions.iter().map(|(kind, range)| Mention {
            kind: *kind,
            text: self.text[range.clone()].to_owned(),
            source: self.alignment.source_of(range.clone()),
            output: None,
        }));
    }

    /// Replaces what the stage said of an earlier text.
    fn note_findings(&mut self, stage: &Stage, findings: Vec<Finding>) {
        self.findings.retain(|f| f.id.split('.').next() != Some(stage.name));
        self.findings.extend(findings.into_iter().map(|finding| Finding {
            source: finding.source.map(|range| self.alignment.source_of(range)),
            ..finding
        }));
    }

    fn finish(self) -> Finished {
        let Work { decoded, text, mut removed, posts, mut mentions, .. } = self;
        let alignment = self
            .alignment
            .without_idle(decoded.text(), &text, |hunk| !decoded.is_exact(hunk.source.clone()));
        removed.sort_by_key(|r| (r.source.start, r.source.end));
        for mention in &mut mentions {
            let now = trimmed(&text, alignment.output_of(mention.source.clone()));
            mention.output = (!now.is_empty()).then_some(now);
        }
        let embeds = posts.into_values().map(|post| embed(post, &text, &alignment)).collect();
        Finished {
            text: match text {
                Cow::Borrowed(_) => None,
                Cow::Owned(text) => Some(text),
            },
            alignment,
            counts: self.counts,
            steps: self.steps,
            removed,
            embeds,
            mentions,
            findings: self.findings,
        }
    }
}

/// The record of a post: where it was, and where its words are in the clean text.
fn embed(post: Post, text: &str, alignment: &Alignment) -> Embed {
    let words = post.words.and_then(|words| {
        let range = trimmed(text, alignment.output_of(words));
        (!range.is_empty()).then_some(range)
    });
    let words_text = match &words {
        Some(range) => text[range.clone()].to_owned(),
        None => post.embed.text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    Embed { text: words_text, source: post.whole, words, ..post.embed }
}

/// Title, language and sentences: functions of the clean text and the options alone, so that
/// cleaning the clean text gives the same.
fn finish(
    decoded: Decoded,
    done: Finished,
    given: Option<String>,
    options: &Options,
    begins: &mut dyn FnMut(&'static str),
) -> Document {
    let text = done.text.as_deref().unwrap_or(decoded.text());
    let headline = if given.is_some() { None } else { title::headline(text) };
    let title = given.or_else(|| headline.clone().map(|range| text[range].to_owned()));
    begins(LANGUAGE);
    let language = options.language.clone().unwrap_or_else(|| language::detect(text).to_owned());
    begins(SENTENCES);
    let sentences = if options.runs(SENTENCES) {
        let options = sentences::Options {
            language: &language,
            newlines: options.newlines,
            quotes: options.quotes,
        };
        sentences::split(text, &options).collect()
    } else {
        vec![]
    };
    Document {
        text: done.text,
        alignment: done.alignment,
        counts: done.counts,
        steps: done.steps,
        removed: done.removed,
        embeds: done.embeds,
        changed_mentions: done.mentions,
        title,
        headline,
        language,
        sentences,
        findings: done.findings,
        decoded,
    }
}
