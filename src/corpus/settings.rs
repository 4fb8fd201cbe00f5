//! What decides the bytes of a run's output, by the names that people know it by. A run is gone on
//! with only under the same settings.

use std::fmt::Debug;

use serde_json::{Map, Value};

use super::{Inputs, Job, Limits};
use crate::options::Options;
use crate::output::{Destination, Shape};

/// Settings in a fixed order, each with its value as text.
///
/// Every field of a job is taken apart here, so that a new one is not forgotten: it decides bytes,
/// or it is named among those that do not.
pub(crate) fn settings(job: &Job, batch_bytes: usize) -> Map<String, Value> {
    let Job { inputs, options, shape, destination, quarantine, .. } = job;
    let Inputs { paths: _, globs: _, from, text_field, id_field, language_field, limits, part } =
        inputs; // paths and globs decide which files there are, and those are compared one by one
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
    let Shape { fields, offsets, per_sentence } = shape;
    let mut all = Map::new();
    let mut set = |name: &str, value: &dyn Debug| {
        all.insert(name.to_owned(), format!("{value:?}").replace('"', "").into());
    };
    set("version", &env!("CARGO_PKG_VERSION"));
    set("--from", from);
    set("--text-field", text_field);
    set("--id-field", id_field);
    set("--language-field", language_field);
    set("--max-line", line);
    set("--max-document", &(document, cuts));
    set("--max-expansion", expansion);
    set("--take", part);
    set("--only", only);
    set("--skip", skip);
    set("--off", &off.iter().map(|rule| rule.id).collect::<Vec<_>>());
    set("--keep and --drop", labels);
    set("--guess", guess);
    set("--encoding", &encoding.map(crate::decode::Encoding::name));
    set("--language", language);
    set("--newlines", newlines);
    set("--quotes-split", quotes);
    set("--survey", &survey.as_ref().map(|survey| format!("{:016x}", survey.digest())));
    set("--social", social);
    set("--tweets", tweet_words);
    set("--fields", fields);
    set("--offsets", offsets);
    set("--per", if *per_sentence { &"sentence" } else { &"document" });
    set("--batch-size", &batch_bytes);
    set("--quarantine", &quarantine.is_some());
    if let Destination::Folder(folder) = destination {
        set("--shard-size", &folder.shard_bytes);
        set("--compress", &folder.packing);
    }
    all
}
