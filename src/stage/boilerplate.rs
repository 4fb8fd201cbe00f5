//! Embedded posts and the furniture of web pages: what in an article's text is not the article.
//!
//! Lines and blocks are found first, then typed spans: links and signatures of posts by their
//! anchors (`(@`, `pic.twitter.com/`), everything else by how a line begins or ends. A span's
//! edit takes out exactly the span; whether it is made is the user's choice (`--keep`,
//! `--drop`), and what is left around it is for the whitespace stage. Prose never gets an edit:
//! where it is not clear that a line is furniture, it is prose.

mod anchors;
mod ask;
mod attribution;
mod biography;
mod byline;
mod closing;
mod cloud;
mod credit;
mod date;
mod found;
mod lines;
mod link;
mod network;
mod page;
mod phrase;
mod player;
mod quote;
mod repeated;
mod rules;
mod run_on;
mod sentence;
mod ticker;
mod title;
mod tweet;
mod widget;
mod words;

#[cfg(test)]
mod tests;

use crate::edit::Edit;
use crate::pipeline::{Context, Proposal};
use crate::rule::Rule;
use found::Found;

/// Every rule of this stage.
pub const RULES: &[&Rule] = rules::ALL;

/// What this stage wants changed.
pub(crate) fn find(text: &str, context: &Context) -> Proposal {
    let lines = lines::all(text);
    let anchors = anchors::all(text);
    let media = link::all(text, &anchors);
    let mut found = Found::default();
    tweet::find(text, &lines, &anchors, &media, &mut found);
    widget::find(text, &lines, &mut found);
    network::find(text, &lines, &anchors, &mut found);
    for link in &media {
        found.add(text, link.clone(), &rules::TWEET_LINK);
    }
    cloud::find(text, &anchors, &mut found);
    ticker::find(text, &anchors, &mut found);
    player::find(text, &lines, &anchors, &mut found);
    page::find(text, &lines, context.titled, &mut found);
    title::find(text, &lines, &mut found);
    closing::find(text, &lines, &mut found);
    // What no other rule knows.
    if let Some(survey) = &context.options.survey {
        repeated::find(text, &lines, survey, context, &mut found);
    }
    let (mut edits, posts) = found.edits(text);
    if !context.options.allows(&rules::TWEET_ATTRIBUTION) {
        // A signature that stays would have the line before its words for its words, and that one
        // gone, the line before that, up to the title.
        // Nor does a post that is left as it is lose its buttons.
        let is_button = |edit: &Edit| {
            let n = posts.partition_point(|post| post.whole.end <= edit.range.start);
            edit.rule == &rules::PAGE_SHARE
                && posts.get(n).is_some_and(|post| post.whole.start <= edit.range.start)
        };
        edits.retain(|edit| edit.rule != &rules::TWEET_TEXT && !is_button(edit));
    }
    if quote::is_asked(context.options) {
        edits = quote::quoted(edits, &posts, context.options);
    }
    Proposal { edits, posts, ..Proposal::default() }
}
