//! What training the model needs: the features of every place where a sentence could end, and
//! splitting by weights that are not the shipped ones.

use std::ops::Range;

use super::features::{Near, Place, of_verdict};
use super::model::least;
use super::unit::Judge;
use super::{Options, split_by};

/// A place, what stands around it, and whether a sentence ends there.
#[derive(Debug, Clone)]
pub struct Example {
    /// Hashes.
    pub features: Vec<u32>,
    /// What people say.
    pub is_end: bool,
}

struct Teacher<'a> {
    /// Bytes of the text, where people end sentences, sorted.
    ends: &'a [usize],
    text: &'a str,
    examples: Vec<Example>,
}

impl Judge for Teacher<'_> {
    fn is_end(&mut self, place: &Place<'_>) -> bool {
        let base = place.unit.as_ptr() as usize - self.text.as_ptr() as usize;
        let gap = base + place.gap.start..=base + place.gap.end;
        let n = self.ends.partition_point(|end| end < gap.start());
        let is_end = self.ends.get(n).is_some_and(|end| gap.contains(end));
        let mut all = vec![];
        features(place, |feature| all.push(feature));
        self.examples.push(Example { features: all, is_end });
        is_end
    }
}

/// Calls `f` with every feature of a place.
fn features(place: &Place<'_>, mut f: impl FnMut(u32)) {
    let near = Near::of(place);
    near.features(&mut f);
    near.far_features(&mut f);
}

/// Every place of a text, in order, with what people say of it.
pub fn examples(text: &str, language: &str, ends: &[usize]) -> Vec<Example> {
    let teacher = Teacher { ends, text, examples: vec![] };
    let mut sentences = split_by(text, &Options { language, ..Options::default() }, teacher);
    sentences.by_ref().for_each(drop);
    sentences.judge.examples
}

struct Weighed<'a> {
    weights: &'a [f32],
}

impl Judge for Weighed<'_> {
    fn is_end(&mut self, place: &Place<'_>) -> bool {
        let mut sum = 0.0;
        features(place, |feature| sum += self.weights[feature as usize & (self.weights.len() - 1)]);
        sum * 16.0 > least(place) as f32
    }
}

/// The sentences of a text by these weights, which the lower bits of a hash point at.
pub fn split(text: &str, language: &str, weights: &[f32]) -> Vec<Range<usize>> {
    split_by(text, &Options { language, ..Options::default() }, Weighed { weights }).collect()
}

/// Features whose weight is believed before anything is learnt, and that weight.
pub fn prior(strength: f32) -> [(u32, f32); 3] {
    [(of_verdict(0), -strength), (of_verdict(1), -strength), (of_verdict(2), strength)]
}
