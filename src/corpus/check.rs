//! Checks of whole folders and streams: findings in the order of the inputs, and counts of all.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::batch::{Purpose, Shared};
use super::excludes::Excludes;
use super::ids::{Ids, Seen};
use super::mend::{BeforeAfter, Made, Mend, MendedCount, Mender, Mending};
use super::run::{Start, drive, inputs};
use super::{Job, Observer};
use crate::check::{DUPLICATE_ID, Finding, Levels, Record, Source};
use crate::error::Error;
use crate::output::{Packing, Plan, Shape};
use crate::report::Report;
use crate::rule::{Rule, Severity};

/// What a check makes of what it finds.
#[derive(Debug)]
pub struct Checks {
    /// Milder findings are counted and not made.
    pub shown: Severity,
    /// How bad findings are, where that is not what the rules say.
    pub levels: Levels,
    /// Findings that are known and accepted.
    pub ignores: Vec<Ignore>,
    /// Whether findings come with the lines around them.
    pub excerpts: bool,
}

/// Findings of these rules in these files are none.
#[derive(Debug)]
pub struct Ignore {
    path: Excludes,
    /// All of them when empty.
    rules: Vec<&'static Rule>,
    used: AtomicU64,
}

impl Ignore {
    /// Findings of these rules, or of all when there are none, in files whose path matches: a glob
    /// against the path as it is shown, one without `/` against each name in it.
    pub fn new(path: &str, rules: Vec<&'static Rule>) -> Result<Ignore, Error> {
        Ok(Ignore { path: Excludes::new(&[path.to_owned()])?, rules, used: AtomicU64::new(0) })
    }

    pub(super) fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// How many findings it has taken.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

impl Checks {
    /// What may ignore findings in this file.
    pub(super) fn ignores(&self, path: &str) -> Vec<&Ignore> {
        self.ignores.iter().filter(|ignore| ignore.path.contain_named(path)).collect()
    }
}

/// Whether one of them takes a finding of this rule; it is counted there.
pub(super) fn is_ignored(ignores: &[&Ignore], rule: &'static Rule) -> bool {
    let taken = ignores.iter().find(|one| one.rules.is_empty() || one.rules.contains(&rule));
    taken.is_some_and(|ignore| {
        ignore.used.fetch_add(1, Ordering::Relaxed);
        true
    })
}

/// What a check counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The documents: those that were checked are `written`; records that are none, and inputs that
    /// could not be read, are `quarantined`.
    pub report: Report,
    /// Findings by rule, with those that are not shown and without those ignored.
    pub rules: BTreeMap<&'static str, Count>,
    /// The same by [group](crate::rule::group).
    pub groups: BTreeMap<&'static str, Count>,
    /// The same by severity.
    pub severities: BTreeMap<Severity, u64>,
    /// How many were ignored.
    pub ignored: u64,
    /// Characters of all documents as decoded.
    pub characters: u64,
    /// How much was [mended](mend()), or would be.
    pub mended: MendedCount,
}

/// How much there is of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Findings that have its name.
    pub findings: u64,
    /// Documents with a place in which it takes part.
    pub documents: u64,
    /// Characters of the source in these places.
    pub characters: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.findings += other.findings;
        self.documents += other.documents;
        self.characters += other.characters;
    }
}

impl AddAssign for Checked {
    fn add_assign(&mut self, other: Checked) {
        self.report += other.report;
        for (into, from) in [(&mut self.rules, other.rules), (&mut self.groups, other.groups)] {
            for (name, count) in from {
                *into.entry(name).or_default() += count;
            }
        }
        for (severity, count) in other.severities {
            *self.severities.entry(severity).or_default() += count;
        }
        self.ignored += other.ignored;
        self.characters += other.characters;
        self.mended += other.mended;
    }
}

impl Checked {
    /// How many findings are at least that bad.
    ///
    /// ```
    /// use descrape::corpus::Checked;
    /// use descrape::rule::Severity;
    ///
    /// assert_eq!(Checked::default().at_least(Severity::Note), 0);
    /// ```
    pub fn at_least(&self, severity: Severity) -> u64 {
        self.severities.range(severity..).map(|(_, count)| count).sum()
    }

    /// How many documents were there to be checked, with records that are none.
    pub fn documents(&self) -> u64 {
        let skipped: u64 = self.report.skipped.values().map(|tally| tally.documents).sum();
        self.report.documents.documents - skipped
    }

    /// Counts a finding that is about a record or a file as a whole.
    pub(super) fn count(&mut self, finding: &Finding) {
        let count = Count { findings: 1, documents: 1, characters: 0 };
        *self.rules.entry(finding.rule.id).or_default() += count;
        *self.groups.entry(crate::rule::group(finding.rule)).or_default() += count;
        *self.severities.entry(finding.severity).or_default() += 1;
    }
}

/// What a batch comes to.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Those that are shown.
    pub findings: Vec<Finding>,
    /// Without its report, which is that of the batch.
    pub counted: Checked,
    /// By file.
    pub ids: Vec<IdsOf>,
    /// What was mended, in order.
    pub made: Vec<Made>,
}

/// The ids of records of one file.
#[derive(Debug)]
pub(crate) struct IdsOf {
    pub path: Arc<str>,
    /// Hash and line of each.
    pub ids: Vec<(u128, u64)>,
}

/// Checks every document under a job's inputs. `each` gets the findings in the order of the inputs,
/// those about ids that stand twice behind all others. Nothing is written, whatever the job says.
///
/// The observer is told of inputs that could not be read; a record that does not parse is a finding.
pub fn check(
    job: &Job,
    checks: &Arc<Checks>,
    observer: &dyn Observer,
    each: impl FnMut(Finding) -> Result<(), Error>,
) -> Result<Checked, Error> {
    checked(job, checks, None, observer, each, |_| Ok(()))
}

/// As [`check`], but what `mend` says is mended before, in the files themselves; then the findings
/// are those that are left, and their places are those in the files as they are now. Where it is only
/// told what would be mended, `tell` gets it, and the findings are those of [`check`].
///
/// Files of records other than JSONL are not written, nor is a text that is too large for one
/// document; nor stdin, which is up to the caller. The observer is told of each in which something
/// would have been mended, and of every file that could not be written; those stay as they were.
/// A run that is stopped has mended whole files and left whole files.
pub fn mend(
    job: &Job,
    checks: &Arc<Checks>,
    mend: &Mend,
    observer: &dyn Observer,
    each: impl FnMut(Finding) -> Result<(), Error>,
    tell: impl FnMut(BeforeAfter) -> Result<(), Error>,
) -> Result<Checked, Error> {
    let mender = Arc::new(Mender::new(mend, job, checks));
    let is_told = !mender.writes();
    checked(job, checks, Some(&mender), observer, each, tell).map_err(|error| {
        let is_mended = error.is_interrupted() && !is_told;
        if is_mended { Error::interrupted("; files that were mended stay so") } else { error }
    })
}

fn checked(
    job: &Job,
    checks: &Arc<Checks>,
    mender: Option<&Arc<Mender>>,
    observer: &dyn Observer,
    mut each: impl FnMut(Finding) -> Result<(), Error>,
    mut tell: impl FnMut(BeforeAfter) -> Result<(), Error>,
) -> Result<Checked, Error> {
    let shared = Shared {
        inputs: job.inputs.clone(),
        options: job.options.for_changes(),
        plan: Plan::new(&Shape { fields: Some(vec![]), ..Shape::default() })?,
        packing: Packing::Plain,
        quarantine: None,
        purpose: Purpose::Check(Arc::clone(checks), mender.cloned()),
        timed: false,
    };
    let mut checked = Checked::default();
    let mut report = Report::default();
    let mut ids = Known::default();
    let mut mending = mender.map(|mender| Mending::new(mender, observer));
    drive(inputs(job)?, Start::default(), job, shared, observer, &mut report, |done| {
        let part = std::mem::take(&mut done.check);
        checked += part.counted;
        ids.extend(part.ids)?;
        part.findings.into_iter().try_for_each(&mut each)?;
        for made in part.made {
            if let Some(mending) = &mut mending {
                mending.add(made, &mut tell)?;
            }
        }
        Ok(())
    })?;
    if let Some(mut mending) = mending {
        mending.finish();
        checked.mended = mending.count;
    }
    checked.report = report;
    ids.twice(&job.inputs.id_field, checks, &mut checked, &mut each)?;
    Ok(checked)
}

/// The ids of all records, and the files they stand in.
#[derive(Default)]
struct Known {
    ids: Ids,
    files: Vec<Arc<str>>,
}

impl Known {
    fn extend(&mut self, more: Vec<IdsOf>) -> Result<(), Error> {
        for IdsOf { path, ids } in more {
            if self.files.last() != Some(&path) {
                self.files.push(path);
            }
            let input = u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX);
            for (hash, line) in ids {
                self.ids.push(Seen { hash, input, line }).map_err(Aside)?;
            }
        }
        Ok(())
    }

    fn twice(
        self,
        field: &str,
        checks: &Checks,
        checked: &mut Checked,
        each: &mut impl FnMut(Finding) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let severity = checks.levels.of(&DUPLICATE_ID);
        let files = self.files;
        let name = |seen: Seen| files.get(seen.input as usize).cloned().unwrap_or_default();
        let told = self.ids.twice(|seen, first, earlier| {
            let path = name(seen);
            if is_ignored(&checks.ignores(&path), &DUPLICATE_ID) {
                checked.ignored += 1;
                return Ok(());
            }
            let record = Record { line: seen.line, id: None, field: field.to_owned() };
            let source = Source { path, record: Some(record.into()), raw: None, excerpts: false };
            let message = format!("its id is that of {}:{}", name(first), first.line);
            let known_by = format!("{:032x} {earlier}", seen.hash);
            let finding = source.whole(&DUPLICATE_ID, severity, &known_by, message);
            checked.count(&finding);
            if severity >= checks.shown { each(finding).map_err(Twice::Told) } else { Ok(()) }
        });
        told.map_err(|error| match error {
            Twice::Told(error) => error,
            Twice::Read(error) => Aside(error).into(),
        })
    }
}

/// Why ids that stand twice were not told to the end.
enum Twice {
    Told(Error),
    Read(std::io::Error),
}

impl From<std::io::Error> for Twice {
    fn from(error: std::io::Error) -> Twice {
        Twice::Read(error)
    }
}

/// What went wrong with the temporary files.
struct Aside(std::io::Error);

impl From<Aside> for Error {
    fn from(Aside(error): Aside) -> Error {
        Error::new("could not keep ids in a temporary file")
            .because(error)
            .hint("make room where temporary files go (TMPDIR), or `--off record.duplicate-id`")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::check::TOLD;
    use crate::corpus::{Inputs, Problem};
    use crate::{Guess, Options};

    struct Nobody;
    impl Observer for Nobody {
        fn problem(&self, problem: &Problem) {
            panic!("{problem:?}");
        }
    }

    fn checked(
        name: &str,
        bytes: &[u8],
        guess: Guess,
        ignores: Vec<Ignore>,
    ) -> (Checked, Vec<Finding>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let job = Job {
            inputs: Inputs { paths: vec![path], ..Inputs::default() },
            options: Options { guess, ..Options::default() },
            threads: Some(1),
            batch_bytes: Some(20),
            ..Job::default()
        };
        let shown = Severity::Note;
        let checks = Checks { shown, levels: Levels::default(), ignores, excerpts: true };
        let mut findings = vec![];
        let checked = check(&job, &Arc::new(checks), &Nobody, |finding| {
            findings.push(finding);
            Ok(())
        });
        (checked.unwrap(), findings)
    }

    #[test]
    fn every_example_of_what_is_told_holds() {
        for rule in TOLD.iter().filter(|rule| rule.id != "pipeline.unsettled") {
            let name = if rule.id.starts_with("record.") { "a.jsonl" } else { "a.txt" };
            let (checked, found) = checked(name, rule.example.before, Guess::Off, vec![]);
            let ids: Vec<&str> = found.iter().map(|finding| finding.rule.id).collect();
            assert!(ids.contains(&rule.id), "{} is not among {ids:?}", rule.id);
            assert_eq!(checked.at_least(Severity::Note), found.len() as u64, "{}", rule.id);
        }
    }

    const ROWS: &[u8] = br#"{"id":1,"text":"The caf\u00c3\u00a9 shut."}
{"id":"1","text":"It sailed."}
nonsense
{"id":1,"text":"It came\u0007 back."}
{"id":1,"text":"So."}
"#;

    #[test]
    fn records_are_known_by_line_field_and_column() {
        let (_, found) = checked("a.jsonl", ROWS, Guess::High, vec![]);
        let places: Vec<_> = found
            .iter()
            .map(|finding| {
                let place = &finding.place;
                let column = place.columns.as_ref().map(|columns| columns.start);
                (finding.rule.id, place.record.as_ref().unwrap().line, column, place.start.offset)
            })
            .collect();
        assert_eq!(
            places,
            [
                ("mojibake.utf8-as-windows-1252", 1, Some(24), 7),
                ("record.malformed", 3, Some(2), 0),
                ("unicode.control", 4, Some(24), 7),
                ("record.duplicate-id", 4, None, 0),
                ("record.duplicate-id", 5, None, 0),
            ]
        );
        assert!(found[3].message.as_ref().unwrap().ends_with("a.jsonl:1"));
        assert_ne!(found[3].fingerprint, found[4].fingerprint);
    }

    #[test]
    fn what_is_ignored_is_counted_apart() {
        let rules = vec![crate::rule::find("unicode.control").unwrap(), &DUPLICATE_ID];
        let here = Ignore::new("**/a.jsonl", rules).unwrap();
        let elsewhere = Ignore::new("b*", vec![]).unwrap();
        let (checked, found) = checked("a.jsonl", ROWS, Guess::High, vec![elsewhere, here]);
        let ids: Vec<&str> = found.iter().map(|finding| finding.rule.id).collect();
        assert_eq!(ids, ["mojibake.utf8-as-windows-1252", "record.malformed"]);
        assert_eq!((checked.ignored, checked.at_least(Severity::Error)), (3, 2));
        assert!(!checked.rules.contains_key("unicode.control"));
    }
}
