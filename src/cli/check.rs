//! `descrape check`: what is dirty, where and why; the exit code says whether that is too much.

mod args;
mod baseline;
mod beyond;
mod concise;
mod fingerprints;
mod folder;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod mend;
mod message;
mod region;
#[cfg(test)]
mod samples;
mod sarif;
mod statistics;
mod verdict;
mod views;
mod which;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use descrape::check::Finding;
use descrape::corpus::{self, BeforeAfter, Checks, Ignore, Inputs, Job};
use descrape::error::{Error, printable};
use descrape::output::Destination;

pub use args::CheckArgs;
use baseline::{Known, Written};
use verdict::What;
pub use views::Totals;

use views::Setting;

use super::config::{Configured, IgnoreRow};
use super::progress::Watch;
use super::terminal::{self, Stream};
use super::{Outcome, summary, survey};

pub fn run(args: &CheckArgs, configured: &Configured) -> Result<Outcome, Error> {
    let mut job = job(args)?;
    job.configuration.clone_from(&configured.file);
    args.limits.set(&mut job)?;
    args.mend.set(&mut job)?;
    let start = Instant::now();
    job.options.survey = survey::chosen(&args.cleaning.survey, &args.view, &job)?;
    let row = args.format();
    let shown = args.shown();
    let checks = Arc::new(Checks {
        shown: args.made(),
        levels: args.verdict.levels(),
        ignores: configured.ignores.iter().map(ignore).collect::<Result<_, _>>()?,
        excerpts: row.excerpts,
    });
    let mut known = args.baseline.as_deref().map(Known::read).transpose()?.unwrap_or_default();
    let mut written = Written::default();
    let fail_on = args.verdict.fail_on.severity();
    let mut view = (row.make)(Setting { fail_on, baseline: args.baseline.is_some() });
    let mut out = Stream::to(job.report.as_deref(), row.styled)?;
    let watch = Watch::new(&args.view, job.report.is_none()).calling_undone("not checked");
    let most = args.max_findings.or(row.most).unwrap_or(u64::MAX);
    let mut listed = 0;
    let mut known_shown = BTreeMap::new();
    let mend = args.mend.chosen(shown);
    let is_diff = args.mend.is_diff();
    if !is_diff {
        view.begin(&mut out.text);
    }
    let mut show = |mut finding: Finding| {
        finding.known = known.knows(&finding);
        if finding.known && finding.severity >= shown {
            *known_shown.entry(finding.severity).or_default() += 1;
        }
        if args.write_baseline.is_some() {
            written.add(&finding);
        } else if finding.severity >= shown && (view.shows_known() || !finding.known) {
            if listed < most {
                view.finding(&finding, &mut out.text);
            } else {
                view.beyond(&finding);
            }
            listed += 1;
        }
        out.write_when_long()
    };
    let checked = match &mend {
        None => corpus::check(&job, &checks, &watch, &mut show),
        Some(mend) if is_diff => {
            let diff = |told: BeforeAfter| {
                out.text += &mend::diff(&told);
                out.write_when_long()
            };
            let unseen = |finding: Finding| {
                known.knows(&finding);
                Ok(())
            };
            corpus::mend(&job, &checks, mend, &watch, unseen, diff)
        }
        Some(mend) => corpus::mend(&job, &checks, mend, &watch, &mut show, |_| Ok(())),
    };
    watch.finish(None);
    let checked = checked?;
    if let Some(path) = &args.write_baseline {
        let said = written.write(path)?;
        if !args.view.quiet {
            terminal::say(&format!("{said}\n"));
        }
        return Ok(Outcome::done_if(watch.problems() == 0));
    }
    let passed = args.verdict.passed(&checked);
    let fails = !passed.is_empty()
        || args.verdict.fails(&checked, &known.counts)
        || args.mend.fails(&checked);
    let mut totals = Totals {
        checked: &checked,
        shown,
        unlisted: listed.saturating_sub(most),
        known: known_shown,
        undone: watch.problems(),
        outcome: Outcome::Done,
        elapsed: start.elapsed(),
    };
    totals.outcome = outcome(args, &totals, fails);
    if !is_diff {
        view.end(&totals, &mut out.text);
    }
    out.finish()?;
    if args.statistics {
        terminal::say(&statistics::table(&checked));
    }
    for limit in &passed {
        terminal::complain(limit, None);
    }
    if !args.view.quiet {
        if args.checks_all() {
            terminal::say(&unused(configured, &checks));
        }
        if let Some(stale) = known.stale(&job.inputs.paths).filter(|_| args.checks_all()) {
            terminal::say(&stale);
        }
        args.mend.tell(&totals);
        summary::check(&totals).tell();
    }
    Ok(totals.outcome)
}

/// What could not be done beats what was found.
fn outcome(args: &CheckArgs, totals: &Totals, fails: bool) -> Outcome {
    let is_empty = totals.is_empty() && !args.verdict.allow_empty && !args.which.may_be_none();
    if totals.undone > 0 || is_empty {
        Outcome::Incomplete
    } else if fails && !args.verdict.exit_zero {
        Outcome::Findings
    } else {
        Outcome::Done
    }
}

/// What a configuration file accepts.
fn ignore(row: &IgnoreRow) -> Result<Ignore, Error> {
    let at = |error: Error| error.at(&row.place);
    let mut rules = vec![];
    for name in &row.rules {
        rules.extend(What::named(name).map_err(|said| at(Error::new(said)))?.rules());
    }
    Ignore::new(&row.path, rules).map_err(at)
}

/// The rows of the configuration file that nothing needs any more.
fn unused(configured: &Configured, checks: &Checks) -> String {
    let rows = configured.ignores.iter().zip(&checks.ignores);
    let mut out = String::new();
    for (row, _) in rows.filter(|(_, ignore)| ignore.used() == 0) {
        let _ = writeln!(out, "{}: [[check.ignore]] ignores nothing", printable(&row.place));
    }
    out
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
        own: args.baseline.iter().chain(&args.write_baseline).cloned().collect(),
        threads: args.threads.map(Into::into),
        batch_bytes: args.batch_size.map(Into::into),
        ..Job::default()
    })
}
