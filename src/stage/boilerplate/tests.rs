//! Invented articles: what is found in them, and what must stay untouched.

#![allow(clippy::unwrap_used, reason = "tests")]

mod page;
mod quoted;
mod tweets;

use crate::clean_text;
use crate::label::{Label, LabelPolicy};
use crate::options::{Options, TweetWords};
use crate::pipeline::{Context, Proposal};

fn find(text: &str) -> Proposal {
    super::find(text, &Context { options: &Options::default(), titled: false })
}

/// Finds exactly these spans in an article, after a title.
fn check(body: &str, expected: &[(&str, &str)]) {
    let text = format!("A quiet week on the coast\n\n{body}");
    let edits = find(&text).edits;
    let found: Vec<_> = edits
        .iter()
        .map(|edit| (edit.rule.label.unwrap().name(), &text[edit.range.clone()]))
        .collect();
    assert_eq!(found, expected, "{body}");
}

/// Author, handle, date and words of a post.
type Signed<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Finds exactly these posts.
fn check_posts(text: &str, expected: &[Signed]) {
    let posts = find(text).posts;
    let found: Vec<_> = posts
        .iter()
        .map(|post| {
            let embed = &post.embed;
            let words = post.words.clone().map(|words| &text[words]);
            (
                embed.author.as_deref().unwrap(),
                embed.handle.as_deref(),
                embed.date.as_deref(),
                words,
            )
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

const SIGNED: &str = "— Mara Voss (@maravoss) October 17, 2017";
const LINK: &str = "pic.twitter.com/AbCdEfGh12";

#[test]
fn other_networks() {
    let instagram = "A photo posted by Mara (@mara.v) on Jan 1, 2015 at 3:02pm PST";
    let facebook = "Posted by Mara Voss on Saturday, February 20, 2016";
    let post = format!("Fog. {instagram}");
    check(&format!("{post}\n\n{facebook}"), &[("social_embed", &post), ("social_embed", facebook)]);
    check(&format!("The ferry sailed.Fog. {instagram}It sank."), &[("social_embed", instagram)]);
    check_posts(
        &format!("T\n\n{instagram}\n\n{facebook}"),
        &[
            ("Mara", Some("mara.v"), Some("2015-01-01"), None),
            ("Mara Voss", None, Some("2016-02-20"), None),
        ],
    );
}

#[test]
fn these_stay_untouched() {
    for prose in [
        "The mayor sued Getty Images.",
        "He sold the picture to Getty Images",
        "She works for AP, he for Reuters.",
        "As Mara Voss (@maravoss) wrote on October 17, 2017, the pier is closed.",
        "He tweeted “@maravoss you are right” at noon.",
        "See https://example.com/path for the plan — all of it.",
        "The share of voters who tweet grew. Share your bread.",
        "Advertisement is the art of the century.",
        "More people came than in any year.",
        "Facebook",
        "Related species live further north.",
        "Sign language is taught at the school.",
        "By noon the rain had stopped, and By Jove it was warm.",
        "He contributed to this report in 2016.",
        "The agency (Reuters) said so.",
        "It rained. Hear Radio Free Bergen/Radio Coast on Twitter.",
        "Follow the money, she said.",
        "Copyright law is dull.",
        "Photo albums were lost in the flood.",
        "Correction: it was the old pier.",
        "If you want to see the pier, go at dawn.",
        "The ministry wrote: “Follow us on Twitter.”",
        "Mara Voss is a sailor.",
        "Mara Voss, a reporter in Lund, was on the pier on Friday when it fell.",
        "Inflation was 3.25%, and -0.31% in Lund.",
        "Ada Tarn, Orrin\n\nJon Ek, Kessing",
        "Lees de brief van de burgemeester en u weet genoeg.",
        "Die Werbung für den Hafen war teuer.",
        "Scrivici sul muro del porto, disse.",
        "A post was put up by the road on Monday.",
    ] {
        check(prose, &[]);
    }
}

#[test]
fn the_title_is_no_furniture() {
    assert!(find("Advertisement\n\nIt rained.").edits.is_empty());
    assert!(find("By Mara Voss").edits.is_empty());
}

#[test]
fn hostile_texts_end() {
    for piece in [
        "(@a) ",
        "(@a) May 1, 2018",
        "— ",
        "pic.twitter.com/",
        "t.co/",
        "posted by ",
        "  ",
        "(Reporting by ",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        let _ = find(&text);
    }
    let lines = "Getty Images. Mara/AP\n".repeat(10_000);
    assert!(find(&lines).edits.len() >= 10_000);
}
