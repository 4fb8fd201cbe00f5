//! `descrape clean`: cleans inputs, writes records, says what happened.

use std::time::Instant;

use descrape::corpus::{self, Account, AccountFile, Inputs, Job};
use descrape::error::Error;
use descrape::output::{Destination, Shape};

use super::args::CleanArgs;
use super::output::Per;
use super::progress::Watch;
use super::{Outcome, fields, summary, survey};

pub fn run(args: &CleanArgs) -> Result<Outcome, Error> {
    let mut job = job(args)?;
    args.limits.set(&mut job)?;
    let account = job.report.as_deref().map(AccountFile::create).transpose()?;
    let start = Instant::now();
    job.options.survey = survey::chosen(args, &job)?;
    let watch = Watch::new(&args.view, matches!(job.destination, Destination::Stdout));
    let report = corpus::run(&job, &watch);
    watch.finish(job.quarantine.is_none().then_some("--quarantine FILE"));
    let report = report?;
    let elapsed = start.elapsed();
    if let Some(file) = account {
        let arguments: Vec<String> =
            std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        let (report, times) = (&report, &watch.times());
        file.write(&Account { job: &job, arguments: &arguments, report, times, elapsed })?;
    }
    if !args.view.quiet {
        summary::clean(&report, &job, elapsed).tell();
    }
    Ok(Outcome::done_if(report.quarantined.is_empty() && watch.problems() == 0))
}

fn job(args: &CleanArgs) -> Result<Job, Error> {
    let CleanArgs { paths, input, cleaning, output, .. } = args;
    Ok(Job {
        inputs: Inputs {
            paths: paths.clone(),
            globs: input.globs.clone(),
            id_field: input.id_field.clone(),
            ..input.reading.inputs()
        },
        options: cleaning.options(),
        shape: Shape {
            format: output.format()?,
            fields: fields::chosen(&output.fields),
            offsets: output.offsets.unit(),
            per_sentence: output.per == Per::Sentence,
        },
        destination: output.destination(args.limits.part()),
        quarantine: output.quarantine.clone(),
        report: output.report.clone(),
        threads: output.threads.map(Into::into),
        batch_bytes: output.batch_size.map(Into::into),
        unfinished: output.unfinished(),
        ..Job::default()
    })
}
