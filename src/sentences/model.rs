//! A linear model that decides whether a sentence ends at a place: the sum of the weights of what
//! stands around it (`features`), learnt from text whose sentences people parted.
//!
//! One table of weights for English, for which there is most to learn from, and one for all other
//! languages, in which what holds for every language and what holds for one have weights of their
//! own. `model/README.md` tells where they come from.

use super::features::{Near, Place};
use super::unit::Judge;
use super::word::hash_of;

/// Weights in sixteenths. A feature may stand in two places, told by the lower bits of its hash; its
/// upper ones say whether it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model {
    /// Two places of two bytes each: some bits of the hash, then the weight. Empty when the rules
    /// decide alone.
    table: &'static [[u8; 4]],
}

/// For English, and for all other languages.
#[cfg(feature = "share-alike-model")]
const MODELS: [Model; 2] = [
    Model::read(include_bytes!("../../model/share-alike/sentences-en.bin")),
    Model::read(include_bytes!("../../model/share-alike/sentences.bin")),
];
/// All that could be learnt from is share-alike.
#[cfg(not(feature = "share-alike-model"))]
const MODELS: [Model; 2] = [Model::read(&[]); 2];

/// What an end needs more than, in sixteenths, where it would be strange.
const STRANGE: i32 = 40;

/// And where the rules say that it is one.
const DOUBTED: i32 = -16;

/// What the sum of the weights is more than where a sentence ends, in sixteenths.
pub(super) fn least(place: &Place<'_>) -> i32 {
    match place.verdict {
        _ if place.is_strange => STRANGE,
        Some(true) => DOUBTED,
        _ => 0,
    }
}

/// What the words right beside a place and what is between them say, if it is so clear that nothing
/// else changes it. In 10,000 articles and 60 labelled sets the closest place that all features judged
/// otherwise was 20 from either bound; new weights need new bounds.
fn is_clear(place: &Place<'_>, near: i32) -> Option<bool> {
    match place.verdict {
        None if near <= HOPELESS => Some(false),
        Some(true) if near >= CERTAIN && !place.is_strange => Some(true),
        _ => None,
    }
}

/// Sums of [`Near::features`], in sixteenths.
const HOPELESS: i32 = -12;
const CERTAIN: i32 = -23;

/// What tells a language with a table of its own from the others of that table.
pub(super) const ALONE: u32 = 0;

/// What tells a language from the others of its table: the hash of its primary tag.
pub(super) fn tag(language: &str) -> u32 {
    if language.eq_ignore_ascii_case("en") { ALONE } else { hash_of(language) }
}

impl Model {
    /// Runs when the program is built, so that a file that makes no sense does not build.
    const fn read(packed: &'static [u8]) -> Model {
        let (table, rest) = packed.as_chunks();
        assert!(rest.is_empty() && (table.is_empty() || table.len().is_power_of_two()));
        Model { table }
    }

    /// The model for a language, by what [`tag`] gives.
    pub(super) fn of(tag: u32) -> Model {
        let [english, other] = MODELS;
        if tag == ALONE { english } else { other }
    }

    #[inline]
    fn weight(self, feature: u32) -> i32 {
        let [a, wa, b, wb] = self.table[feature as usize & (self.table.len() - 1)];
        let bits = (feature >> 16) as u8;
        // Without a branch: whether a feature is there is as good as chance.
        let second = if b == bits { wb } else { 0 };
        i32::from(if a == bits { wa } else { second }.cast_signed())
    }
}

impl Judge for Model {
    fn is_end(&mut self, place: &Place<'_>) -> bool {
        if self.table.is_empty() {
            return place.verdict == Some(true);
        }
        let near = Near::of(place);
        let mut sum = 0;
        near.features(|feature| sum += self.weight(feature));
        if let Some(is_end) = is_clear(place, sum) {
            return is_end;
        }
        near.far_features(|feature| sum += self.weight(feature));
        sum > least(place)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[cfg(feature = "share-alike-model")]
    mod clear {
        use super::*;
        use crate::sentences::{Options, split_by};

        /// Looks at all features of every place, and counts those that fewer settle.
        struct Whole(Model, usize);

        impl Judge for Whole {
            fn is_end(&mut self, place: &Place<'_>) -> bool {
                let near = Near::of(place);
                let mut sum = 0;
                near.features(|feature| sum += self.0.weight(feature));
                let clear = is_clear(place, sum);
                near.far_features(|feature| sum += self.0.weight(feature));
                let is_end = sum > least(place);
                assert_eq!(clear.unwrap_or(is_end), is_end, "{place:?}");
                self.1 += usize::from(clear.is_some());
                is_end
            }
        }

        #[test]
        fn what_is_clear_is_what_all_features_say() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sentences/data");
            let mut clear = 0;
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                let language = path.file_stem().unwrap().to_str().unwrap();
                let options = Options { language, ..Options::default() };
                // The words of the lists too: rows of them have places of every kind.
                let text = std::fs::read_to_string(&path).unwrap().replace(" |", "");
                let mut splitter = split_by(&text, &options, Whole(Model::of(tag(language)), 0));
                splitter.by_ref().for_each(drop);
                clear += splitter.judge.1;
            }
            assert!(clear > 100, "{clear}");
        }
    }

    #[test]
    fn a_feature_is_found_by_its_lower_bits_and_told_by_its_upper_ones() {
        let two = Model::read(&[0x12, 5, 0x34, 0xFD, 0x12, 7, 0, 0]);
        for (feature, weight) in [
            (0x12_0000, 5),
            (0x34_0000, -3),
            (0x12_0001, 7),
            // The lowest bit is all that tells two pairs apart, and 24 bits are looked at.
            (0xFF12_0002, 5),
            (0x56_0000, 0),
            (0x34_0001, 0),
            // An empty place has the bits 0, and weighs nothing.
            (0x00_0001, 0),
        ] {
            assert_eq!(two.weight(feature), weight, "{feature:x}");
        }
    }

    #[test]
    #[cfg(feature = "share-alike-model")]
    fn tables_are_as_large_as_was_decided_and_not_empty() {
        for (language, pairs, used) in [("en", 16384, 7_000), ("de", 32768, 25_000)] {
            let Model { table } = Model::of(tag(language));
            assert_eq!(table.len(), pairs, "{language}: model/pack_sentences.py");
            let weights = table.iter().flat_map(|[_, one, _, other]| [one, other]);
            let found = weights.filter(|weight| **weight != 0).count();
            assert!(found > used, "{language}: {found} of {} places", 2 * pairs);
        }
    }
}
