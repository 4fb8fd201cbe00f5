//! What case costs, by the case of the two characters before.

/// In sixteenths of a nat; cases are 0 none, 1 lower, 2 upper, 3 a space that is no plain one.
pub(super) fn cost(a: u32, b: u32, c: u32) -> u32 {
    u32::from(COSTS[(a << 4 | b << 2 | c) as usize & 63])
}

/// A no-break space, a tab or the like costs this much more than a plain space or a newline.
const ODD_SPACE: u8 = 24;

const fn row(none: u8, lower: u8, upper: u8) -> [u8; 4] {
    [none, lower, upper, ODD_SPACE]
}

/// What follows where a word starts, after a small letter, after a capital.
const START: [[u8; 4]; 3] = [row(0, 3, 28), row(0, 1, 96), row(0, 5, 22)];
const AFTER_LOWER: [[u8; 4]; 3] = [row(0, 4, 26), row(0, 1, 96), row(0, 16, 24)];
const AFTER_UPPER: [[u8; 4]; 3] = [row(0, 12, 12), row(0, 1, 80), row(0, 56, 2)];

/// By the case of the character before the last, of the last, of this one. An odd space is as no case.
const COSTS: [u8; 64] = {
    let rows = [START, AFTER_LOWER, AFTER_UPPER, START];
    let mut flat = [0; 64];
    let mut at = 0;
    while at < 64 {
        flat[at] = rows[at >> 4][(at >> 2 & 3) % 3][at & 3];
        at += 1;
    }
    flat
};
