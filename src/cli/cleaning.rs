//! How text is cleaned: the arguments that `clean` and `explain` share, and the library's options
//! that they mean.

use std::ffi::{OsStr, OsString};

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{ArgAction, Args, ValueEnum, ValueHint};
use descrape::decode::Encoding;
use descrape::layout::Newlines;
use descrape::rule;
use descrape::sentences::Quotes;
use descrape::{Guess, Options, Social};

use super::args::{CLEANING, INPUT};
use super::labels::LabelChoice;
use super::names::{ENCODING, RULE, STAGE};

/// How text is cleaned.
#[derive(Debug, Args)]
#[command(next_help_heading = CLEANING)]
pub struct CleaningArgs {
    /// Run only these stages
    #[arg(long, value_name = "STAGE,…", value_delimiter = ',', value_parser = STAGE)]
    only: Option<Vec<&'static str>>,
    /// Do not run these stages
    #[arg(long, value_name = "STAGE,…", value_delimiter = ',', value_parser = STAGE,
          hide_possible_values = true)]
    skip: Vec<&'static str>,
    /// Switch rules off; `descrape rules` lists them
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', value_parser = RULE,
          hide_possible_values = true)]
    off: Vec<&'static str>,
    #[command(flatten)]
    labels: LabelChoice,
    /// Take out lines that many documents repeat
    ///
    /// FILE is made by `descrape survey`; of several sites give one of each. Without FILE the inputs
    /// are read twice, first to count their lines, then to clean them: put it behind the paths.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "",
          action = ArgAction::Append, value_hint = ValueHint::FilePath)]
    pub survey: Vec<OsString>,
    /// Mentions, hashtags, cashtags and links
    ///
    /// In tweets and in prose. The field `mentions` tells where they stood, whatever is chosen. A
    /// domain without scheme and path ('Example.com said') stays in any case.
    #[arg(long, value_name = "HOW", default_value = "keep")]
    social: SocialKind,
    /// Repairs by odds
    ///
    /// How far repairs go that the remaining bytes do not determine; `explain` marks each.
    #[arg(long, value_name = "ODDS", default_value = "high")]
    guess: GuessKind,
    /// A newline is
    ///
    /// What a single newline means; blank lines part paragraphs in any case.
    #[arg(long, value_name = "WHAT", default_value = "auto")]
    newlines: NewlineKind,
    /// Split quotations
    ///
    /// Whether a quotation of several sentences is split. With 'off' no sentence ends inside a
    /// quotation that is closed in the same paragraph.
    #[arg(long, value_name = "SWITCH", default_value = "on")]
    quotes_split: Switch,
    /// The language of all input, as 'en' or 'pt-BR' [default: detected]
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = CLEANING)]
    language: Option<String>,
    /// The encoding of all input, as 'windows-1252' [default: detected]
    #[arg(long, value_name = "LABEL", value_parser = EncodingParser, hide_possible_values = true,
          help_heading = INPUT)]
    encoding: Option<Encoding>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum GuessKind {
    /// Make none; each is a finding
    Off,
    /// Make those with high odds
    High,
    /// Take the best candidate, always
    Any,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SocialKind {
    /// Leave them
    Keep,
    /// Take them out, with the spaces and brackets around them
    Drop,
    /// Put <user>, <hashtag>, <cashtag> and <url> for them
    Mask,
    /// Write hashtags as words, `#FerryDay` as "Ferry Day"; leave the rest
    SplitHashtags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NewlineKind {
    /// Decided for each document from the lengths of its lines
    Auto,
    /// It ends a paragraph
    Paragraph,
    /// It wraps a line, and is a space
    Wrap,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl CleaningArgs {
    /// The library's options.
    pub fn options(&self) -> Options {
        Options {
            only: self.only.clone(),
            skip: self.skip.clone(),
            off: self.off.iter().filter_map(|id| rule::find(id)).collect(),
            labels: self.labels.policy,
            guess: match self.guess {
                GuessKind::Off => Guess::Off,
                GuessKind::High => Guess::High,
                GuessKind::Any => Guess::Any,
            },
            encoding: self.encoding,
            language: self.language.clone(),
            newlines: match self.newlines {
                NewlineKind::Auto => Newlines::Auto,
                NewlineKind::Paragraph => Newlines::Paragraph,
                NewlineKind::Wrap => Newlines::Wrap,
            },
            quotes: match self.quotes_split {
                Switch::On => Quotes::Split,
                Switch::Off => Quotes::Whole,
            },
            survey: None,
            social: match self.social {
                SocialKind::Keep => Social::Keep,
                SocialKind::Drop => Social::Drop,
                SocialKind::Mask => Social::Mask,
                SocialKind::SplitHashtags => Social::SplitHashtags,
            },
            tweet_words: self.labels.tweet_words,
            trace: false,
        }
    }
}

/// A language tag, checked as BCP 47 checks its form; the language itself in lower case.
fn language(tag: &str) -> Result<String, String> {
    let (primary, rest) = tag.split_once('-').map_or((tag, None), |(a, b)| (a, Some(b)));
    let is_language =
        (2..=8).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if !is_language || !rest.is_none_or(|rest| rest.split('-').all(is_subtag)) {
        return Err("not a BCP 47 tag, such as 'en', 'pt-BR' or 'zh-Hant'".to_owned());
    }
    let primary = primary.to_ascii_lowercase();
    Ok(rest.map_or_else(|| primary.clone(), |rest| format!("{primary}-{rest}")))
}

/// Reads any label of the WHATWG standard, and the names of the pages that it lacks.
#[derive(Debug, Clone, Copy)]
pub struct EncodingParser;

impl TypedValueParser for EncodingParser {
    type Value = Encoding;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Encoding, clap::Error> {
        let label = value.to_string_lossy();
        Encoding::for_label(&label).ok_or_else(|| ENCODING.refuse(&label, command, arg))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((ENCODING.rows)().into_iter().map(|(name, _)| PossibleValue::new(name))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn language_tags() {
        for (tag, expected) in [("EN", "en"), ("pt-BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW")] {
            assert_eq!(language(tag).unwrap(), expected);
        }
        for tag in
            ["", "e", "en_GB", "en-", "-en", "english language", "fr-\u{1b}", "toolonglanguage"]
        {
            assert!(language(tag).is_err(), "{tag:?}");
        }
    }

    #[test]
    fn encodings_that_browsers_refuse_are_refused() {
        let parse = |label: &str| {
            EncodingParser.parse_ref(&clap::Command::new("x"), None, OsStr::new(label))
        };
        assert_eq!(parse("latin1").unwrap().name(), "windows-1252");
        assert_eq!(parse("cp437").unwrap().name(), "IBM437");
        assert!(parse("hz-gb-2312").is_err());
        assert!(parse("replacement").is_err());
        let error = parse("windows-1253x").unwrap_err().to_string();
        assert!(error.contains("did you mean 'windows-1253'"), "{error}");
    }
}
