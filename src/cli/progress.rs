//! What a person sees while a run goes on: a bar on a terminal, and problems as they come.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use descrape::corpus::{Observer, Problem, Times, rate};
use descrape::error::printable;
use descrape::report::Report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::ViewArgs;
use super::interrupt;
use super::log::{Fields, Level};
use super::summary::{count, number};
use super::terminal::{self, complaint};

/// How many problems are shown as they come, without `--verbose`.
const SHOWN: u64 = 5;

/// When a log first says how far a run is, and then how often.
const FIRST: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_secs(5);

/// Watches a run for a person, or for a log.
#[derive(Debug)]
pub struct Watch {
    bar: ProgressBar,
    verbose: bool,
    /// What documents are called that have a problem.
    undone: &'static str,
    documents: AtomicU64,
    problems: AtomicU64,
    times: Mutex<Times>,
    /// Bytes of documents that an earlier run did.
    before: AtomicU64,
    /// What was done by a run that ended early.
    unfinished: Mutex<Option<Report>>,
    log: Option<Mutex<Log>>,
}

/// What a log says of how far a run is.
#[derive(Debug)]
struct Log {
    start: Instant,
    next: Instant,
    /// On disk, where it is known.
    all: Option<u64>,
    read: u64,
    /// Of those, what an earlier run had read.
    before: u64,
}

impl Watch {
    pub fn new(view: &ViewArgs, records_to_stdout: bool) -> Watch {
        interrupt::will_be_asked();
        let tells = !view.quiet && !view.no_progress;
        let is_log = terminal::is_log();
        let bar = if tells && !is_log && terminal::may_animate(records_to_stdout) {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_message("0 documents")
        } else {
            ProgressBar::hidden()
        };
        let now = Instant::now();
        let log = Log { start: now, next: now + FIRST, all: None, read: 0, before: 0 };
        Watch {
            bar,
            verbose: view.verbose,
            undone: "quarantined",
            documents: 0.into(),
            problems: 0.into(),
            times: Mutex::default(),
            before: 0.into(),
            unfinished: Mutex::default(),
            log: (tells && is_log).then(|| log.into()),
        }
    }

    /// Watches a run that calls what it could not do by another word.
    pub fn calling_undone(self, undone: &'static str) -> Watch {
        Watch { undone, ..self }
    }

    /// Where the time went, if that was measured.
    pub fn times(&self) -> Times {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many bytes of documents an earlier run did that this one went on with.
    pub fn before(&self) -> u64 {
        self.before.load(Relaxed)
    }

    /// What was done, if the run began and ended early.
    pub fn unfinished(&self) -> Option<Report> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// `1,204 documents, 3 quarantined`
    fn so_far(&self) -> String {
        let mut so_far = count(self.documents.load(Relaxed), "document");
        let problems = self.problems();
        if problems > 0 {
            let _ = write!(so_far, ", {} {}", number(problems), self.undone);
        }
        so_far
    }

    /// Says how far the run is, when it is time.
    fn log(&self, now: Instant) {
        let Some(log) = &self.log else { return };
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if now < log.next {
            return;
        }
        log.next = now + EVERY;
        let fields = Fields {
            documents: Some(self.documents.load(Relaxed)),
            quarantined: Some(self.problems()),
            ..log.fields(now)
        };
        terminal::tell("", Level::Info, &self.so_far(), &fields);
    }

    /// How many things could not be done.
    pub fn problems(&self) -> u64 {
        self.problems.load(Relaxed)
    }

    /// Takes the bar away and tells of the problems not shown; `or` is a way to see them beside
    /// `--verbose`.
    pub fn finish(&self, or: Option<&str>) {
        self.bar.finish_and_clear();
        let hidden = if self.verbose { 0 } else { self.problems().saturating_sub(SHOWN) };
        if hidden > 0 {
            let or = or.map(|option| format!("{option} or ")).unwrap_or_default();
            let more = format!("… and {} more problems ({or}--verbose shows them)", number(hidden));
            terminal::tell(&complaint(&more, None), Level::Warn, &more, &Fields::default());
        }
    }
}

impl Log {
    fn fields(&self, now: Instant) -> Fields<'static> {
        let elapsed = now - self.start;
        let own = self.read - self.before;
        // Nobody knows before something was read.
        let left = self.all.filter(|_| own > 0).map(|all| all.saturating_sub(self.read));
        let eta = |left: u64| {
            let milliseconds = u128::from(left) * elapsed.as_millis() / u128::from(own);
            milliseconds.div_ceil(1000) as u64
        };
        Fields {
            bytes: Some(self.read),
            elapsed: Some(elapsed.as_secs_f64()),
            rate: Some(rate(own, elapsed)),
            eta: left.map(eta),
            ..Fields::default()
        }
    }
}

impl Observer for Watch {
    fn started(&self, _files: u64, bytes: Option<u64>) {
        if let Some(log) = &self.log {
            log.lock().unwrap_or_else(PoisonError::into_inner).all = bytes;
        }
        if self.bar.is_hidden() {
            return;
        }
        // Without colours, so that there is nothing for NO_COLOR to take away.
        let template = match bytes {
            Some(_) => {
                "{bar:24} {percent:>3}%  {msg}  {decimal_bytes} of {decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left"
            }
            None => "{spinner} {msg}  {decimal_bytes}  {decimal_bytes_per_sec}  {elapsed}",
        };
        self.bar.set_style(
            ProgressStyle::with_template(template).expect("the templates above are well-formed"),
        );
        // After the style, for it draws.
        if let Some(bytes) = bytes {
            self.bar.set_length(bytes);
        }
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn resumed(&self, before: &Report, bytes: u64) {
        self.before.store(before.documents.bytes, Relaxed);
        self.documents.fetch_add(before.documents.documents, Relaxed);
        if let Some(log) = &self.log {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            (log.read, log.before) = (bytes, bytes);
        }
        // It took none of the time by which the bar says how long the rest takes.
        self.bar.set_position(bytes);
        self.bar.reset_eta();
    }

    fn ended_early(&self, report: &Report) {
        *self.unfinished.lock().unwrap_or_else(PoisonError::into_inner) = Some(report.clone());
    }

    fn advanced(&self, documents: u64, bytes: u64) {
        self.documents.fetch_add(documents, Relaxed);
        if let Some(log) = &self.log {
            log.lock().unwrap_or_else(PoisonError::into_inner).read += bytes;
        }
        if !self.bar.is_hidden() {
            self.bar.inc(bytes);
            self.bar.set_message(self.so_far());
        }
    }

    fn timed(&self, times: &Times) {
        *self.times.lock().unwrap_or_else(PoisonError::into_inner) += times.clone();
    }

    fn stop(&self) -> bool {
        // Asked also while an input keeps us waiting, so the log goes on.
        self.log(Instant::now());
        interrupt::is_wanted()
    }

    fn problem(&self, problem: &Problem) {
        let before = self.problems.fetch_add(1, Relaxed);
        if self.verbose || before < SHOWN {
            let what = what(problem);
            let view = complaint(&what, problem.hint.as_deref());
            let fields = Fields {
                path: Some(&problem.path),
                line: problem.line,
                offset: problem.offset,
                reason: Some(&problem.reason),
                hint: problem.hint.as_deref(),
                ..Fields::default()
            };
            self.bar.suspend(|| terminal::tell(&view, Level::Warn, &what, &fields));
        }
    }

    fn skipped(&self, path: &str, reason: &'static str) {
        if self.verbose {
            let what = format!("{}: passed over: {reason}", printable(path));
            let view = complaint(&what, None);
            let fields = Fields { path: Some(path), reason: Some(reason), ..Fields::default() };
            self.bar.suspend(|| terminal::tell(&view, Level::Info, &what, &fields));
        }
    }
}

/// `path:line: reason (at byte 17)`.
fn what(problem: &Problem) -> String {
    let mut what = printable(&problem.path);
    if let Some(line) = problem.line {
        let _ = write!(what, ":{line}");
    }
    let _ = write!(what, ": {}", printable(&problem.reason));
    if let Some(offset) = problem.offset {
        let _ = write!(what, " (at byte {offset})");
    }
    what
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_place() {
        let problem = Problem {
            path: "a\u{1b}b.jsonl".into(),
            line: Some(3),
            offset: Some(120),
            reason: "not JSON".into(),
            hint: None,
            ..Problem::default()
        };
        assert_eq!(what(&problem), "a\\u{1b}b.jsonl:3: not JSON (at byte 120)");
    }

    #[test]
    fn what_is_told_of_a_run_on_its_way() {
        let view = ViewArgs { quiet: true, verbose: false, no_progress: true };
        let watch = Watch::new(&view, true);
        watch.advanced(1, 10);
        assert_eq!(watch.so_far(), "1 document");
        watch.advanced(1203, 10);
        watch.problems.store(3, Relaxed);
        assert_eq!(watch.so_far(), "1,204 documents, 3 quarantined");
        assert_eq!(watch.calling_undone("failed").so_far(), "1,204 documents, 3 failed");
    }

    #[test]
    fn rate_and_time_left_come_from_what_was_read() {
        let start = Instant::now();
        let after = start + Duration::from_secs(4);
        let mut log = Log { start, next: start, all: Some(1000), read: 400, before: 0 };
        let fields = log.fields(after);
        assert_eq!((fields.bytes, fields.rate, fields.eta), (Some(400), Some(100), Some(6)));
        // What was read before took no time.
        log.before = 200;
        let fields = log.fields(after);
        assert_eq!((fields.bytes, fields.rate, fields.eta), (Some(400), Some(50), Some(12)));
        log.all = None;
        assert_eq!(log.fields(after).eta, None);
        log = Log { all: Some(1000), read: 0, before: 0, ..log };
        assert_eq!(log.fields(after).eta, None);
    }
}
