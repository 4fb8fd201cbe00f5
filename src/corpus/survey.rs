//! Surveys of whole folders: counted on all threads, saved and loaded.

use std::io::{self, BufReader, Write};
use std::path::Path;

use super::batch::{Purpose, Shared};
use super::open::{self, Unreadable};
use super::run::{Start, drive, inputs, tell_what_is_left};
use super::{Inputs, Job, Observer};
use crate::error::Error;
use crate::output::Packing;
use crate::output::sink::Sink;
use crate::output::{Destination, Plan, Shape};
use crate::report::Report;
use crate::survey::Survey;

/// Counts the lines of every document under a job's inputs. Writes nothing: what the job names for
/// records and quarantine is only kept out of the inputs.
///
/// The survey is the same for any threads and batches. `written` in the report are the documents
/// that were counted.
pub fn survey(job: &Job, observer: &dyn Observer) -> Result<(Survey, Report), Error> {
    let mut survey = Survey::default();
    let mut report = Report::default();
    let (found, shared) = (inputs(job)?, shared(job, None)?);
    drive(found, Start::default(), job, shared, observer, &mut report, |done| {
        survey.merge(std::mem::take(&mut done.survey));
        Ok(())
    })?;
    Ok((survey, report))
}

/// As [`survey`], added to what is `known` already, and written to the job's destination; what
/// could not be read goes to its quarantine.
pub fn save_survey(
    job: &Job,
    known: Survey,
    observer: &dyn Observer,
) -> Result<(Survey, Report), Error> {
    let found = inputs(job)?;
    let mut sink = Sink::lines(&job.destination)?;
    let bad = job.quarantine.clone().map_or(Destination::Nowhere, Destination::File);
    let mut quarantine = Sink::lines(&bad)?;
    let packing = job.quarantine.as_deref().map(Packing::of);
    let mut survey = known;
    let mut report = Report::default();
    let shared = shared(job, packing)?;
    drive(found, Start::default(), job, shared, observer, &mut report, |done| {
        survey.merge(std::mem::take(&mut done.survey));
        quarantine.write(&done.quarantine)
    })
    .map_err(|error| tell_what_is_left(error, job))?;
    let mut pieces = Pieces { bytes: vec![], sink: &mut sink, error: None };
    let written = survey.write(&mut pieces).and_then(|()| pieces.flush());
    let error = pieces.error.take();
    written.map_err(|said| error.unwrap_or_else(|| Error::new("could not write").because(said)))?;
    sink.finish()?;
    quarantine.finish()?;
    Ok((survey, report))
}

/// Reads a saved survey, compressed or not.
pub fn load_survey(path: &Path) -> Result<Survey, Error> {
    let opened = open::input(path).map_err(|error| Unreadable::from(error).at(path))?;
    let mut reader = BufReader::with_capacity(1 << 16, opened.reader);
    Survey::read(&mut reader).map_err(|error| error.at(path))
}

/// The first of the inputs that can be read only once: stdin, a pipe.
pub fn read_only_once(inputs: &Inputs) -> Option<&Path> {
    let is_fleeting = |path: &Path| {
        open::is_stdin(path)
            || path.metadata().is_ok_and(|known| !known.is_file() && !known.is_dir())
    };
    inputs.paths.iter().map(|path| &**path).find(|path| is_fleeting(path))
}

/// What the workers share when they count.
fn shared(job: &Job, quarantine: Option<Packing>) -> Result<Shared, Error> {
    Ok(Shared {
        inputs: job.inputs.clone(),
        options: job.options.for_survey(),
        plan: Plan::new(&Shape::default())?,
        packing: Packing::Plain,
        quarantine,
        purpose: Purpose::Survey,
        timed: false,
    })
}

/// Hands a survey to a sink in pieces, each compressed by itself as batches are: a large one does
/// not stand in memory a second time.
struct Pieces<'a> {
    bytes: Vec<u8>,
    sink: &'a mut Sink,
    /// What went wrong, in our own words.
    error: Option<Error>,
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const PIECE: usize = 1 << 20;
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let packed = self.sink.packing().pack(std::mem::take(&mut self.bytes));
        self.sink.write(&packed).map_err(|error| {
            self.error = Some(error);
            io::ErrorKind::Other.into()
        })
    }
}
