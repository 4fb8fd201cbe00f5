//! A survey adds up: the same for any order, any split and any threads; and memory is bounded.

use std::fs;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use descrape::corpus::{self, Inputs, Job, Observer};
use descrape::survey::{Repeated, Survey};
use descrape::{Options, clean_text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;

use crate::generate;

/// Documents that share lines and paragraphs, some of them twice.
fn documents() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        3 => "[a-d]{2,4}",
        2 => "[a-z]{2,9} [a-z0-9]{1,9}",
        1 => "[a-c]( word){20}",
        1 => Just(String::new()),
        1 => generate::damaged(),
    ];
    let document = vec(line, 0..12).prop_map(|lines| lines.join("\n"));
    (vec(document, 0..30), vec(any::<Index>(), 0..5)).prop_map(|(mut documents, twice)| {
        for at in twice {
            if !documents.is_empty() {
                documents.push(documents[at.index(documents.len())].clone());
            }
        }
        documents
    })
}

fn saved(survey: &Survey) -> Vec<u8> {
    let mut file = vec![];
    survey.write(&mut file).unwrap();
    file
}

fn surveyed<'a>(budget: usize, documents: impl IntoIterator<Item = &'a String>) -> Survey {
    let mut survey = Survey::with_budget(budget);
    for document in documents {
        survey.add(document, false);
    }
    survey
}

proptest! {
    #![proptest_config(crate::cases())]

    /// With so little memory that documents have to be left out, and with enough.
    #[test]
    fn any_order_and_any_split_give_the_same_file(
        documents in documents(),
        order in vec(any::<Index>(), 30),
        parts in vec(0..4usize, 35),
        backwards in any::<bool>(),
        budget in prop_oneof![Just(1usize << 20), 500..8000usize],
    ) {
        let whole = saved(&surveyed(budget, &documents));
        let mut shuffled: Vec<&String> = documents.iter().collect();
        for (at, other) in order.iter().enumerate().take(shuffled.len()) {
            let other = other.index(shuffled.len());
            shuffled.swap(at, other);
        }
        let mut split: Vec<Survey> = (0..4)
            .map(|part| {
                let mine = shuffled.iter().zip(&parts).filter(|(_, of)| **of == part);
                surveyed(budget, mine.map(|(document, _)| *document))
            })
            .collect();
        if backwards {
            split.reverse();
        }
        let mut sum = Survey::with_budget(budget);
        for part in split {
            sum.merge(part);
            prop_assert!(sum.weight() <= budget || sum.one_in() == 1 << 31);
        }
        prop_assert_eq!(String::from_utf8(saved(&sum)), String::from_utf8(whole));
    }

    /// A file is all of a survey: parts that were saved add up as well.
    #[test]
    fn a_file_gives_the_survey_back(documents in documents(), cut in any::<Index>()) {
        let whole = surveyed(1 << 20, &documents);
        let (first, second) = documents.split_at(cut.index(documents.len() + 1));
        let mut sum = Survey::default();
        for part in [second, first] {
            sum.merge(Survey::read(&mut &saved(&surveyed(1 << 20, part))[..]).unwrap());
        }
        prop_assert_eq!(String::from_utf8(saved(&sum)), String::from_utf8(saved(&whole)));
        prop_assert_eq!(sum.repeated(), whole.repeated());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in generate::bytes(), rest in "[\ta-z0-9 -]{0,40}\n?") {
        let _ = Survey::read(&mut &bytes[..]);
        let file = format!("# descrape survey 1\tdocuments 3\tlevel 0\n{rest}");
        let _ = Survey::read(&mut file.as_bytes());
    }
}

/// The generators of the other laws do reach the rule.
#[test]
fn generated_surveys_take_lines_out() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut taken = 0;
    for _ in 0..400 {
        let mut value = |it: &BoxedStrategy<_>| it.new_tree(&mut runner).unwrap().current();
        let (survey, text) = value(&(generate::survey(), generate::damaged()).boxed());
        let options = Options { survey: Some(Arc::new(survey)), ..Options::default() };
        let document = clean_text(&text, &options);
        taken += document.removed().iter().filter(|it| it.rule.id == "page.repeated").count();
    }
    assert!(taken > 20, "{taken}");
}

struct Silent;
impl Observer for Silent {}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases().cases.div_ceil(16), ..crate::cases() })]

    /// Law 5.
    #[test]
    fn threads_batches_and_files_leave_no_trace(documents in documents(), batch_bytes in 1..2000usize) {
        let dir = tempfile::tempdir().unwrap();
        let mut rows = vec![];
        for (n, document) in documents.iter().enumerate() {
            fs::write(dir.path().join(format!("{n}.txt")), document).unwrap();
            writeln!(rows, "{{\"text\":{}}}", serde_json::to_string(document).unwrap()).unwrap();
        }
        let jsonl = dir.path().join("rows.jsonl");
        fs::write(&jsonl, rows).unwrap();
        let run = |paths, threads, batch_bytes| {
            let job = Job {
                inputs: Inputs { paths, globs: vec!["*.txt".into()], from: corpus::From::Text, ..Inputs::default() },
                threads: Some(threads),
                batch_bytes: Some(batch_bytes),
                ..Job::default()
            };
            let (survey, report) = corpus::survey(&job, &Silent).unwrap();
            assert_eq!(report.written.documents, survey.documents());
            String::from_utf8(saved(&survey)).unwrap()
        };
        let first = run(vec![dir.path().to_owned()], 1, 1 << 20);
        for (threads, batch_bytes) in [(1, batch_bytes), (3, batch_bytes), (8, 1)] {
            prop_assert_eq!(&run(vec![dir.path().to_owned()], threads, batch_bytes), &first);
        }
    }
}

type Work<'a> = &'a dyn Fn(&str);

/// Law 9, for the survey itself and for the stage that uses it.
#[test]
fn time_grows_with_the_size() {
    let known: Repeated = {
        let lines = ["a b", "the same line", "A b c d e f g h i j"];
        lines.into_iter().map(|line| (line.into(), descrape::survey::Where::AtEnd)).collect()
    };
    let options = Options { survey: Some(Arc::new(known)), ..Options::default() };
    let different = |size: usize| -> String {
        (0..).map(|n| format!("line {n:x}g\n")).take(size / 8).collect()
    };
    let long = "word ".repeat(20) + "\n";
    let count = |text: &str| Survey::default().add(text, false);
    let clean = |text: &str| drop(clean_text(text, &options));
    let works: [(&str, Work); 2] = [("count", &count), ("clean", &clean)];
    for (name, work) in works {
        for unit in ["the same line\n", "a b\n", "\n", "\u{3000}\n", "a", &long, "a b\n\nc  d\n"] {
            check(&format!("{name} {unit:?}"), work, &|size| unit.repeat(size / unit.len()));
        }
        check(&format!("{name} lines all different"), work, &different);
    }
}

fn check(what: &str, work: Work, text: &dyn Fn(usize) -> String) {
    const TIMES: usize = 16;
    let (small, large) = (text(1 << 15), text(TIMES << 15));
    let seconds = |text: &str, times: usize| {
        let start = Instant::now();
        (0..times).for_each(|_| work(text));
        start.elapsed().as_secs_f64()
    };
    let looks: Vec<(f64, f64)> = (0..10)
        .map(|_| (seconds(&small, TIMES), seconds(&large, 1)))
        .take_while(|(a, b)| *b > 3.0 * a)
        .collect();
    assert!(looks.len() < 10, "{what}: {looks:?}");
}
