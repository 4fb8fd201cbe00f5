//! Where the time of a run goes: by step, and the documents that took longest.
//!
//! Measured only for a run whose summary is asked for. A step ends where the next one begins, so
//! all of a worker's time is some step's.

use std::ops::AddAssign;
use std::time::{Duration, Instant};

use crate::pipeline::{ALIGN, LANGUAGE, SENTENCES, STAGES};

/// Reading a file or parsing a line.
pub(crate) const READ: &str = "read";
/// From bytes to text.
pub(crate) const DECODE: &str = "decode";
/// Writing the record.
pub(crate) const WRITE: &str = "write";
/// Compressing it.
pub(crate) const PACK: &str = "pack";

/// How many of the slowest documents are kept.
const SLOWEST: usize = 10;

/// Every step, in order.
pub(crate) fn steps() -> impl Iterator<Item = &'static str> {
    let stages = STAGES.iter().map(|stage| stage.name);
    [READ, DECODE].into_iter().chain(stages).chain([ALIGN, LANGUAGE, SENTENCES, WRITE, PACK])
}

/// Time that workers spent. Those of parts of a run add to those of the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// By step, of all threads together, in the order in which they were first met.
    pub steps: Vec<(&'static str, Duration)>,
    /// The documents that took longest, slowest first, no more than ten.
    pub slowest: Vec<Slow>,
}

/// A document that took long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slow {
    /// The input as typed.
    pub path: String,
    /// The line of a JSONL record, from 1.
    pub line: Option<u64>,
    /// Its bytes in the source.
    pub bytes: u64,
    /// How long one thread took to clean and write it.
    pub took: Duration,
}

impl Times {
    /// All steps together.
    pub fn total(&self) -> Duration {
        self.steps.iter().map(|(_, took)| *took).sum()
    }

    /// What a step took.
    pub fn of(&self, step: &str) -> Duration {
        self.steps.iter().find(|(name, _)| *name == step).map_or(Duration::ZERO, |row| row.1)
    }

    fn add(&mut self, step: &'static str, took: Duration) {
        match self.steps.iter_mut().find(|(name, _)| *name == step) {
            Some((_, all)) => *all += took,
            None => self.steps.push((step, took)),
        }
    }

    /// Keeps a document, made by `slow`, if it is one of the slowest.
    fn note(&mut self, took: Duration, slow: impl FnOnce() -> Slow) {
        let at = self.slowest.partition_point(|known| known.took >= took);
        if at < SLOWEST {
            self.slowest.insert(at, slow());
            self.slowest.truncate(SLOWEST);
        }
    }
}

impl AddAssign for Times {
    fn add_assign(&mut self, other: Times) {
        for (step, took) in other.steps {
            self.add(step, took);
        }
        for slow in other.slowest {
            self.note(slow.took, || slow);
        }
    }
}

/// Bytes a second.
///
/// ```
/// let rate = descrape::corpus::rate(500, std::time::Duration::from_millis(250));
/// assert_eq!(rate, 2000);
/// ```
pub fn rate(bytes: u64, elapsed: Duration) -> u64 {
    (u128::from(bytes) * 1_000_000_000 / elapsed.as_nanos().max(1)) as u64
}

/// The clock of one worker.
#[derive(Debug)]
pub(crate) struct Clock {
    times: Times,
    /// What goes on, and since when.
    step: &'static str,
    since: Instant,
    /// When the document at hand was begun.
    document: Instant,
}

impl Clock {
    /// Starts with reading.
    pub(crate) fn start() -> Clock {
        let now = Instant::now();
        Clock { times: Times::default(), step: READ, since: now, document: now }
    }

    /// The step at hand ends, and this one begins.
    pub(crate) fn begins(&mut self, step: &'static str) {
        let now = Instant::now();
        self.times.add(self.step, now - self.since);
        (self.step, self.since) = (step, now);
    }

    /// A document is begun.
    pub(crate) fn document_begins(&mut self) {
        self.begins(READ);
        self.document = self.since;
    }

    /// The document is done.
    pub(crate) fn document_ends(&mut self, path: &str, line: Option<u64>, bytes: usize) {
        let took = self.document.elapsed();
        self.times.note(took, || Slow { path: path.to_owned(), line, bytes: bytes as u64, took });
    }

    /// What was measured.
    pub(crate) fn stop(mut self) -> Times {
        self.begins(READ);
        self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow(line: u64, milliseconds: u64) -> Slow {
        let took = Duration::from_millis(milliseconds);
        Slow { path: "rows".into(), line: Some(line), bytes: 1, took }
    }

    fn times(documents: &[(u64, u64)]) -> Times {
        let mut times = Times::default();
        for (line, took) in documents {
            times.note(Duration::from_millis(*took), || slow(*line, *took));
            times.add(if line % 2 == 0 { READ } else { WRITE }, Duration::from_millis(*took));
        }
        times
    }

    #[test]
    fn times_add_and_the_slowest_stay() {
        let documents: Vec<(u64, u64)> = (0..41).map(|n| (n, n * 7 % 41)).collect();
        let whole = times(&documents);
        let (first, second) = documents.split_at(13);
        let mut sum = times(first);
        sum += times(second);
        assert_eq!(sum, whole);
        let took: Vec<_> = whole.slowest.iter().map(|slow| slow.took.as_millis()).collect();
        assert_eq!(took, [40, 39, 38, 37, 36, 35, 34, 33, 32, 31]);
        assert_eq!(whole.total(), whole.of(READ) + whole.of(WRITE));
        assert_eq!(whole.of(DECODE), Duration::ZERO);
    }

    #[test]
    fn every_moment_is_some_steps() {
        let mut clock = Clock::start();
        let start = clock.since;
        clock.document_begins();
        clock.begins(DECODE);
        clock.document_ends("a.txt", None, 3);
        clock.begins(PACK);
        let end = clock.since;
        assert_eq!(clock.times.total(), end - start);
        let times = clock.stop();
        assert_eq!(times.slowest.len(), 1);
        assert!(times.steps.iter().all(|(name, _)| steps().any(|step| step == *name)));
    }
}
