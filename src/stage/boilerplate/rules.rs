//! The rules of this stage. An example drops every label, so what stays in it is the article.

use std::sync::Arc;

use crate::label::Label;
use crate::options::TweetWords;
use crate::rule::{Example, Risk, Rule, Severity};
use crate::survey::Where;

/// All of them.
pub(super) const ALL: &[&Rule] = &[
    &TWEET_ATTRIBUTION,
    &TWEET_TEXT,
    &TWEET_QUOTE,
    &TWEET_LINK,
    &TWEET_FRAME,
    &SOCIAL_POST,
    &CREDIT_PHOTO,
    &CREDIT_CAPTION,
    &NOTE_CONTRIBUTOR,
    &NOTE_BYLINE,
    &NOTE_DATELINE,
    &NOTE_COPYRIGHT,
    &PAGE_PROMO,
    &PAGE_SHARE,
    &PAGE_RELATED,
    &PAGE_OTHER,
    &PAGE_REPEATED,
];

/// The rule for a line of that label.
pub(super) fn of_line(label: Label) -> &'static Rule {
    match label {
        Label::Promo => &PAGE_PROMO,
        Label::ShareBar => &PAGE_SHARE,
        Label::RelatedLink => &PAGE_RELATED,
        Label::Byline => &NOTE_BYLINE,
        Label::Dateline => &NOTE_DATELINE,
        Label::ContributorNote => &NOTE_CONTRIBUTOR,
        Label::Copyright => &NOTE_COPYRIGHT,
        Label::PhotoCredit => &CREDIT_PHOTO,
        Label::Caption => &CREDIT_CAPTION,
        _ => &PAGE_OTHER,
    }
}

/// The signature of an embedded tweet.
pub static TWEET_ATTRIBUTION: Rule = Rule {
    id: "tweet.attribution",
    summary: "take out the line that signs an embedded tweet; it is in `embeds`",
    why: "`— Name (@handle) October 17, 2017` is no sentence of the article. A handle in brackets \
          counts only with a date behind it, so handles in prose and biographies stay.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::TweetAttribution),
    example: Example::text(
        "The ferry\n\nIt sailed.\n\n— Mara Voss (@maravoss) May 2, 2018",
        "The ferry\n\n\n\n",
    ),
};

/// The words of an embedded tweet.
pub static TWEET_TEXT: Rule = Rule {
    id: "tweet.text",
    summary: "take out the words of an embedded tweet (only with `--drop tweet_text`)",
    why: "Some readers want the tweets as a part of the article, some want the article alone. Words \
          leave only together with their signature: under one that stays, the line before would \
          be the words the next time.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::TweetText),
    example: Example::text(
        "The ferry\n\nIt sails!\n\n— Mara Voss (@maravoss) May 2, 2018",
        "The ferry\n\n\n\n",
    ),
};

/// The words of an embedded tweet as a quotation.
pub static TWEET_QUOTE: Rule = Rule {
    id: "tweet.quote",
    summary: "set the words of an embedded tweet in quotation marks (`--tweets quote`)",
    why: "Without its signature a tweet reads as if the article said it. Here it is a quotation, and \
          its author's name stands behind it.",
    risk: Risk::Safe,
    severity: Severity::Note,
    label: None,
    example: Example::text(
        "The ferry\n\nIt sails!\n\n— Mara Voss (@maravoss) May 2, 2018",
        "The ferry\n\n“It sails!” — Mara Voss\n\n",
    )
    .with("--tweets quote", |options| options.tweet_words = TweetWords::Quoted),
};

/// A link to a tweet's picture.
pub static TWEET_LINK: Rule = Rule {
    id: "tweet.link",
    summary: "take out `pic.twitter.com` and `t.co` links; they are in `embeds`",
    why: "Twitter put these links in; nobody wrote them, and they often stick to the word before.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::MediaLink),
    example: Example::text("The river at noonpic.twitter.com/AbCdEfGh12", "The river at noon"),
};

/// The words the BBC puts around an embedded post.
pub static TWEET_FRAME: Rule = Rule {
    id: "tweet.frame",
    summary: "take out the words around an embedded tweet",
    why: "`Skip Twitter post by @name` and `Report` are buttons of the page.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::SocialEmbed),
    example: Example::text(
        "Skip Twitter post by @maravoss It sails! — Mara Voss (@maravoss) May 2, 2018 Report",
        "  \n\n ",
    ),
};

/// A post on another network.
pub static SOCIAL_POST: Rule = Rule {
    id: "social.post",
    summary: "take out posts of Instagram, Facebook, TikTok and others; they are in `embeds`",
    why: "`A post shared by Name (@handle) on …` is no sentence of the article, and the words \
          before it on the line are the post's.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::SocialEmbed),
    example: Example::text(
        "The ferry\n\nSo long! A post shared by Mara (@mv) on Sep 5, 2017 at 1:12pm PDT",
        "The ferry\n\n",
    ),
};

/// Who made the picture.
pub static CREDIT_PHOTO: Rule = Rule {
    id: "credit.photo",
    summary: "take out photo credits",
    why: "`(Name/AP)` in front of a caption and `Getty Images` behind it break its sentences. A \
          credit stands in brackets, on its own line or behind a sentence, and is made of names.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::PhotoCredit),
    example: Example::text("The ferry\n\nPhoto by Mara Voss/Getty Images", "The ferry\n\n"),
};

/// What the picture shows.
pub static CREDIT_CAPTION: Rule = Rule {
    id: "credit.caption",
    summary: "take out the captions of pictures (only with `--drop caption`)",
    why: "A paragraph with a photo credit is a caption: sentences, but not the article's.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::Caption),
    example: Example::text(
        "The ferry\n\n(Mara Voss/AP) The ferry at sea.\n\nIt sank.",
        "The ferry\n\n \n\nIt sank.",
    ),
};

/// Who else worked on the article.
pub static NOTE_CONTRIBUTOR: Rule = Rule {
    id: "note.contributor",
    summary: "take out notes on who contributed",
    why: "`… contributed to this report.` and `(Reporting by …; Editing by …)` are about the \
          article, not of it.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::ContributorNote),
    example: Example::text(
        "The ferry\n\nIt sank. Mara Voss and Jon Ek contributed to this report.",
        "The ferry\n\nIt sank. ",
    ),
};

/// Who wrote it.
pub static NOTE_BYLINE: Rule = Rule {
    id: "note.byline",
    summary: "take out bylines",
    why: "`By Name` and `Follow Name on Twitter` are lines of the page.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::Byline),
    example: Example::text("The ferry\n\nBy Mara Voss\n\nIt sank.", "The ferry\n\n\n\nIt sank."),
};

/// Where it was written.
pub static NOTE_DATELINE: Rule = Rule {
    id: "note.dateline",
    summary: "take out datelines (only with `--drop dateline`)",
    why: "`BERGEN, Norway (AP) —` opens a sentence it is no part of.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::Dateline),
    example: Example::text(
        "The ferry\n\nBERGEN (AP) — It sank on Friday, an hour after it had left the harbour, with nobody on board.",
        "The ferry\n\n It sank on Friday, an hour after it had left the harbour, with nobody on board.",
    ),
};

/// Copyright lines.
pub static NOTE_COPYRIGHT: Rule = Rule {
    id: "note.copyright",
    summary: "take out copyright and reprint lines",
    why: "They are about the article, not of it.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::Copyright),
    example: Example::text("The ferry\n\nCopyright © 2018 The Bergen Mail", "The ferry\n\n"),
};

/// Advertisement marks, newsletters, apps.
pub static PAGE_PROMO: Rule = Rule {
    id: "page.promo",
    summary: "take out advertisement marks and invitations to subscribe",
    why: "They interrupt the article, often in the middle of a paragraph.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::Promo),
    example: Example::text("The ferry\n\nAdvertisement\n\nIt sank.", "The ferry\n\n\n\nIt sank."),
};

/// Words that share, post or print.
pub static PAGE_SHARE: Rule = Rule {
    id: "page.share",
    summary: "take out bars of share buttons",
    why: "`Share Tweet Email` are buttons.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::ShareBar),
    example: Example::text(
        "The ferry\n\nShare Tweet Email\n\nIt sank.",
        "The ferry\n\n\n\nIt sank.",
    ),
};

/// Links to other stories.
pub static PAGE_RELATED: Rule = Rule {
    id: "page.related",
    summary: "take out links to other stories",
    why: "`RELATED: …` is another article's headline.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::RelatedLink),
    example: Example::text(
        "The ferry\n\nREAD MORE: A bridge falls\n\nIt sank.",
        "The ferry\n\n\n\nIt sank.",
    ),
};

/// Anything else of the page.
pub static PAGE_OTHER: Rule = Rule {
    id: "page.other",
    summary: "take out other lines of the page: players, scripts, archive notes",
    why: "`Please enable JavaScript to watch` and `6 years ago` belong to the page.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::OtherBoilerplate),
    example: Example::text("The ferry\n\n6 years ago\n\nIt sank.", "The ferry\n\n\n\nIt sank."),
};

/// What a survey of the folder found in many documents.
pub static PAGE_REPEATED: Rule = Rule {
    id: "page.repeated",
    summary: "take out short lines that many documents repeat",
    why: "A line that stands in many articles, with other paragraphs around it in each, was put \
          there by the page, in whatever language. `descrape survey` counts them; a title, a \
          line that another rule knows and the lines of copies of one article are not taken.",
    risk: Risk::Lossy,
    severity: Severity::Note,
    label: Some(Label::OtherBoilerplate),
    example: Example::text(
        "The ferry\n\nIt sank.\n\nLes hele avisen på papir",
        "The ferry\n\nIt sank.\n\n",
    )
    .with("--survey FILE", |options| {
        let lines = [("Les hele avisen på papir".into(), Where::Anywhere)];
        options.survey = Some(Arc::new(lines.into_iter().collect()));
    }),
};
