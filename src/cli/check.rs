//! `descrape check`: what is dirty, where and why; the exit code says whether that is too much.

mod args;
mod beyond;
mod concise;
mod fingerprints;
mod folder;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod message;
mod region;
#[cfg(test)]
mod samples;
mod sarif;
mod statistics;
mod views;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use descrape::corpus::{self, Checks, Inputs, Job};
use descrape::error::Error;
use descrape::output::Destination;

pub use args::CheckArgs;
pub use views::Totals;

use views::Setting;

use super::progress::Watch;
use super::terminal::{self, Stream};
use super::{Outcome, summary, survey};

pub fn run(args: &CheckArgs) -> Result<Outcome, Error> {
    let mut job = job(args);
    args.limits.set(&mut job)?;
    let start = Instant::now();
    job.options.survey = survey::chosen(&args.cleaning.survey, &args.view, &job)?;
    let row = args.format();
    let shown = args.shown();
    let checks = Arc::new(Checks {
        shown: args.made(),
        levels: args.levels(),
        ignores: vec![],
        excerpts: row.excerpts,
    });
    let mut view = (row.make)(Setting { fail_on: args.fail_on.severity(), baseline: false });
    let mut out = Stream::to(job.report.as_deref(), row.styled)?;
    let watch = Watch::new(&args.view, job.report.is_none()).calling_undone("not checked");
    let most = args.max_findings.or(row.most).unwrap_or(u64::MAX);
    let mut listed = 0;
    view.begin(&mut out.text);
    let checked = corpus::check(&job, &checks, &watch, |finding| {
        if finding.severity < shown {
            return Ok(());
        }
        if listed < most {
            listed += 1;
            view.finding(&finding, &mut out.text);
        } else {
            view.beyond(&finding);
        }
        out.write_when_long()
    });
    watch.finish(None);
    let checked = checked?;
    let mut totals = Totals {
        checked: &checked,
        shown,
        listed,
        undone: watch.problems(),
        outcome: Outcome::Done,
        elapsed: start.elapsed(),
    };
    totals.outcome = outcome(args, &totals);
    view.end(&totals, &mut out.text);
    out.finish()?;
    if args.statistics {
        terminal::say(&statistics::table(&checked));
    }
    if !args.view.quiet {
        summary::check(&totals).tell();
    }
    Ok(totals.outcome)
}

/// What could not be done beats what was found.
fn outcome(args: &CheckArgs, totals: &Totals) -> Outcome {
    let checked = totals.checked;
    let fails = args.fail_on.severity().is_some_and(|severity| checked.at_least(severity) > 0);
    let is_empty = totals.is_empty() && !args.allow_empty;
    if totals.undone > 0 || is_empty {
        Outcome::Incomplete
    } else if fails && !args.exit_zero {
        Outcome::Findings
    } else {
        Outcome::Done
    }
}

fn job(args: &CheckArgs) -> Job {
    let CheckArgs { paths, input, cleaning, .. } = args;
    Job {
        inputs: Inputs {
            paths: paths.clone(),
            globs: input.globs.clone(),
            id_field: input.id_field.clone(),
            ..input.reading.inputs()
        },
        options: cleaning.options(),
        destination: Destination::Nowhere,
        report: args.out.clone().filter(|path| path != Path::new("-")),
        threads: args.threads.map(Into::into),
        batch_bytes: args.batch_size.map(Into::into),
        ..Job::default()
    }
}
