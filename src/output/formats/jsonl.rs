//! JSONL: a record is a line, an object; fields that pass through stand first, to the letter.

use super::{FileKind, Format};
use crate::output::record::Writing;

pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    summary: "A JSON object a line",
    extensions: &["jsonl", "ndjson"],
    write,
    file: FileKind::Stream { head: |_| vec![] },
    is_our_head: None,
};

fn write(writing: &mut Writing) {
    writing.records(|w, which| {
        w.out.push(b'{');
        w.passed();
        w.ours(which);
        w.out.extend_from_slice(b"}\n");
    });
}
