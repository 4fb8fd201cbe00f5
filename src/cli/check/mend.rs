//! `--fix` and what goes with it: what is found is mended where it stands, or shown as a diff.

use std::path::Path;

use clap::{ArgGroup, Args};
use descrape::corpus::{BACKUP, BeforeAfter, Checked, How, Job, Mend};
use descrape::error::Error;
use descrape::rule::Severity;

use super::views::Totals;
use crate::cli::diff;
use crate::cli::log::{Fields, Level};
use crate::cli::summary::{count, number};
use crate::cli::terminal::{self, HEADING};

/// What is mended.
#[derive(Debug, Args)]
#[command(next_help_heading = "Mending",
          group(ArgGroup::new("mends").args(["fix", "diff"]).multiple(true)))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that is typed")]
pub struct MendArgs {
    /// Mend what is shown, in the files themselves
    ///
    /// Text files and the text field of JSONL, compressed or not; everything else in them stays to the
    /// letter, and a file with nothing to mend is not touched. Only safe rules mend (`descrape rules`
    /// says which are), and what is milder than --severity stays. What is left is shown.
    #[arg(long)]
    fix: bool,
    /// Mend what takes words out of a text too, such as page furniture
    #[arg(long, requires = "mends", hide_short_help = true)]
    fix_lossy: bool,
    /// Show what --fix would do instead; change nothing
    #[arg(long)]
    diff: bool,
    /// Keep each file that is mended as it was, as NAME.orig or with another ending
    ///
    /// A backup that is there already stays, and so does its file. Backups beside their files are
    /// passed over by all commands, those with another ending by runs with the same --backup=SUFFIX.
    #[arg(long, value_name = "SUFFIX", num_args = 0..=1, require_equals = true,
          default_missing_value = BACKUP, value_parser = suffix, requires = "fix",
          hide_short_help = true)]
    backup: Option<String>,
    /// Exit with 1 when something was mended, as hooks want it
    #[arg(long, requires = "fix", hide_short_help = true)]
    exit_non_zero_on_fix: bool,
}

impl MendArgs {
    /// Whether it is only shown what would be mended.
    pub fn is_diff(&self) -> bool {
        self.diff
    }

    /// What is mended of the findings, of which these are shown.
    pub fn chosen(&self, shown: Severity) -> Option<Mend> {
        let how = match (self.diff, self.fix) {
            (true, _) => How::Tell,
            (false, true) => How::Write { backup: self.backup.clone() },
            (false, false) => return None,
        };
        Some(Mend { least: shown, lossy: self.fix_lossy, how })
    }

    /// Tells a job of the backups, and refuses what cannot be written.
    pub fn set(&self, job: &mut Job) -> Result<(), Error> {
        if let Some(suffix) = &self.backup {
            job.inputs.backups.clone_from(suffix);
        }
        if !self.fix || self.diff {
            return Ok(());
        }
        if let Some(stdin) = job.inputs.paths.iter().find(|path| *path == Path::new("-")) {
            return Err(Error::new("is no file that `--fix` could mend")
                .at(stdin)
                .hint("`descrape clean -` writes clean records to stdout"));
        }
        if job.inputs.part.is_some() {
            return Err(Error::new(
                "`--fix` writes whole files, not the parts that `--take` reads",
            )
            .hint("give each job files of its own"));
        }
        Ok(())
    }

    /// Whether it is told by the exit code that something was mended.
    pub fn fails(&self, checked: &Checked) -> bool {
        self.exit_non_zero_on_fix && !self.diff && checked.mended.places > 0
    }

    /// Says what was mended, and what is left.
    pub fn tell(&self, totals: &Totals) {
        if self.fix || self.diff {
            let what = what(self.diff, totals);
            let view = format!("{HEADING}{what}{HEADING:#}\n");
            terminal::tell(&view, Level::Info, &what, &Fields::default());
        }
    }
}

/// `mended 3 places in 2 files; nothing left`
fn what(is_diff: bool, totals: &Totals) -> String {
    let mended = totals.checked.mended;
    let places = format!("{} in {}", count(mended.places, "place"), count(mended.files, "file"));
    match (is_diff, mended.places, totals.checked.at_least(totals.shown)) {
        (true, 0, _) => "nothing to mend".to_owned(),
        (true, ..) => format!("would mend {places}"),
        (false, 0, 0) => "nothing to mend; nothing left".to_owned(),
        (false, 0, left) => format!("nothing mended; {} left", findings(left)),
        (false, _, 0) => format!("mended {places}; nothing left"),
        (false, _, left) => format!("mended {places}; {} left", findings(left)),
    }
}

fn findings(n: u64) -> String {
    if n == 1 { "1 finding".to_owned() } else { format!("{} findings", number(n)) }
}

/// What would be mended in a document.
pub fn diff(told: &BeforeAfter) -> String {
    let Some(line) = told.line else {
        return diff::view(&told.path, "mended", &told.before, &told.after);
    };
    // That the text of a field has no line end is nothing to be told each time.
    let is_bare = !told.before.ends_with('\n') && !told.after.ends_with('\n');
    let [before, after] = [&told.before, &told.after]
        .map(|text| if is_bare { format!("{text}\n") } else { text.clone() });
    diff::view(&format!("{}:{line}", told.path), "mended", &before, &after)
}

fn suffix(typed: &str) -> Result<String, String> {
    let is_end = !typed.is_empty() && !typed.contains(['/', '\\', '\0']);
    let end = is_end.then(|| typed.to_owned());
    end.ok_or_else(|| "not the end of a name, such as '.orig' or '~'".to_owned())
}
