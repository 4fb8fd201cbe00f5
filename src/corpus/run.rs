//! One reader, many workers, one writer in order, and a bound on what lies between them.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::batch::{Done, Event, Shared, work};
use super::own::OwnFiles;
use super::place::Place;
use super::walk::{Found, Kind, walk};
use super::{Job, Observer, reader};
use crate::error::Error;
use crate::output::sink::{Packing, Sink, target};
use crate::output::{Destination, Plan};
use crate::report::Report;

/// Big enough that handing over costs nothing and compression works well, small enough that
/// memory stays small and the bar moves.
const BATCH_BYTES: usize = 512 * 1024;

/// Batches a worker may be ahead of the writer.
const AHEAD: usize = 4;

/// How long a run may take to see that it is to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// Runs a job: every document under its inputs, cleaned and written in order.
///
/// Memory is bounded by threads and batch size, whatever the size of the input; the records are
/// the same bytes for any of both. A document that cannot be done is told to the observer and
/// counted, and the run goes on.
///
/// A run that ends early (its output is full or closed, or the observer says so) does not wait for
/// its threads: one of them may be reading stdin, which may never say another word. They end with
/// what they have at hand, and write nothing.
pub fn run(job: &Job, observer: &dyn Observer) -> Result<Report, Error> {
    let plan = Plan::new(&job.shape)?;
    let quarantine = job.quarantine.clone().map_or(Destination::Nowhere, Destination::File);
    let found = inputs(job)?;
    let mut sink = Sink::open(&job.destination)?;
    let mut quarantine = Sink::open(&quarantine)?;
    let shared = Shared {
        inputs: job.inputs.clone(),
        options: job.options.clone(),
        plan,
        packing: sink.packing,
        quarantine: job.quarantine.as_deref().map(Packing::of),
        surveys: false,
        timed: job.report.is_some(),
    };
    let report = drive(found, Place::default(), job, shared, observer, |done| {
        sink.write(&done.records)?;
        quarantine.write(&done.quarantine)
    });
    let report = report.map_err(|error| tell_what_is_left(error, job, &sink))?;
    sink.finish()?;
    quarantine.finish()?;
    Ok(report)
}

/// What a job reads; never what it writes.
pub(crate) fn inputs(job: &Job) -> Result<Vec<Found>, Error> {
    let own = OwnFiles::new(&job.destination, job.quarantine.iter().chain(&job.report));
    let found = walk(&job.inputs, &own)?;
    let records = match &job.destination {
        Destination::File(out) => Some(out),
        Destination::Stdout | Destination::Nowhere => None,
    };
    let (bad, report) = (job.quarantine.as_ref(), job.report.as_ref());
    for (one, other, both) in [
        (records, bad, "the records and for the quarantine"),
        (records, report, "the records and for the report"),
        (bad, report, "the quarantine and for the report"),
    ] {
        if let (Some(one), Some(other)) = (one, other)
            && target(one).ok() == target(other).ok()
        {
            return Err(Error::new(format!("is named for {both}")).at(one));
        }
    }
    Ok(found)
}

/// Does the batches of a job on all threads; `each` gets them in order.
pub(crate) fn drive(
    found: Vec<Found>,
    from: Place,
    job: &Job,
    shared: Shared,
    observer: &dyn Observer,
    mut each: impl FnMut(&mut Done) -> Result<(), Error>,
) -> Result<Report, Error> {
    let (files, bytes) = size(&found);
    observer.started(files, bytes);
    let mut report = Report::default();
    let (ordered, reader) = start(found, from, job, shared)?;
    while let Some(place) = wait(&ordered, observer)? {
        let mut done = wait(&place, observer)?.ok_or_else(|| Error::new(FAULT))?;
        each(&mut done)?;
        for event in &done.events {
            match event {
                Event::Skipped(found, reason) => observer.skipped(&found.shown, reason),
                Event::Problem(problem) => observer.problem(problem),
            }
        }
        observer.advanced(done.report.documents.documents, done.consumed);
        if let Some(times) = &done.times {
            observer.timed(times);
        }
        report += done.report;
        job.most_quarantined.map_or(Ok(()), |most| most.check(&report, false))?;
    }
    // A reader that fell over sends no more either, and the input would look read to its end.
    reader.join().map_err(|_| Error::new(FAULT))?;
    job.most_quarantined.map_or(Ok(()), |most| most.check(&report, true))?;
    // What interrupts us may have ended the program that we read from before.
    if observer.stop() { Err(Error::interrupted("")) } else { Ok(report) }
}

/// What a panic of ours outside all documents comes to.
const FAULT: &str = "a thread of the run stopped; this is a fault in descrape";

/// A place for each batch, in order, that the batch appears in when it is done.
type Ordered = Receiver<Receiver<Done>>;

/// Starts the reader and the workers.
fn start(
    found: Vec<Found>,
    from: Place,
    job: &Job,
    shared: Shared,
) -> Result<(Ordered, JoinHandle<()>), Error> {
    let threads = job.threads.unwrap_or_else(cores).max(1);
    let batch_bytes = job.batch_bytes.unwrap_or(BATCH_BYTES).max(1);
    let could_not_start = "could not start threads";
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("clean {n}"))
        .build()
        .map_err(|error| Error::new(could_not_start).because(error))?;
    let (queue, ordered) = sync_channel::<Receiver<Done>>(threads * AHEAD);
    let reader = move || {
        let shared = &shared;
        pool.in_place_scope(|workers| {
            reader::read(found, &shared.inputs, batch_bytes, from, |batch| {
                let (done, place) = sync_channel(1);
                let wanted = queue.send(place).is_ok();
                if wanted {
                    workers.spawn(move |_| {
                        // Nobody waits for it any more if the run ended early.
                        let _ = done.send(work(batch, shared));
                    });
                }
                wanted
            });
            drop(queue);
        });
    };
    let reader = thread::Builder::new()
        .name("read".into())
        .spawn(reader)
        .map_err(|error| Error::new(could_not_start).because(error))?;
    Ok((ordered, reader))
}

/// The next that comes, or nothing when nothing will.
fn wait<T>(coming: &Receiver<T>, observer: &dyn Observer) -> Result<Option<T>, Error> {
    loop {
        if observer.stop() {
            return Err(Error::interrupted(""));
        }
        match coming.recv_timeout(PATIENCE) {
            Ok(next) => return Ok(Some(next)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// What an interrupted run leaves behind is nothing, and it says so.
pub(crate) fn tell_what_is_left(error: Error, job: &Job, sink: &Sink) -> Error {
    match &job.destination {
        Destination::File(out) if error.is_interrupted() && sink.is_fresh() => {
            Error::interrupted(&format!("; nothing was written to {}", out.display()))
        }
        _ => error,
    }
}

pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Files to read and their bytes on disk, which nobody knows of stdin.
fn size(found: &[Found]) -> (u64, Option<u64>) {
    let files = || found.iter().filter(|found| matches!(found.kind, Kind::File));
    let has_stdin = found.iter().any(|found| matches!(found.kind, Kind::Stdin));
    (files().count() as u64, (!has_stdin).then(|| files().map(|found| found.bytes).sum()))
}
