//! `descrape clean`: cleans inputs, writes records, says what happened.

use std::time::Instant;

use descrape::corpus::{self, Account, AccountFile, Inputs, Job};
use descrape::error::Error;
use descrape::output::{Destination, Shape};

use super::args::CleanArgs;
use super::config::Configured;
use super::output::Per;
use super::progress::Watch;
use super::{Outcome, fields, summary, survey, terminal};

pub fn run(args: &CleanArgs, configured: &Configured, typed: &[String]) -> Result<Outcome, Error> {
    let mut job = job(args, configured)?;
    args.limits.set(&mut job)?;
    let account = job.report.as_deref().map(AccountFile::create).transpose()?;
    let start = Instant::now();
    job.options.survey = survey::chosen(&args.cleaning.survey, &args.view, &job)?;
    let watch = Watch::new(&args.view, matches!(job.destination, Destination::Stdout));
    let report = corpus::run(&job, &watch);
    watch.finish(job.quarantine.is_none().then_some("--quarantine FILE"));
    let (before, elapsed) = (watch.before(), start.elapsed());
    let account = account.map(|file| {
        // Of a run that did not begin there is nothing to tell, and an earlier account may stand.
        let unfinished = watch.unfinished();
        let Some(report) = report.as_ref().ok().or(unfinished.as_ref()) else { return Ok(()) };
        let (arguments, times) = (typed, &watch.times());
        let finished = unfinished.is_none();
        file.write(&Account {
            job: &job,
            arguments,
            configured: &configured.options,
            report,
            finished,
            before,
            times,
            elapsed,
        })
    });
    let report = match (report, account.transpose()) {
        (Ok(report), Ok(_)) => report,
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => return Err(error),
        (Err(error), Err(also)) => {
            terminal::complain(&also.to_string(), also.hint_text());
            return Err(error);
        }
    };
    if !args.view.quiet {
        summary::clean(&report, &job, before, elapsed).tell();
    }
    Ok(Outcome::done_if(report.quarantined.is_empty() && watch.problems() == 0))
}

fn job(args: &CleanArgs, configured: &Configured) -> Result<Job, Error> {
    let CleanArgs { paths, input, cleaning, output, .. } = args;
    Ok(Job {
        inputs: Inputs {
            paths: paths.clone(),
            globs: input.globs.clone(),
            excludes: input.excludes.clone(),
            id_field: input.id_field.clone(),
            ..input.reading.inputs()
        },
        options: cleaning.options(),
        shape: Shape {
            format: output.format()?,
            fields: fields::chosen(&output.record.fields),
            offsets: output.record.offsets.unit(),
            per_sentence: output.per == Per::Sentence,
        },
        destination: output.destination(args.limits.part(), configured),
        quarantine: output.quarantine.clone(),
        report: output.report.clone(),
        configuration: configured.file.clone(),
        threads: output.threads.map(Into::into),
        batch_bytes: output.batch_size.map(Into::into),
        unfinished: output.unfinished(),
        ..Job::default()
    })
}
