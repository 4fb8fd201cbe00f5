//! `--keep`, `--drop` and `--tweets`: one choice, made by the order on the command line, before which
//! stands what a configuration file says.
//!
//! A named label beats `all`; among named ones the last wins; `--tweets` names several at once.

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use descrape::TweetWords;
use descrape::label::{LABELS, Label, LabelPolicy};

use super::args::CLEANING;
use super::names::{ALL, LABEL};

/// Which labels stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LabelChoice {
    pub policy: LabelPolicy,
    pub tweet_words: TweetWords,
}

/// The words of a tweet without what Twitter put around them.
const WORDS: &[(Label, bool)] =
    &[(Label::TweetText, true), (Label::TweetAttribution, false), (Label::MediaLink, false)];

/// The word of `--tweets` that is more than labels.
const QUOTE: &str = "quote";

/// What a word of `--tweets` stands for: (label, stays).
const TWEETS: [(&str, &[(Label, bool)]); 4] = [
    ("text", WORDS),
    (QUOTE, WORDS),
    (
        "drop",
        &[
            (Label::TweetText, false),
            (Label::TweetAttribution, false),
            (Label::MediaLink, false),
            (Label::SocialEmbed, false),
        ],
    ),
    (
        "keep",
        &[
            (Label::TweetText, true),
            (Label::TweetAttribution, true),
            (Label::MediaLink, true),
            (Label::SocialEmbed, true),
        ],
    ),
];

impl FromArgMatches for LabelChoice {
    fn from_arg_matches(matches: &ArgMatches) -> Result<LabelChoice, clap::Error> {
        // Defaults are a file's; clap counts their places behind what is typed.
        let place = |option: &str, index: usize| {
            (matches.value_source(option) == Some(ValueSource::CommandLine), index)
        };
        let mut wishes: Vec<((bool, usize), &str, bool)> = vec![];
        for (option, stays) in [("keep", true), ("drop", false)] {
            let names = matches.get_many::<&'static str>(option).unwrap_or_default();
            let places = matches.indices_of(option).unwrap_or_default();
            let wish = |(index, name): (usize, &&'static str)| (place(option, index), *name, stays);
            wishes.extend(places.zip(names).map(wish));
        }
        let words = matches.get_many::<String>("tweets").unwrap_or_default();
        let places = matches.indices_of("tweets").unwrap_or_default();
        let mut tweet_words = TweetWords::Plain;
        for (index, word) in places.zip(words) {
            tweet_words = if word == QUOTE { TweetWords::Quoted } else { TweetWords::Plain };
            let labels = TWEETS.iter().filter(|row| row.0 == word).flat_map(|row| row.1);
            wishes.extend(
                labels.map(|(label, stays)| (place("tweets", index), label.name(), *stays)),
            );
        }
        wishes.sort_by_key(|wish| wish.0);
        let mut policy = LabelPolicy::default();
        for (_, _, stays) in wishes.iter().filter(|wish| wish.1 == ALL) {
            if *stays { policy.keep_all() } else { policy.drop_all() }
        }
        for (_, name, stays) in wishes {
            match Label::from_name(name) {
                Some(label) if stays => policy.keep(label),
                Some(label) => policy.drop(label),
                None => {} // `all`, done above
            }
        }
        Ok(LabelChoice { policy, tweet_words })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = LabelChoice::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for LabelChoice {
    fn augment_args(command: Command) -> Command {
        let list = |name: &'static str, help: &'static str| {
            let names = LABELS.iter().map(|row| row.name);
            let (stay, leave): (Vec<&str>, Vec<&str>) =
                names.partition(|name| LABELS.iter().any(|row| row.stays && row.name == *name));
            Arg::new(name)
                .long(name)
                .value_name("LABEL,…")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .value_parser(LABEL)
                .hide_possible_values(true)
                .help_heading(CLEANING)
                .help(help)
                .long_help(format!(
                    "{help}\n\nA named label beats 'all'; among named ones the last on the command \
                     line wins.\nStay by default: {}\nLeave by default: {}",
                    stay.join(", "),
                    leave.join(", ")
                ))
        };
        let tweets = Arg::new("tweets")
            .long("tweets")
            .value_name("HOW")
            .action(ArgAction::Append)
            .value_parser(PossibleValuesParser::new(TWEETS.map(|row| row.0)))
            .help_heading(CLEANING)
            .help("Embedded tweets")
            .long_help(
                "Embedded tweets, a short form of --keep and --drop: 'text' keeps the words and \
                 takes signature and links out (as by default), 'quote' also sets the words in \
                 quotation marks with the author behind (“It sails!” — Mara Voss), 'drop' takes \
                 all of it out, 'keep' leaves all of it in. They are recorded in `embeds` in any \
                 case",
            );
        // In a file, which has no order, what is named counts behind the short form.
        command
            .arg(tweets)
            .arg(list("keep", "Leave these labelled pieces in, or 'all'"))
            .arg(list("drop", "Take these labelled pieces out, or 'all'"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        LabelChoice::augment_args(command)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn check(line: &str, changes: &[(Label, bool)]) {
        let command = LabelChoice::augment_args(Command::new("x").no_binary_name(true));
        let matches = command.try_get_matches_from(line.split_whitespace()).unwrap();
        let mut expected = LabelPolicy::default();
        for (label, stays) in changes {
            if *stays { expected.keep(*label) } else { expected.drop(*label) }
        }
        let choice = LabelChoice::from_arg_matches(&matches).unwrap();
        assert_eq!(choice.policy, expected, "{line}");
        let last = line.rsplit_once("--tweets ").map(|(_, last)| last);
        let quoted = last.is_some_and(|last| last.starts_with("quote"));
        assert_eq!(choice.tweet_words == TweetWords::Quoted, quoted, "{line}");
    }

    fn everything(stays: bool) -> Vec<(Label, bool)> {
        LABELS.iter().map(|row| (row.label, stays)).collect()
    }

    #[test]
    fn the_last_named_wins_and_names_beat_all() {
        use Label::{Byline, Caption, MediaLink, SocialEmbed, TweetAttribution, TweetText};
        check("", &[]);
        check("--tweets text", &[]);
        check("--keep byline --drop caption", &[(Byline, true), (Caption, false)]);
        check("--keep byline --drop byline", &[]);
        check("--drop byline,caption --keep byline", &[(Byline, true), (Caption, false)]);
        check("--keep byline --drop all", &[everything(false), vec![(Byline, true)]].concat());
        check("--drop all --keep all --drop byline", &{
            [everything(true), vec![(Byline, false)]].concat()
        });
        check("--tweets quote", &[]);
        check("--tweets quote --keep byline", &[(Byline, true)]);
        check("--tweets quote --tweets drop", &[(TweetText, false)]);
        check("--tweets drop --tweets quote", &[]);
        check("--tweets drop", &[(TweetText, false)]);
        check("--tweets drop --keep tweet_text", &[]);
        check("--keep tweet_text --tweets drop", &[(TweetText, false)]);
        check(
            "--tweets drop --tweets keep",
            &[(TweetAttribution, true), (MediaLink, true), (SocialEmbed, true)],
        );
    }
}
