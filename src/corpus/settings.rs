//! What decides the bytes of a run's output, by the names that people know it by. A run is gone on
//! with only under the same settings.

use std::fmt::Debug;

use serde_json::{Map, Value};

use super::{Inputs, Job, Limits};
use crate::label::LABELS;
use crate::options::Options;
use crate::output::{Destination, Shape};

/// Values by name.
pub(crate) type Settings = Map<String, Value>;

/// Settings in a fixed order, each with its value as text.
///
/// Every field of a job is taken apart here, so that a new one is not forgotten: it decides bytes,
/// or it is named among those that do not.
pub(crate) fn settings(job: &Job, batch_bytes: usize) -> Settings {
    let Job {
        inputs,
        options,
        shape,
        destination,
        quarantine,
        report: _,
        own: _,
        configuration: _,    // what it said is among the rest
        most_quarantined: _, // decides when a run ends, and may be larger when it goes on
        threads: _,
        batch_bytes: _, // given with its default
        unfinished: _,
    } = job;
    let Inputs {
        paths: _,
        globs: _,
        excludes: _,
        excludes_named: _,
        backups: _,
        from,
        text_field,
        id_field,
        language_field,
        limits,
        part,
    } = inputs; // paths, globs, excludes and backups decide which files there are, and those are compared one by one
    let Limits { line, document, cuts, expansion } = limits;
    let Options {
        only,
        skip,
        off,
        labels,
        guess,
        encoding,
        language,
        newlines,
        quotes,
        survey,
        social,
        tweet_words,
        trace: _, // decides what `explain` shows
    } = options;
    let Shape { format, fields, offsets, per_sentence } = shape;
    let mut all = Map::new();
    let mut set = |name: &str, value: String| drop(all.insert(name.to_owned(), value.into()));
    set("version", env!("CARGO_PKG_VERSION").into());
    set("--from", word(from));
    set("--text-field", text_field.clone());
    set("--id-field", id_field.clone());
    set("--language-field", language_field.clone().unwrap_or_default());
    set("--max-line", line.to_string());
    set(
        "--max-document",
        if *cuts { document.to_string() } else { format!("{document}, not cut") },
    );
    set("--max-expansion", expansion.to_string());
    set("--take", part.map(|part| format!("{}/{}", part.number, part.of)).unwrap_or_default());
    set("--only", only.as_ref().map(|only| only.join(",")).unwrap_or_default());
    set("--skip", skip.join(","));
    set("--off", off.iter().map(|rule| rule.id).collect::<Vec<_>>().join(","));
    let kept = LABELS.iter().filter(|row| labels.stays(row.label)).map(|row| row.name);
    set("--keep", kept.collect::<Vec<_>>().join(","));
    set("--guess", word(guess));
    set("--encoding", encoding.map(|encoding| encoding.name().to_owned()).unwrap_or_default());
    set("--language", language.clone().unwrap_or_default());
    set("--newlines", word(newlines));
    set("--quotes-split", word(quotes));
    let survey = survey.as_ref().map(|survey| format!("{:016x}", survey.digest()));
    set("--survey", survey.unwrap_or_default());
    set("--social", word(social));
    set("--tweets", word(tweet_words));
    set("--to", format.name.into());
    set("--fields", fields.as_ref().map(|fields| fields.join(",")).unwrap_or_default());
    set("--offsets", word(offsets));
    set("--per", if *per_sentence { "sentence" } else { "document" }.into());
    set("--batch-size", batch_bytes.to_string());
    set("--quarantine", if quarantine.is_some() { "yes" } else { "no" }.into());
    if let Destination::Folder(folder) = destination {
        set("--shard-size", folder.shard_bytes.to_string());
        set("--compress", word(&folder.packing));
    }
    all
}

/// A choice as people write it.
fn word(choice: &dyn Debug) -> String {
    format!("{choice:?}").to_ascii_lowercase()
}
