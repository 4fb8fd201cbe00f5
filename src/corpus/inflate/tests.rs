use std::fs::File;
use std::io::Write as _;

use proptest::prelude::*;

use super::ahead::Ahead;
use super::frame::{Extent, LARGEST, extent};
use super::*;
use crate::corpus::pieces::Mark;
use crate::output::Packing;

fn gzip(bytes: &[u8], builder: flate2::GzBuilder) -> Vec<u8> {
    let mut encoder = builder.write(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A member of BGZF, beside a subfield that says nothing to us.
fn bgzf(bytes: &[u8]) -> Vec<u8> {
    let extra = b"AA\x03\0abcBC\x02\0\0\0";
    let mut member = gzip(bytes, flate2::GzBuilder::new().filename("a").extra(extra));
    let size = u16::try_from(member.len() - 1).unwrap();
    member[12 + extra.len() - 2..][..2].copy_from_slice(&size.to_le_bytes());
    member
}

/// A frame as a program writes it that does not know how much will come.
fn unsized_frame(bytes: &[u8], has_sum: bool) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(vec![], 1).unwrap();
    encoder.include_checksum(has_sum).unwrap();
    for piece in bytes.chunks(10_000) {
        encoder.write_all(piece).unwrap();
        encoder.flush().unwrap();
    }
    encoder.finish().unwrap()
}

/// A way to make a frame of some bytes.
type Pack = fn(&[u8]) -> Vec<u8>;

const WAYS: [(Kind, &[Pack]); 2] = [
    (
        Kind::Gzip,
        &[
            |bytes| Packing::Gzip.pack(bytes.to_vec()),
            bgzf,
            |bytes| gzip(bytes, flate2::GzBuilder::new()),
        ],
    ),
    (
        Kind::Zstd,
        &[
            |bytes| Packing::Zstd.pack(bytes.to_vec()),
            |bytes| unsized_frame(bytes, true),
            |bytes| unsized_frame(bytes, false),
            |_| b"\x5A\x2A\x4D\x18\x03\0\0\0abc".to_vec(),
        ],
    ),
];

/// What a reader gives, a few bytes at a time, and how it ends.
fn read_all(mut reader: impl Read, step: usize) -> (Vec<u8>, Option<io::ErrorKind>) {
    let (mut all, mut buffer) = (vec![], vec![0; step]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return (all, None),
            Ok(n) => all.extend_from_slice(&buffer[..n]),
            // What zstd says beyond that depends on how much room it is given.
            Err(error) => return (all, Some(error.kind())),
        }
    }
}

fn crew(threads: usize) -> Arc<rayon::ThreadPool> {
    Arc::new(rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap())
}

fn ahead(kind: Kind, file: &[u8], crew: &Arc<rayon::ThreadPool>) -> Ahead {
    let mut on_disk = tempfile::NamedTempFile::new().unwrap();
    on_disk.write_all(file).unwrap();
    Ahead::new(kind, File::open(on_disk.path()).unwrap(), crew, Arc::default())
}

/// Texts that are short, long, empty, and alike in places.
fn texts() -> impl Strategy<Value = Vec<(usize, String)>> {
    let text = prop_oneof![
        Just(String::new()),
        "[a-f\n]{1,40}",
        ("[a-z ]{1,90}", 1..3000usize).prop_map(|(line, n)| (line + "\n").repeat(n)),
    ];
    prop::collection::vec((0..8usize, text), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 200 } else { 2000 }))]

    /// Whole, cut anywhere, broken anywhere, or with something behind: the same bytes and the same
    /// error as the stream decoder gives.
    #[test]
    fn what_is_inflated_ahead_is_what_the_stream_is(
        which in 0..2usize,
        texts in texts(),
        harm in 0..5u8,
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        step in prop_oneof![1..9usize, 4000..70_000usize],
        threads in 1..4usize,
    ) {
        let (kind, ways) = WAYS[which];
        let mut file = vec![];
        for (way, text) in &texts {
            file.extend(ways[way % ways.len()](text.as_bytes()));
        }
        let place = place.index(file.len().max(1));
        match harm {
            0 => file.truncate(place),
            1 if place < file.len() => file[place] ^= byte,
            // Where the headers are.
            2 if !file.is_empty() => { let at = place % file.len().min(30); file[at] ^= byte; }
            3 => file.extend([byte; 7]),
            _ => {}
        }
        let stream = kind.stream(io::Cursor::new(file.clone())).unwrap();
        let (expected, end) = read_all(stream, step);
        // A stream decoder says of nothing at all that it is cut off; of a file we know better.
        let end = end.filter(|_| !file.is_empty());
        let (mut given, same_end) = read_all(ahead(kind, &file, &crew(threads)), step);
        prop_assert_eq!(&end, &same_end);
        if end.is_some() && harm != 0 {
            // How much of the last step is lost to an error depends on where the step began.
            let least = expected.len().min(given.len());
            prop_assert!(expected.len().abs_diff(given.len()) <= step);
            given.truncate(least);
            prop_assert!(expected[..least] == given);
        } else {
            prop_assert!(expected == given);
        }
    }

    /// A mark is the offset of the first frame that begins at a byte or behind it.
    #[test]
    fn marks_are_where_frames_begin(which in 0..2usize, texts in texts(), wanted in 0..100_000u64) {
        let (kind, ways) = WAYS[which];
        // Of those that are known; what follows another is one with it.
        let way = |way: usize| ways[way % 2];
        let (mut file, mut expected, mut offset) = (vec![], None, 0);
        for (n, text) in &texts {
            if file.len() as u64 >= wanted {
                expected.get_or_insert(offset);
            }
            file.extend(way(*n)(text.as_bytes()));
            offset += text.len() as u64;
        }
        let mark = Mark::default();
        let marked = ahead(kind, &file, &crew(1)).marking(vec![(wanted, mark.clone())]);
        let (all, end) = read_all(marked, 5000);
        prop_assert_eq!((all.len() as u64, end), (offset, None));
        let found = (!mark.is_nowhere()).then(|| mark.get());
        // Behind the last frame is the end of the file.
        let at_end = (file.len() as u64 >= wanted).then_some(offset);
        prop_assert_eq!(found, expected.or(at_end));
    }
}

#[test]
fn all_that_says_its_size_is_inflated_ahead() {
    let text = "It held for a day and a night.\n".repeat(4000);
    for (kind, ways) in WAYS {
        for (n, way) in ways.iter().enumerate() {
            // What bgzip takes at most; and of what was flushed often much is feared.
            let text = if n > 0 { &text[..60_000] } else { &text };
            let frame = way(text.as_bytes());
            let known =
                matches!(extent(kind, &frame), Extent::Known { size, .. } if size == frame.len());
            // A plain member is the one that says nothing.
            assert_eq!(known, (kind, n) != (Kind::Gzip, 2), "{kind:?} {n}");
            for length in 0..frame.len() {
                let cut = extent(kind, &frame[..length]);
                assert!(!matches!(cut, Extent::Known { .. }), "{kind:?} {n} at {length}");
            }
        }
    }
}

/// What is large is not held: the stream decoder sees to it.
#[test]
fn a_large_frame_is_not_inflated_at_once() {
    let zeros = vec![0; LARGEST + 1];
    assert_eq!(extent(Kind::Zstd, &Packing::Zstd.pack(zeros.clone())), Extent::Unknown);
    assert_eq!(extent(Kind::Gzip, &Packing::Gzip.pack(zeros.clone())), Extent::Unknown);
    let file = [Packing::Zstd.pack(b"before".to_vec()), Packing::Zstd.pack(zeros)].concat();
    let (all, end) = read_all(ahead(Kind::Zstd, &file, &crew(2)), 1 << 16);
    assert_eq!((all.len(), end), (6 + LARGEST + 1, None));
}
