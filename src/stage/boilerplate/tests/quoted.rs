//! Tweets that stay: as quotations, or whole.

use super::*;

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
