//! `descrape survey`: counts what a folder repeats. And `--survey`, which uses it.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use descrape::Options;
use descrape::corpus::{self, Inputs, Job, Observer};
use descrape::error::Error;
use descrape::output::Destination;
use descrape::survey::{Repeated, Survey};

use super::args::{SurveyArgs, ViewArgs};
use super::config::Configured;
use super::progress::Watch;
use super::{Outcome, summary};

pub fn run(args: &SurveyArgs, configured: &Configured) -> Result<Outcome, Error> {
    let start = Instant::now();
    let mut known = Survey::default();
    for file in &args.merge {
        known.merge(corpus::load_survey(file)?);
    }
    let mut job = job(args);
    job.configuration.clone_from(&configured.file);
    args.limits.set(&mut job)?;
    let watch = Watch::new(&args.view, matches!(job.destination, Destination::Stdout));
    let saved = corpus::save_survey(&job, known, &watch);
    watch.finish(job.quarantine.is_none().then_some("--quarantine FILE"));
    let (survey, report) = saved?;
    if !args.view.quiet {
        summary::survey(&report, &survey, &job, start.elapsed()).tell();
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

/// What `--survey` of a run means: saved surveys, or a first pass over its inputs.
pub fn chosen(
    named: &[OsString],
    view: &ViewArgs,
    job: &Job,
) -> Result<Option<Arc<Repeated>>, Error> {
    if named.iter().all(|file| !file.is_empty()) {
        return saved(named);
    }
    if let Some(path) = corpus::read_only_once(&job.inputs) {
        return Err(Error::new("cannot be read twice, as `--survey` without a file must")
            .at(path)
            .hint("`descrape survey PATH… -o FILE` on a sample, then `--survey FILE`"));
    }
    let watch = Watch::new(view, matches!(job.destination, Destination::Stdout));
    // Whatever part is cleaned, what repeats is counted in all: the parts together are the whole.
    let inputs = Inputs { part: None, ..job.inputs.clone() };
    let survey = corpus::survey(&Job { inputs, ..job.clone() }, &Silent(&watch));
    watch.finish(None);
    Ok(Some(Arc::new(survey?.0.repeated())))
}

/// The saved surveys of that name. An empty one stands for the inputs themselves.
pub fn saved(named: &[OsString]) -> Result<Option<Arc<Repeated>>, Error> {
    let mut all: Option<Repeated> = None;
    for file in named.iter().map(Path::new) {
        if file.as_os_str().is_empty() {
            return Err(Error::new("one document has no folder to survey")
                .hint("name a file made by `descrape survey PATH… -o FILE`"));
        }
        if file.is_dir() {
            return Err(Error::new("is a folder, not a saved survey").at(file).hint(
                "put `--survey` behind the paths to survey them first, or name a file made by \
                 `descrape survey PATH… -o FILE`",
            ));
        }
        all.get_or_insert_default().merge(corpus::load_survey(file)?.repeated());
    }
    Ok(all.map(Arc::new))
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
