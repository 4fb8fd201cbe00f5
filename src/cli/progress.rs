//! What a person sees while a run goes on: a bar on a terminal, and problems as they come.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use descrape::corpus::{Observer, Problem};
use descrape::error::printable;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::ViewArgs;
use super::interrupt;
use super::summary::number;
use super::terminal::{self, complaint};

/// How many problems are shown as they come, without `--verbose`.
const SHOWN: u64 = 5;

/// Watches a run for a person.
#[derive(Debug)]
pub struct Watch {
    bar: ProgressBar,
    verbose: bool,
    documents: AtomicU64,
    problems: AtomicU64,
}

impl Watch {
    pub fn new(view: &ViewArgs, records_to_stdout: bool) -> Watch {
        interrupt::will_be_asked();
        let moves = !view.quiet && !view.no_progress && terminal::may_animate(records_to_stdout);
        let bar = if moves {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_message("0 documents")
        } else {
            ProgressBar::hidden()
        };
        Watch { bar, verbose: view.verbose, documents: 0.into(), problems: 0.into() }
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
            terminal::complain(&more, None);
        }
    }
}

impl Observer for Watch {
    fn started(&self, _files: u64, bytes: Option<u64>) {
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

    fn advanced(&self, documents: u64, bytes: u64) {
        let documents = self.documents.fetch_add(documents, Relaxed) + documents;
        if !self.bar.is_hidden() {
            self.bar.inc(bytes);
            self.bar.set_message(format!("{} documents", number(documents)));
        }
    }

    fn stop(&self) -> bool {
        interrupt::is_wanted()
    }

    fn problem(&self, problem: &Problem) {
        let before = self.problems.fetch_add(1, Relaxed);
        if self.verbose || before < SHOWN {
            let message = message(problem);
            self.bar.suspend(|| terminal::tell(&message));
        }
    }

    fn skipped(&self, path: &str, reason: &'static str) {
        if self.verbose {
            let message = complaint(&format!("{}: passed over: {reason}", printable(path)), None);
            self.bar.suspend(|| terminal::tell(&message));
        }
    }
}

/// `descrape: path:line: reason (at byte 17)`, and the hint.
fn message(problem: &Problem) -> String {
    let mut what = printable(&problem.path);
    if let Some(line) = problem.line {
        let _ = write!(what, ":{line}");
    }
    let _ = write!(what, ": {}", printable(&problem.reason));
    if let Some(offset) = problem.offset {
        let _ = write!(what, " (at byte {offset})");
    }
    complaint(&what, problem.hint.as_deref())
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
            hint: Some("try --from text".into()),
        };
        let plain = anstream::adapter::strip_str(&message(&problem)).to_string();
        assert_eq!(
            plain,
            "descrape: a\\u{1b}b.jsonl:3: not JSON (at byte 120)\n  hint: try --from text\n"
        );
    }
}
