//! Tables: rows become records, however they are grouped, cut and divided.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, TimestampMicrosecondArray,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::*;

pub(crate) fn table(
    path: &Path,
    columns: &[(&str, ArrayRef)],
    compression: Compression,
    group: usize,
) {
    let batch = RecordBatch::try_from_iter(columns.iter().cloned()).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(group))
        .set_data_page_row_count_limit(7)
        .set_write_batch_size(5)
        .build();
    let mut bytes = vec![];
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    write(path, bytes);
}

/// Some texts are long, some missing.
fn texts(rows: usize) -> Vec<Option<String>> {
    let text = |n: usize| format!("Row {n} — it  held.\n\n").repeat(n % 9 + 1);
    (0..rows).map(|n| (n % 25 != 3).then(|| text(n))).collect()
}

fn folder(root: &Path) {
    fs::create_dir_all(root).unwrap();
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let columns = |rows: usize| -> Vec<(&str, ArrayRef)> {
        let ids = (0..).take(rows).map(|n: i64| n * 10);
        vec![
            ("id", Arc::new(Int64Array::from_iter_values(ids))),
            ("text", Arc::new(StringArray::from(texts(rows)))),
            ("url", Arc::new(StringArray::from(vec!["https://kessing.example"; rows]))),
        ]
    };
    table(&root.join("a.parquet"), &columns(200), Compression::SNAPPY, 60);
    table(&root.join("b.parquet"), &columns(90), zstd, 1000);
    table(&root.join("c.parquet"), &columns(1), Compression::UNCOMPRESSED, 10);
    table(&root.join("d.parquet"), &columns(0), Compression::UNCOMPRESSED, 10);
    table(&root.join("e.parquet"), &columns(3)[..1], Compression::UNCOMPRESSED, 10);
    write(&root.join("f.parquet"), "no table");
}

#[test]
fn the_same_bytes_for_any_threads_batches_and_parts() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    folder(&root);
    let bad = dir.path().join("bad.jsonl");
    let mut job = job(&[&root], &dir.path().join("out.jsonl"));
    job.quarantine = Some(bad.clone());
    let whole = the_same_for_any(&job, &[1, 2, 8], &[1, 700, 1 << 20]);
    let report = &whole.2;
    let count = |reason: &str| report.quarantined[reason].documents;
    assert_eq!(report.written.documents, 200 - 8 + 90 - 4 + 1);
    assert_eq!(count("text is not a string"), 8 + 4);
    assert_eq!((count("no text column"), count("damaged")), (1, 1));
    assert_eq!(report.skipped["empty"].documents, 1);
    let places: Vec<_> = read_records(&bad).iter().map(|row| row["line"].clone()).collect();
    assert_eq!(places[..2], [4, 29]);
    the_parts_are_the_whole(&job, &[1, 2, 7, 400], &whole);
}

#[test]
fn other_columns_pass_through_as_json() {
    let dir = tempfile::tempdir().unwrap();
    let (path, out) = (dir.path().join("rows.parquet"), dir.path().join("out.jsonl"));
    let mut lists = ListBuilder::new(Int64Builder::new());
    lists.append_value([Some(1), None]);
    lists.append_null();
    let time = 1_767_323_045_000_000; // 2026-01-02 03:04:05
    table(
        &path,
        &[
            ("body", Arc::new(LargeStringArray::from(vec!["It  held.", "So."]))),
            ("ok", Arc::new(BooleanArray::from(vec![Some(true), None]))),
            ("odds", Arc::new(Float64Array::from(vec![0.5, 2.0]))),
            ("list", Arc::new(lists.finish())),
            (
                "seen",
                Arc::new(TimestampMicrosecondArray::from(vec![time, time]).with_timezone("UTC")),
            ),
            ("raw", Arc::new(BinaryArray::from(vec![&b"\x01\xFF"[..], b""]))),
            ("text", Arc::new(StringArray::from(vec!["old", "x"]))),
            ("key", Arc::new(StringArray::from(vec!["k1", "k2"]))),
        ],
        Compression::SNAPPY,
        10,
    );
    let mut job = job(&[&path], &out);
    (job.inputs.text_field, job.inputs.id_field) = ("body".into(), "key".into());
    run(&job, &Told::default()).unwrap();
    let records = fs::read_to_string(&out).unwrap();
    assert!(
        records.starts_with(
            "{\"ok\":true,\"odds\":0.5,\"list\":[1,null],\"seen\":\"2026-01-02T03:04:05Z\",\"raw\":\"01ff\",\
             \"input.text\":\"old\",\"key\":\"k1\",\"id\":\"k1\","
        ),
        "{records}"
    );
    let second = &read_records(&out)[1];
    assert_eq!((&second["ok"], &second["list"]), (&().into(), &().into()));
    job.inputs.id_field = "none".into();
    run(&job, &Told::default()).unwrap();
    assert_eq!(read_records(&out)[1]["id"], format!("{}:2", path.display()));
    job.inputs.text_field = "odds".into();
    let told = Told::default();
    run(&job, &told).unwrap();
    assert_eq!(
        *told.problems.lock().unwrap(),
        ["rows.parquet: text is not a string: 'odds' is Float64"]
    );
}

#[test]
fn one_row_is_found_by_its_number() {
    let dir = tempfile::tempdir().unwrap();
    folder(dir.path());
    let path = dir.path().join("a.parquet");
    let (inputs, options) = (Inputs::default(), descrape::Options::default());
    let one = |row| descrape::corpus::read_one(&path, row, &inputs, &options);
    assert_eq!(one(None).unwrap().decoded.text(), texts(1)[0].as_deref().unwrap());
    let row = one(Some(131)).unwrap();
    assert!(row.name.ends_with("a.parquet:131"));
    assert_eq!(row.decoded.text(), texts(131)[130].as_deref().unwrap());
    assert!(one(Some(201)).unwrap_err().to_string().ends_with("there is no row 201"));
    assert!(one(Some(4)).unwrap_err().to_string().contains("a.parquet:4: text is not a string"));
}
