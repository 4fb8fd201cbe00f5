//! The account of a run: everything its summary says, as one JSON object for programs.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::run::cores;
use super::times::{DECODE, Times, rate, steps};
use super::{Job, Part};
use crate::decode;
use crate::error::{Error, printable};
use crate::output::Destination;
use crate::output::out::is_resumable;
use crate::output::sink::Sink;
use crate::pipeline::STAGES;
use crate::report::{Name, Report};

/// How a file begins that holds one.
pub(crate) const ACCOUNT_START: &[u8] = b"{\n  \"descrape\": \"";

/// The file for an account, which appears whole or not at all. Tried before a run, so that one that
/// takes days does not find at its end that it cannot tell of itself.
#[derive(Debug)]
pub struct AccountFile {
    to: Destination,
    /// A device or a pipe, which stays open. Another file is made again at the end: a temporary one
    /// would stand among the inputs.
    open: Option<Sink>,
}

/// What there is to say of a run.
///
/// All but `time` is the same for any number of threads and any batch size.
#[derive(Debug)]
pub struct Account<'a> {
    /// What was run.
    pub job: &'a Job,
    /// The options as given.
    pub arguments: &'a [String],
    /// Options that a configuration file gave, by name.
    pub configured: &'a [(String, Vec<String>)],
    /// What it came to.
    pub report: &'a Report,
    /// Whether the run came to its end.
    pub finished: bool,
    /// How many bytes of documents, of those in the report, an earlier run had done that this one
    /// went on with. Time and rate are of this one alone.
    pub before: u64,
    /// Where the time went.
    pub times: &'a Times,
    /// From start to end.
    pub elapsed: Duration,
}

impl AccountFile {
    /// Sees whether it can be written. A file of that name stays untouched until
    /// [`write`](Self::write).
    pub fn create(path: &Path) -> Result<AccountFile, Error> {
        let to = Destination::File(path.to_owned());
        let sink = Sink::lines(&to)?;
        let open = (!is_resumable(&to)).then_some(sink);
        Ok(AccountFile { to, open })
    }

    /// Writes the account; `.gz` and `.zst` by name.
    pub fn write(self, account: &Account) -> Result<(), Error> {
        let mut sink = self.open.map_or_else(|| Sink::lines(&self.to), Ok)?;
        let packed = sink.packing().pack(account.to_json().into_bytes());
        sink.write(&packed)?;
        sink.finish().map(drop)
    }
}

impl Account<'_> {
    /// A JSON object, laid out for people, with a line end.
    ///
    /// ```
    /// use descrape::corpus::{Account, Job, Times};
    /// use descrape::report::Report;
    ///
    /// let account = Account {
    ///     job: &Job::default(),
    ///     arguments: &[],
    ///     configured: &[],
    ///     report: &Report::default(),
    ///     finished: true,
    ///     before: 0,
    ///     times: &Times::default(),
    ///     elapsed: std::time::Duration::from_secs(2),
    /// };
    /// let json: serde_json::Value = serde_json::from_str(&account.to_json()).unwrap();
    /// assert_eq!(json["documents"]["bytes"], 0);
    /// assert_eq!(json["time"]["seconds"], 2.0);
    /// ```
    #[allow(clippy::missing_panics_doc, reason = "keys that are strings do not fail")]
    pub fn to_json(&self) -> String {
        let Account { job, arguments, configured, report, finished, before, times, elapsed } = self;
        let own = report.documents.bytes.saturating_sub(*before);
        let rows = Rows {
            descrape: env!("CARGO_PKG_VERSION"),
            arguments,
            configured,
            inputs: job
                .inputs
                .paths
                .iter()
                .map(|path| printable(&path.to_string_lossy()))
                .collect(),
            part: job.inputs.part.map(|Part { number, of }| format!("{number}/{of}")),
            finished: *finished,
            report,
            stages: by_stage(&report.changes),
            time: Time {
                seconds: elapsed.as_secs_f64(),
                bytes_per_second: rate(own, *elapsed),
                threads: job.threads.unwrap_or_else(cores),
                steps: steps().map(|name| Step::new(name, times)).collect(),
                slowest: times.slowest.iter().map(Row::from).collect(),
            },
        };
        let json = serde_json::to_string_pretty(&rows).expect("keys are strings");
        json + "\n"
    }
}

/// Changes by the stage whose rule made them, in the order of the stages.
fn by_stage(changes: &BTreeMap<Name, u64>) -> Vec<(&'static str, u64)> {
    let stages = STAGES.iter().map(|stage| (stage.name, stage.rules));
    [(DECODE, decode::RULES)]
        .into_iter()
        .chain(stages)
        .map(|(name, rules)| (name, rules.iter().filter_map(|rule| changes.get(rule.id)).sum()))
        .collect()
}

#[derive(Serialize)]
struct Rows<'a> {
    descrape: &'static str,
    arguments: &'a [String],
    #[serde(serialize_with = "as_object", skip_serializing_if = "<[_]>::is_empty")]
    configured: &'a [(String, Vec<String>)],
    inputs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    finished: bool,
    #[serde(flatten)]
    report: &'a Report,
    /// Changes by stage.
    #[serde(serialize_with = "as_object")]
    stages: Vec<(&'static str, u64)>,
    time: Time<'a>,
}

fn as_object<K: Serialize, V: Serialize, S: Serializer>(
    rows: &[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(rows.iter().map(|(name, value)| (name, value)))
}

#[derive(Serialize)]
struct Time<'a> {
    seconds: f64,
    bytes_per_second: u64,
    threads: usize,
    steps: Vec<Step>,
    slowest: Vec<Row<'a>>,
}

/// A step of all documents; seconds of all threads together.
#[derive(Serialize)]
struct Step {
    name: &'static str,
    seconds: f64,
    share: f64,
}

impl Step {
    fn new(name: &'static str, times: &Times) -> Step {
        let seconds = times.of(name).as_secs_f64();
        let total = times.total().as_secs_f64();
        Step { name, seconds, share: if total > 0.0 { seconds / total } else { 0.0 } }
    }
}

/// One of the slowest documents.
#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    line: Option<u64>,
    bytes: u64,
    milliseconds: f64,
}

impl<'a> From<&'a super::Slow> for Row<'a> {
    fn from(slow: &'a super::Slow) -> Row<'a> {
        let milliseconds = slow.took.as_secs_f64() * 1e3;
        Row { path: &slow.path, line: slow.line, bytes: slow.bytes, milliseconds }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::rule;

    #[test]
    fn every_rule_is_some_stages() {
        let changes: BTreeMap<Name, u64> =
            rule::changing().map(|rule| (rule.id.into(), 1)).collect();
        let all: u64 = by_stage(&changes).iter().map(|(_, n)| n).sum();
        assert_eq!(all, changes.len() as u64);
    }

    #[test]
    fn an_account_is_known_by_its_start() {
        let (job, report, times) = (Job::default(), Report::default(), Times::default());
        let elapsed = Duration::ZERO;
        let account = Account {
            job: &job,
            arguments: &[],
            configured: &[],
            report: &report,
            finished: true,
            before: 0,
            times: &times,
            elapsed,
        };
        assert!(account.to_json().as_bytes().starts_with(ACCOUNT_START));
    }
}
