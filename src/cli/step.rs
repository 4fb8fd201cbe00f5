//! A step in another program: what it may choose, by the names that the options of `clean` have.

use clap::{Args, Command, FromArgMatches};
use descrape::Options;
use descrape::error::Error;
use descrape::output::Shape;

use super::cleaning::CleaningArgs;
use super::output::RecordArgs;
use super::{fields, names, survey};

#[derive(Debug, Args)]
struct StepArgs {
    #[command(flatten)]
    cleaning: CleaningArgs,
    #[command(flatten)]
    record: RecordArgs,
}

/// What is chosen for an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Yes or no.
    Switch(bool),
    /// One value, or several of an option that takes several.
    Values(Vec<String>),
}

/// How text is cleaned, and which fields a record of it has.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Step {
    /// How text is cleaned.
    pub options: Options,
    /// Which fields a record has.
    pub shape: Shape,
}

impl Step {
    /// The step with these options. A name is that of an option of `descrape clean`, with `_` for
    /// `-` if one likes; of `on` and `off` a switch chooses.
    ///
    /// An unknown name or value is an error whose hint has what there is.
    ///
    /// ```
    /// use descrape::program::{Choice, Step};
    ///
    /// let drop = Choice::Values(vec!["drop".into()]);
    /// let step = Step::new([("tweets", drop), ("quotes_split", Choice::Switch(false))]).unwrap();
    /// let document = descrape::clean_text("Fog. pic.twitter.com/Qw3rTy7uIo", &step.options);
    /// assert_eq!(document.text(), "Fog.");
    ///
    /// let error = Step::new([("twets", Choice::Switch(true))]).unwrap_err();
    /// assert_eq!(error.to_string(), "unknown option 'twets'");
    /// assert_eq!(error.hint_text(), Some("did you mean 'tweets'?"));
    /// ```
    pub fn new<'a>(chosen: impl IntoIterator<Item = (&'a str, Choice)>) -> Result<Step, Error> {
        let command = command();
        let mut line = vec!["descrape".to_owned()];
        for (name, choice) in chosen {
            let long = name.replace('_', "-");
            let arg = command.get_arguments().find(|arg| arg.get_long() == Some(&*long));
            let takes_values = arg.ok_or_else(|| unknown(name))?.get_action().takes_values();
            let values = match choice {
                Choice::Switch(yes) if takes_values => {
                    vec![if yes { "on" } else { "off" }.to_owned()]
                }
                Choice::Switch(yes) => {
                    line.extend(yes.then(|| format!("--{long}")));
                    continue;
                }
                Choice::Values(values) => values,
            };
            line.extend(values.iter().map(|value| format!("--{long}={value}")));
        }
        let args = command
            .try_get_matches_from(line)
            .and_then(|matches| StepArgs::from_arg_matches(&matches))
            .map_err(|error| said(&error))?;
        Ok(Step {
            options: Options {
                survey: survey::saved(&args.cleaning.survey)?,
                ..args.cleaning.options()
            },
            shape: Shape {
                fields: fields::chosen(&args.record.fields),
                offsets: args.record.offsets.unit(),
                ..Shape::default()
            },
        })
    }
}

fn command() -> Command {
    let command = StepArgs::augment_args(Command::new("descrape"));
    command.disable_help_flag(true).disable_version_flag(true)
}

fn unknown(name: &str) -> Error {
    let command = command();
    let names: Vec<String> =
        command.get_arguments().filter_map(|arg| Some(arg.get_long()?.replace('-', "_"))).collect();
    let error = Error::new(format!("unknown option '{name}'"));
    match names::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean '{near}'?")),
        None => error.hint(format!("the options are {}", names.join(", "))),
    }
}

/// What clap says of a value, without what only a command line has.
fn said(error: &clap::Error) -> Error {
    let plain = error.render().to_string();
    let (what, rest) = plain.trim_start_matches("error: ").split_once('\n').unwrap_or((&plain, ""));
    let lines = rest.lines().map(str::trim);
    let hint = lines
        .filter(|line| !line.is_empty() && !line.contains("--help") && !line.starts_with("Usage"));
    let hint = hint.collect::<Vec<_>>().join("; ");
    let error = Error::new(what.trim());
    if hint.is_empty() { error } else { error.hint(hint) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn values(words: &[&str]) -> Choice {
        Choice::Values(words.iter().map(|&word| word.to_owned()).collect())
    }

    #[test]
    fn options_mean_what_they_mean_on_a_command_line() {
        let step = Step::new([
            ("only", values(&["mojibake", "sentences"])),
            ("fields", values(&["text,spans"])),
            ("offsets", values(&["bytes"])),
            ("quotes-split", Choice::Switch(true)),
        ])
        .unwrap();
        assert_eq!(step.options.only, Some(vec!["mojibake", "sentences"]));
        assert_eq!(step.shape.fields, Some(vec!["text", "spans"]));
        assert_eq!(step.shape.offsets, descrape::output::Offsets::Bytes);
        assert_eq!(Step::new([]).unwrap().shape.fields, None);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let error = Step::new([("only", values(&["mojibak"]))]).unwrap_err();
        assert!(error.to_string().contains("mojibak"), "{error}");
        assert!(error.hint_text().unwrap().contains("mojibake"), "{error}");
        let error = Step::new([("threads", values(&["2"]))]).unwrap_err();
        assert!(error.hint_text().unwrap().contains("the options are only, "), "{error}");
    }
}
