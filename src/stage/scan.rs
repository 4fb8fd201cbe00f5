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
}
