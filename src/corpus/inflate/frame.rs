//! Where a frame ends, seen without inflating it, and one frame inflated at once.
//!
//! A zstd frame is a header and blocks that say how long they are (RFC 8878, 3.1.1). A gzip member
//! says nothing of its length by itself, but may in the extra field of its header (RFC 1952,
//! 2.3.1.1): `BC` in BGZF, as bgzip writes it, `IG` in what mgzip, pgzip and we ourselves write.
//!
//! What is said may be false. Then a frame is not inflated here, and a stream decoder says why.

use std::cell::RefCell;
use std::io::Read as _;

use super::Kind;

/// No frame that is longer, or may become more, is inflated at once: it would stand in memory.
pub(crate) const LARGEST: usize = 8 << 20;

/// How many blocks a frame has at most whose end is looked for: each is 128 KiB of text where
/// nobody plays tricks or flushes at every line.
const BLOCKS: usize = 4096;

/// What the bytes of a file say of the frame that they begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// It has so many bytes, and becomes so many at most.
    Known { size: usize, content: usize },
    /// So many bytes must be seen, at least.
    Needs(usize),
    /// It is too large to be inflated at once, or its end is seen only by inflating it.
    Unknown,
}

thread_local! {
    /// To make one takes longer than to inflate a small frame.
    static ZSTD: RefCell<zstd::bulk::Decompressor<'static>> = RefCell::default();
}

/// The extent of the frame that some bytes begin with.
pub(crate) fn extent(kind: Kind, bytes: &[u8]) -> Extent {
    match kind {
        Kind::Gzip => gzip(bytes),
        Kind::Zstd => zstd(bytes),
    }
    .unwrap_or_else(|needs| if needs > LARGEST { Extent::Unknown } else { Extent::Needs(needs) })
}

/// The content of a frame, if it is what its extent says and nothing is wrong with it.
pub(crate) fn inflated(kind: Kind, frame: &[u8], content: usize) -> Option<Vec<u8>> {
    match kind {
        Kind::Gzip => {
            let mut member = flate2::bufread::GzDecoder::new(frame);
            // One more, so that the end is seen, where sum and length are compared.
            let mut bytes = Vec::with_capacity(content + 1);
            member.by_ref().take(content as u64 + 1).read_to_end(&mut bytes).ok()?;
            (bytes.len() == content && member.into_inner().is_empty()).then_some(bytes)
        }
        Kind::Zstd if content == 0 && is_skipped(frame) => Some(vec![]),
        Kind::Zstd => ZSTD.with_borrow_mut(|zstd| zstd.decompress(frame, content).ok()),
    }
}

/// `Err` with how many bytes must be seen.
type Seen<T> = Result<T, usize>;

fn at<const N: usize>(bytes: &[u8], at: usize) -> Seen<[u8; N]> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or(at + N)
}

fn gzip(bytes: &[u8]) -> Seen<Extent> {
    const HAS_EXTRA: u8 = 1 << 2;
    const TRAILER: usize = 8;
    let [0x1F, 0x8B, 0x08, flags] = at(bytes, 0)? else { return Ok(Extent::Unknown) };
    if flags & HAS_EXTRA == 0 {
        return Ok(Extent::Unknown);
    }
    let mut field = 12;
    let end = field + usize::from(u16::from_le_bytes(at(bytes, 10)?));
    let mut size = None;
    while field + 4 <= end && size.is_none() {
        let [a, b, low, high] = at(bytes, field)?;
        let length = usize::from(u16::from_le_bytes([low, high]));
        size = match (&[a, b], length) {
            (b"BC", 2) => Some(usize::from(u16::from_le_bytes(at(bytes, field + 4)?)) + 1),
            (b"IG", 4) => Some(u32::from_le_bytes(at(bytes, field + 4)?) as usize),
            _ => None,
        };
        field += 4 + length;
    }
    let Some(size) = size.filter(|size| *size >= end + TRAILER && *size <= LARGEST) else {
        return Ok(Extent::Unknown);
    };
    let content = u32::from_le_bytes(at(bytes, size - 4)?) as usize;
    Ok(if content > LARGEST { Extent::Unknown } else { Extent::Known { size, content } })
}

/// Whether it is a frame that holds nothing for us.
fn is_skipped(frame: &[u8]) -> bool {
    matches!(frame, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

fn zstd(bytes: &[u8]) -> Seen<Extent> {
    const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];
    const LARGEST_BLOCK: usize = 128 << 10;
    let magic = at(bytes, 0)?;
    if is_skipped(&magic) {
        let size = (u32::from_le_bytes(at(bytes, 4)?) as usize).saturating_add(8);
        return if bytes.len() < size { Err(size) } else { Ok(Extent::Known { size, content: 0 }) };
    }
    let [descriptor] = at(bytes, 4)?;
    let (has_sum, is_single) = (descriptor & 0x04 != 0, descriptor & 0x20 != 0);
    // Of a reserved bit or a dictionary we know nothing.
    if magic != MAGIC || descriptor & 0x0B != 0 {
        return Ok(Extent::Unknown);
    }
    let mut end = 5;
    let mut window = 0;
    if !is_single {
        let [said] = at(bytes, end)?;
        let base = 1u64 << (10 + (said >> 3));
        window = base + base / 8 * u64::from(said & 7);
        end += 1;
    }
    let content = match descriptor >> 6 {
        0 if is_single => Some(u64::from(at::<1>(bytes, end)?[0])),
        0 => None,
        1 => Some(u64::from(u16::from_le_bytes(at(bytes, end)?)) + 256),
        2 => Some(u64::from(u32::from_le_bytes(at(bytes, end)?))),
        _ => Some(u64::from_le_bytes(at(bytes, end)?)),
    };
    end += [usize::from(is_single), 2, 4, 8][usize::from(descriptor >> 6)];
    let window = content.filter(|_| is_single).unwrap_or(window);
    if window > LARGEST as u64 || content.is_some_and(|content| content > LARGEST as u64) {
        return Ok(Extent::Unknown);
    }
    let largest = LARGEST_BLOCK.min(window as usize);
    let mut most = 0;
    for _ in 0..BLOCKS {
        let [a, b, c] = at(bytes, end)?;
        let block = u32::from_le_bytes([a, b, c, 0]);
        let (is_last, kind, said) = (block & 1 != 0, block >> 1 & 3, (block >> 3) as usize);
        let (length, becomes) = match kind {
            0 => (said, said),
            1 => (1, said),
            2 => (said, largest),
            _ => return Ok(Extent::Unknown),
        };
        if said > largest {
            return Ok(Extent::Unknown);
        }
        end += 3 + length;
        most += becomes;
        if most > LARGEST && content.is_none() || end > LARGEST {
            return Ok(Extent::Unknown);
        }
        if is_last {
            let size = end + if has_sum { 4 } else { 0 };
            let content = content.map_or(most, |content| content as usize);
            return if bytes.len() < size {
                Err(size)
            } else {
                Ok(Extent::Known { size, content })
            };
        }
    }
    Ok(Extent::Unknown)
}
