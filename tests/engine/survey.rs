//! Surveys of folders: what is counted, saved, merged, and used.

use std::sync::Arc;

use descrape::corpus::{load_survey, read_only_once, save_survey, survey};
use descrape::survey::Survey;

use super::*;

/// Articles of a site that ends each with the same line, half of them records.
fn site(root: &Path, numbers: std::ops::Range<usize>) {
    let word = |n: usize| "abcdefghij".chars().nth(n % 10).unwrap().to_string().repeat(n / 10 + 1);
    let mut rows = String::new();
    for n in numbers {
        let text = format!(
            "Title\n\nThe boat {} left Kessing with forty sacks of salt, and came to the quay of Orrin late.\n\n\
             Les hele avisen p&aring; papir",
            word(n)
        );
        if n % 2 == 0 {
            write(&root.join(format!("{n:02}.txt")), text);
        } else {
            rows += &format!("{{\"text\":{}}}\n", serde_json::to_string(&text).unwrap());
        }
    }
    write(&root.join("rows.jsonl"), rows);
}

#[test]
fn a_saved_survey_is_used_and_is_no_article() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    site(&root, 0..8);
    for name in ["site.survey", "site.survey.gz", "site.survey.zst"] {
        let saved = root.join(name);
        for _ in 0..2 {
            // The second time the file stands among the inputs.
            let told = Told::default();
            let (survey, report) =
                save_survey(&job(&[&root], &saved), Survey::default(), &told).unwrap();
            assert_adds_up(&report, &told);
            assert_eq!((survey.documents(), report.written.documents), (8, 8));
        }
        let loaded = load_survey(&saved).unwrap();
        let (counted, _) = survey(&job(&[&root], &saved), &Told::default()).unwrap();
        assert_eq!(loaded.repeated(), counted.repeated());
        assert_eq!(
            loaded.repeated().lines().count(),
            1,
            "entities are decoded before lines are counted"
        );

        let out = dir.path().join("out.jsonl");
        let mut job = job(&[&root], &out);
        job.options.survey = Some(Arc::new(loaded.repeated()));
        let report = run(&job, &Told::default()).unwrap();
        assert_eq!(report.changes["page.repeated"], 8);
        assert_eq!(report.skipped["survey"].documents, 1);
        assert!(!fs::read_to_string(&out).unwrap().contains("avisen"));
        fs::remove_file(saved).unwrap();
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    for (name, numbers) in [("a", 0..3), ("b", 3..9), ("all", 0..9)] {
        site(&path(name), numbers);
        save_survey(
            &job(&[&path(name)], &path(&format!("{name}.survey"))),
            Survey::default(),
            &Told::default(),
        )
        .unwrap();
    }
    let mut known = load_survey(&path("b.survey")).unwrap();
    known.merge(load_survey(&path("a.survey")).unwrap());
    save_survey(&job(&[], &path("sum.survey")), known, &Told::default()).unwrap();
    let [sum, all] =
        ["sum.survey", "all.survey"].map(|name| fs::read_to_string(path(name)).unwrap());
    assert_eq!(sum, all);
}

#[test]
fn what_cannot_be_read_is_quarantined_and_the_rest_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let bad = dir.path().join("bad.jsonl");
    let mut job = job(&[&root], &dir.path().join("out.survey"));
    job.quarantine = Some(bad.clone());
    let told = Told::default();
    let (survey, report) = save_survey(&job, Survey::default(), &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(survey.documents(), report.written.documents);
    assert_eq!(read_records(&bad).len(), told.problems.lock().unwrap().len());
    assert_eq!(read_records(&bad).len(), 64);
}

#[test]
fn a_file_that_is_no_survey_is_told_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.txt");
    write(&path, "It held.");
    let error = load_survey(&path).unwrap_err();
    assert!(error.to_string().ends_with("a.txt: line 1: is not the beginning of a saved survey"));
    assert!(error.hint_text().unwrap().contains("descrape survey"));
    assert!(load_survey(&dir.path().join("none")).is_err());
}

#[test]
fn stdin_and_pipes_are_read_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let fifo = dir.path().join("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let inputs = |path: &Path| Inputs {
        paths: vec![dir.path().to_owned(), path.to_owned()],
        ..Inputs::default()
    };
    for path in [Path::new("-"), &fifo] {
        assert_eq!(read_only_once(&inputs(path)), Some(path));
    }
    assert_eq!(read_only_once(&inputs(&dir.path().join("none"))), None);
}
