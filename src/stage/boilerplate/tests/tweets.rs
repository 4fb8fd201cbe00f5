//! Tweets: their words, their signatures, what is on record.

use super::*;

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
fn signed_in_front_without_a_link() {
    check(
        "It was late.\n\nMara Voss (@maravoss) The ferry is late again, and nobody says why.\n\nSo was she.",
        &[
            ("tweet_attribution", "Mara Voss (@maravoss)"),
            ("tweet_text", "The ferry is late again, and nobody says why."),
        ],
    );
    for prose in [
        "Mara Voss (@maravoss) writes about the sea and the people who live by it.",
        "Mara Voss (@maravoss) Reporter at the Orrin Mail",
        "Mara Voss (@maravoss), who saw it all from the pier, said it was late.",
    ] {
        check(&format!("It was late.\n\n{prose}\n\nIt rained."), &[]);
    }
}
