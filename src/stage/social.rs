//! Mentions, hashtags, cashtags and links: leaves them, takes them out, or puts words in their place.
//!
//! What they are says [`crate::social`]; what happens to them says `--social`, and by default nothing
//! does. The stage runs behind `boilerplate`, which knows posts by the handles and links in them,
//! and so acts inside the words of tweets and in prose alike; and before `whitespace`, which mends
//! what is left where a line was nothing else, and before sentences, whose ends may have stood
//! behind a hashtag. Whatever it takes out or replaces stands in [`Document::mentions`] and in the
//! change log.
//!
//! A bare domain (`Example.com`) stays in any case: in an article it is a name more often than a
//! link, and with a space lost the end of a sentence.
//!
//! [`Document::mentions`]: crate::Document::mentions

mod spacing;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::edit::Edit;
use crate::options::{Options, Social};
use crate::pipeline::{Context, Proposal};
use crate::rule::{Example, Risk, Rule, Severity};
use crate::social::{Entity, Kind, entities, hashtag_words};

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[&MENTION, &HASHTAG, &CASHTAG, &URL, &SPLIT_HASHTAG];

static MENTION: Rule = Rule {
    id: "social.mention",
    summary: "put <user> for mentions (`--social mask`), or take them out (`--social drop`)",
    why: "Models should learn how people write, not who they are, and counts of words should not \
          count names of accounts. With `drop` the `RT`, `via` or `cc` in front leaves too.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: None,
    example: masked("Thanks @mara_voss, it sailed.", "Thanks <user>, it sailed."),
};

static HASHTAG: Rule = Rule {
    id: "social.hashtag",
    summary: "put <hashtag> for hashtags (`--social mask`), or take them out (`--social drop`)",
    why: "Several words without a space between them are no word of any language.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: None,
    example: masked("It sailed. #FerryDay", "It sailed. <hashtag>"),
};

static CASHTAG: Rule = Rule {
    id: "social.cashtag",
    summary: "put <cashtag> for ticker symbols (`--social mask`), or take them out (`--social drop`)",
    why: "`$FRY` is a link to a share price. It is letters only, so sums of money stay.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: None,
    example: masked("Up 3 % for $FRY, at $5.", "Up 3 % for <cashtag>, at $5."),
};

static URL: Rule = Rule {
    id: "social.url",
    summary: "put <url> for links (`--social mask`), or take them out (`--social drop`)",
    why: "Links are for machines. A domain without scheme and path stays, for it may be a name: \
          `Example.com said`.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: None,
    example: masked(
        "See https://example.com/ferry, says Example.com.",
        "See <url>, says Example.com.",
    ),
};

static SPLIT_HASHTAG: Rule = Rule {
    id: "social.split-hashtag",
    summary: "write hashtags as the words they are made of (`--social split-hashtags`)",
    why: "`#ClimateActionNow` is three words with their spaces taken out. Capitals, digits and \
          underscores tell where; a hashtag without them only loses its sign.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text("It sailed! #OrrinFerryDay #orrin", "It sailed! Orrin Ferry Day orrin")
        .with("--social split-hashtags", |options| options.social = Social::SplitHashtags),
};

const fn masked(before: &'static str, after: &'static str) -> Example {
    Example::text(before, after).with("--social mask", |options| options.social = Social::Mask)
}

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let options = context.options;
    match options.social {
        Social::Keep => Proposal::default(),
        Social::Drop => dropped(text, options),
        Social::Mask => replaced(text, options, rule_of, |entity| placeholder(entity.kind).into()),
        Social::SplitHashtags => {
            let rule = |kind| if kind == Kind::Hashtag { Some(&SPLIT_HASHTAG) } else { None };
            replaced(text, options, rule, |entity| {
                hashtag_words(entity.text.trim_start_matches(HASHES)).into()
            })
        }
    }
}

const HASHES: [char; 2] = ['#', '＃'];

#[expect(clippy::unnecessary_wraps, reason = "as the other choice of rules has it")]
fn rule_of(kind: Kind) -> Option<&'static Rule> {
    Some(match kind {
        Kind::Mention => &MENTION,
        Kind::Hashtag => &HASHTAG,
        Kind::Cashtag => &CASHTAG,
        Kind::Url => &URL,
    })
}

/// What stands for an entity. The words are those that tokenizers for tweets use.
fn placeholder(kind: Kind) -> &'static str {
    match kind {
        Kind::Mention => "<user>",
        Kind::Hashtag => "<hashtag>",
        Kind::Cashtag => "<cashtag>",
        Kind::Url => "<url>",
    }
}

/// An entity that leaves, its range taken back over more signs before it: `##ferry` without its
/// hashtag would be a sign, or another hashtag.
struct Leaving<'a> {
    entity: Entity<'a>,
    range: Range<usize>,
    rule: &'static Rule,
}

/// The entities that the user wants changed.
fn leaving<'a>(
    text: &'a str,
    options: &'a Options,
    rule_of: impl Fn(Kind) -> Option<&'static Rule>,
) -> impl Iterator<Item = Leaving<'a>> {
    let mut search = entities(text);
    let mut done = 0;
    std::iter::from_fn(move || {
        loop {
            let entity = search.next()?;
            let rule = rule_of(entity.kind).filter(|rule| options.allows(rule));
            let stays = entity.is_bare_domain() || entity.is_doubtful();
            let Some(rule) = rule.filter(|_| !stays) else { continue };
            // What stands right behind it will stand behind something else.
            search.part();
            let head = &text[done..entity.range.start];
            let start = if entity.kind == Kind::Hashtag {
                done + head.trim_end_matches(HASHES).len()
            } else {
                entity.range.start
            };
            done = entity.range.end;
            return Some(Leaving { range: start..done, entity, rule });
        }
    })
}

/// Puts something for each.
fn replaced(
    text: &str,
    options: &Options,
    rule_of: impl Fn(Kind) -> Option<&'static Rule>,
    with: impl Fn(&Entity) -> std::borrow::Cow<'static, str>,
) -> Proposal {
    let mut proposal = Proposal::default();
    for Leaving { entity, range, rule } in leaving(text, options, rule_of) {
        proposal.edits.push(Edit::replace(range, with(&entity), rule));
        proposal.mentions.push((entity.kind, entity.range));
    }
    proposal
}

/// Takes each out, neighbours together, with what only they needed.
fn dropped(text: &str, options: &Options) -> Proposal {
    let mut proposal = Proposal::default();
    let mut row: Option<(Range<usize>, Edit)> = None;
    let mut done = 0;
    let mut finish = |(range, mut edit): (Range<usize>, Edit), edits: &mut Vec<Edit>| {
        let (range, with) = spacing::without(text, done, range);
        done = range.end;
        (edit.range, edit.with) = (range, with.into());
        edits.push(edit);
    };
    for Leaving { entity, mut range, rule } in leaving(text, options, rule_of) {
        if entity.kind == Kind::Mention {
            let floor = row.as_ref().map_or(0, |(before, _)| before.end);
            range = spacing::with_cue(text, floor, range);
        }
        let is_neighbour = |end: usize| text[end..range.start].chars().all(|c| " \t,".contains(c));
        row = Some(match row.take() {
            Some((before, mut edit)) if is_neighbour(before.end) => {
                if edit.rules().all(|known| known != rule) {
                    edit.also.push(rule);
                }
                (before.start..range.end, edit)
            }
            before => {
                if let Some(before) = before {
                    finish(before, &mut proposal.edits);
                }
                let edit = Edit::delete(range.clone(), rule);
                (range, edit)
            }
        });
        proposal.mentions.push((entity.kind, entity.range));
    }
    if let Some(row) = row {
        finish(row, &mut proposal.edits);
    }
    proposal
}
