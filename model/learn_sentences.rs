//! Learns the weights of `src/sentences/model.rs`. Run by `model/sentences.sh`.
//!
//! learn_sentences FOLDER OUT: FOLDER has the labelled files, OUT receives predictions out of fold,
//! one file for each labelled one, and weights.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use descrape::sentences::learning::{Example, examples, prior, split};
use rayon::prelude::*;

struct Doc {
    id: String,
    file: String,
    language: String,
    text: String,
    ends: Vec<usize>,
    /// Code points before each byte.
    fold: usize,
}

const FOLDS: usize = 5;
const SIZE: usize = 1 << 24;

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("FOLDER");
    let out = args.next().expect("OUT");
    fs::create_dir_all(&out).expect("a folder");
    let get = |name: &str, default: f32| {
        std::env::var(name).map_or(default, |v| v.parse().expect("number"))
    };
    let (l2, epochs, least) = (get("L2", 1e-5), get("EPOCHS", 8.0) as usize, get("LEAST", 0.0));
    let und = get("UND", 0.3);
    let is_english = std::env::var("GROUP").is_ok_and(|v| v == "en");
    let docs: Vec<Doc> = files(&folder)
        .into_iter()
        .filter(|name| {
            let english = name.starts_with("en-");
            (english == is_english || name.contains("ewt-train") && get("EN", 0.0) > 0.0)
                && !name.contains("sequoia")
        })
        .flat_map(|name| load(Path::new(&folder), &name))
        .collect();
    let learnable = |doc: &&Doc| !doc.file.contains("en-ewt-dev");
    let made: Vec<Vec<Example>> =
        docs.par_iter().map(|doc| examples(&doc.text, &doc.language, &doc.ends)).collect();
    // As a language that is not known.
    let unknown: Vec<Vec<Example>> = if und > 0.0 && !is_english {
        docs.par_iter().map(|doc| examples(&doc.text, "und", &doc.ends)).collect()
    } else {
        vec![]
    };
    let all: usize = made.iter().map(Vec::len).sum();
    let ends: usize = made.iter().flatten().filter(|e| e.is_end).count();
    let soft: usize = made.iter().flatten().filter(|e| e.verdict.is_none()).count();
    let soft_ends: usize =
        made.iter().flatten().filter(|e| e.verdict.is_none() && e.is_end).count();
    eprintln!(
        "{} documents, {all} places ({ends} ends), {soft} without terminator ({soft_ends} ends)",
        docs.len()
    );
    let folds: Vec<usize> = (0..=FOLDS).collect();
    let models: Vec<Vec<f32>> = folds
        .par_iter()
        .map(|fold| {
            let mut set: Vec<(&Example, f32)> = vec![];
            for (n, doc) in docs.iter().enumerate().filter(|(_, doc)| doc.fold != *fold) {
                if learnable(&doc) {
                    let share =
                        if !is_english && doc.language == "en" { get("EN", 0.0) } else { 1.0 };
                    set.extend(made[n].iter().map(|e| (e, share)));
                    if !unknown.is_empty() {
                        set.extend(unknown[n].iter().map(|e| (e, und)));
                    }
                }
            }
            learn(&set, l2, epochs)
        })
        .collect();
    let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for doc in &docs {
        let weights = &models[if learnable(&doc) { doc.fold } else { FOLDS }];
        let spans = split(&doc.text, &doc.language, weights, least);
        let spans = to_chars(&doc.text, &spans);
        by_file
            .entry(&doc.file)
            .or_default()
            .push(serde_json::json!({"id": doc.id, "spans": spans}).to_string());
    }
    for (file, lines) in by_file {
        fs::write(Path::new(&out).join(file), lines.join("\n") + "\n").expect("written");
    }
    for path in std::env::var("MORE").unwrap_or_default().split_whitespace() {
        let path = Path::new(path);
        let name = path.file_name().expect("a name").to_str().expect("UTF-8");
        let lines: Vec<String> = load(path.parent().expect("a folder"), name)
            .iter()
            .filter(|doc| (doc.language == "en") == is_english)
            .map(|doc| {
                let spans =
                    to_chars(&doc.text, &split(&doc.text, &doc.language, &models[FOLDS], least));
                serde_json::json!({"id": doc.id, "spans": spans}).to_string() + "\n"
            })
            .collect();
        let mut file = fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(Path::new(&out).join(name.trim_end_matches(".gz")))
            .expect("a file");
        std::io::Write::write_all(&mut file, lines.concat().as_bytes()).expect("written");
    }
    let mut lines: Vec<String> = vec![];
    for (f, w) in models[FOLDS].iter().enumerate() {
        let weight = (w * 16.0).round() as i32;
        if weight != 0 {
            lines.push(format!("{f:08x} {}\n", weight.clamp(-127, 127)));
        }
    }
    fs::write(Path::new(&out).join("weights.txt"), lines.concat()).expect("written");
}

fn files(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter(|name| name.ends_with(".jsonl.gz"))
        .collect();
    names.sort();
    names
}

fn load(folder: &Path, name: &str) -> Vec<Doc> {
    let mut file = fs::File::open(folder.join(name)).expect("a file");
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).expect("UTF-8");
    } else {
        file.read_to_string(&mut text).expect("UTF-8");
    }
    text.lines()
        .enumerate()
        .map(|(n, line)| {
            let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let text = value["text"].as_str().expect("text").to_owned();
            let bytes: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let ends = value["sentences"]
                .as_array()
                .expect("sentences")
                .iter()
                .map(|span| bytes[span[1].as_u64().expect("end") as usize])
                .collect();
            Doc {
                id: value["id"].as_str().expect("id").to_owned(),
                file: name.trim_end_matches(".gz").to_owned(),
                language: value["lang"].as_str().expect("lang").to_owned(),
                text,
                ends,
                fold: n % FOLDS,
            }
        })
        .collect()
}

fn to_chars(text: &str, spans: &[Range<usize>]) -> Vec<[usize; 2]> {
    let mut chars = 0;
    let mut at = 0;
    let mut count = |to: usize| {
        chars += text[at..to].chars().count();
        at = to;
        chars
    };
    spans.iter().map(|span| [count(span.start), count(span.end)]).collect()
}

/// Logistic regression, AdaGrad, in an order that is shuffled the same each time.
fn learn(set: &[(&Example, f32)], l2: f32, epochs: usize) -> Vec<f32> {
    let mut weights = vec![0f32; SIZE];
    let mut squares = vec![1e-6f32; SIZE];
    let mut believed = vec![0f32; SIZE];
    let strength = std::env::var("PRIOR").map_or(3.0, |v| v.parse().expect("number"));
    for (feature, weight) in prior(strength) {
        believed[feature as usize % SIZE] = weight;
        weights[feature as usize % SIZE] = weight;
    }
    let rate: f32 = std::env::var("RATE").map_or(0.2, |v| v.parse().expect("number"));
    let mut order: Vec<u32> = (0..set.len() as u32).collect();
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut mean = vec![0f32; SIZE];
    // What was seen seldom says little, and there is much of it.
    let least: u32 = std::env::var("SEEN").map_or(3, |v| v.parse().expect("number"));
    let mut seen = vec![0u32; SIZE];
    for (example, _) in set {
        for f in &example.features {
            seen[*f as usize % SIZE] += 1;
        }
    }
    let set: Vec<(Vec<u32>, bool, f32)> = set
        .iter()
        .map(|(e, weight)| {
            let kept = e
                .features
                .iter()
                .map(|f| *f % SIZE as u32)
                .filter(|f| seen[*f as usize] >= least)
                .collect();
            (kept, e.is_end, *weight)
        })
        .collect();
    eprintln!("{} features", seen.iter().filter(|n| **n >= least).count());
    for epoch in 0..epochs {
        for n in (1..order.len()).rev() {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            order.swap(n, (seed % (n as u64 + 1)) as usize);
        }
        for n in &order {
            let (features, is_end, weight) = &set[*n as usize];
            let sum: f32 = features.iter().map(|f| weights[*f as usize]).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = (p - f32::from(u8::from(*is_end))) * weight;
            for f in features {
                let at = *f as usize;
                let gradient = error + l2 * (weights[at] - believed[at]);
                squares[at] += gradient * gradient;
                weights[at] -= rate * gradient / squares[at].sqrt();
            }
        }
        if epoch * 2 >= epochs {
            mean.iter_mut()
                .zip(&weights)
                .for_each(|(m, w)| *m += w / (epochs - epochs.div_ceil(2)) as f32);
        }
    }
    mean
}
