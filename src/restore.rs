//! Rebuilds the source bytes from the clean text, the change log and the encoding.

use std::fmt;
use std::ops::Range;

/// One row of a change log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreChange<'a> {
    /// Bytes of the source.
    pub source: Range<usize>,
    /// What stood there.
    pub before: Before<'a>,
    /// What stands there in the text.
    pub after: &'a str,
}

/// What stood in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before<'a> {
    /// The decoded text of bytes that its encoding gives back.
    Text(&'a str),
    /// The bytes themselves.
    Bytes(&'a [u8]),
}

/// Why a source could not be rebuilt.
#[derive(Debug)]
pub struct RestoreError(String);

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RestoreError {}

/// The source bytes.
pub fn restore(
    text: &str,
    changes: &[RestoreChange<'_>],
    encoding: &str,
) -> Result<Vec<u8>, RestoreError> {
    if encoding != "UTF-8" {
        return Err(RestoreError(format!("unknown encoding '{encoding}'")));
    }
    let misfit = |change: &RestoreChange| {
        RestoreError(format!("the change at byte {} does not fit the text", change.source.start))
    };
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    for change in changes {
        let same = change.source.start.checked_sub(out.len()).ok_or_else(|| misfit(change))?;
        let (before, after) = rest.split_at_checked(same).ok_or_else(|| misfit(change))?;
        out.extend_from_slice(before.as_bytes());
        rest = after.strip_prefix(change.after).ok_or_else(|| misfit(change))?;
        match change.before {
            Before::Text(text) => out.extend_from_slice(text.as_bytes()),
            Before::Bytes(bytes) => out.extend_from_slice(bytes),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(out)
}

/// The hash of a source: 16 hex digits.
pub fn xxh3(bytes: &[u8]) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes))
}
