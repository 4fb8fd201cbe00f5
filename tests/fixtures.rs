//! Cleans every article in `fixtures/articles` and compares it with its row in
//! `fixtures/expected.jsonl`. All differences are reported together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use descrape::{Document, Options};
use serde_json::{Value, json};

#[test]
fn articles_come_out_as_expected() {
    let mut differences = Differences::default();
    let expected = expected();
    let articles = articles();
    for name in articles.difference(&expected.keys().cloned().collect()) {
        differences.say(name, "has no row in expected.jsonl");
    }
    for (name, want) in &expected {
        let Ok(bytes) = fs::read(fixtures().join("articles").join(name)) else {
            differences.say(name, "stands in expected.jsonl, but there is no such article");
            continue;
        };
        compare(name, want, &descrape::clean(&bytes, &Options::default()), &mut differences);
    }
    assert!(differences.count == 0, "{} differences\n{}", differences.count, differences.told);
}

fn compare(name: &str, want: &Value, document: &Document, differences: &mut Differences) {
    let encoding = json!(document.decoded().encoding());
    // Where two encodings give the same text, the row lists both.
    if !want["encoding"].as_array().is_some_and(|any| any.contains(&encoding)) {
        differences.unless_equal(name, "encoding", &want["encoding"], &encoding);
    }
    differences.unless_equal(name, "language", &want["language"], &json!(document.language()));
    differences.unless_equal(name, "title", &want["title"], &json!(document.title()));
    if let Some(text) = want.get("text") {
        differences.unless_equal(name, "text", text, &json!(document.text()));
    }
    let sentences: Vec<Value> =
        document.sentences().iter().map(|range| json!(&document.text()[range.clone()])).collect();
    differences.unless_same_list(name, "sentence", rows(want, "sentences"), &sentences);

    let wanted = rows(want, "embeds");
    let embeds: Vec<Value> = document
        .embeds()
        .iter()
        .enumerate()
        .map(|(n, embed)| {
            let mut row =
                json!({ "author": embed.author, "handle": embed.handle, "date": embed.date });
            if wanted.get(n).is_some_and(|want| want.get("text").is_some()) {
                row["text"] = json!(embed.text);
            }
            row
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
    let text =
        fs::read_to_string(fixtures().join("expected.jsonl")).expect("it lies beside the articles");
    let mut expected = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("every line is JSON");
        let id = row["id"].as_str().expect("every row has an id").to_owned();
        assert!(expected.insert(id, row).is_none(), "two rows for one article: {line}");
    }
    expected
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
