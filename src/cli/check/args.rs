//! What may be typed behind `descrape check`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use descrape::rule::Severity;

use super::mend::MendArgs;
use super::verdict::{VerdictArgs, severity};
use super::views::{self, ViewRow};
use super::which::WhichArgs;
use crate::cli::args::{InputArgs, SEEN, ViewArgs};
use crate::cli::cleaning::CleaningArgs;
use crate::cli::limits::LimitArgs;

/// Heading of the help.
const BASELINE: &str = "Baseline";

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
  descrape check corpus/ --max mojibake=0,boilerplate=1%
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
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// Take findings that FILE lists for known: they are neither shown nor judged
    #[arg(long, value_name = "FILE", help_heading = BASELINE, conflicts_with = "write_baseline")]
    pub baseline: Option<PathBuf>,
    /// Write what is found now to FILE, for --baseline
    ///
    /// All findings that would be shown. They are known again by what stands there, also where lines
    /// have moved; FILE is text, one finding a line, made to be committed.
    #[arg(long, value_name = "FILE", help_heading = BASELINE)]
    pub write_baseline: Option<PathBuf>,
    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = views::FORMAT,
          help_heading = SEEN)]
    format: &'static str,
    /// Show findings that are at least that bad [default: warning, or that of --fail-on]
    #[arg(long, value_name = "SEVERITY", value_parser = severity, help_heading = SEEN)]
    pub severity: Option<Severity>,
    /// Show no more findings than that [default: all; sarif, junit, gitlab: 5000]
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
    /// Whether everything below the paths is checked.
    pub fn checks_all(&self) -> bool {
        self.which.is_all() && self.limits.part().is_none()
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
        self.verdict.fail_on.severity().map_or(usual, |severity| severity.min(usual))
    }
}
