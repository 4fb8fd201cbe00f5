//! What may be typed. Help is grouped by what a person wants; `-h` fits on one screen, the rest
//! is in `--help`.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::builder::Styles;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use descrape::corpus::{From, Inputs};
use descrape::decode::Encoding;

use super::check::CheckArgs;
use super::cleaning::{CleaningArgs, EncodingParser};
use super::config::Configured;
use super::generate::GenerateArgs;
use super::limits::LimitArgs;
use super::log::LogFormat;
use super::names::{self, FROM};
use super::output::OutputArgs;
use super::terminal::{HEADING, NAME};

/// Headings of the help.
pub const INPUT: &str = "Input";
pub const CLEANING: &str = "Cleaning";
pub const OUTPUT: &str = "Output";
pub const CONFIGURATION: &str = "Configuration";
pub const SEEN: &str = "What you see";

const STYLES: Styles = Styles::styled().header(HEADING).usage(HEADING).literal(NAME);

/// Turn folders of scraped articles into clean, sentence-split JSONL
///
/// descrape repairs garbled characters, decodes HTML entities, records embedded tweets, takes
/// page furniture out, mends white space and splits sentences. It accounts for every byte it
/// changed: with `--fields +changes` the original files can be rebuilt.
#[derive(Debug, Parser)]
#[command(
    name = "descrape",
    version,
    styles = STYLES,
    max_term_width = 100,
    disable_help_flag = true,
    disable_help_subcommand = true,
    infer_subcommands = false,
    arg_required_else_help = true,
    override_usage = "descrape [OPTIONS] <COMMAND>",
    after_help = "\
`descrape COMMAND --help` says more, with examples; options may stand in `descrape.toml`.",
    after_long_help = "\
Examples:
  descrape clean articles/ -o clean.jsonl
  zcat crawl.jsonl.gz | descrape clean - --fields id,text | next-step
  descrape check articles/
  descrape explain articles/17.txt

Exit codes: 0 done, 1 findings (check), 2 something could not be done, 130 interrupted. A closed
pipe is no error."
)]
pub struct Cli {
    /// `None` only with `--licenses`.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Print the licences of the program and of the data in it
    #[arg(long, help_heading = SEEN, display_order = 997)]
    pub licenses: bool,

    /// Take options from FILE instead of `descrape.toml` in the working directory
    ///
    /// A line is the long name of an option and its value, as 'threads = 4', for all commands or below
    /// '[clean]' for one; what is typed wins. Paths in it start from its folder.
    #[arg(long, global = true, value_name = "FILE", help_heading = CONFIGURATION, display_order = 990,
          hide_short_help = true)]
    config: Option<PathBuf>,

    /// Take no options from a file
    #[arg(long, global = true, help_heading = CONFIGURATION, display_order = 991,
          hide_short_help = true)]
    isolated: bool,

    /// Print the options in effect, and where each comes from, as a configuration file; do nothing else
    #[arg(long, global = true, help_heading = CONFIGURATION, display_order = 992,
          hide_short_help = true)]
    print_config: bool,

    /// What a configuration file says.
    #[arg(skip)]
    pub configured: Configured,
    /// What was typed behind the name of the program.
    #[arg(skip)]
    pub typed: Vec<String>,

    /// Colours
    ///
    /// `NO_COLOR` and `CLICOLOR_FORCE` are honoured with 'auto'.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = SEEN,
          display_order = 998)]
    pub color: Color,

    /// Messages on stderr: for people, or as JSON for servers
    ///
    /// With 'json' each is one object a line: time (RFC 3339, UTC), level (info, warn, error),
    /// message, and what it is made of, where known: path, line, offset, reason, hint, documents,
    /// quarantined, bytes, elapsed, rate (bytes a second), eta (seconds). How far a run is is told
    /// every few seconds, unless --no-progress.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text", help_heading = SEEN,
          display_order = 998, hide_short_help = true)]
    pub log_format: LogFormat,

    /// Print help (-h on one screen, --help all of it)
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = SEEN, display_order = 999)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(Box<CleanArgs>),
    Check(Box<CheckArgs>),
    Explain(ExplainArgs),
    Restore(RestoreArgs),
    Rules(RulesArgs),
    Survey(SurveyArgs),
    Generate(GenerateArgs),
}

/// Clean files, folders or records; write JSONL, CSV or Parquet
///
/// Folders are walked recursively in a fixed order; dot files, binary files, empty files and HTML
/// are passed over and counted. Files of records (JSONL, CSV, TSV, WET) are known by their names;
/// see `--from`. `.gz` and `.zst` are read whatever their name, and written by it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  descrape clean articles/ -o clean.jsonl
      one record a file; the file appears whole or not at all
  descrape clean dump.jsonl.zst --text-field body --id-field url -o clean.jsonl.zst
      records pass through with their other fields, `body` becomes `text`
  descrape clean export.csv --text-field Body --id-field URL -o clean.jsonl
      the header names the columns; the others pass through as strings
  descrape clean export.csv --text-field Body -o clean.csv
      a table with the columns of the other and then ours; --to says so where the name does not
  descrape clean articles/ --tweets keep --off unicode.nfc --fields +changes -o clean.jsonl
      tweets stay whole, one rule is off, and `descrape restore` can undo it all
  descrape clean crawl/ --take $((SLURM_ARRAY_TASK_ID + 1))/16 -o part-$SLURM_ARRAY_TASK_ID.jsonl.zst
      one job of sixteen (array 0 to 15); the parts together are the records of a single run
  descrape clean crawl/ -o clean.jsonl --max-quarantined 2% --report run.json --log-format json
      on a server: stops when too much is bad, tells programs how it went

Exit codes: 0 done, 2 something could not be done (the rest is done), 130 interrupted (with -o,
--resume goes on); the same with --quiet.")]
pub struct CleanArgs {
    /// Files, folders, or - for stdin (JSONL unless --from text)
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub cleaning: CleaningArgs,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub view: ViewArgs,
}

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = INPUT)]
pub struct InputArgs {
    /// Take only files of a folder that match, as '*.txt' or 'news/**'
    ///
    /// The pattern is matched against the path below the folder, and may be given several times.
    #[arg(long = "glob", value_name = "GLOB")]
    pub globs: Vec<String>,
    /// Leave out files and folders that match, as 'drafts' or '**/*.log'
    ///
    /// The pattern is matched against the path as it is shown; one without / against each name in it.
    /// Files that are typed are read all the same.
    #[arg(long = "exclude", value_name = "GLOB", hide_short_help = true)]
    pub excludes: Vec<String>,
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Records: the field that holds the id
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub id_field: String,
}

/// How an input becomes documents, be it one or many.
#[derive(Debug, Args)]
#[command(next_help_heading = INPUT)]
pub struct ReadingArgs {
    /// What inputs are
    #[arg(long, value_name = "KIND", default_value = "auto", value_parser = FROM)]
    pub from: &'static str,
    /// Records: the field or column that holds the text
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub text_field: String,
    /// Records: the field that holds the language
    #[arg(long, value_name = "FIELD", hide_short_help = true)]
    pub language_field: Option<String>,
}

/// How much is said on the way.
#[derive(Debug, Args)]
#[command(next_help_heading = SEEN)]
pub struct ViewArgs {
    /// Show problems only: no progress, no summary
    #[arg(short, long)]
    pub quiet: bool,
    /// List every problem and every input passed over
    #[arg(short, long)]
    pub verbose: bool,
    /// Draw no progress bar
    #[arg(long, hide_short_help = true)]
    pub no_progress: bool,
}

/// Show every change in one document, where and why
///
/// Changes are listed in the order of their place: `file:line:column`, rule, before → after.
/// Lines and columns count characters of the decoded input, from 1.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  descrape explain articles/17.txt
  descrape explain articles/17.txt --diff
  descrape explain dump.jsonl:1204 --only unicode,whitespace")]
pub struct ExplainArgs {
    /// A text file, a file of records (`FILE:LINE` chooses one), or - for stdin
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Records: the line of the one that is meant [default: the first record]
    #[arg(long, value_name = "N", help_heading = INPUT)]
    pub line: Option<NonZeroU64>,
    #[command(flatten)]
    pub reading: ReadingArgs,
    #[command(flatten)]
    pub cleaning: CleaningArgs,
    /// Show a unified diff instead
    #[arg(long, help_heading = OUTPUT)]
    pub diff: bool,
}

/// Rebuild the original files from records that carry `changes`
///
/// Needs records written by `descrape clean --fields +changes`. Files are written below DIR only;
/// ids that lead elsewhere are refused and counted, files that exist are kept.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  descrape clean articles/ --fields +changes -o clean.jsonl
  descrape restore clean.jsonl -o again && diff -r articles again")]
pub struct RestoreArgs {
    /// Clean records
    #[arg(value_name = "CLEAN.jsonl")]
    pub records: PathBuf,
    /// Write below this folder
    #[arg(short, long = "output", value_name = "DIR", help_heading = OUTPUT)]
    pub out: PathBuf,
    /// Replace files that exist
    #[arg(long, help_heading = OUTPUT)]
    pub force: bool,
    #[command(flatten)]
    pub view: ViewArgs,
}

/// Count the lines that a folder repeats, for `clean --survey FILE`
///
/// A short line that stands in many articles, with other paragraphs around it in each, is furniture
/// of the page, in any language. The file lists every line with its counts and says which are
/// taken out; it is text, and a row may be deleted. Surveys of parts add up to the survey of the
/// whole.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  descrape survey articles/ -o site.survey
  descrape clean new-articles.jsonl --survey site.survey -o clean.jsonl
  descrape survey --merge part-*.survey -o all.survey.zst
      the parts may have been counted on different machines

Exit codes: 0 done, 2 something could not be read (the rest is counted), 130 interrupted.")]
pub struct SurveyArgs {
    /// Files, folders, or - for stdin (JSONL unless --from text)
    #[arg(required_unless_present = "merge", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Add what these saved surveys have counted
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = INPUT)]
    pub merge: Vec<PathBuf>,
    /// Take only files of a folder that match, as '*.txt' or 'news/**'
    #[arg(long = "glob", value_name = "GLOB", help_heading = INPUT)]
    pub globs: Vec<String>,
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// The encoding of all input, as 'windows-1252' [default: detected]
    #[arg(long, value_name = "LABEL", value_parser = EncodingParser, hide_possible_values = true,
          help_heading = INPUT)]
    pub encoding: Option<Encoding>,
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Write to FILE (.gz and .zst by name) instead of stdout
    #[arg(short, long = "output", value_name = "FILE", help_heading = OUTPUT)]
    pub out: Option<PathBuf>,
    /// Write what could not be read to FILE, with the reasons
    #[arg(long, value_name = "FILE", help_heading = OUTPUT)]
    pub quarantine: Option<PathBuf>,
    /// How many threads count [default: one per core]
    #[arg(long, value_name = "N", help_heading = OUTPUT)]
    pub threads: Option<NonZeroUsize>,
    #[command(flatten)]
    pub view: ViewArgs,
}

/// List the rules, or explain one
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// The id of a rule, or the name of a stage or a label
    #[arg(value_name = "RULE")]
    pub name: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    Always,
    Never,
}

impl ReadingArgs {
    /// The library's choice of inputs, still without paths.
    pub fn inputs(&self) -> Inputs {
        Inputs {
            from: match self.from {
                names::TEXT => From::Text,
                name => From::records(name).unwrap_or(From::Auto),
            },
            text_field: self.text_field.clone(),
            language_field: self.language_field.clone(),
            ..Inputs::default()
        }
    }
}
