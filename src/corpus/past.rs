//! What an earlier run left, and whether this one may go on with it.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::journal::{Input, Past};
use super::output::{quarantine_of, shown};
use super::settings::Settings;
use super::walk::Found;
use super::{Job, Unfinished, open};
use crate::error::Error;
use crate::output::out::{is_resumable, target};
use crate::output::part::{PART, Part, beside};
use crate::output::sink::Mark;
use crate::output::{Destination, Format};

/// How much of an input is compared.
const HEAD: u64 = 64 * 1024;

/// Whether the run goes on with another; an error where it neither may nor may begin.
pub(super) fn goes_on(
    job: &Job,
    settings: &Settings,
    found: &[Found],
    past: &Past,
) -> Result<bool, Error> {
    let at = shown(&job.destination);
    let is_there = past.begun && (past.ended || !past.commits.is_empty());
    // The files have their names; only the journal was not removed any more.
    let is_over = past.ended && has_its_name(&job.destination);
    match job.unfinished {
        Unfinished::Restart => return Ok(false),
        _ if !is_there => return Ok(false),
        Unfinished::Refuse if is_over => return Ok(false),
        Unfinished::Refuse => {
            let documents: u64 =
                past.commits.iter().map(|(_, commit)| commit.report.documents.documents).sum();
            return Err(Error::new(format!(
                "an unfinished run is there, of {documents} documents"
            ))
            .at(at)
            .hint("`--resume` goes on with it, `--restart` throws it away"));
        }
        Unfinished::Resume => {}
    }
    let changed = changes(settings, past);
    if !changed.is_empty() {
        return Err(Error::new(format!("other options than before: {}", changed.join("; ")))
            .at(at)
            .hint("give the same options, or begin anew with `--restart`"));
    }
    let changed = changed_inputs(found, past);
    if !changed.is_empty() {
        return Err(Error::new(format!("other inputs than before: {}", listed(&changed)))
            .at(at)
            .hint("`--restart` begins anew"));
    }
    Ok(true)
}

/// Whether nothing in the making is left.
fn has_its_name(destination: &Destination) -> bool {
    match destination {
        Destination::File(path) => target(path).is_ok_and(|target| !Part::exists(&target)),
        Destination::Folder(folder) => folder.named("_SUCCESS").exists(),
        Destination::Stdout | Destination::Nowhere => true,
    }
}

/// Settings that are not what they were.
fn changes(now: &Settings, past: &Past) -> Vec<String> {
    let shown = |value: Option<&Value>| {
        let value = value.and_then(|value| value.as_str()).unwrap_or("not there");
        if value.is_empty() { "the default".to_owned() } else { value.to_owned() }
    };
    let names = now.keys().chain(past.settings.keys().filter(|name| !now.contains_key(*name)));
    names
        .filter(|name| now.get(*name) != past.settings.get(*name))
        .map(|name| {
            format!("{name} was {}, is {}", shown(past.settings.get(name)), shown(now.get(name)))
        })
        .collect()
}

/// Inputs that are not what they were, or not there.
fn changed_inputs(found: &[Found], past: &Past) -> Vec<String> {
    let mut changed = vec![];
    let mut now = found.iter().map(Input::of);
    let mut before = past.inputs.iter();
    loop {
        match (now.next(), before.next()) {
            (None, None) => break,
            (Some(now), Some(before)) if now == *before => {}
            (Some(now), Some(before)) if now.path == before.path => {
                let what =
                    if now.bytes == before.bytes { "was written to" } else { "has another size" };
                changed.push(format!("{} {what}", now.path));
            }
            (Some(now), None) => changed.push(format!("{} is new", now.path)),
            (None, Some(before)) => changed.push(format!("{} is gone", before.path)),
            (Some(now), Some(before)) => {
                // From here on every pair differs; which of the two is odd is seen by name.
                let is_new = !past.inputs.iter().any(|input| input.path == now.path);
                changed.push(if is_new {
                    format!("{} is new", now.path)
                } else {
                    format!("{} is gone", before.path)
                });
                break;
            }
        }
    }
    // The start of the input that the run goes on in.
    let last = past.commits.last().map(|(_, commit)| commit.next).filter(|next| next.offset > 0);
    let within = last.and_then(|next| found.get(next.input).filter(|_| changed.is_empty()));
    if let Some(found) = within
        && let Some(head) = past.commits.iter().rev().find_map(|(_, commit)| commit.head)
        && !open::is_stdin(&found.path)
        && head_of(&found.path).is_some_and(|now| now != head)
    {
        changed.push(format!("{} begins in another way", found.shown));
    }
    changed
}

/// The first few.
fn listed(changed: &[String]) -> String {
    const LISTED: usize = 3;
    let first = changed[..changed.len().min(LISTED)].join("; ");
    match changed.len().saturating_sub(LISTED) {
        0 => first,
        more => format!("{first}; and {more} more"),
    }
}

/// A hash of the start of a file.
pub(super) fn head_of(path: &Path) -> Option<u64> {
    let known = path.metadata().ok()?;
    if !known.is_file() {
        return None;
    }
    let mut head = vec![];
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    Some(xxh3_64(&head))
}

/// Forgets the last batches if they are not on disk as they were written.
pub(super) fn forget_unsure(job: &Job, past: &mut Past) {
    if past.ended {
        return; // which is put down when all is on disk
    }
    let commits = &past.commits;
    let sure = commits.iter().rposition(|(_, commit)| commit.synced).map_or(0, |at| at + 1);
    let mut before = commits[..sure].last().map_or(Mark::default(), |(_, commit)| commit.output);
    let quarantine = quarantine_of(job);
    let quarantined = is_resumable(&quarantine).then(|| length_of(&quarantine).unwrap_or(0));
    let good = commits[sure..].iter().take_while(|(_, commit)| {
        let start = if commit.output.shard == before.shard { before.at } else { 0 };
        before = commit.output;
        read_part(job, commit.output, start).is_ok_and(|bytes| xxh3_64(&bytes) == commit.xxh3)
            && quarantined.is_none_or(|length| length >= commit.quarantine.at)
    });
    let good = sure + good.count();
    past.commits.truncate(good);
}

/// Forgets batches behind the last place that a run can be gone on with from.
pub(super) fn forget_within(past: &mut Past) {
    if !past.ended {
        let whole = past.commits.iter().rposition(|(_, commit)| !commit.within);
        past.commits.truncate(whole.map_or(0, |at| at + 1));
    }
}

/// A file of the output, unfinished or finished.
fn open_part(destination: &Destination, shard: usize, format: &Format) -> io::Result<File> {
    let target = match destination {
        Destination::File(path) => target(path)?,
        Destination::Folder(folder) => folder.shard(shard, format),
        Destination::Stdout | Destination::Nowhere => return Err(io::ErrorKind::NotFound.into()),
    };
    File::open(beside(&target, PART)).or_else(|_| File::open(&target))
}

fn length_of(destination: &Destination) -> io::Result<u64> {
    Ok(open_part(destination, 0, Format::JSONL)?.metadata()?.len())
}

/// The bytes of a file of the output from `start` to a mark.
fn read_part(job: &Job, mark: Mark, start: u64) -> io::Result<Vec<u8>> {
    if mark.at == 0 {
        return Ok(vec![]); // It need not be there yet.
    }
    let mut file = open_part(&job.destination, mark.shard, job.shape.format)?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = vec![];
    file.take(mark.at.saturating_sub(start)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
