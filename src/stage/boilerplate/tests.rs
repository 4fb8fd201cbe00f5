//! Invented articles: what is found in them, and what must stay untouched.

#![allow(clippy::unwrap_used, reason = "tests")]

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

/// What `--tweets quote` makes of an article.
fn check_quoted(body: &str, expected: &str) {
    let options = Options { tweet_words: TweetWords::Quoted, ..Options::default() };
    let document = clean_text(&format!("A quiet week\n\n{body}"), &options);
    assert_eq!(document.text(), format!("A quiet week\n\n{expected}"), "{body}");
    let words = document.embeds().iter().filter_map(|embed| embed.words.clone());
    assert!(words.clone().all(|words| !document.text()[words].contains(['“', '—'])), "{body}");
    assert!(words.count() > 0, "{body}");
}

#[test]
fn quoted_tweets_have_marks_and_their_author() {
    let quoted = "“Fog again.” — Mara Voss";
    check_quoted(
        &format!("It was late.\n\nFog again. {SIGNED}\n\nNo."),
        &format!("It was late.\n\n{quoted}\n\nNo."),
    );
    check_quoted(&format!("Fog again.\n\n{SIGNED}\n\nNo."), &format!("{quoted}\n\nNo."));
    check_quoted(&format!("Fog again.{LINK}{SIGNED} No."), &format!("{quoted}\n\nNo."));
    check_quoted(
        &format!("Fog again. {SIGNED}\n\nSo it is — Jon Ek (@jon_ek) 3 mars 2019"),
        &format!("{quoted}\n\n“So it is” — Jon Ek"),
    );
    check_quoted(
        "Fog again. — Getty Images (@getty) October 17, 2017\n\nNo.",
        "“Fog again.”\n\nNo.",
    );
    check_quoted(
        "He said:\n\nFollow\nMara Voss @maravoss\nFog again.\n11:22 PM - 19 Oct 2016\n\nNo.",
        &format!("He said:\n\n{quoted}\n\nNo."),
    );
}

#[test]
fn what_stays_signed_is_not_quoted() {
    let text = format!("A quiet week\n\nFog again. {SIGNED}\n\nNo.");
    let mut options = Options { tweet_words: TweetWords::Quoted, ..Options::default() };
    options.labels.keep(Label::TweetAttribution);
    assert_eq!(clean_text(&text, &options).text(), text);
    options.labels = LabelPolicy::default();
    options.labels.drop(Label::TweetText);
    assert_eq!(clean_text(&text, &options).text(), "A quiet week\n\nNo.");
}

/// `--tweets keep`: nothing of a tweet is touched, and all of it is on record.
#[test]
fn kept_tweets_are_whole() {
    let widget =
        "Follow\nMara Voss @maravoss\nFog again\n11:22 PM - 19 Oct 2016\n41 41 Retweets 3 3 likes";
    for tweet in [format!("Fog again {LINK} {SIGNED}"), widget.to_owned()] {
        let text = format!("A quiet week\n\nHe said:\n\n{tweet}\n\nNo.");
        let mut options = Options { only: Some(vec!["boilerplate"]), ..Options::default() };
        for label in [Label::TweetAttribution, Label::MediaLink, Label::SocialEmbed] {
            options.labels.keep(label);
        }
        let document = clean_text(&text, &options);
        assert_eq!(document.text(), text);
        assert_eq!(&text[document.embeds()[0].source.clone()], tweet);
    }
}

#[test]
fn tweet_on_one_line() {
    check(
        &format!("The harbour at dawn #bergen {LINK} {SIGNED}\n\nThe ferry sailed."),
        &[
            ("tweet_text", "The harbour at dawn #bergen"),
            ("media_link", LINK),
            ("tweet_attribution", SIGNED),
        ],
    );
}

#[test]
fn tweet_signed_below() {
    check(
        &format!("He said so.\n\nThe harbour — at dawn {LINK}\n\n{SIGNED}\n\nThe ferry sailed."),
        &[
            ("tweet_text", "The harbour — at dawn"),
            ("media_link", LINK),
            ("tweet_attribution", SIGNED),
        ],
    );
}

#[test]
fn tweet_of_several_paragraphs() {
    let post = format!("The harbour at dawn.\n\n\n\nFog, and more fog. {SIGNED}");
    check(
        &format!("He said so.\n\n{post}\n\nThe ferry sailed."),
        &[
            ("tweet_text", "The harbour at dawn."),
            ("tweet_text", "Fog, and more fog."),
            ("tweet_attribution", SIGNED),
        ],
    );
    // Where that is how the article parts its own paragraphs, it tells nothing.
    check(
        &format!("He said so.\n\n\n\nIt rained.\n\n\n\n{post}\n\n\n\nThe ferry sailed."),
        &[("tweet_text", "Fog, and more fog."), ("tweet_attribution", SIGNED)],
    );
}

#[test]
fn tweet_of_several_lines() {
    check(
        &format!("He said so.\n\nfog.\nmore fog.\nwe wait. https://t.co/AbCdEfGh12\n\n{SIGNED}"),
        &[
            ("tweet_text", "fog."),
            ("tweet_text", "more fog."),
            ("tweet_text", "we wait."),
            ("media_link", "https://t.co/AbCdEfGh12"),
            ("tweet_attribution", SIGNED),
        ],
    );
}

#[test]
fn lines_that_are_paragraphs_are_not_one_tweet() {
    let long = "The ferry left an hour late because of the fog, and nobody complained. ".repeat(6);
    check(
        &format!("{long}\nThe harbour at dawn\n{SIGNED}\nThe ferry sailed."),
        &[("tweet_text", "The harbour at dawn"), ("tweet_attribution", SIGNED)],
    );
}

#[test]
fn tweets_run_together_with_prose() {
    let signed = "Mara Voss (@maravoss) October 17, 2017";
    let prose = "The mayor kept silent about the ferry for a whole day and then told reporters that he knew \
                 nothing. "
        .repeat(5);
    check(
        &format!(
            "{prose}She answered him thusly:It s a shame. Really!  {signed}Nobody minded at all."
        ),
        &[("tweet_text", "It s a shame. Really!"), ("tweet_attribution", signed)],
    );
}

#[test]
fn what_follows_a_tweet_on_its_line_is_a_new_paragraph() {
    let text = format!("Title\n\nFog again {SIGNED}The ferry sailed.");
    let edits = find(&text).edits;
    assert_eq!(crate::edit::apply(&text, &edits[1..]), "Title\n\nFog again \n\nThe ferry sailed.");
}

#[test]
fn removing_never_glues_words() {
    let text = "Seen at noonhttps://t.co/AbCdEfGh12from the pier.";
    let edits = find(text).edits;
    assert_eq!(crate::edit::apply(text, &edits), "Seen at noon from the pier.");
}

#[test]
fn posts_are_recorded() {
    check_posts(
        &format!(
            "Title\n\nSo.\n\nFog {LINK} again\n\n{SIGNED}\n\nLand! — Jon ✨ (@jon_ek) 3 mars 2019"
        ),
        &[
            ("Mara Voss", Some("maravoss"), Some("2017-10-17"), Some(&format!("Fog {LINK} again"))),
            ("Jon ✨", Some("jon_ek"), Some("2019-03-03"), Some("Land!")),
        ],
    );
    let posts = find(&format!("Title\n\nFog {LINK}\n\n{SIGNED}")).posts;
    assert_eq!(posts[0].embed.media, [LINK]);
    assert_eq!(posts[0].embed.date_text.as_deref(), Some("October 17, 2017"));
}

#[test]
fn tweet_signed_in_front() {
    check(
        &format!("Mara Voss (@maravoss) Fog again over here {LINK}"),
        &[
            ("tweet_attribution", "Mara Voss (@maravoss)"),
            ("tweet_text", "Fog again over here"),
            ("media_link", LINK),
        ],
    );
}

#[test]
fn tweet_in_the_frame_of_a_page() {
    check(
        &format!("Skip Twitter post 2 by @maravoss Fog again {SIGNED} Report"),
        &[
            ("social_embed", "Skip Twitter post 2 by @maravoss"),
            ("tweet_text", "Fog again"),
            ("tweet_attribution", SIGNED),
            ("social_embed", "Report"),
        ],
    );
}

#[test]
fn tweet_as_a_page_showed_it() {
    let text = "T\n\nHe said:\n\n Follow\n Mara Voss @maravoss\nFog again\n11:22 PM - 19 Oct 2016\n  41 41 Retweets   3 3 likes\nNo.";
    check(
        &text[3..],
        &[
            ("share_bar", "Follow"),
            ("tweet_attribution", "Mara Voss @maravoss"),
            ("tweet_text", "Fog again"),
            ("tweet_attribution", "11:22 PM - 19 Oct 2016"),
            ("share_bar", "41 41 Retweets   3 3 likes"),
        ],
    );
    check_posts(text, &[("Mara Voss", Some("maravoss"), Some("2016-10-19"), Some("Fog again"))]);
}

#[test]
fn tweet_as_x_shows_it() {
    check(
        "He said:\n\nMara Voss\n@maravoss\nFog again\nand rain\n5:05 PM · Oct 17, 2023 · 1.2M Views\n300 Reposts 41 Quotes 2,204 Likes\n\nNo.",
        &[
            ("tweet_attribution", "Mara Voss"),
            ("tweet_attribution", "@maravoss"),
            ("tweet_text", "Fog again"),
            ("tweet_text", "and rain"),
            ("tweet_attribution", "5:05 PM · Oct 17, 2023 · 1.2M Views"),
            ("share_bar", "300 Reposts 41 Quotes 2,204 Likes"),
        ],
    );
}

#[test]
fn names_and_dates_of_all_languages() {
    for (name, date, iso) in [
        ("مارا فوس", "17 أكتوبر 2017", "2017-10-17"),
        ("黃小雨", "2017年10月17日", "2017-10-17"),
        ("고은", "2017년 10월 17일", "2017-10-17"),
        ("Μάρα Βος", "17 Οκτωβρίου 2017", "2017-10-17"),
        ("מארה", "17 באוקטובר 2017", "2017-10-17"),
        ("Mara — Lund Mail", "Oct 17, 2017", "2017-10-17"),
        ("Mara 🌊", "17 października 2017", "2017-10-17"),
        ("Mara", "17 oktober 2017", "2017-10-17"),
        ("Mara", "17 de octubre de 2017", "2017-10-17"),
        ("Мара Восс", "17 октября 2017", "2017-10-17"),
        ("Mara", "17 Ekim 2017", "2017-10-17"),
        ("Mara", "17.10.2017", "2017-10-17"),
        ("Mara", "17/10/2017", "2017-10-17"),
    ] {
        let text = format!("Title\n\nFog again. — {name} (@maravoss) {date}\n\nIt rained.");
        let posts = find(&text).posts;
        assert_eq!(posts.len(), 1, "{text}");
        assert_eq!(posts[0].embed.date.as_deref(), Some(iso), "{text}");
        assert!(
            posts[0].embed.author.as_deref().unwrap().ends_with(name.rsplit("— ").next().unwrap())
        );
    }
}

#[test]
fn tweets_in_the_frame_of_a_page_over_paragraphs() {
    check(
        &format!(
            "Skip Twitter post by @maravoss Fog again.\n\n\n\nAnd rain. {SIGNED} Report\n\nNo."
        ),
        &[
            ("social_embed", "Skip Twitter post by @maravoss"),
            ("tweet_text", "Fog again."),
            ("tweet_text", "And rain."),
            ("tweet_attribution", SIGNED),
            ("social_embed", "Report"),
        ],
    );
}

#[test]
fn tweets_without_signature() {
    check(
        &format!("It rained.\n\nRT @jon_ek: fog again #lund {LINK}\n\nIt stopped."),
        &[("tweet_text", "RT @jon_ek: fog again #lund"), ("media_link", LINK)],
    );
    check("H/T: The Lund Mail\n\nIt rained.", &[("other_boilerplate", "H/T: The Lund Mail")]);
}

#[test]
fn a_tweet_that_was_quoted_before() {
    let prose =
        "The mayor kept silent about the ferry for a whole day and then told all of them so. "
            .repeat(5);
    let quoted =
        "The old pier was better than the new one,  she wrote.  We will see how long it stands.";
    let words = "The old pier was better than the new one. We will see how long it stands.";
    let signed = "Mara Voss (@maravoss) October 17, 2017";
    check(
        &format!("{prose} {quoted} {words}  {signed}Nobody minded at all."),
        &[("tweet_text", words), ("tweet_attribution", signed)],
    );
}

#[test]
fn a_word_in_front_of_a_tweet() {
    let prose =
        "The mayor kept silent about the ferry for a whole day and then told all of them so. "
            .repeat(5);
    let signed = "Mara Voss (@maravoss) October 17, 2017";
    check(
        &format!("{prose}Nobody minded.Watch: Fog over the pier of Lund {LINK}  {signed}"),
        &[
            ("other_boilerplate", "Watch:"),
            ("tweet_text", "Fog over the pier of Lund"),
            ("media_link", LINK),
            ("tweet_attribution", signed),
        ],
    );
}

#[test]
fn servers_in_handles() {
    let bluesky = "— Mara Voss (@mara.bsky.social) October 17, 2024 at 5:05 PM";
    let mastodon = "— Mara Voss (@mara@lund.example) 17 Oct 2024";
    let text = format!("Title\n\nFog. {bluesky}\n\nRain. {mastodon}");
    let posts = find(&text).posts;
    let seen: Vec<_> =
        posts.iter().map(|post| (post.embed.network, &text[post.whole.clone()])).collect();
    let (first, second) = (format!("Fog. {bluesky}"), format!("Rain. {mastodon}"));
    assert_eq!(seen, [("bluesky", &*first), ("mastodon", &*second)]);
    assert_eq!(posts[1].embed.handle.as_deref(), Some("mara@lund.example"));
}

#[test]
fn what_closes_an_article() {
    let prose =
        "The ferry left an hour late because of the fog, and nobody complained about it at all.";
    let title = "Why the Pier at Lund Is Closed to Everyone";
    for note in [
        "Mara Voss (@maravoss) lives in Bergen and writes about the sea.",
        "— Mara Voss is a columnist for the Lund Mail.",
        "Mara Voss, who sails, is a reporter. Follow her on Twitter @maravoss.",
        "mara.voss@lundmail.example",
    ] {
        check(&format!("{prose}\n\n{prose}\n\n{note}"), &[("byline", note)]);
    }
    check(&format!("{prose}\n\n{prose}\n\n{title}"), &[("related_link", title)]);
    check(
        &format!("{prose}\n\n{prose}\n\n{prose}\n\nREAD MORE:\n\nThe Last Ferry\n\n{prose}"),
        &[("related_link", "READ MORE:"), ("related_link", "The Last Ferry")],
    );
    check(
        &format!("Mara Voss\n\nUSA TODAY\n\n{prose}"),
        &[("byline", "Mara Voss"), ("byline", "USA TODAY")],
    );
}

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
fn credits_and_captions() {
    check(
        "Mara Voss waves from the pier on October 17. Getty Images\n\nIt rained.",
        &[
            ("caption", "Mara Voss waves from the pier on October 17."),
            ("photo_credit", "Getty Images"),
        ],
    );
    check(
        "(Jon Ek/AP) The pier in fog, Oct. 19, 2017.",
        &[("photo_credit", "(Jon Ek/AP)"), ("caption", "The pier in fog, Oct. 19, 2017.")],
    );
    check(
        "The pier in the U.S. J. Ek/AFP/Getty Images\n\nREUTERS/Mara Voss/File Photo\n\n[Image via screengrab]",
        &[
            ("caption", "The pier in the U.S."),
            ("photo_credit", "J. Ek/AFP/Getty Images"),
            ("photo_credit", "REUTERS/Mara Voss/File Photo"),
            ("photo_credit", "[Image via screengrab]"),
        ],
    );
    check(
        "The pier in fog. (AP Photo/Jon Ek)\n\nA drone's view. | Mara Voss/Getty Images",
        &[
            ("caption", "The pier in fog."),
            ("photo_credit", "(AP Photo/Jon Ek)"),
            ("caption", "A drone's view."),
            ("photo_credit", "| Mara Voss/Getty Images"),
        ],
    );
    check(
        "The pier Photographer: Jon Ek/Bloomberg",
        &[("caption", "The pier"), ("photo_credit", "Photographer: Jon Ek/Bloomberg")],
    );
    check(
        "Image copyright Getty Images Image caption The pier\n\nEnlarge this image toggle caption Jon Ek/AP Jon Ek/AP",
        &[
            ("photo_credit", "Image copyright Getty Images"),
            ("other_boilerplate", "Image caption"),
            ("caption", "The pier"),
            ("photo_credit", "Enlarge this image toggle caption Jon Ek/AP Jon Ek/AP"),
        ],
    );
    check(
        "It ended well.Featured image via video screen capture",
        &[("photo_credit", "Featured image via video screen capture")],
    );
}

#[test]
fn words_in_front_of_a_caption() {
    check(
        "CLOSE The pier in fog. Photo by Mara Voss\n\nFacebook Twitter Pinterest The pier. Photograph: Jon Ek",
        &[
            ("other_boilerplate", "CLOSE"),
            ("caption", "The pier in fog."),
            ("photo_credit", "Photo by Mara Voss"),
            ("share_bar", "Facebook Twitter Pinterest"),
            ("caption", "The pier."),
            ("photo_credit", "Photograph: Jon Ek"),
        ],
    );
    check(
        "LISTEN TO ARTICLE 2:05 SHARE THIS ARTICLE Share Tweet Post Email",
        &[
            ("other_boilerplate", "LISTEN TO ARTICLE 2:05"),
            ("share_bar", "SHARE THIS ARTICLE Share Tweet Post Email"),
        ],
    );
    check(
        "Media playback is unsupported on your device Media caption The pier in fog",
        &[
            ("other_boilerplate", "Media playback is unsupported on your device"),
            ("other_boilerplate", "Media caption"),
            ("caption", "The pier in fog"),
        ],
    );
    check("CLOSE CALL ON THE PIER", &[]);
}

#[test]
fn stacked_credits_go_at_once() {
    check(
        "The pier in fog. Mara Voss/AP. (Jon Ek/AFP) Getty Images",
        &[
            ("caption", "The pier in fog."),
            ("photo_credit", "Mara Voss/AP."),
            ("photo_credit", "(Jon Ek/AFP) Getty Images"),
        ],
    );
}

#[test]
fn notes() {
    check(
        "It rained. J. Ek, Ana Ruiz and The Bergen Mail contributed to this report.",
        &[("contributor_note", "J. Ek, Ana Ruiz and The Bergen Mail contributed to this report.")],
    );
    check(
        "It rained. (Reporting by Mara Voss; Editing by Jon Ek)",
        &[("contributor_note", "(Reporting by Mara Voss; Editing by Jon Ek)")],
    );
    check("By Mara Voss and Jon Ek\n\nIt rained.", &[("byline", "By Mara Voss and Jon Ek")]);
    check(
        ">> Follow Mara Voss (@maravoss) on Twitter",
        &[("byline", ">> Follow Mara Voss (@maravoss) on Twitter")],
    );
    check(
        "Copyright © 2019 The Bergen Mail, LLC.",
        &[("copyright", "Copyright © 2019 The Bergen Mail, LLC.")],
    );
}

#[test]
fn lines_of_the_page() {
    for (line, label) in [
        ("ADVERTISEMENT", "promo"),
        ("Advertisement:", "promo"),
        ("AD", "promo"),
        ("Story continues below", "promo"),
        ("Sign up for our morning letter", "promo"),
        ("CLICK HERE TO GET THE BERGEN APP", "promo"),
        ("Share Tweet Post Email", "share_bar"),
        ("Share this story", "share_bar"),
        ("READ MORE: A bridge falls", "related_link"),
        ("RELATED: A bridge falls", "related_link"),
        ("Lesen Sie auch: Die Brücke", "related_link"),
        ("À lire aussi : Le pont", "related_link"),
        ("PUBLICIDAD", "promo"),
        ("Folgen Sie uns auf Facebook", "promo"),
        ("Schrijf je in voor onze nieuwsbrief", "promo"),
        ("Lees ook: De brug van Lund", "related_link"),
        ("Leggi anche: Il ponte di Lund", "related_link"),
        ("Czytaj też: Most w Lund", "related_link"),
        ("Tutti i diritti riservati", "copyright"),
        ("Ta strona używa plików cookie.", "other_boilerplate"),
        ("Cet article est réservé aux abonnés.", "other_boilerplate"),
        ("Este site usa cookies para melhorar", "other_boilerplate"),
        ("Nota de la redacción: una versión anterior decía Lund.", "other_boilerplate"),
        ("Compartir en Facebook", "share_bar"),
        ("Leia também: A ponte", "related_link"),
        ("6 years ago", "other_boilerplate"),
        ("Please enable Javascript to watch.", "other_boilerplate"),
    ] {
        check(&format!("It rained.\n\n{line}\n\nIt stopped."), &[(label, line)]);
    }
    check(
        "It rained (RELATED: A bridge falls) all day.",
        &[("related_link", "(RELATED: A bridge falls)")],
    );
    check(
        "Share\nFacebook\nTwitter",
        &[("share_bar", "Share"), ("share_bar", "Facebook"), ("share_bar", "Twitter")],
    );
}

#[test]
fn separators() {
    check(
        "It rained.\n\n* * *\n\nFog.\n\n___\nRain.",
        &[("other_boilerplate", "* * *"), ("other_boilerplate", "___")],
    );
    check("*\n*\n*", &[]);
    check("•\nrope\n•\nnails\n\n...\n\n1 - 2\n\n- rope", &[]);
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
