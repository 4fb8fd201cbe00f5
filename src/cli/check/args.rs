//! What may be typed behind `descrape check`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use descrape::check::Levels;
use descrape::rule::{self, Rule, SEVERITIES, Severity};

use super::mend::MendArgs;
use super::views::{self, ViewRow};
use super::which::WhichArgs;
use crate::cli::args::{InputArgs, SEEN, ViewArgs};
use crate::cli::cleaning::CleaningArgs;
use crate::cli::limits::LimitArgs;
use crate::cli::names::{GROUP, Names, RULE};

/// Headings of the help.
const VERDICT: &str = "Verdict";

/// Report what is dirty, where and why; with --fix, mend it
///
/// The changes that `clean` would make are findings, and so is what no edit mends: bytes that do not
/// decode, lost characters, records that do not parse. Each has a severity: error (data are broken:
/// undecodable bytes, misread text, control characters), warning (a loss, a guess), note (what
/// ordinary articles have: furniture, odd spaces).
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  descrape check articles/
  descrape check data.jsonl --text-field body --fail-on warning
  descrape check articles/ --severity note --statistics
  descrape check articles/ --format sarif -o descrape.sarif
  descrape check articles/ --diff
  descrape check articles/ --fix --backup
      see what would be mended, then mend it; the exit code is 1 where something is left

Exit codes: 0 clean, 1 findings, 2 something could not be checked (that beats 1), 130 interrupted;
the same with --quiet.")]
pub struct CheckArgs {
    /// Files, folders, or - for stdin (JSONL unless --from text)
    #[arg(required_unless_present_any = ["file_list", "changed_since"], value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub which: WhichArgs,
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub cleaning: CleaningArgs,
    #[command(flatten)]
    pub mend: MendArgs,
    /// Exit with 1 when something is at least that bad
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = VERDICT)]
    pub fail_on: FailOn,
    /// How bad findings of a rule or stage are, as 'unicode.nfc=error,boilerplate=warning'
    #[arg(long, value_name = "RULE=SEVERITY,…", value_delimiter = ',', value_parser = level,
          help_heading = VERDICT)]
    level: Vec<Level>,
    /// Exit with 0 whatever is found (2 stays 2)
    #[arg(long, help_heading = VERDICT, hide_short_help = true)]
    pub exit_zero: bool,
    /// Finding nothing to check is no error
    #[arg(long, help_heading = VERDICT, hide_short_help = true)]
    pub allow_empty: bool,
    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = views::FORMAT,
          help_heading = SEEN)]
    format: &'static str,
    /// Show findings that are at least that bad [default: warning, or that of --fail-on]
    #[arg(long, value_name = "SEVERITY", value_parser = severity, help_heading = SEEN)]
    pub severity: Option<Severity>,
    /// Show no more findings than that [default: all; sarif: 5000]
    ///
    /// The rest is counted all the same.
    #[arg(long, value_name = "N", help_heading = SEEN, hide_short_help = true)]
    pub max_findings: Option<u64>,
    /// Show at the end how much there is of each rule
    #[arg(long, help_heading = SEEN)]
    pub statistics: bool,
    /// Write the findings to FILE instead of stdout
    #[arg(short, long = "output", value_name = "FILE", help_heading = SEEN)]
    pub out: Option<PathBuf>,
    /// How many threads check [default: one per core]
    #[arg(long, value_name = "N", help_heading = SEEN, hide_short_help = true)]
    pub threads: Option<NonZeroUsize>,
    /// How many source bytes make a batch.
    #[arg(long, value_name = "BYTES", hide = true)]
    pub batch_size: Option<NonZeroUsize>,
    #[command(flatten)]
    pub view: ViewArgs,
}

impl CheckArgs {
    /// How bad findings are, by rule.
    pub fn levels(&self) -> Levels {
        Levels::new(
            self.level
                .iter()
                .flat_map(|level| level.rules.iter().map(|rule| (*rule, level.severity))),
        )
    }

    /// How findings are shown.
    pub fn format(&self) -> &'static ViewRow {
        views::chosen(self.format, self.out.is_some())
    }

    /// The mildest findings that are made: those shown, and those that decide.
    pub fn shown(&self) -> Severity {
        self.severity.unwrap_or_else(|| self.made())
    }

    /// The mildest findings that decide or are shown by default.
    pub fn made(&self) -> Severity {
        let usual = self.severity.unwrap_or(Severity::Warning);
        self.fail_on.severity().map_or(usual, |severity| severity.min(usual))
    }
}

/// When there is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Note,
    Warning,
    Error,
    Never,
}

impl FailOn {
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Note => Some(Severity::Note),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Error => Some(Severity::Error),
            FailOn::Never => None,
        }
    }
}

/// How bad findings of some rules are.
#[derive(Debug, Clone)]
struct Level {
    rules: Vec<&'static Rule>,
    severity: Severity,
}

fn level(typed: &str) -> Result<Level, String> {
    let Some((name, word)) = typed.split_once('=') else {
        return Err("not of the form RULE=SEVERITY, such as 'unicode.nfc=error'".to_owned());
    };
    Ok(Level { rules: rules(name)?, severity: severity(word)? })
}

/// The rules that a name means: one, or all of a group.
fn rules(name: &str) -> Result<Vec<&'static Rule>, String> {
    let named: Vec<_> =
        rule::all().filter(|rule| rule.id == name || rule::group(rule) == name).collect();
    if named.is_empty() {
        let all = Names {
            rows: || [RULE, GROUP].iter().flat_map(|names| (names.rows)()).collect(),
            ..RULE
        };
        let (what, hint) = all.unknown(name);
        return Err(format!("{what}; {hint}"));
    }
    Ok(named)
}

fn severity(typed: &str) -> Result<Severity, String> {
    let named = SEVERITIES.into_iter().find(|severity| severity.name() == typed);
    named.ok_or_else(|| {
        format!(
            "unknown severity '{typed}'; there are: {}",
            SEVERITIES.map(Severity::name).join(", ")
        )
    })
}
