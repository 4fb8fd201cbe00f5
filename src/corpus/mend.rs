//! Mends what a check finds, where it stands.
//!
//! A text file is written anew by the worker that read it, before it is checked. A value of a JSONL
//! file is only noted there, with its place: in order, on the thread that writes, the file is copied
//! from value to value, in bounded memory whatever its size. Either appears whole or not at all, and
//! a file in which nothing is mended is not touched.

mod rewrite;
mod value;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::check::{Checks, Ignore};
use super::walk::Found;
use super::{Job, Limits, Observer, Problem};
use crate::check::{self, Mended, Unmended};
use crate::error::Error;
use crate::options::Options;
use crate::rule::Severity;
use rewrite::{Rewrite, Trouble};

/// What of the findings of a check is mended, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// Milder findings stay.
    pub least: Severity,
    /// Whether what takes words out of a text is mended too.
    pub lossy: bool,
    /// What becomes of what is mended.
    pub how: How,
}

/// What becomes of a document that is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It is told how it would be.
    Tell,
    /// It is written in place of what it was.
    Write {
        /// What stands behind the name of a file under which it is kept as it was, beside it; it is
        /// not kept where `None`.
        backup: Option<String>,
    },
}

/// A document as it is and as it would be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeAfter {
    /// The input as typed, joined with `/`.
    pub path: Arc<str>,
    /// The line of a record, from 1.
    pub line: Option<u64>,
    /// The text as it is, decoded.
    pub before: String,
    /// The text as it would be.
    pub after: String,
    places: u64,
}

/// How much was mended, or would be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MendedCount {
    /// Places that were changed.
    pub places: u64,
    /// Documents with such places.
    pub documents: u64,
    /// Files with such documents.
    pub files: u64,
}

impl std::ops::AddAssign for MendedCount {
    fn add_assign(&mut self, other: MendedCount) {
        self.places += other.places;
        self.documents += other.documents;
        self.files += other.files;
    }
}

/// What a worker mended.
#[derive(Debug)]
pub(crate) enum Made {
    /// A file was written anew.
    File { places: u64 },
    /// So is the file that a link leads to, under another name.
    Linked,
    /// Something else is to stand in the place of so many bytes of the (decompressed) file.
    Value { file: Arc<Found>, offset: u64, bytes: u64, with: Vec<u8>, places: u64 },
    /// Is only told.
    Told(BeforeAfter),
    /// Stays, since the file is of a kind that is not written anew.
    NotWritten(Arc<Found>, Trouble),
}

/// What workers mend by.
#[derive(Debug)]
pub(crate) struct Mender {
    how: How,
    options: Options,
    limits: Limits,
    /// Files that were written or are being. Two links may lead to one.
    taken: Mutex<HashSet<PathBuf>>,
}

/// A record that may be mended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub line: u64,
    /// Its text to the letter, and where in the file that stands; `None` where the file is no JSONL.
    pub value: Option<(u64, &'a str)>,
    pub title: Option<&'a str>,
}

impl Mender {
    pub(super) fn new(mend: &Mend, job: &Job, checks: &Checks) -> Mender {
        let options = check::choices(&job.options, mend.lossy, mend.least, &checks.levels);
        Mender {
            how: mend.how.clone(),
            options,
            limits: job.inputs.limits.clone(),
            taken: Mutex::default(),
        }
    }

    /// Whether a change by this rule may be mended.
    pub(super) fn mends(&self, rule: &'static crate::rule::Rule) -> bool {
        self.options.allows(rule)
    }

    /// Whether files are written.
    pub(super) fn writes(&self) -> bool {
        self.how != How::Tell
    }

    /// How a file is mended: what is accepted in it stays. `None` where that is all.
    pub(super) fn options(&self, ignores: &[&Ignore]) -> Option<Cow<'_, Options>> {
        if ignores.is_empty() {
            return Some(Cow::Borrowed(&self.options));
        }
        let mut options = self.options.clone();
        for ignore in ignores {
            if ignore.rules().is_empty() {
                return None;
            }
            options.off.extend(ignore.rules());
        }
        Some(Cow::Owned(options))
    }

    /// Writes a text file that was mended, or tells of it.
    pub(super) fn file(&self, found: &Arc<Found>, mended: &Mended) -> Result<Made, Trouble> {
        let places = mended.places as u64;
        let How::Write { backup } = &self.how else {
            return Ok(Made::Told(told(found, None, mended)));
        };
        match self.take(found)? {
            None => Ok(Made::Linked),
            Some(target) => {
                let mut rewrite = Rewrite::begin(found, &target, &self.limits)?;
                rewrite.put(&mended.source)?;
                rewrite.finish(backup.as_deref())?;
                Ok(Made::File { places })
            }
        }
    }

    /// Mends the text of a record, with this title.
    pub(super) fn value(
        value: &str,
        title: Option<&str>,
        options: &Options,
    ) -> Result<Option<Mended>, Unmended> {
        value::mend(value, title, options)
    }

    /// What a record becomes, whose value was mended.
    pub(super) fn record(&self, found: &Arc<Found>, record: Record, mended: &Mended) -> Made {
        let Some((offset, value)) = record.value else {
            return not_written(found, "files of its kind are not rewritten");
        };
        if !self.writes() {
            return Made::Told(told(found, Some(record.line), mended));
        }
        Made::Value {
            file: Arc::clone(found),
            offset,
            bytes: value.len() as u64,
            with: mended.source.clone(),
            places: mended.places as u64,
        }
    }

    /// The file that is to be written, which links may lead to; `None` if it was taken before.
    fn take(&self, found: &Found) -> Result<Option<PathBuf>, Trouble> {
        if !fs::metadata(&found.path)?.is_file() {
            return Err(Trouble::new("is no file that could be rewritten", CLEAN));
        }
        let target = fs::canonicalize(&found.path)?;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(taken.insert(target.clone()).then_some(target))
    }
}

/// What to try with what is not rewritten.
const CLEAN: &str = "`descrape clean` writes the clean text elsewhere";

/// What is found in this file stays in it.
pub(super) fn not_written(found: &Arc<Found>, why: &str) -> Made {
    let what = format!("not mended: {why}");
    Made::NotWritten(Arc::clone(found), Trouble::new(what, CLEAN))
}

fn told(found: &Found, line: Option<u64>, mended: &Mended) -> BeforeAfter {
    BeforeAfter {
        path: found.shown.as_str().into(),
        line,
        before: mended.before.clone(),
        after: mended.after.clone(),
        places: mended.places as u64,
    }
}

/// A file that stays as it was, as the observer is told of it.
pub(super) fn problem(found: &Found, trouble: Trouble) -> Problem {
    Problem {
        path: found.shown.clone(),
        reason: trouble.what,
        hint: Some(trouble.hint),
        ..Problem::default()
    }
}

/// Why a document stays as it was.
pub(super) fn unmended(found: &Found, line: Option<u64>, why: Unmended) -> Problem {
    let hint = match why {
        Unmended::ReadOtherwise(_) => "`--encoding NAME` says what it is",
        Unmended::Unsettled => "this is a fault in descrape; please report it with the document",
    };
    let trouble = Trouble::new(format!("not mended: {why}"), hint);
    Problem { line, ..problem(found, trouble) }
}

/// Puts what was mended in its place, in the order of the inputs.
pub(super) struct Mending<'a> {
    mender: &'a Mender,
    observer: &'a dyn Observer,
    pub(super) count: MendedCount,
    /// The file that is being written; it stays here when it could not be.
    open: Option<(Arc<Found>, Option<Rewrite>, MendedCount)>,
    /// The file that something was told of last.
    told: Option<Arc<str>>,
    /// The last one that is not written.
    not_written: Option<Arc<Found>>,
}

impl<'a> Mending<'a> {
    pub(super) fn new(mender: &'a Mender, observer: &'a dyn Observer) -> Mending<'a> {
        let count = MendedCount::default();
        Mending { mender, observer, count, open: None, told: None, not_written: None }
    }

    pub(super) fn add(
        &mut self,
        made: Made,
        tell: &mut impl FnMut(BeforeAfter) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match made {
            Made::File { places } => self.count += MendedCount { places, documents: 1, files: 1 },
            Made::Linked => {}
            Made::Told(told) => {
                let is_new = self.told.as_ref() != Some(&told.path);
                let places = told.places;
                self.count += MendedCount { places, documents: 1, files: is_new.into() };
                self.told = Some(Arc::clone(&told.path));
                tell(told)?;
            }
            Made::NotWritten(found, trouble) => {
                let last = self.not_written.replace(Arc::clone(&found));
                let is_new = last.is_none_or(|last| !Arc::ptr_eq(&last, &found));
                if is_new && self.mender.writes() {
                    self.observer.problem(&problem(&found, trouble));
                }
            }
            Made::Value { file, offset, bytes, with, places } => {
                self.begin(&file);
                self.in_open(|rewrite| {
                    rewrite.keep_until(offset)?;
                    rewrite.replace(bytes, &with)
                });
                if let Some((_, Some(_), count)) = &mut self.open {
                    *count += MendedCount { places, documents: 1, files: 0 };
                }
            }
        }
        Ok(())
    }

    /// Sees to it that this file is the one that is being written.
    fn begin(&mut self, file: &Arc<Found>) {
        if self.open.as_ref().is_some_and(|(open, ..)| Arc::ptr_eq(open, file)) {
            return;
        }
        self.finish();
        let begun = self.mender.take(file).and_then(|target| {
            let begin = |target: PathBuf| Rewrite::begin(file, &target, &self.mender.limits);
            target.map(begin).transpose()
        });
        let rewrite = begun.unwrap_or_else(|trouble| {
            self.observer.problem(&problem(file, trouble));
            None
        });
        self.open = Some((Arc::clone(file), rewrite, MendedCount::default()));
    }

    /// Does something with the file that is being written, if it is; it stays as it was where that
    /// fails.
    fn in_open(&mut self, step: impl FnOnce(&mut Rewrite) -> Result<(), Trouble>) {
        if let Some((file, open, _)) = &mut self.open
            && let Some(rewrite) = open
            && let Err(trouble) = step(rewrite)
        {
            *open = None;
            self.observer.problem(&problem(file, trouble));
        }
    }

    /// Ends the file that is being written.
    pub(super) fn finish(&mut self) {
        let Some((file, Some(rewrite), count)) = self.open.take() else { return };
        let How::Write { backup } = &self.mender.how else { return };
        match rewrite.finish_with_rest(backup.as_deref()) {
            Ok(()) => self.count += MendedCount { files: 1, ..count },
            Err(trouble) => self.observer.problem(&problem(&file, trouble)),
        }
    }
}
