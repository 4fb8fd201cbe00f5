//! One reader, many workers, one writer in order, and a bound on what lies between them.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::batch::{Done, Event, Shared, work};
use super::identity::OwnFiles;
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

/// Runs a job: every document under its inputs, cleaned and written in order.
///
/// Memory is bounded by threads and batch size, whatever the size of the input; the records are
/// the same bytes for any of both. A document that cannot be done is told to the observer and
/// counted, and the run goes on.
pub fn run(job: &Job, observer: &dyn Observer) -> Result<Report, Error> {
    let plan = Plan::new(&job.shape)?;
    let quarantine = job.quarantine.clone().map_or(Destination::Nowhere, Destination::File);
    let own = OwnFiles::new(&job.destination, job.quarantine.as_ref());
    let found = walk(&job.inputs, &own)?;
    if let (Destination::File(out), Some(bad)) = (&job.destination, &job.quarantine)
        && target(out).ok() == target(bad).ok()
    {
        return Err(Error::new("is named for the records and for the quarantine").at(out));
    }
    let mut sink = Sink::open(&job.destination)?;
    let mut quarantine = Sink::open(&quarantine)?;
    let shared = Shared {
        inputs: &job.inputs,
        options: &job.options,
        plan,
        packing: sink.packing,
        quarantine: job.quarantine.as_deref().map(Packing::of),
    };
    let (files, bytes) = size(&found);
    observer.started(files, bytes);

    let threads = job.threads.unwrap_or_else(cores).max(1);
    let batch_bytes = job.batch_bytes.unwrap_or(BATCH_BYTES).max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("clean {n}"))
        .build()
        .map_err(|error| Error::new("could not start threads").because(error))?;
    let mut report = Report::default();
    let (queue, ordered) = sync_channel::<Receiver<Done>>(threads * AHEAD);
    let (pool, shared) = (&pool, &shared);
    thread::scope(|scope| -> Result<(), Error> {
        // Owned by this closure: an error drops it, which stops the reader.
        let ordered = ordered;
        scope.spawn(move || {
            pool.in_place_scope(|workers| {
                reader::read(found, &job.inputs, batch_bytes, |batch| {
                    let (done, place) = sync_channel(1);
                    let wanted = queue.send(place).is_ok();
                    if wanted {
                        workers.spawn(move |_| {
                            // Nobody waits for it any more if the writer stopped.
                            let _ = done.send(work(batch, shared));
                        });
                    }
                    wanted
                });
                drop(queue);
            });
        });
        for place in ordered {
            let done = place
                .recv()
                .map_err(|_| Error::new("a worker stopped; this is a fault in descrape"))?;
            sink.write(&done.records)?;
            quarantine.write(&done.quarantine)?;
            for event in &done.events {
                match event {
                    Event::Skipped(found, reason) => observer.skipped(&found.shown, reason),
                    Event::Problem(problem) => observer.problem(problem),
                }
            }
            observer.advanced(done.report.documents.documents, done.consumed);
            report += done.report;
        }
        Ok(())
    })?;
    sink.finish()?;
    quarantine.finish()?;
    Ok(report)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Files to read and their bytes on disk, which nobody knows of stdin.
fn size(found: &[Found]) -> (u64, Option<u64>) {
    let files = || found.iter().filter(|found| matches!(found.kind, Kind::File));
    let has_stdin = found.iter().any(|found| matches!(found.kind, Kind::Stdin));
    (files().count() as u64, (!has_stdin).then(|| files().map(|found| found.bytes).sum()))
}
