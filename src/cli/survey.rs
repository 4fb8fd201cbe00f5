//! `descrape survey`: counts what a folder repeats. And `--survey`, which uses it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use descrape::Options;
use descrape::corpus::{self, Inputs, Job, Observer};
use descrape::error::Error;
use descrape::output::Destination;
use descrape::survey::{Repeated, Survey};

use super::args::{CleanArgs, SurveyArgs};
use super::progress::Watch;
use super::{Outcome, summary, terminal};

pub fn run(args: &SurveyArgs) -> Result<Outcome, Error> {
    let start = Instant::now();
    let mut known = Survey::default();
    for file in &args.merge {
        known.merge(corpus::load_survey(file)?);
    }
    let job = job(args);
    let watch = Watch::new(&args.view, matches!(job.destination, Destination::Stdout));
    let saved = corpus::save_survey(&job, known, &watch);
    watch.finish(job.quarantine.is_none().then_some("--quarantine FILE"));
    let (survey, report) = saved?;
    if !args.view.quiet {
        terminal::tell(&summary::survey(&report, &survey, &job, start.elapsed()));
    }
    Ok(Outcome::done_if(report.quarantined.is_empty() && watch.problems() == 0))
}

fn job(args: &SurveyArgs) -> Job {
    Job {
        inputs: Inputs {
            paths: args.paths.clone(),
            globs: args.globs.clone(),
            ..args.reading.inputs()
        },
        options: Options { encoding: args.encoding, ..Options::default() },
        destination: match &args.out {
            Some(file) if file != Path::new("-") => Destination::File(file.clone()),
            _ => Destination::Stdout,
        },
        quarantine: args.quarantine.clone(),
        threads: args.threads.map(Into::into),
        ..Job::default()
    }
}

/// What `--survey` of a `clean` means: a saved survey, or a first pass over its inputs.
pub fn chosen(args: &CleanArgs, job: &Job) -> Result<Option<Arc<Repeated>>, Error> {
    if !matches!(args.cleaning.survey, Some(None)) {
        return saved(args.cleaning.survey.as_ref());
    }
    if let Some(path) = corpus::read_only_once(&job.inputs) {
        return Err(Error::new("cannot be read twice, as `--survey` without a file must")
            .at(path)
            .hint("`descrape survey PATH… -o FILE` on a sample, then `--survey FILE`"));
    }
    let watch = Watch::new(&args.view, matches!(job.destination, Destination::Stdout));
    let survey = corpus::survey(job, &Silent(&watch));
    watch.finish(None);
    Ok(Some(Arc::new(survey?.0.repeated())))
}

/// A saved survey, where there must be one.
pub fn saved(choice: Option<&Option<PathBuf>>) -> Result<Option<Arc<Repeated>>, Error> {
    match choice {
        None => Ok(None),
        Some(Some(file)) => Ok(Some(Arc::new(corpus::load_survey(file)?.repeated()))),
        Some(None) => Err(Error::new("one document has no folder to survey")
            .hint("name a file made by `descrape survey PATH… -o FILE`")),
    }
}

/// Watches the first of two passes: what cannot be read is told in the second.
struct Silent<'a>(&'a Watch);

impl Observer for Silent<'_> {
    fn started(&self, files: u64, bytes: Option<u64>) {
        self.0.started(files, bytes);
    }
    fn advanced(&self, documents: u64, bytes: u64) {
        self.0.advanced(documents, bytes);
    }
    fn stop(&self) -> bool {
        self.0.stop()
    }
}
