//! Laws of the boilerplate stage, attacked by a generator of invented lines.

use std::sync::Arc;

use descrape::label::{LABELS, Label};
use descrape::survey::{Repeated, Where};
use descrape::{Options, TweetWords, clean_text};
use proptest::prelude::*;

/// Pieces that the stage looks for, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Z][a-z]{1,7}( [a-z]{1,7}){0,6}[.!?”\"]{0,2}",
        1 => "[a-zA-Z0-9 —–()@/.:#\n]{0,12}",
        8 => prop::sample::select(vec![
            "— Mara Voss (@maravoss) October 17, 2017", "Jon Ek (@jon) 3 mars 2019", "-- ", "—", "  ", "(@x)",
            "(@x) May 1, 2018", "October 1, 2017", "May *NUMBER*, *NUMBER*", "pic.twitter.com/AbCdEfGh12",
            "https://t.co/AbCdEfGh12", "t.co/", "pic.", "twitter.com/", "https://", "…", "Getty Images",
            "Mara Voss/AP", "(Jon Ek/AP)", "Photo by Mara Voss", "REUTERS/Mara Voss/File Photo", "AP Photo/",
            "Image copyright Mara Image caption A pier", "Featured image via video", "CLOSE", "Share", "Facebook",
            "Twitter", "Email", "ADVERTISEMENT", "AD", "READ MORE: A pier", "(RELATED: A pier)", "More",
            "Mara Voss contributed to this report.", "(Reporting by Mara Voss)", "By Mara Voss", "BERGEN (AP) —",
            "Copyright © 2019 The Mail", "6 years ago", "A photo posted by Mara (@mv) on Jan 1, 2015 at 3:02pm PST",
            "Posted by Mara on Monday, October 16, 2017", "Skip Twitter post by @mara", "Report", "(", ")", ".", "*",
            "LISTEN TO ARTICLE 2:05", "Facebook Twitter Pinterest", "Follow Mara on Twitter", "•", "[",
            "Sign up for our newsletter.", "Do you like rain?", "Follow her on Twitter @mara",
            "Mara Voss is a reporter in Lund.", "Mara Voss (@mara) lives in Lund.", "mara@orrin.example",
            "Why the Pier at Lund Is Closed to Everyone", "Ferry Sinks off Orrin in the Fog", "READ MORE:",
            "Correction: An earlier version was wrong.", "You can unsubscribe at any time.", "ORRN, -0.31%",
            "View this post on Instagram", "A post shared by Mara (@mara.v)", "♬ original sound - Mara", "#fog @mara",
            "— Mara (@mara.bsky.social) October 17, 2024 at 5:05 PM", "5:05 PM · Oct 17, 2023 · 1.2M Views",
            "Mara Voss @maravoss", "Posted by u/mara", "https://www.youtube.com/watch?v=abc", "t.me/", "Voss",
            "Watch:", "USA TODAY", "The Ledger by Mara on Scribd", "Newsletter", "Anzeige", "Lesen Sie auch: Regen",
        ]).prop_map(str::to_owned),
    ]
}

fn article() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(vec!["", " ", " ", "  ", "\n", "\n\n", "\n\n"]);
    prop::collection::vec((piece(), gap), 0..14).prop_map(|pieces| {
        pieces.into_iter().fold(String::new(), |text, (piece, gap)| text + &piece + gap)
    })
}

fn check_settled(text: &str, options: &Options) -> Result<(), TestCaseError> {
    let once = clean_text(text, options);
    prop_assert!(
        once.findings().iter().all(|finding| finding.id != "pipeline.unsettled"),
        "{:?}",
        text
    );
    let twice = clean_text(once.text(), options);
    prop_assert_eq!(twice.text(), once.text());
    prop_assert!(twice.removed().is_empty(), "{:?} leaves {:?}", text, once.text());
    Ok(())
}

/// A text without its white space.
fn words(text: &str) -> String {
    text.split_whitespace().collect()
}

fn only_boilerplate() -> Options {
    Options { only: Some(vec!["boilerplate"]), ..Options::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn settled_by_itself(text in article()) {
        check_settled(&text, &only_boilerplate())?;
    }

    #[test]
    fn settled_with_a_survey(text in article(), lines in prop::collection::vec((piece(), any::<bool>()), 0..12)) {
        let place = |anywhere| if anywhere { Where::Anywhere } else { Where::AtEnd };
        let survey: Repeated =
            lines.into_iter().map(|(line, anywhere)| (line.into(), place(anywhere))).collect();
        let mut options = only_boilerplate();
        options.survey = Some(Arc::new(survey));
        check_settled(&text, &options)?;
        check_settled(&text, &Options { only: None, ..options })?;
    }

    #[test]
    fn settled_with_everything_dropped(text in article()) {
        let mut options = only_boilerplate();
        options.labels.drop_all();
        check_settled(&text, &options)?;
    }

    #[test]
    fn settled_in_the_whole_run(text in article()) {
        check_settled(&text, &Options::default())?;
        let mut options = Options::default();
        options.labels.drop_all();
        check_settled(&text, &options)?;
    }

    #[test]
    fn nothing_is_touched_where_everything_stays(text in article()) {
        let mut options = only_boilerplate();
        options.labels.keep_all();
        let document = clean_text(&text, &options);
        prop_assert_eq!(document.text(), &text);
    }

    #[test]
    fn posts_lie_in_the_text(text in article()) {
        let document = clean_text(&text, &only_boilerplate());
        for embed in document.embeds() {
            let source = text.get(embed.source.clone());
            prop_assert!(source.is_some_and(|source| source.trim() == source), "{source:?}");
            let author = embed.author.as_deref();
            prop_assert!(author.is_none_or(|author| !author.is_empty()));
            let author = words(author.unwrap_or_default());
            // A post may be seen only when a link or a button inside it has gone; others may go later.
            let is_inside = |piece: &&descrape::Removed| {
                let posts = matches!(piece.label, Label::TweetText | Label::TweetAttribution);
                !posts && embed.source.contains(&piece.source.start)
            };
            let pieces: Vec<_> = document.removed().iter().filter(is_inside).collect();
            let has_author = |gone: usize| {
                let is_gone = |at: usize| {
                    let mut numbered = pieces.iter().enumerate();
                    numbered.any(|(n, piece)| gone & 1 << n != 0 && piece.source.contains(&at))
                };
                let places = text.char_indices().filter(|(at, _)| embed.source.contains(at));
                let rest: String = places.filter(|(at, _)| !is_gone(*at)).map(|(_, c)| c).collect();
                words(&rest).contains(&author)
            };
            let is_there = (0..1 << pieces.len()).any(has_author);
            prop_assert!(is_there, "{:?}: {author:?}", &text[embed.source.clone()]);
        }
    }

    /// What left is in `removed`, each piece with its rule and place, and nothing else left: the
    /// text without these pieces is the clean text, up to white space.
    #[test]
    fn everything_that_left_is_recorded(
        text in article(),
        dropped in prop::sample::subsequence(LABELS.iter().map(|row| row.label).collect::<Vec<_>>(), 0..=16),
    ) {
        let mut options = only_boilerplate();
        options.labels.keep_all();
        for label in &dropped {
            options.labels.drop(*label);
        }
        let document = clean_text(&text, &options);
        let mut left = String::new();
        let mut at = 0;
        for removed in document.removed() {
            prop_assert!(dropped.contains(&removed.label) && removed.rule.label == Some(removed.label));
            left.push_str(text.get(at..removed.source.start).unwrap_or_default());
            at = at.max(removed.source.end);
        }
        left.push_str(&text[at..]);
        prop_assert_eq!(words(&left), words(document.text()));
        // What was a post's lies in the record of one, or of several side by side.
        for removed in document.removed() {
            let is_posts = matches!(removed.label, Label::TweetText | Label::TweetAttribution);
            let piece = words(&text[removed.source.clone()]);
            let posts = document.embeds();
            let covered = posts.iter().fold(removed.source.start, |at, embed| {
                let is_next = embed.source.start <= at || text[at..embed.source.start].trim().is_empty();
                if is_next { at.max(embed.source.end) } else { at }
            });
            let is_told = |embed: &descrape::Embed| {
                removed.label == Label::TweetText && words(&embed.text).contains(&piece)
            };
            let is_recorded = covered >= removed.source.end || posts.iter().any(is_told);
            prop_assert!(!is_posts || is_recorded, "{}: {posts:?}", removed.rule.id);
        }
    }

    /// Quotation marks and authors come; nothing else changes, and the words are where they were.
    #[test]
    fn quoting_only_adds(text in article()) {
        let plain = clean_text(&text, &only_boilerplate());
        let quoted = clean_text(&text, &Options { tweet_words: TweetWords::Quoted, ..only_boilerplate() });
        check_settled(&text, &Options { tweet_words: TweetWords::Quoted, ..only_boilerplate() })?;
        let places = |document: &descrape::Document| {
            document.embeds().iter().map(|embed| embed.source.clone()).collect::<Vec<_>>()
        };
        // Marks part what would otherwise be read together, so other lines may be furniture or signatures.
        prop_assume!(plain.removed() == quoted.removed());
        prop_assert_eq!(places(&plain), places(&quoted));
        let mut rest = quoted.text().chars();
        for c in plain.text().chars() {
            prop_assert!(rest.any(|other| other == c), "{:?} is not in {:?}", plain.text(), quoted.text());
        }
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        check_settled(&text, &only_boilerplate())?;
    }
}

/// The lines of a data file that are no comments.
fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn a_post_whose_words_have_left_with_another_begins_behind_it() {
    let first = "— Mara Voss (@maravoss) October 17, 2017";
    let second = "5:05 PM · Oct 17, 2023 · 1.2M Views";
    let text = format!("Fog\nThe pier sank. {first} {second}");
    let document = clean_text(&text, &only_boilerplate());
    let posts: Vec<&str> =
        document.embeds().iter().map(|embed| &text[embed.source.clone()]).collect();
    assert_eq!(posts, [format!("The pier sank. {first}").as_str(), second]);
}

/// So that a fix is noticed.
#[test]
fn known_failures_still_fail() {
    for line in lines(include_str!("data/strip_known_failures.txt")) {
        let (text, right) = line.split_once('\t').expect("a tab");
        let mut options = only_boilerplate();
        options.labels.drop_all();
        let text = text.replace("\\n", "\n");
        let left = clean_text(&text, &options);
        let left = left.text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_ne!(left, right, "comes out right now: move it to a test of its own");
    }
}
