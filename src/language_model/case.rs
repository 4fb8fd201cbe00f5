//! What the case of a letter costs, by the case of the two characters before it.

/// In sixteenths of a nat.
pub(super) fn cost(a: u32, b: u32, c: u32) -> u32 {
    u32::from(COSTS[(a << 4 | b << 2 | c) as usize & 63])
}

const fn row(none: u8, lower: u8, upper: u8) -> [u8; 4] {
    [none, lower, upper, 0]
}

/// By the case of the character before the last, of the last, of this one.
const COSTS: [u8; 64] = flat([
    [row(0, 3, 28), row(0, 1, 96), row(0, 5, 22), [0; 4]],
    [row(0, 4, 26), row(0, 1, 96), row(0, 16, 24), [0; 4]],
    [row(0, 12, 12), row(0, 1, 80), row(0, 56, 2), [0; 4]],
    [[0; 4]; 4],
]);

const fn flat(rows: [[[u8; 4]; 4]; 4]) -> [u8; 64] {
    let mut flat = [0; 64];
    let mut at = 0;
    while at < 64 {
        flat[at] = rows[at >> 4][at >> 2 & 3][at & 3];
        at += 1;
    }
    flat
}
