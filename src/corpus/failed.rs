//! Inputs and records that cannot be read, each with what to try.

use super::formats::Stream;
use super::jsonl::Refused;
use super::walk::Found;
use super::{Problem, open};

/// Something that could not be read.
#[derive(Debug)]
pub(crate) struct Failed {
    pub reason: &'static str,
    pub problem: Problem,
    /// How many bytes it is known to have.
    pub bytes: u64,
    /// What was read of it and is worth keeping.
    pub raw: Vec<u8>,
}

/// How an input differs from what it was when it was found.
pub(crate) const GREW: &str = "the file grew while it was read; this record may not be all there";
pub(crate) const SHRANK: &str = "the file became shorter while it was read";

impl Failed {
    /// What counts as `reason`, in the words of `what`, at no place in the input.
    fn new(
        found: &Found,
        reason: &'static str,
        what: impl Into<String>,
        hint: Option<impl Into<String>>,
    ) -> Failed {
        let problem = Problem {
            path: found.shown.clone(),
            reason: what.into(),
            hint: hint.map(Into::into),
            ..Problem::default()
        };
        Failed { reason, problem, bytes: 0, raw: vec![] }
    }

    /// The line where it begins, from 1, and the byte.
    pub(crate) fn at(mut self, (line, offset): (u64, u64)) -> Failed {
        (self.problem.line, self.problem.offset) = (Some(line), Some(offset));
        self
    }

    /// So many bytes of the input.
    fn of(self, bytes: u64) -> Failed {
        Failed { bytes, ..self }
    }

    /// What the walk could not read.
    pub(crate) fn found(found: &Found, error: &str, hint: Option<&'static str>) -> Failed {
        Failed::new(found, "unreadable", format!("could not be read: {error}"), hint)
    }

    pub(crate) fn unreadable(found: &Found, error: &open::Unreadable) -> Failed {
        Failed::new(found, error.reason, error.to_string(), Some(error.hint()))
    }

    /// What is no record, or is a head that says nothing of records.
    pub(crate) fn refused(found: &Found, refused: &Refused, bytes: u64, raw: Vec<u8>) -> Failed {
        Failed { reason: refused.reason, problem: refused.problem(&found.shown), bytes, raw }
    }

    /// A record at the end of an input that changed.
    pub(crate) fn changed(found: &Found, raw: Vec<u8>, what: &str) -> Failed {
        let hint = Some("clean files that nobody writes to");
        Failed { raw, ..Failed::new(found, "changed", what, hint) }
    }

    /// A record that is longer than is held.
    pub(crate) fn too_long(found: &Found, stream: Stream, length: u64) -> Failed {
        let what = format!("line too long: {length} bytes");
        Failed::new(found, "line too long", what, Some(stream.too_long)).of(length)
    }

    /// A text, or with `cuts` one of its paragraphs, that is larger than is held.
    pub(crate) fn too_large(found: &Found, length: u64, cuts: bool) -> Failed {
        let (what, hint) = if cuts {
            (format!("a paragraph of {length} bytes is too large"), "allows larger ones")
        } else {
            ("too large for one document".into(), "cuts it at blank lines")
        };
        let hint = Some(format!("`--max-document SIZE` {hint}"));
        Failed::new(found, "too large", what, hint).of(found.bytes.max(length))
    }

    /// A text that is too large, and in an encoding that is not cut.
    pub(crate) fn is_wide(found: &Found) -> Failed {
        let what = "too large for one document, and UTF-16 or UTF-32 is not cut";
        let hint = "convert it to UTF-8 first";
        Failed::new(found, "too large", what, Some(hint)).of(found.bytes)
    }
}
