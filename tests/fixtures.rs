//! Cleans every article in `fixtures/articles` and compares it with its row in
//! `fixtures/expected.jsonl`. All differences are reported together.
//!
//! `DESCRAPE_RECORDS=clean.jsonl cargo test --test fixtures` compares what the program wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use descrape::{Options, restore};
use serde_json::{Value, json};

#[test]
fn articles_come_out_as_expected() {
    let mut differences = Differences::default();
    let expected = expected();
    let records = match std::env::var_os("DESCRAPE_RECORDS") {
        Some(path) => rows_by_id(Path::new(&path)),
        None => articles().into_iter().map(|name| (name.clone(), cleaned(&name))).collect(),
    };
    for name in records.keys().filter(|name| !expected.contains_key(*name)) {
        differences.say(name, "has no row in expected.jsonl");
    }
    for (name, want) in &expected {
        match records.get(name) {
            Some(record) => compare(name, want, record, &mut differences),
            None => differences.say(name, "stands in expected.jsonl, but there is no such record"),
        }
    }
    assert!(differences.count == 0, "{} differences\n{}", differences.count, differences.told);
}

/// The fields of a record that rows speak of, by way of the library.
fn cleaned(name: &str) -> Value {
    let bytes = fs::read(fixtures().join("articles").join(name)).expect("it was listed");
    let document = descrape::clean(&bytes, &Options::default());
    assert_eq!(restore::restore_document(&document).ok(), Some(bytes), "{name} is not restored");
    let sentences: Vec<&str> =
        document.sentences().iter().map(|range| &document.text()[range.clone()]).collect();
    let embeds: Vec<Value> = document
        .embeds()
        .iter()
        .map(|e| json!({ "author": e.author, "handle": e.handle, "date": e.date, "text": e.text }))
        .collect();
    json!({
        "encoding": document.decoded().encoding(),
        "language": document.language(),
        "title": document.title(),
        "text": document.text(),
        "sentences": sentences,
        "embeds": embeds,
    })
}

fn compare(name: &str, want: &Value, got: &Value, differences: &mut Differences) {
    // Where two encodings give the same text, the row lists both.
    if !want["encoding"].as_array().is_some_and(|any| any.contains(&got["encoding"])) {
        differences.unless_equal(name, "encoding", &want["encoding"], &got["encoding"]);
    }
    for field in ["language", "title", "text"] {
        if let Some(want) = want.get(field) {
            differences.unless_equal(name, field, want, &got[field]);
        }
    }
    differences.unless_same_list(name, "sentence", rows(want, "sentences"), rows(got, "sentences"));

    let wanted = rows(want, "embeds");
    let embeds: Vec<Value> = rows(got, "embeds")
        .iter()
        .enumerate()
        .map(|(n, embed)| {
            let fields = wanted.get(n).and_then(Value::as_object);
            let fields = fields.map_or(vec!["author", "handle", "date"], |row| {
                row.keys().map(String::as_str).collect()
            });
            fields.into_iter().map(|field| (field.to_owned(), embed[field].clone())).collect()
        })
        .collect();
    differences.unless_same_list(name, "embed", wanted, &embeds);
}

/// What is wrong, for a person to read.
#[derive(Default)]
struct Differences {
    told: String,
    count: usize,
    article: String,
}

impl Differences {
    fn say(&mut self, article: &str, what: &str) {
        if self.article != article {
            article.clone_into(&mut self.article);
            writeln!(self.told, "\n{article}").expect("a String takes everything");
        }
        self.count += 1;
        writeln!(self.told, "  {what}").expect("a String takes everything");
    }

    fn unless_equal(&mut self, article: &str, what: &str, want: &Value, got: &Value) {
        if want != got {
            self.say(article, &format!("{what}\n    want {want}\n    got  {got}"));
        }
    }

    /// Names the members that only one list has; the order counts when both have the same.
    fn unless_same_list(&mut self, article: &str, what: &str, want: &[Value], got: &[Value]) {
        if want == got {
            return;
        }
        let missing = without(want, got);
        let extra = without(got, want);
        for one in &missing {
            self.say(article, &format!("{what} missing: {one}"));
        }
        for one in &extra {
            self.say(article, &format!("{what} not wanted: {one}"));
        }
        if missing.is_empty() && extra.is_empty() {
            self.say(article, &format!("{what}s in another order"));
        }
    }
}

/// The members of `all` that `others` does not have, as often as it lacks them.
fn without(all: &[Value], others: &[Value]) -> Vec<Value> {
    let mut others = others.to_vec();
    let mut left = vec![];
    for one in all {
        match others.iter().position(|other| other == one) {
            Some(n) => drop(others.swap_remove(n)),
            None => left.push(one.clone()),
        }
    }
    left
}

fn rows<'a>(row: &'a Value, field: &str) -> &'a [Value] {
    row[field].as_array().expect("every row has this list")
}

fn expected() -> BTreeMap<String, Value> {
    rows_by_id(&fixtures().join("expected.jsonl"))
}

fn rows_by_id(path: &Path) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut rows = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("every line is JSON");
        let id = row["id"].as_str().expect("every row has an id").to_owned();
        assert!(rows.insert(id, row).is_none(), "two rows for one article: {line}");
    }
    rows
}

fn articles() -> BTreeSet<String> {
    fs::read_dir(fixtures().join("articles"))
        .expect("the folder is part of the project")
        .map(|entry| {
            entry.expect("it can be read").file_name().into_string().expect("names are ASCII")
        })
        .collect()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}
