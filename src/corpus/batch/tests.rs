use super::*;
use crate::corpus::jsonl;
use crate::corpus::walk::Kind;

/// Law 8, with a batch of text files and lines of which every other one panics, each when
/// half of its record is written.
#[test]
fn a_panic_costs_its_document_and_nothing_of_the_others() {
    panics::quiet_panics();
    let found = |name: &str, kind| {
        let (path, name) = (name.into(), name.to_owned());
        Arc::new(Found { path, shown: name.clone(), id: name, bytes: 0, modified: None, kind })
    };
    let lines = b"{\"text\":\"one\"}\n{\"text\":\"an odd one\"}\r\n\n{\"text\":\"two\"}\n";
    let items = vec![
        Item::Document(found("a", Kind::File), b"odd".to_vec()),
        Item::Document(found("b", Kind::File), b"three".to_vec()),
        Item::Records {
            file: found("rows", Kind::File),
            stream: jsonl::STREAM,
            head: None,
            line: 7,
            offset: 90,
            bytes: lines.to_vec(),
        },
        Item::Skipped(found("c", Kind::Skipped("dot file")), "dot file"),
        Item::Document(found("d", Kind::File), b"an odd end".to_vec()),
    ];
    let shared = Shared {
        inputs: Inputs::default(),
        options: Options::default(),
        plan: Plan::panicking_on_odd(),
        packing: Packing::Plain,
        quarantine: Some(Packing::Plain),
        purpose: Purpose::Record,
        timed: false,
    };
    let done = work(Batch { items, ..Batch::default() }, &shared);

    let rows = |bytes: &[u8]| -> Vec<serde_json::Value> {
        bytes
            .split_inclusive(|b| *b == b'\n')
            .map(|row| serde_json::from_slice(row).unwrap())
            .collect()
    };
    let written: Vec<_> = rows(&done.records).iter().map(|row| row["text"].clone()).collect();
    assert_eq!(written, ["three", "one", "two"]);
    let refused = rows(&done.quarantine);
    let places: Vec<_> =
        refused.iter().map(|row| (row["path"].as_str().unwrap(), row["line"].as_u64())).collect();
    assert_eq!(places, [("a", None), ("rows", Some(8)), ("d", None)]);
    for row in &refused {
        let reason = row["reason"].as_str().unwrap();
        assert!(reason.starts_with("panic: an odd text"), "{reason}");
    }
    assert_eq!(refused[1]["raw"], "{\"text\":\"an odd one\"}");

    let report = &done.report;
    let panicked = Tally { documents: 3, bytes: 3 + 21 + 10 };
    assert_eq!(report.quarantined.iter().collect::<Vec<_>>(), [(&"panic".into(), &panicked)]);
    assert_eq!(report.written, Tally { documents: 3, bytes: 5 + 14 + 14 });
    assert_eq!(report.documents.documents, 7);
    assert_eq!(report.documents.bytes, report.written.bytes + panicked.bytes);
    let problems = done.events.iter().filter(|event| matches!(event, Event::Problem(_)));
    assert_eq!(problems.count(), 3);
}

/// Reading a line and telling what a file is are parts of its document too.
#[test]
fn a_panic_before_the_text_is_there_is_caught_as_well() {
    panics::quiet_panics();
    let shared = Shared {
        inputs: Inputs::default(),
        options: Options::default(),
        plan: Plan::panicking_on_odd(),
        packing: Packing::Plain,
        quarantine: None,
        purpose: Purpose::Record,
        timed: false,
    };
    let mut work = Work::new(&shared, Done::default());
    let refused = work.guarded(|_| panic!("no such line")).unwrap_err();
    assert!(refused.to_string().starts_with("panic: no such line"), "{refused}");
    assert_eq!(work.done.report, Report::default());
}
