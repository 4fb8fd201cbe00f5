//! Where a line stands: documents as hashes, each with the neighbours of the line.

use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

/// A document, and how the line stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The hash of the document.
    pub document: u32,
    /// A hash of the neighbours in the upper 31 bits; the last bit is 0 behind the last paragraph.
    stand: u32,
}

/// How often the documents can be halved.
pub(super) const LEVELS: u32 = 31;

impl Place {
    pub fn new(document: u32, neighbours: u32, at_end: bool) -> Place {
        Place { document, stand: neighbours & !1 | u32::from(!at_end) }
    }

    fn neighbours(self) -> u32 {
        self.stand >> 1
    }

    fn is_at_end(self) -> bool {
        self.stand & 1 == 0
    }

    /// Whether the document is among those that are counted at this level.
    pub fn is_of_level(self, level: u32) -> bool {
        level == 0 || self.document >> (32 - level) == 0
    }

    /// As in a file.
    pub fn to_bits(self) -> u64 {
        u64::from(self.document) << 32 | u64::from(self.stand)
    }

    pub fn from_bits(bits: u64) -> Place {
        Place { document: (bits >> 32) as u32, stand: bits as u32 }
    }
}

/// The places of a line, one a document.
#[derive(Debug, Clone)]
pub(super) enum Places {
    Few(SmallVec<[(u32, u32); 2]>),
    Many(Box<FxHashMap<u32, u32>>),
}

impl Default for Places {
    fn default() -> Places {
        Places::Few(SmallVec::new())
    }
}

impl Places {
    /// Adds a place; says whether it is of a document not seen before. Of two places in one
    /// document the smaller counts, whichever came first.
    pub fn insert(&mut self, Place { document, stand }: Place) -> bool {
        /// A search of so many is as quick as a look into a table.
        const FEW: usize = 8;
        let known = match self {
            Places::Few(places) => {
                places.iter_mut().find(|place| place.0 == document).map(|place| &mut place.1)
            }
            Places::Many(places) => places.get_mut(&document),
        };
        if let Some(known) = known {
            *known = stand.min(*known);
            return false;
        }
        match self {
            Places::Few(places) if places.len() < FEW => places.push((document, stand)),
            Places::Few(places) => {
                let mut many = FxHashMap::with_capacity_and_hasher(2 * FEW, FxBuildHasher);
                many.extend(places.iter().copied().chain([(document, stand)]));
                *self = Places::Many(Box::new(many));
            }
            Places::Many(places) => drop(places.insert(document, stand)),
        }
        true
    }

    /// How many documents.
    pub fn len(&self) -> usize {
        match self {
            Places::Few(places) => places.len(),
            Places::Many(places) => places.len(),
        }
    }

    /// How many different neighbours the line has.
    pub fn neighbours(&self) -> usize {
        let mut neighbours: Vec<u32> = self.iter().map(Place::neighbours).collect();
        neighbours.sort_unstable();
        neighbours.dedup();
        neighbours.len()
    }

    /// In how many documents it stands behind the last paragraph.
    pub fn at_end(&self) -> usize {
        self.iter().filter(|place| place.is_at_end()).count()
    }

    /// Every place, in no order.
    pub fn iter(&self) -> impl Iterator<Item = Place> {
        let (few, many) = match self {
            Places::Few(places) => (Some(places.iter().copied()), None),
            Places::Many(places) => (None, Some(places.iter().map(|(a, b)| (*a, *b)))),
        };
        let all = few.into_iter().flatten().chain(many.into_iter().flatten());
        all.map(|(document, stand)| Place { document, stand })
    }

    /// Every place, sorted.
    pub fn sorted(&self) -> Vec<Place> {
        let mut places: Vec<Place> = self.iter().collect();
        places.sort_unstable();
        places
    }

    /// Leaves the documents of a level; says whether there are any.
    pub fn keep_level(&mut self, level: u32) -> bool {
        let stays = |document| Place { document, stand: 0 }.is_of_level(level);
        match self {
            Places::Few(places) => places.retain(|place| stays(place.0)),
            Places::Many(places) => {
                places.retain(|document, _| stays(*document));
                places.shrink_to_fit();
            }
        }
        self.len() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_counts_once_whatever_the_order() {
        let places: Vec<Place> =
            (0..40).map(|n| Place::new(n % 20, 100 + 2 * (n * 7 % 40), n % 3 == 0)).collect();
        let of = |places: &mut dyn Iterator<Item = &Place>| {
            let mut all = Places::default();
            let fresh = places.filter(|place| all.insert(**place)).count();
            (fresh, all.sorted())
        };
        let (fresh, forwards) = of(&mut places.iter());
        assert_eq!((fresh, forwards.len()), (20, 20));
        assert_eq!(of(&mut places.iter().rev()).1, forwards);
        assert!(forwards.iter().all(|place| Place::from_bits(place.to_bits()) == *place));
    }

    #[test]
    fn each_level_has_half_of_the_documents() {
        let mut all = Places::default();
        for n in 0..1024u32 {
            all.insert(Place::new(n << 22, 2, true));
        }
        for level in 0..=10 {
            assert!(all.keep_level(level));
            assert_eq!(all.len(), 1024 >> level);
        }
        assert!(all.keep_level(LEVELS), "the document of hash 0");
    }
}
