//! `descrape check`: what is dirty, where and why; the exit code says whether that is too much.

mod args;
mod concise;
mod json;
mod mend;
mod message;
mod statistics;
mod views;
mod which;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use descrape::check::Finding;
use descrape::corpus::{self, BeforeAfter, Checks, Inputs, Job};
use descrape::error::Error;
use descrape::output::Destination;

pub use args::CheckArgs;
pub use views::Totals;

use super::progress::Watch;
use super::terminal::{self, Stream};
use super::{Outcome, summary, survey};

pub fn run(args: &CheckArgs) -> Result<Outcome, Error> {
    let mut job = job(args)?;
    args.limits.set(&mut job)?;
    args.mend.set(&mut job)?;
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
    let mut view = (row.make)();
    let mut out = Stream::to(job.report.as_deref())?;
    let watch = Watch::new(&args.view, job.report.is_none()).calling_undone("not checked");
    let most = args.max_findings.or(row.most).unwrap_or(u64::MAX);
    let mut listed = 0;
    let mend = args.mend.chosen(shown);
    let is_diff = args.mend.is_diff();
    if !is_diff {
        view.begin(&mut out.text);
    }
    let mut show = |finding: Finding| {
        if finding.severity >= shown && listed < most {
            listed += 1;
            view.finding(&finding, &mut out.text);
        }
        out.write_when_long()
    };
    let checked = match &mend {
        None => corpus::check(&job, &checks, &watch, show),
        Some(mend) if is_diff => {
            let diff = |told: BeforeAfter| {
                out.text += &mend::diff(&told);
                out.write_when_long()
            };
            corpus::mend(&job, &checks, mend, &watch, |_| Ok(()), diff)
        }
        Some(mend) => corpus::mend(&job, &checks, mend, &watch, &mut show, |_| Ok(())),
    };
    watch.finish(None);
    let checked = checked?;
    // A diff shows no findings, so none is left out of it.
    let listed = if is_diff { checked.at_least(shown) } else { listed };
    let totals = Totals { checked: &checked, shown, listed, elapsed: start.elapsed() };
    if !is_diff {
        view.end(&totals, &mut out.text);
    }
    out.finish()?;
    if args.statistics {
        terminal::say(&statistics::table(&checked));
    }
    if !args.view.quiet {
        args.mend.tell(&totals);
        summary::check(&totals).tell();
    }
    let fails = args.fail_on.severity().is_some_and(|severity| checked.at_least(severity) > 0)
        || args.mend.fails(&checked);
    let is_empty = totals.is_empty() && !args.allow_empty && !args.which.may_be_none();
    Ok(if watch.problems() > 0 || is_empty {
        Outcome::Incomplete
    } else if fails && !args.exit_zero {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn job(args: &CheckArgs) -> Result<Job, Error> {
    let CheckArgs { input, cleaning, .. } = args;
    Ok(Job {
        inputs: Inputs {
            paths: args.which.paths(&args.paths)?,
            globs: input.globs.clone(),
            excludes: input.excludes.clone(),
            excludes_named: args.which.excludes_named(),
            id_field: input.id_field.clone(),
            ..input.reading.inputs()
        },
        options: cleaning.options(),
        destination: Destination::Nowhere,
        report: args.out.clone().filter(|path| path != Path::new("-")),
        threads: args.threads.map(Into::into),
        batch_bytes: args.batch_size.map(Into::into),
        ..Job::default()
    })
}
