//! The first look at a text: most of it has nothing that a stage is for.

/// The next byte of some kind, from `at` on.
///
/// Looks at a block at a time, without a branch for each byte, which the compiler makes a few
/// vector steps. Blocks are long enough for that, and short enough to be cheap where every line
/// has such a byte.
#[inline]
pub(crate) fn next_byte(bytes: &[u8], mut at: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    const BLOCK: usize = 64;
    for block in bytes[at..].chunks(BLOCK) {
        if block.iter().fold(false, |any, byte| any | is(*byte)) {
            return block.iter().position(|byte| is(*byte)).map(|n| at + n);
        }
        at += block.len();
    }
    None
}

/// How many bytes [`Hits`] tells together.
pub(crate) const BLOCK: usize = 64;

/// The places of some kind in a text, in order, told by a byte and the one behind it (0 behind the last).
///
/// Where [`next_byte`] is for what is rare, this is for what every line has: a block of bytes becomes
/// one number with a bit for each, in vector steps, so that a place costs no second look at its block.
#[derive(Debug, Clone)]
pub(crate) struct Hits<'a, F> {
    bytes: &'a [u8],
    is: F,
    cursor: Cursor,
}

impl<'a, F: Fn(u8, u8) -> bool> Hits<'a, F> {
    pub(crate) fn new(bytes: &'a [u8], is: F) -> Hits<'a, F> {
        Hits { cursor: Cursor::new(bytes, &is), bytes, is }
    }

    /// The first place from `at` on. Places before one that was asked for are gone.
    #[inline]
    pub(crate) fn from(&mut self, at: usize) -> Option<usize> {
        self.cursor.from(self.bytes, at, &self.is)
    }
}

impl<F: Fn(u8, u8) -> bool> Iterator for Hits<'_, F> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let at = self.cursor.first(self.bytes, &self.is)?;
        self.cursor.bits &= self.cursor.bits - 1;
        Some(at)
    }
}

/// Where [`Hits`] stands, for who keeps it beside the text: what it is asked for is the same each time.
#[derive(Debug, Clone)]
pub(crate) struct Cursor {
    /// Where the block stands whose bits are left.
    block: usize,
    bits: u64,
}

impl Cursor {
    pub(crate) fn new(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> Cursor {
        Cursor { block: 0, bits: bits_at(bytes, 0, is) }
    }

    /// As [`Hits::from`].
    #[inline]
    pub(crate) fn from(
        &mut self,
        bytes: &[u8],
        at: usize,
        is: impl Fn(u8, u8) -> bool,
    ) -> Option<usize> {
        if at >= self.block + BLOCK {
            self.block = at - at % BLOCK;
            self.bits = bits_at(bytes, self.block, &is);
        }
        self.bits &= u64::MAX << (at.saturating_sub(self.block) as u32);
        self.first(bytes, is)
    }

    #[inline]
    fn first(&mut self, bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> Option<usize> {
        while self.bits == 0 {
            // The last block stays: its bits are gone.
            if self.block + BLOCK >= bytes.len() {
                return None;
            }
            self.block += BLOCK;
            self.bits = bits_at(bytes, self.block, &is);
        }
        Some(self.block + self.bits.trailing_zeros() as usize)
    }
}

/// A bit for each byte of the block that starts here.
#[inline(never)]
fn bits_at(bytes: &[u8], block: usize, is: impl Fn(u8, u8) -> bool) -> u64 {
    let rest = bytes.get(block..).unwrap_or_default();
    match rest.first_chunk() {
        Some(window) => bits(window, is),
        // The end of the text, and what stands behind it is no hit.
        None => {
            let mut window = [0; BLOCK + 1];
            let left = rest.len().min(BLOCK);
            window[..rest.len()].copy_from_slice(rest);
            bits(&window, is) & u64::MAX.checked_shr((BLOCK - left) as u32).unwrap_or(0)
        }
    }
}

/// A bit for each byte of a whole block, which the first byte of the next one stands behind.
#[inline]
fn bits(window: &[u8; BLOCK + 1], is: impl Fn(u8, u8) -> bool) -> u64 {
    let mut masks = [0; BLOCK];
    for n in 0..BLOCK {
        masks[n] = mask(is(window[n], window[n + 1]));
    }
    gather(&masks)
}

/// All bits of a byte, or none: what a comparison of vectors gives.
#[inline]
pub(crate) fn mask(is: bool) -> u8 {
    if is { u8::MAX } else { 0 }
}

/// A bit for each byte of a block, the lowest for the first. The bytes are those of [`mask`].
#[inline]
pub(crate) fn gather(masks: &[u8; BLOCK]) -> u64 {
    let (parts, _) = masks.as_chunks::<16>();
    let numbered = parts.iter().enumerate();
    numbered.fold(0, |bits, (n, part)| bits | u64::from(gather_part(part)) << (16 * n))
}

/// Every processor of this kind has a step for it.
#[cfg(target_arch = "x86_64")]
#[inline]
fn gather_part(masks: &[u8; 16]) -> u16 {
    safe_arch::move_mask_i8_m128i(safe_arch::m128i::from(*masks)).cast_unsigned() as u16
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn gather_part(masks: &[u8; 16]) -> u16 {
    // Eight bytes of a bit each become the bits of one: each is moved to another place of the
    // highest byte, and no two meet.
    const ONES: u64 = 0x0101_0101_0101_0101;
    const PLACES: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = masks.as_chunks::<8>();
    eights.iter().enumerate().fold(0, |bits, (n, eight)| {
        let places = (u64::from_le_bytes(*eight) & ONES).wrapping_mul(PLACES);
        bits | ((places >> 56) as u16) << (8 * n)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_from_everywhere() {
        let bytes: Vec<u8> = (0..300usize).map(|n| u8::from(n % 97 == 0)).collect();
        for at in 0..=bytes.len() {
            let plain = (at..bytes.len()).find(|n| bytes[*n] == 1);
            assert_eq!(next_byte(&bytes, at, |byte| byte == 1), plain, "{at}");
        }
    }

    #[test]
    fn every_hit_is_found_in_order_and_from_everywhere() {
        for len in [0, 1, 2, 63, 64, 65, 66, 127, 128, 129, 300] {
            let bytes: Vec<u8> = (0..len).map(|n: usize| (n * n % 11) as u8).collect();
            let is = |byte, next| byte == 3 || byte == 0 && next == 1 || byte == 4 && next == 0;
            let behind = |n: usize| bytes.get(n + 1).copied().unwrap_or(0);
            let plain: Vec<usize> = (0..len).filter(|n| is(bytes[*n], behind(*n))).collect();
            assert_eq!(Hits::new(&bytes, is).collect::<Vec<_>>(), plain);
            for step in [1, 3, 70] {
                let mut hits = Hits::new(&bytes, is);
                for at in (0..len + 70).step_by(step) {
                    assert_eq!(hits.from(at), plain.iter().copied().find(|hit| *hit >= at));
                }
            }
        }
    }
}
