//! Ids that stand twice, found in bounded memory: of each id a hash is kept with its place; when
//! there are many they are sorted and put aside in a file, and at the end the files are merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek as _, Write as _};

/// How many are held: some 100 MB.
const HELD: usize = 3 << 20;

/// An id that was seen, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    /// Of the id as it is spelled. That two of a thousand million have the same by chance happens once in
    /// 10²⁰ runs.
    pub hash: u128,
    /// Which of the inputs.
    pub input: u32,
    /// Where the record begins.
    pub line: u64,
}

impl Seen {
    const BYTES: usize = 16 + 4 + 8;

    fn to_bytes(self) -> [u8; Seen::BYTES] {
        let mut bytes = [0; Seen::BYTES];
        bytes[..16].copy_from_slice(&self.hash.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.input.to_le_bytes());
        bytes[20..].copy_from_slice(&self.line.to_le_bytes());
        bytes
    }

    fn read(file: &mut impl io::Read) -> io::Result<Option<Seen>> {
        let (mut hash, mut input, mut line) = ([0; 16], [0; 4], [0; 8]);
        match file.read_exact(&mut hash) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        file.read_exact(&mut input)?;
        file.read_exact(&mut line)?;
        Ok(Some(Seen {
            hash: u128::from_le_bytes(hash),
            input: u32::from_le_bytes(input),
            line: u64::from_le_bytes(line),
        }))
    }
}

/// The ids of a run.
#[derive(Debug)]
pub(crate) struct Ids {
    held: Vec<Seen>,
    /// Sorted each.
    aside: Vec<BufReader<File>>,
    most: usize,
}

impl Default for Ids {
    fn default() -> Ids {
        Ids { held: vec![], aside: vec![], most: HELD }
    }
}

impl Ids {
    pub(crate) fn push(&mut self, seen: Seen) -> io::Result<()> {
        self.held.push(seen);
        if self.held.len() < self.most {
            return Ok(());
        }
        self.held.sort_unstable();
        let mut file = BufWriter::with_capacity(1 << 18, tempfile::tempfile()?);
        for seen in self.held.drain(..) {
            file.write_all(&seen.to_bytes())?;
        }
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.aside.push(BufReader::with_capacity(1 << 18, file));
        Ok(())
    }

    /// Tells of every place whose id stands at an earlier one too, with the first of these and how
    /// many lie between them: in the order of the inputs where all were held, else by hash.
    pub(crate) fn twice<E: From<io::Error>>(
        mut self,
        mut tell: impl FnMut(Seen, Seen, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        self.held.sort_unstable();
        if self.aside.is_empty() {
            let of_one_id = self.held.chunk_by(|a, b| a.hash == b.hash);
            let mut twice: Vec<(Seen, Seen, usize)> = of_one_id
                .flat_map(|all| {
                    all.iter().enumerate().skip(1).map(|(n, seen)| (*seen, all[0], n - 1))
                })
                .collect();
            twice.sort_unstable_by_key(|(seen, ..)| (seen.input, seen.line));
            return twice.into_iter().try_for_each(|(seen, first, n)| tell(seen, first, n));
        }
        let mut held = self.held.into_iter();
        // The next of each file, and of those that are held.
        let mut heap = BinaryHeap::new();
        for (n, file) in self.aside.iter_mut().enumerate() {
            heap.extend(Seen::read(file)?.map(|seen| Reverse((seen, n))));
        }
        let last = self.aside.len();
        heap.extend(held.next().map(|seen| Reverse((seen, last))));
        let mut first: Option<(Seen, usize)> = None;
        while let Some(Reverse((seen, from))) = heap.pop() {
            let next = match self.aside.get_mut(from) {
                Some(file) => Seen::read(file)?,
                None => held.next(),
            };
            heap.extend(next.map(|next| Reverse((next, from))));
            match &mut first {
                Some((first, n)) if first.hash == seen.hash => {
                    tell(seen, *first, *n)?;
                    *n += 1;
                }
                _ => first = Some((seen, 0)),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn twice(ids: &[u8], most: usize) -> Vec<(u64, u64, usize)> {
        let mut all = Ids { most, ..Ids::default() };
        for (line, id) in (1..).zip(ids) {
            all.push(Seen { hash: u128::from(*id), input: 0, line }).unwrap();
        }
        let mut found = vec![];
        all.twice(|seen, first, n| {
            found.push((seen.line, first.line, n));
            io::Result::Ok(())
        })
        .unwrap();
        found
    }

    proptest! {
        #[test]
        fn those_put_aside_are_found_like_those_held(ids in prop::collection::vec(0..20u8, 0..80), most in 1..30usize) {
            let held = twice(&ids, usize::MAX);
            let naive: Vec<_> = (0..ids.len()).filter_map(|at| {
                let earlier: Vec<usize> = (0..at).filter(|other| ids[*other] == ids[at]).collect();
                let first = *earlier.first()?;
                Some((at as u64 + 1, first as u64 + 1, earlier.len() - 1))
            }).collect();
            prop_assert_eq!(&held, &naive);
            let mut aside = twice(&ids, most);
            aside.sort_unstable();
            prop_assert_eq!(aside, held);
        }
    }
}
