//! Sets of bytes, made when the program is compiled: what a scan stops at.

/// Whether each byte is in the set.
pub(crate) type ByteSet = [bool; 256];

/// The set of these bytes. A scan for characters is one for the bytes that they may start with.
pub(crate) const fn byte_set(bytes: &[u8]) -> ByteSet {
    let mut set = [false; 256];
    let mut n = 0;
    while n < bytes.len() {
        set[bytes[n] as usize] = true;
        n += 1;
    }
    set
}
