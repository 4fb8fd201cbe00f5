//! One reader, many workers, one writer in order, and a bound on what lies between them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::batch::{Done, Event, Purpose, Shared, work};
use super::output::Output;
use super::own::OwnFiles;
use super::place::Place;
use super::settings::settings;
use super::walk::{Found, Kind, walk};
use super::{Job, Observer, Unfinished, columns, folder, reader};
use crate::error::Error;
use crate::output::Packing;
use crate::output::frame::Frame;
use crate::output::out::target;
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
/// Asked to stop by its observer, a run ends and writes what it has begun and reads no more. It does
/// not wait for the thread that reads: that may be reading stdin, which may never say another word.
/// What was written to a file or a folder stays, and the job can be [gone on with].
///
/// [gone on with]: super::Unfinished::Resume
pub fn run(job: &Job, observer: &dyn Observer) -> Result<Report, Error> {
    let format = job.shape.format;
    let mut plan = Plan::new(&job.shape)?;
    if let Destination::File(path) = &job.destination
        && !format.is_stream()
        && Packing::of(path) != Packing::Plain
    {
        return Err(Error::new(format!("a file of {} compresses its own pages", format.name))
            .at(path)
            .hint("leave the `.gz` or `.zst` out"));
    }
    if let Destination::Folder(folder) = &job.destination {
        // Before the walk, which sees it then whether a run begins or goes on.
        folder.make()?;
    }
    let found = inputs(job)?;
    plan.passed = columns::passed(&found, &job.inputs, &plan);
    let (batch_bytes, packing) = (batch_bytes(job), job.destination.packing(format));
    let frame = Frame::of(&plan, packing, batch_bytes)?;
    let settings = settings(job, batch_bytes);
    if let (Destination::Folder(folder), Unfinished::Resume) = (&job.destination, job.unfinished)
        && let Some(report) = folder::finished(folder, &settings, &found)?
    {
        return Ok(report);
    }
    let mut output = Output::open(job, settings, &found, frame)?;
    let shared = Shared {
        inputs: job.inputs.clone(),
        options: job.options.clone(),
        plan,
        packing,
        quarantine: job.quarantine.as_deref().map(Packing::of),
        purpose: Purpose::Record,
        timed: job.report.is_some(),
    };
    let mut report = std::mem::take(&mut output.report);
    let from = Start { place: output.from, consumed: output.consumed };
    let done = drive(found, from, job, shared, observer, &mut report, |done| output.write(done));
    match done.and_then(|()| output.finish(job, &report)) {
        Ok(()) => Ok(report),
        Err(error) => {
            let done = output.done(report);
            observer.ended_early(&done);
            let error = output.left(error, &done);
            output.leave();
            Err(error)
        }
    }
}

fn batch_bytes(job: &Job) -> usize {
    job.batch_bytes.unwrap_or(BATCH_BYTES).max(1)
}

/// What a job reads; never what it writes, or is configured by.
pub(crate) fn inputs(job: &Job) -> Result<Vec<Found>, Error> {
    let beside = job.quarantine.iter().chain(&job.report);
    let own = OwnFiles::new(&job.destination, beside)
        .configured_by(job.configuration.iter().chain(&job.own));
    let found = walk(&job.inputs, &own)?;
    let records = match &job.destination {
        Destination::File(out) => Some(out),
        Destination::Folder(_) | Destination::Stdout | Destination::Nowhere => None,
    };
    let named = [
        ("the records", records),
        ("the quarantine", job.quarantine.as_ref()),
        ("the report", job.report.as_ref()),
        ("the configuration", job.configuration.as_ref()),
    ];
    for (at, (one, path)) in named.iter().enumerate() {
        for (other, another) in &named[at + 1..] {
            if let (Some(path), Some(another)) = (path, another)
                && target(path).ok() == target(another).ok()
            {
                return Err(Error::new(format!("is named for {one} and for {other}")).at(path));
            }
        }
    }
    Ok(found)
}

/// Where a run begins, and what was read before.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Start {
    pub place: Place,
    /// Bytes on disk.
    pub consumed: u64,
}

/// Does the batches of a job on all threads; `each` gets them in order.
///
/// Asked to stop, it does what was begun and no more.
pub(crate) fn drive(
    found: Vec<Found>,
    from: Start,
    job: &Job,
    shared: Shared,
    observer: &dyn Observer,
    report: &mut Report,
    mut each: impl FnMut(&mut Done) -> Result<(), Error>,
) -> Result<(), Error> {
    let (files, bytes) = size(&found);
    observer.started(files, bytes);
    if from.place != Place::default() {
        observer.resumed(report, from.consumed);
    }
    let run = start(found, from.place, job, shared)?;
    while let Some(place) = run.next(observer) {
        // What a worker has begun it ends, and soon.
        let mut done = place.recv().map_err(|_| Error::new(FAULT))?;
        done.fault.take().map_or(Ok(()), Err)?;
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
        *report += done.report;
        job.most_quarantined.map_or(Ok(()), |most| most.check(report, false))?;
    }
    // What interrupts us may have ended the program that we read from before.
    if observer.stop() {
        return Err(Error::interrupted(""));
    }
    // A reader that fell over sends no more either, and the input would look read to its end.
    run.reader.join().map_err(|_| Error::new(FAULT))?;
    job.most_quarantined.map_or(Ok(()), |most| most.check(report, true))
}

/// What a panic of ours outside all documents comes to.
const FAULT: &str = "a thread of the run stopped; this is a fault in descrape";

/// A run under way.
#[derive(Debug)]
struct Run {
    /// A place for each batch, in order, that the batch appears in when it is done.
    ordered: Receiver<Receiver<Done>>,
    reader: JoinHandle<()>,
    /// Tells the reader that no more is wanted.
    enough: Arc<AtomicBool>,
}

impl Run {
    /// The place of the next batch; nothing when none will come, or when the run is to stop and
    /// none is under way.
    fn next(&self, observer: &dyn Observer) -> Option<Receiver<Done>> {
        loop {
            if observer.stop() {
                self.enough.store(true, Ordering::Relaxed);
                // The reader may wait for a stdin that never says another word.
                return self.ordered.try_recv().ok();
            }
            match self.ordered.recv_timeout(PATIENCE) {
                Ok(next) => return Some(next),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Starts the reader and the workers.
fn start(found: Vec<Found>, from: Place, job: &Job, shared: Shared) -> Result<Run, Error> {
    let threads = job.threads.unwrap_or_else(cores).max(1);
    let batch_bytes = batch_bytes(job);
    let could_not_start = "could not start threads";
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("clean {n}"))
        .build()
        .map(Arc::new)
        .map_err(|error| Error::new(could_not_start).because(error))?;
    let (queue, ordered) = sync_channel::<Receiver<Done>>(threads * AHEAD);
    let enough = Arc::new(AtomicBool::new(false));
    let no_more = Arc::clone(&enough);
    let reader = move || {
        let shared = &shared;
        pool.in_place_scope(|workers| {
            reader::read(found, &shared.inputs, &pool, batch_bytes, from, |batch| {
                let (done, place) = sync_channel(1);
                let wanted = !no_more.load(Ordering::Relaxed) && queue.send(place).is_ok();
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
    Ok(Run { ordered, reader, enough })
}

/// What an interrupted survey leaves behind is nothing, and it says so.
pub(crate) fn tell_what_is_left(error: Error, job: &Job) -> Error {
    match &job.destination {
        Destination::File(out) if error.is_interrupted() => {
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
