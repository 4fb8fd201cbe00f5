//! What is read, what is passed over, and how what cannot be read is told.

use super::*;

#[test]
fn from_overrides_what_names_and_bytes_say() {
    let dir = tempfile::tempdir().unwrap();
    let (page, rows) = (dir.path().join("page.html"), dir.path().join("rows.txt"));
    write(&page, "<p>words");
    write(&rows, "{\"text\":\"one\",\"lang\":\"fr\"}\n{\"text\":\"two\"}\n");
    let out = dir.path().join("out.jsonl");
    let mut job = job(&[&page], &out);
    job.inputs.from = From::Text;
    assert_eq!(run(&job, &Told::default()).unwrap().written.documents, 1);
    job.inputs.paths = vec![rows.clone()];
    job.inputs.from = From::records("jsonl").unwrap();
    job.inputs.language_field = Some("lang".into());
    assert_eq!(run(&job, &Told::default()).unwrap().written.documents, 2);
    let records = read_records(&out);
    assert_eq!((&records[0]["lang"], &records[0]["language"]), (&"fr".into(), &"fr".into()));
    assert_ne!(records[1]["language"], "fr");
    assert_eq!(records[1]["id"], format!("{}:2", rows.display()));
}

#[test]
fn bad_lines_are_quarantined_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let rows = dir.path().join("rows.jsonl");
    let bad = dir.path().join("bad.jsonl");
    write(&rows, b"\xEF\xBB\xBF{\"text\":\"one\"}\r\n{\"body\":\"x\"}\n\n{\"text\":\"\xFF\"}\n[1]\n{\"text\":\" \"}");
    let mut job = job(&[&rows], &dir.path().join("out.jsonl"));
    job.quarantine = Some(bad.clone());
    let told = Told::default();
    let report = run(&job, &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(
        *told.problems.lock().unwrap(),
        [
            "rows.jsonl:2: no text field: 'text' is not there",
            "rows.jsonl:4: not UTF-8",
            "rows.jsonl:5: not an object: an array"
        ]
    );
    let rows: Vec<_> = read_records(&bad)
        .iter()
        .map(|row| {
            (
                row["line"].clone(),
                row["offset"].clone(),
                row["raw"].clone(),
                row["raw_base64"].clone(),
            )
        })
        .collect();
    let null = serde_json::Value::Null;
    assert_eq!(
        rows,
        [
            (2.into(), 19.into(), "{\"body\":\"x\"}".into(), null.clone()),
            (4.into(), 33.into(), null.clone(), "eyJ0ZXh0Ijoi/yJ9".into()),
            (5.into(), 46.into(), "[1]".into(), null)
        ]
    );
    assert_eq!(report.written.documents, 2);
    assert_eq!(report.findings["input.empty-text"], 1);
}

#[test]
fn a_file_that_breaks_off_keeps_what_came_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut seed = 1u32;
    let lines: String = (0..2000)
        .map(|n| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!("{{\"id\":{n},\"text\":\"number {seed}\"}}\n")
        })
        .collect();
    let packed = gzip(lines.as_bytes());
    let (rows, text) = (dir.path().join("in/rows.jsonl.gz"), dir.path().join("in/story.txt.gz"));
    write(&rows, &packed[..packed.len() / 2]);
    write(&text, &packed[..packed.len() / 2]);
    write(&dir.path().join("in/whole.txt"), "whole");
    let out = dir.path().join("out.jsonl");
    let told = Told::default();
    let report = run(&job(&[&dir.path().join("in")], &out), &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(report.quarantined["truncated"].documents, 2);
    let problems = told.problems.lock().unwrap();
    assert_eq!(problems.len(), 2);
    assert!(
        problems[0].contains("rows.jsonl.gz:") && problems[0].contains("ends in the middle"),
        "{problems:?}"
    );
    let records = read_records(&out);
    assert!(records.len() > 500, "{}", records.len());
    assert_eq!(records.last().unwrap()["text"], "whole");
    assert_eq!(records[499]["id"], 499);
}

#[test]
fn what_is_missing_is_told_and_the_rest_is_done() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a.txt"), "It held.");
    let told = Told::default();
    let paths = [dir.path().join("none.txt"), dir.path().join("a.txt")];
    let out = dir.path().join("out.jsonl");
    let report = run(&job(&[&paths[0], &paths[1]], &out), &told).unwrap();
    assert_adds_up(&report, &told);
    assert_eq!(report.quarantined["unreadable"], Tally { documents: 1, bytes: 0 });
    assert_eq!(report.written.documents, 1);
    assert!(
        told.problems.lock().unwrap()[0].starts_with("none.txt: could not be read: No such file")
    );
}

#[test]
fn what_is_no_text_is_passed_over_also_when_packed() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    let mut tar = vec![b'a'; 1024];
    tar[257..262].copy_from_slice(b"ustar");
    write(&root.join("all.tar.gz"), gzip(&tar));
    write(&root.join("page.htm.gz"), gzip(b"words"));
    write(&root.join("short.txt"), b"a\0b\x01\x02");
    let wide: Vec<u8> = "Hi there, all.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(&root.join("wide.txt"), wide);
    write(&root.join("stray.txt"), "The wall\u{0} held, said the keeper.");
    let out = dir.path().join("out.jsonl");
    let told = Told::default();
    assert_adds_up(&run(&job(&[&root], &out), &told).unwrap(), &told);
    assert_eq!(
        *told.skipped.lock().unwrap(),
        ["all.tar.gz: binary", "page.htm.gz: html", "short.txt: binary"]
    );
    let texts: Vec<_> = read_records(&out).iter().map(|row| row["text"].clone()).collect();
    assert_eq!(texts, ["The wall held, said the keeper.", "Hi there, all."]);
}

#[test]
fn what_is_larger_than_the_limits_is_quarantined_and_the_rest_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let long = format!("{{\"text\":\"{}\"}}\n", "It held. ".repeat(50));
    let rows = format!("{{\"text\":\"one\"}}\n{long}{{\"text\":\"two\"}}\n");
    write(&dir.path().join("in/rows.jsonl"), &rows);
    write(&dir.path().join("in/rows2.jsonl.gz"), gzip(rows.as_bytes()));
    write(&dir.path().join("in/story.txt"), "It held. ".repeat(50));
    write(&dir.path().join("in/story2.txt"), "It held.");
    let out = dir.path().join("out.jsonl");
    for batch_bytes in [10, 1 << 20] {
        let mut job = job(&[&dir.path().join("in")], &out);
        (job.inputs.limits.line, job.inputs.limits.document) = (100, 100);
        job.batch_bytes = Some(batch_bytes);
        let told = Told::default();
        let report = run(&job, &told).unwrap();
        assert_adds_up(&report, &told);
        let problems = told.problems.lock().unwrap();
        assert_eq!(
            *problems,
            [
                "rows.jsonl:2: line too long: 462 bytes",
                "rows2.jsonl.gz:2: line too long: 462 bytes",
                "story.txt: too large for one document"
            ],
            "{batch_bytes}"
        );
        let texts: Vec<_> = read_records(&out).iter().map(|row| row["text"].clone()).collect();
        assert_eq!(texts, ["one", "two", "one", "two", "It held."]);
    }
}

#[test]
fn a_large_text_is_cut_at_blank_lines_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let paragraph = |n: usize| format!("Am Ufer {n} war es sp\u{e4}t und k\u{fc}hl.\r\n\r\n");
    let text: String = (0..40).map(paragraph).collect();
    let legacy = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    write(&dir.path().join("in/a.txt"), &legacy);
    write(&dir.path().join("in/b.txt.gz"), gzip(&legacy));
    write(&dir.path().join("in/c.txt"), "Kurz.");
    let out = dir.path().join("out.jsonl");
    let mut job = job(&[&dir.path().join("in")], &out);
    (job.inputs.limits.document, job.inputs.limits.cuts) = (200, true);
    let told = Told::default();
    let report = run(&job, &told).unwrap();
    assert_adds_up(&report, &told);
    let records = read_records(&out);
    for name in ["a.txt", "b.txt.gz"] {
        let parts: Vec<_> =
            records.iter().filter(|row| row["id"].as_str().unwrap().starts_with(name)).collect();
        assert!(parts.len() > 5, "{name}");
        assert_eq!(parts[0]["id"], format!("{name}:1"));
        let whole: Vec<_> = parts.iter().map(|row| row["text"].as_str().unwrap()).collect();
        let expected = text.trim_end().replace("\r\n", "\n");
        assert_eq!(whole.join("\n\n"), expected, "{name}");
        for part in parts {
            assert_eq!(part["encoding"], "windows-1252", "{name}");
        }
    }
    assert_eq!(records.last().unwrap()["id"], "c.txt");
}

#[test]
fn the_parts_together_are_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    let mut job = job(&[&root], &dir.path().join("out.jsonl"));
    job.quarantine = Some(dir.path().join("bad.jsonl"));
    let whole = outcome(&job, &Told::default());
    the_parts_are_the_whole(&job, &[1, 2, 3, 16, 1000], &whole);
}
