use std::io::Write as _;

use super::*;

fn found(path: &std::path::Path) -> Found {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let bytes = path.metadata().unwrap().len();
    Found {
        path: path.to_owned(),
        shown: name.clone(),
        id: name,
        bytes,
        modified: None,
        kind: Kind::File,
    }
}

/// What is in the batches from a place on, and where each ends.
fn batches(paths: &[std::path::PathBuf], inputs: &Inputs, from: Place) -> Vec<(String, Place)> {
    let mut batches = vec![];
    let found = paths.iter().map(|path| found(path)).collect();
    let crew = Arc::new(rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap());
    read(found, inputs, &crew, 300, from, |batch| {
        let items = batch.items.iter().map(|item| match item {
            Item::Records { file, line, offset, bytes, head, .. } => {
                let head = head.as_ref().map(|head| format!("{head:?}"));
                format!("{} {line} {offset} {head:?} {}", file.id, bytes.escape_ascii())
            }
            #[cfg(feature = "parquet")]
            Item::Rows { file, row, batches } => {
                let lines = batches.iter().map(crate::corpus::formats::parquet::lines);
                let lines: Vec<String> =
                    lines.map(|lines| String::from_utf8(lines.unwrap()).unwrap()).collect();
                format!("{} {row} {}", file.id, lines.concat())
            }
            Item::Failed(failed) => format!("{:?}", failed.problem),
            other => format!("{other:?}"),
        });
        batches.push((items.collect::<Vec<_>>().join("\n"), batch.end));
        true
    });
    batches
}

/// What a killed run needs: read from the end of a batch on, all that follows is the same.
#[test]
fn batches_are_the_same_from_any_place_on() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let row = |n: usize| format!("{n},\"It held\nfor {n} days.\n\"\r\n");
    let table = "\u{feff}id,text\r\n".to_owned() + &(0..60).map(row).collect::<String>();
    let record = |n: usize| {
        let text = "A page. ".repeat(n % 9);
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len()
        )
    };
    let crawl: String = (0..40).map(record).collect();
    let lines: String = (0..40).map(|n| format!("{{\"text\":\"Line {n}\"}}\n")).collect();
    let paths = [
        write("a.csv", table.as_bytes()),
        write("b.csv.gz", &gzip(table.as_bytes())),
        write("c.wet", crawl.as_bytes()),
        write("d.wet.gz", &gzip(crawl.as_bytes())),
        write("e.jsonl.gz", &gzip(lines.as_bytes())),
        write("f.csv", b"id,body\n1,2\n"),
        write("g.tsv", b"id\ttext\n1\t2\n"),
        #[cfg(feature = "parquet")]
        {
            use arrow_array::{ArrayRef, RecordBatch, StringArray};
            let texts: Vec<String> = (0..50).map(|n| "It held. ".repeat(n % 8)).collect();
            let texts: ArrayRef = Arc::new(StringArray::from(texts));
            let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
            let properties = ::parquet::file::properties::WriterProperties::builder()
                .set_max_row_group_row_count(Some(17))
                .build();
            let mut bytes = vec![];
            let writer = ::parquet::arrow::ArrowWriter::try_new(
                &mut bytes,
                batch.schema(),
                Some(properties),
            );
            let mut writer = writer.unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            write("h.parquet", &bytes)
        },
    ];
    let part = |number| crate::corpus::Part { number, of: 3 };
    for part in [None, Some(part(1)), Some(part(2)), Some(part(3))] {
        let inputs = Inputs { part, ..Inputs::default() };
        let whole = batches(&paths, &inputs, Place::default());
        assert!(part.is_some() || whole.len() > 5);
        for (n, (_, place)) in whole.iter().enumerate() {
            let again = batches(&paths, &inputs, *place);
            assert_eq!(again, whole[n + 1..], "from {place:?} of {part:?}");
        }
    }
}
