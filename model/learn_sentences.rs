//! Learns the weights of `src/sentences/model.rs`. `model/sentences.py` runs it.
//!
//! usage: `learn_sentences FOLDER WEIGHTS [--predictions OUT] [--more FILES]`
//!
//! FOLDER has the labelled files that `model/treebanks.tsv` lists. WEIGHTS receives a line for each
//! feature: its hash, its weight in sixteenths, and how often it was seen, as a power of two, which
//! tells `model/pack.py` what matters most. Predictions, one file for each labelled one, are by a model that has not seen the
//! document: documents of a file go to `FOLDS` folds in turn. Files that nothing is learnt from,
//! and all after `--more`, are split by the weights that are written.
//!
//! Logistic regression by `AdaGrad`, for English and for all other languages together. L2 draws the
//! weights toward a prior that believes the rules; they are the mean over the second half of the
//! epochs. Documents of other languages are also shown once more as of an unknown language.
//!
//! One machine writes the same bytes each time. Another may not, since its `exp` may round another
//! way; so the weights are committed and not only what they are learnt from.
#![allow(clippy::print_stderr, reason = "says how far it is")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use descrape::sentences::learning::{Example, examples, prior, split};
use rayon::prelude::*;

const L2: f32 = 2e-3;
const RATE: f32 = 0.05;
const EPOCHS: usize = 8;
/// What was seen seldom says little, and there is much of it.
const SEEN: u32 = 3;
/// The weight of what the rules say, before anything is learnt.
const PRIOR: f32 = 6.0;
const FOLDS: usize = 5;
/// What an example of an unknown language weighs.
const UNKNOWN: f32 = 0.2;
/// Features are told apart by so many bits of their hash.
const BITS: u32 = 24;
/// Weights below so many sixteenths are not written. 2 would leave out an eighth of the features
/// and cost 0.03 points of F1.
const LEAST: i32 = 1;

struct Document {
    id: String,
    file: String,
    language: String,
    text: String,
    /// Bytes where people end sentences.
    ends: Vec<usize>,
    /// `None` when nothing is learnt from it.
    fold: Option<usize>,
}

struct Arguments {
    folder: PathBuf,
    weights: PathBuf,
    predictions: Option<PathBuf>,
    more: Vec<PathBuf>,
}

fn main() {
    let arguments = arguments();
    let documents = documents(&arguments);
    let mut written = String::new();
    let mut predictions = BTreeMap::new();
    for (name, is_english) in [("english", true), ("other", false)] {
        let group: Vec<&Document> =
            documents.iter().filter(|document| (document.language == "en") == is_english).collect();
        let folds = if arguments.predictions.is_some() { FOLDS } else { 0 };
        let (whole, parts) = learn_group(name, &group, !is_english, folds);
        write_weights(&mut written, name, &whole);
        if arguments.predictions.is_some() {
            predict(&group, &whole.weights, &parts, &mut predictions);
        }
    }
    fs::write(&arguments.weights, written).expect("WEIGHTS is written");
    if let Some(out) = arguments.predictions {
        fs::create_dir_all(&out).expect("OUT is a folder");
        for (file, lines) in predictions {
            fs::write(out.join(file), lines).expect("a file in OUT is written");
        }
    }
}

fn arguments() -> Arguments {
    let usage = "usage: learn_sentences FOLDER WEIGHTS [--predictions OUT] [--more FILES]";
    let mut words = std::env::args().skip(1);
    let mut next = || words.next().map(PathBuf::from);
    let (folder, weights) = (next().expect(usage), next().expect(usage));
    let mut arguments = Arguments { folder, weights, predictions: None, more: vec![] };
    while let Some(option) = next() {
        match option.to_str() {
            Some("--predictions") => arguments.predictions = Some(next().expect(usage)),
            Some("--more") => arguments.more.extend(std::iter::from_fn(&mut next)),
            _ => panic!("{usage}"),
        }
    }
    arguments
}

// --- labelled files ---

/// Everything that is learnt from or predicted. What is only predicted may be missing.
fn documents(arguments: &Arguments) -> Vec<Document> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("model/treebanks.tsv");
    let list = fs::read_to_string(list).expect("model/treebanks.tsv is read");
    let mut documents = vec![];
    for row in list.lines().skip(1) {
        let [name, purpose, ..] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("treebanks.tsv: {row}");
        };
        let (path, is_learnt) = (arguments.folder.join(name), purpose == "learn");
        if is_learnt || arguments.predictions.is_some() && path.exists() {
            documents.extend(load(&path, is_learnt));
        }
    }
    for path in &arguments.more {
        documents.extend(load(path, false));
    }
    documents
}

fn load(path: &Path, is_learnt: bool) -> Vec<Document> {
    let mut file =
        fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = path.file_name().expect("a name").to_str().expect("a name in UTF-8");
    let mut text = String::new();
    let is_packed = Path::new(name).extension().is_some_and(|extension| extension == "gz");
    let read = if is_packed {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text)
    } else {
        file.read_to_string(&mut text)
    };
    read.expect("labelled files are UTF-8");
    let file = name.trim_end_matches(".gz");
    let fold = |n: usize| is_learnt.then_some(n % FOLDS);
    text.lines().enumerate().map(|(n, line)| document(line, file, fold(n))).collect()
}

fn document(line: &str, file: &str, fold: Option<usize>) -> Document {
    let value: serde_json::Value = serde_json::from_str(line).expect("lines are JSON");
    let field =
        |name: &str| value[name].as_str().expect("id, lang and text are strings").to_owned();
    let text = field("text");
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let sentences = value["sentences"].as_array().expect("sentences are a list");
    let end = |span: &serde_json::Value| bytes[span[1].as_u64().expect("an end") as usize];
    let ends = sentences.iter().map(end).collect();
    Document { id: field("id"), file: file.to_owned(), language: field("lang"), text, ends, fold }
}

// --- learning ---

/// What is learnt from: hashes of features, whether it is an end, what it weighs.
struct Sample {
    features: Vec<u32>,
    is_end: bool,
    share: f32,
}

/// By the hash of a feature.
struct Learnt {
    weights: Vec<f32>,
    /// How often it was seen.
    seen: Vec<u32>,
}

/// What all documents teach, and the weights by all but each of so many folds.
fn learn_group(
    name: &str,
    documents: &[&Document],
    with_unknown: bool,
    folds: usize,
) -> (Learnt, Vec<Vec<f32>>) {
    let learnt: Vec<&&Document> = documents.iter().filter(|one| one.fold.is_some()).collect();
    let samples: Vec<(Option<usize>, Vec<Sample>)> = learnt
        .par_iter()
        .map(|document| {
            let of = |language: &str, share: f32| {
                examples(&document.text, language, &document.ends)
                    .into_iter()
                    .map(move |Example { features, is_end }| Sample { features, is_end, share })
            };
            let mut samples: Vec<Sample> = of(&document.language, 1.0).collect();
            if with_unknown {
                samples.extend(of("und", UNKNOWN));
            }
            (document.fold, samples)
        })
        .collect();
    let places: usize = samples.iter().map(|(_, samples)| samples.len()).sum();
    eprintln!("{name}: {} documents, {places} places", learnt.len());
    let without = |fold: Option<usize>| {
        let kept = samples.iter().filter(|(other, _)| fold.is_none() || *other != fold);
        learn(&kept.flat_map(|(_, samples)| samples).collect::<Vec<_>>())
    };
    let parts = (0..folds).into_par_iter().map(|fold| without(Some(fold)).weights);
    rayon::join(|| without(None), || parts.collect())
}

fn learn(samples: &[&Sample]) -> Learnt {
    let seen = seen(samples);
    let samples = without_rare(samples, &seen);
    let mut believed = vec![0.0; 1 << BITS];
    for (feature, weight) in prior(PRIOR) {
        believed[place(feature)] = weight;
    }
    let mut weights = believed.clone();
    let mut squares = vec![1e-6_f32; 1 << BITS];
    let mut sums = vec![0.0; 1 << BITS];
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut seed = 0x2545_f491_4f6c_dd1d;
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut seed);
        for n in &order {
            let Sample { features, is_end, share } = &samples[*n];
            let sum: f32 = features.iter().map(|feature| weights[place(*feature)]).sum();
            let probability = 1.0 / (1.0 + (-sum).exp());
            let error = (probability - f32::from(u8::from(*is_end))) * share;
            for feature in features {
                let at = place(*feature);
                let gradient = error + L2 * (weights[at] - believed[at]);
                squares[at] += gradient * gradient;
                weights[at] -= RATE * gradient / squares[at].sqrt();
            }
        }
        if epoch >= EPOCHS / 2 {
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
        }
    }
    let epochs = (EPOCHS - EPOCHS / 2) as f32;
    Learnt { weights: sums.iter().map(|sum| sum / epochs).collect(), seen }
}

fn place(feature: u32) -> usize {
    feature as usize & ((1 << BITS) - 1)
}

fn seen(samples: &[&Sample]) -> Vec<u32> {
    let mut seen = vec![0; 1 << BITS];
    for feature in samples.iter().flat_map(|sample| &sample.features) {
        seen[place(*feature)] += 1;
    }
    seen
}

fn without_rare(samples: &[&Sample], seen: &[u32]) -> Vec<Sample> {
    let kept = |sample: &&Sample| {
        let kept = sample.features.iter().filter(|feature| seen[place(**feature)] >= SEEN);
        Sample { features: kept.copied().collect(), ..**sample }
    };
    samples.iter().map(kept).collect()
}

/// The same order each time: Fisher–Yates by xorshift.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for n in (1..order.len()).rev() {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        order.swap(n, (*seed % (n as u64 + 1)) as usize);
    }
}

// --- what is written ---

fn write_weights(text: &mut String, name: &str, learnt: &Learnt) {
    writeln!(text, "# {name}").expect("strings take everything");
    for (feature, (weight, seen)) in learnt.weights.iter().zip(&learnt.seen).enumerate() {
        let weight = ((weight * 16.0).round() as i32).clamp(-127, 127);
        if weight.abs() >= LEAST {
            let power = seen.max(&1).ilog2();
            writeln!(text, "{feature:06x} {weight} {power}").expect("strings take everything");
        }
    }
}

/// Adds a line for each document to those of its file.
fn predict(
    documents: &[&Document],
    whole: &[f32],
    parts: &[Vec<f32>],
    files: &mut BTreeMap<String, String>,
) {
    let line = |document: &&Document| {
        let weights = document.fold.map_or(whole, |fold| &parts[fold]);
        let spans = split(&document.text, &document.language, weights);
        let spans = in_code_points(&document.text, &spans);
        serde_json::json!({"id": document.id, "spans": spans}).to_string() + "\n"
    };
    let lines: Vec<String> = documents.par_iter().map(line).collect();
    for (document, line) in documents.iter().zip(lines) {
        *files.entry(document.file.clone()).or_default() += &line;
    }
}

fn in_code_points(text: &str, spans: &[Range<usize>]) -> Vec<[usize; 2]> {
    let (mut at, mut before) = (0, 0);
    let mut count = |to: usize| {
        before += text[at..to].chars().count();
        at = to;
        before
    };
    spans.iter().map(|span| [count(span.start), count(span.end)]).collect()
}
