//! The network files, read once.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::byte_set::{ByteSet, byte_set};

use super::form::{self, Form, key};

/// The networks.
const NETWORKS: &[(&str, &str)] = &[
    ("instagram", include_str!("../networks/instagram.txt")),
    ("facebook", include_str!("../networks/facebook.txt")),
    ("tiktok", include_str!("../networks/tiktok.txt")),
    ("youtube", include_str!("../networks/youtube.txt")),
    ("scribd", include_str!("../networks/scribd.txt")),
    ("telegram", include_str!("../networks/telegram.txt")),
    ("reddit", include_str!("../networks/reddit.txt")),
    ("mastodon", include_str!("../networks/mastodon.txt")),
    ("bluesky", include_str!("../networks/bluesky.txt")),
    ("threads", include_str!("../networks/threads.txt")),
    ("truth_social", include_str!("../networks/truth_social.txt")),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Signature,
    Frame,
    Line,
}

#[derive(Debug)]
pub(super) struct Row {
    pub network: &'static str,
    pub kind: Kind,
    pub form: Form,
}

#[derive(Debug)]
pub(super) struct Table {
    pub rows: Vec<Row>,
    /// The first bytes of signatures.
    pub opens: ByteSet,
    /// The first bytes of all forms that open with words, and the last of the others.
    pub first: ByteSet,
    pub last: ByteSet,
    /// Rows by the [`key`] of the form's opening words.
    pub by_start: FxHashMap<u32, Vec<usize>>,
    /// Rows that open with a field, by the key of their last characters.
    pub by_end: FxHashMap<u32, Vec<usize>>,
    pub links: Vec<(&'static str, &'static str)>,
    pub handles: Vec<(&'static str, &'static str)>,
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        rows: vec![],
        opens: byte_set(&[]),
        first: byte_set(&[]),
        last: byte_set(&[]),
        by_start: FxHashMap::default(),
        by_end: FxHashMap::default(),
        links: vec![],
        handles: vec![],
    };
    for (network, section, line) in lines() {
        let kind = match section {
            "anchor" => continue,
            "link" => {
                table.links.push((network, line));
                continue;
            }
            "handle" => {
                table.handles.push((network, line));
                continue;
            }
            "signature" => Kind::Signature,
            "frame" => Kind::Frame,
            _ => Kind::Line,
        };
        let form = Form::new(line);
        let row = table.rows.len();
        match form.opening() {
            Some(words) => {
                table.opens[usize::from(words.as_bytes()[0])] |= kind == Kind::Signature;
                table.first[usize::from(words.as_bytes()[0])] = true;
                table.by_start.entry(key(words)).or_default().push(row);
            }
            None => {
                let words = form.closing().expect("a form begins or ends with words: tested");
                table.last[usize::from(words.as_bytes()[words.len() - 1])] = true;
                table.by_end.entry(form::end_key(words)).or_default().push(row);
            }
        }
        table.rows.push(Row { network, kind, form });
    }
    table
});

/// The forms of all networks with their sections.
pub(super) fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    NETWORKS.iter().flat_map(|(network, file)| {
        let mut section = "";
        file.lines().filter(|line| !line.is_empty() && !line.starts_with(';')).filter_map(
            move |line| match line.strip_prefix('[').and_then(|head| head.strip_suffix(']')) {
                Some(head) if !head.contains(' ') => {
                    section = head;
                    None
                }
                _ => Some((*network, section, line)),
            },
        )
    })
}

/// What is searched for in the whole text, each once.
pub fn anchors() -> impl Iterator<Item = &'static str> {
    let all = lines().filter(|(_, section, _)| *section == "anchor").map(|(.., anchor)| anchor);
    all.collect::<BTreeSet<_>>().into_iter()
}
