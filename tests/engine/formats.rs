//! Records in other shapes than JSONL: what becomes of good and of bad ones, however they are cut.

use super::*;

/// A CSV file with a bit of everything, and how many records of each kind are in it.
fn table(delimiter: char) -> String {
    let d = delimiter;
    let mut rows = format!("\u{feff}id{d}text{d}\"the \"\"town\"\"\"{d}title\r\n");
    for n in 0..120 {
        rows += &format!(
            "{n}{d}\"Line {n}{d} it said \"\"so\"\".\n\nAnd  a second.\"{d}Kessing{d}\r\n"
        );
        if n % 40 == 7 {
            rows += &format!("\r\nfew\n5{d}6\" pipe{d}7{d}8\nall{d}too{d}many{d}by{d}one\n");
        }
    }
    rows + &format!("last{d}It held.{d}Lund{d}Head")
}

fn wet() -> String {
    let record = |kind: &str, n: usize, length: usize, text: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://lund.example/{n}\r\n\
             WARC-Date: 2026-03-0{}T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n\
             WARC-Identified-Content-Language: eng\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n",
            n % 9 + 1
        )
    };
    let mut all = record("warcinfo", 0, 17, "Software: none\r\n\n");
    for n in 1..60 {
        let text =
            format!("Page {n}  of the town.\n\nWARC/1.0 is a word.\nWARC/1.0\n").repeat(n % 7);
        all += &record("conversion", n, text.len(), &text);
        if n % 20 == 3 {
            all += &record("conversion", n, 3, "A wrong length.");
            all += "WARC/1.0\r\nWARC-Type: conversion\r\n\r\nno length\r\n\r\n";
        }
    }
    // Longer than what is left of the file: it costs what others cost.
    all + &record("conversion", 60, 9999, "Cut.") + &record("conversion", 61, 4, "End.")
}

fn folder(root: &Path) {
    write(&root.join("a.csv"), table(','));
    write(&root.join("b.tsv"), table('\t'));
    write(&root.join("c.csv.gz"), gzip(table(',').as_bytes()));
    write(&root.join("d.csv.zst"), zstd::encode_all(table(',').as_bytes(), 3).unwrap());
    write(&root.join("e.warc.wet"), wet());
    let members: Vec<u8> =
        wet().split_inclusive("\r\n\r\n").flat_map(|m| gzip(m.as_bytes())).collect();
    write(&root.join("f.warc.wet.gz"), members);
    write(&root.join("g.csv"), "id,text\n");
    write(&root.join("h.csv"), "");
    write(&root.join("i.csv"), "id,body\n1,words\n");
    write(&root.join("j.csv"), b"id,text\n1,caf\xE9\n2,\"open\n3,held\n");
}

#[test]
fn the_same_bytes_for_any_threads_batches_and_parts() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    folder(&root);
    let mut job = job(&[&root], &dir.path().join("out.jsonl"));
    job.shape = with_changes();
    job.quarantine = Some(dir.path().join("bad.jsonl"));
    let whole = the_same_for_any(&job, &[1, 2, 3, 8], &[1, 50, 700, 1 << 20]);
    let report = &whole.2;
    // Four tables of 124 good records, two archives of 60.
    assert_eq!(report.written.documents, 4 * 124 + 2 * 60);
    let count = |reason: &str| report.quarantined[reason].documents;
    assert_eq!(count("not CSV"), 4 * 6 + 1);
    assert_eq!(count("not WARC"), 2 * 7);
    assert_eq!((count("not UTF-8"), count("no text column")), (1, 1));
    assert_eq!(report.skipped["not a conversion record"].documents, 2);
    assert_eq!(report.skipped["empty"].documents, 2);

    the_parts_are_the_whole(&job, &[1, 2, 3, 16, 500], &whole);
}

#[test]
fn a_table_becomes_records_with_its_other_columns() {
    let dir = tempfile::tempdir().unwrap();
    let (table, out) = (dir.path().join("rows.csv"), dir.path().join("out.jsonl"));
    write(
        &table,
        "Key,Body,title,lang,text\n007,\"Il pleut\nici.\",,fr,old\n008,\"It  held.\",Head,,x\n",
    );
    let mut job = job(&[&table], &out);
    (job.inputs.text_field, job.inputs.id_field) = ("Body".into(), "Key".into());
    job.inputs.language_field = Some("lang".into());
    let report = run(&job, &Told::default()).unwrap();
    assert_eq!((report.written.documents, report.renamed_fields), (2, 2));
    let records = read_records(&out);
    assert_eq!(records[0]["id"], "007");
    assert_eq!((&records[0]["input.text"], &records[0]["language"]), (&"old".into(), &"fr".into()));
    assert_eq!((&records[1]["title"], &records[1]["text"]), (&"Head".into(), &"It held.".into()));
    let keys = fs::read_to_string(&out).unwrap();
    assert!(
        keys.starts_with("{\"Key\":\"007\",\"lang\":\"fr\",\"input.text\":\"old\",\"id\":\"007\""),
        "{keys}"
    );
    job.inputs.id_field = "none".into();
    run(&job, &Told::default()).unwrap();
    let ids: Vec<_> = read_records(&out).iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, [format!("{}:2", table.display()), format!("{}:4", table.display())]);
}

#[test]
fn bad_records_are_told_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let (table, out, bad) =
        (dir.path().join("rows.csv"), dir.path().join("out.jsonl"), dir.path().join("bad.jsonl"));
    let long = "x".repeat(200);
    let open = format!("4,\"never closed\n{}", "5,words\n".repeat(20));
    write(&table, format!("id,text\n1,\"a\n\nb\"\n2\n3,{long}\n{open}6,done\n"));
    for batch_bytes in [1, 60, 1 << 20] {
        let mut job = job(&[&table], &out);
        job.inputs.limits.line = 100;
        job.batch_bytes = Some(batch_bytes);
        job.quarantine = Some(bad.clone());
        let told = Told::default();
        assert_adds_up(&run(&job, &told).unwrap(), &told);
        assert_eq!(
            *told.problems.lock().unwrap(),
            [
                "rows.csv:5: not CSV: 1 column instead of 2",
                "rows.csv:6: line too long: 203 bytes",
                "rows.csv:7: line too long: 104 bytes",
            ]
        );
        // What stands behind the limit is read again.
        let ids: Vec<_> = read_records(&out).iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids.len(), 1 + 20 - 11 + 1, "{ids:?}");
        assert_eq!(read_records(&bad)[0]["offset"], 17);
    }
}

#[test]
fn pages_of_a_crawl_keep_their_address() {
    let dir = tempfile::tempdir().unwrap();
    let (crawl, out) = (dir.path().join("a.warc.wet.gz"), dir.path().join("out.jsonl"));
    write(&crawl, gzip(wet().as_bytes()));
    let mut job = job(&[&crawl], &out);
    job.inputs.language_field = Some("WARC-Identified-Content-Language".into());
    run(&job, &Told::default()).unwrap();
    let first = &read_records(&out)[0];
    assert_eq!(first["id"], "<urn:uuid:1>");
    assert_eq!(first["url"], "https://lund.example/1");
    assert_eq!(first["date"], "2026-03-02T00:00:00Z");
    assert_eq!(first["language"], "en");
    job.inputs.id_field = "url".into();
    run(&job, &Told::default()).unwrap();
    assert_eq!(read_records(&out)[0]["id"], "https://lund.example/1");
    assert_eq!(read_records(&out)[0]["warc_id"], "<urn:uuid:1>");
}

#[test]
fn restored_records_are_lines_of_json() {
    let dir = tempfile::tempdir().unwrap();
    let (table, out) = (dir.path().join("rows.csv.gz"), dir.path().join("out.jsonl"));
    write(&table, gzip(b"id,text,n\n1,\"It  held,\nso.\",1.50\n"));
    let mut job = job(&[&table], &out);
    job.shape = with_changes();
    run(&job, &Told::default()).unwrap();
    let report = restore_file(&out, &dir.path().join("back"), false, &Told::default()).unwrap();
    assert_eq!(report.restored, 1);
    assert_eq!(
        fs::read_to_string(dir.path().join("back/rows.csv.jsonl")).unwrap(),
        "{\"id\":\"1\",\"text\":\"It  held,\\nso.\",\"n\":\"1.50\"}\n"
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]

    /// Whatever stands in the fields: a table and JSONL of the same values are the same records.
    #[test]
    fn a_table_says_what_jsonl_says(
        rows in proptest::collection::vec(
            ["[ -~]{0,9}", "([ -~é“\u{feff}]|\r|\n|\"|,|\t|caf\u{c3}\u{a9}){0,40}", ".{0,9}"],
            0..20,
        ),
        batch_bytes in 1usize..200,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let keys = ["id", "text", "note"];
        let mut lines = String::new();
        let mut tables = [(',', "csv"), ('\t', "tsv")].map(|(delimiter, name)| {
            (delimiter, name, keys.join(&delimiter.to_string()) + "\n")
        });
        for row in &rows {
            let fields = keys.iter().zip(row).map(|(key, value)| format!("\"{key}\":{}", serde_json::json!(value)));
            lines += &format!("{{{}}}\n", fields.collect::<Vec<_>>().join(","));
            for (delimiter, _, table) in &mut tables {
                let cells = row.each_ref().map(|value| format!("\"{}\"", value.replace('"', "\"\"")));
                *table += &(cells.join(&delimiter.to_string()) + "\r\n");
            }
        }
        let out = dir.path().join("out");
        let clean = |name: &str, bytes: &str| {
            let path = dir.path().join(format!("in/rows.{name}"));
            write(&path, bytes);
            let mut job = job(&[&path], &out);
            job.batch_bytes = Some(batch_bytes);
            let fields = ["id", "language", "title", "text", "sentences", "source_spans"];
            job.shape = Shape { fields: Some(fields.to_vec()), ..Shape::default() };
            let report = run(&job, &Told::default()).unwrap();
            assert_eq!(report.written.documents, rows.len() as u64, "{bytes:?}");
            fs::read_to_string(&out).unwrap()
        };
        let expected = clean("jsonl", &lines);
        for (_, name, table) in &tables {
            proptest::prop_assert_eq!(&clean(name, table), &expected);
        }
    }
}
