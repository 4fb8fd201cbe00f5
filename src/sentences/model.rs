//! A linear model that decides whether a sentence ends at a place: the sum of the weights of what
//! stands around it (`features`), learnt from text whose sentences people parted.
//!
//! One table of weights for English, for which there is most to learn from, and one for all other
//! languages, in which what holds for every language and what holds for one have weights of their
//! own. `model/README.md` tells where they come from.

use super::features::{Place, features, hash_of};
use super::unit::Judge;

/// Weights in sixteenths. A feature may stand in two places, told by the lower bits of its hash; its
/// upper ones say whether it is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model {
    /// Two places of two bytes each: some bits of the hash, then the weight.
    table: &'static [[u8; 4]],
}

/// English, then all other languages. Without the share-alike data there is no model and the rules
/// decide alone.
#[cfg(feature = "share-alike-model")]
const TABLES: [&[u8]; 2] = [
    include_bytes!("../../model/share-alike/sentences-en.bin"),
    include_bytes!("../../model/share-alike/sentences.bin"),
];
#[cfg(not(feature = "share-alike-model"))]
const TABLES: [&[u8]; 2] = [&[], &[]];

/// What an end needs more than, in sixteenths, where it would be strange.
const STRANGE: i32 = 40;

/// What the sum of the weights is more than where a sentence ends, in sixteenths.
pub(super) fn least(place: &Place<'_>) -> i32 {
    if place.is_strange { STRANGE } else { 0 }
}

impl Model {
    /// The model for a language, by the hash of its tag.
    pub(super) fn of(tag: u32) -> Model {
        let [english, other] = TABLES;
        let bytes = if tag == hash_of("en") { english } else { other };
        Model { table: bytes.as_chunks().0 }
    }

    fn weight(self, feature: u32) -> i32 {
        let [a, wa, b, wb] = self.table[feature as usize & (self.table.len() - 1)];
        let bits = (feature >> 16) as u8;
        if a == bits {
            i32::from(wa.cast_signed())
        } else if b == bits {
            i32::from(wb.cast_signed())
        } else {
            0
        }
    }
}

impl Judge for Model {
    fn is_end(&mut self, place: &Place<'_>) -> bool {
        if self.table.is_empty() {
            return place.verdict == Some(true);
        }
        let mut sum = 0;
        features(place, |feature| {
            sum += self.weight(feature);
        });
        sum > least(place)
    }
}
