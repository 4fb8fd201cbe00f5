//! A folder that records are written to: ours alone, and what stands in it beside the records.

use std::fs;

use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::output::journal_of;
use super::settings::Settings;
use super::walk::{Found, Kind};
use super::{Job, Unfinished};
use crate::error::Error;
use crate::output::out::could_not_write;
use crate::output::part::Part;
use crate::output::sink::Shard;
use crate::output::{Destination, Folder, Format};
use crate::report::Report;

/// Removes what an unfinished run left in a folder; refuses a folder that holds anything else.
pub(super) fn clear(folder: &Folder, job: &Job) -> Result<(), Error> {
    let could_not = |error| Error::new("could not read the folder").at(&folder.path).because(error);
    let mut own = vec![];
    for entry in fs::read_dir(&folder.path).map_err(could_not)? {
        let name = entry.map_err(could_not)?.file_name();
        let name = name.to_string_lossy();
        let bare = name.strip_prefix('.').unwrap_or(&name);
        let is_own = bare.starts_with(&folder.prefix)
            && ["part-", "manifest.json", "_SUCCESS"]
                .iter()
                .any(|what| bare[folder.prefix.len()..].starts_with(what));
        if is_own {
            own.push(folder.path.join(&*name));
        } else if !name.starts_with('.') && (folder.prefix.is_empty() || !is_of_a_part(&name)) {
            return Err(not_empty(folder));
        }
    }
    let is_finished = folder.named("_SUCCESS").exists();
    if is_finished && job.unfinished != Unfinished::Restart {
        return Err(not_empty(folder));
    }
    for path in own {
        fs::remove_file(&path)
            .map_err(|error| Error::new("could not remove").at(path).because(error))?;
    }
    Ok(())
}

/// Whether a file of a folder is of a run that does a part of the inputs.
fn is_of_a_part(name: &str) -> bool {
    name.starts_with("take-")
}

/// The report of the run that finished a folder, if there is one and it did this very work: then
/// there is nothing to go on with, and nothing to do.
pub(super) fn finished(
    folder: &Folder,
    settings: &Settings,
    found: &[Found],
) -> Result<Option<Report>, Error> {
    let journal = journal_of(&Destination::Folder(folder.clone()))?;
    if !folder.named("_SUCCESS").exists() || journal.exists() {
        return Ok(None);
    }
    let path = folder.named("manifest.json");
    let manifest = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let Some(manifest): Option<serde_json::Map<String, Value>> = manifest else { return Ok(None) };
    let differs = |what: &str| {
        Error::new(format!("a finished run of other {what} is there"))
            .at(&folder.path)
            .hint("give a new folder; `--restart` replaces what is there")
    };
    if manifest.get("options").and_then(Value::as_object) != Some(settings) {
        return Err(differs("options"));
    }
    if manifest.get("inputs").and_then(Value::as_str) != Some(&*digest(found)) {
        return Err(differs("inputs"));
    }
    let report = manifest.get("report").cloned().map(serde_json::from_value).transpose();
    report.map_err(|error| Error::new("could not read the manifest").at(&path).because(error))
}

/// What tells the inputs of a run from others: their paths and sizes. Not their times: a copy of the
/// same inputs gives the same manifest.
pub(super) fn digest(found: &[Found]) -> String {
    let mut hash = Xxh3::new();
    for found in found.iter().filter(|found| matches!(found.kind, Kind::File)) {
        hash.update(found.shown.as_bytes());
        hash.update(&[0]);
        hash.update(&found.bytes.to_le_bytes());
    }
    format!("{:016x}", hash.digest())
}

fn not_empty(folder: &Folder) -> Error {
    Error::new("the folder is not empty")
        .at(&folder.path)
        .hint("give a new one; `--restart` replaces what a run of this program wrote")
}

/// Says what is in a folder, and last that it is all there.
pub(super) fn manifest(
    folder: &Folder,
    format: &Format,
    settings: &Settings,
    inputs: &str,
    shards: &[Shard],
    report: &Report,
) -> Result<(), Error> {
    let value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "format": format.name,
        "files": shards,
        "report": report,
        "options": settings,
        "inputs": inputs,
    });
    let mut bytes = serde_json::to_vec_pretty(&value).expect("a manifest is always JSON");
    bytes.push(b'\n');
    for (name, bytes) in [("manifest.json", &bytes[..]), ("_SUCCESS", b"")] {
        let path = folder.named(name);
        let write = || {
            let mut part = Part::create(&path)?;
            part.write(bytes)?;
            part.finish()
        };
        write().map_err(|error| could_not_write(&path, error))?;
    }
    Ok(())
}
