//! The fields of a record, in the order they are written.

use std::ops::Range;

use super::json;
use super::record::Writing;
use crate::document::{Change, Embed};

/// A field of ours.
#[derive(Debug)]
pub struct FieldRow {
    /// Its key.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// Whether it is written unless the user chooses.
    pub default: bool,
    /// Its key and those that come with it, and what their values are.
    pub(super) columns: &'static [Column],
    pub(super) write: fn(&mut Writing),
}

/// A key of a record, or of an object in it.
#[derive(Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    #[cfg_attr(
        not(feature = "parquet"),
        expect(dead_code, reason = "other formats have no types")
    )]
    pub kind: Kind,
}

/// What a value is, where it is not null.
#[derive(Debug)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "other formats have no types"))]
pub(crate) enum Kind {
    Text,
    Number,
    List(&'static Kind),
    Object(&'static [Column]),
    /// An object with any keys.
    Map(&'static Kind),
}

pub(super) const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// A row whose value is one JSON value under its own name.
macro_rules! field {
    ($name:literal, $default:literal, $summary:literal, $kind:expr, $write:expr) => {
        FieldRow {
            name: $name,
            summary: $summary,
            default: $default,
            columns: &[column($name, $kind)],
            write: |writing| {
                writing.field($name);
                $write(writing);
            },
        }
    };
}

const RANGE: &[Column] = &[column("start", Kind::Number), column("end", Kind::Number)];

const SPANS: Kind = Kind::List(&Kind::Object(RANGE));

const TEXTS: Kind = Kind::List(&Kind::Text);

const EMBED: &[Column] = &[
    column("network", Kind::Text),
    column("author", Kind::Text),
    column("handle", Kind::Text),
    column("date", Kind::Text),
    column("date_text", Kind::Text),
    column("text", Kind::Text),
    column("media", TEXTS),
    column("start", Kind::Number),
    column("end", Kind::Number),
    column("text_start", Kind::Number),
    column("text_end", Kind::Number),
];

const PARAGRAPH: &[Column] =
    &[column("start", Kind::Number), column("end", Kind::Number), column("label", Kind::Text)];

const REMOVED: &[Column] = &[
    column("label", Kind::Text),
    column("rule", Kind::Text),
    column("start", Kind::Number),
    column("end", Kind::Number),
    column("text", Kind::Text),
];

const MENTION: &[Column] = &[
    column("kind", Kind::Text),
    column("text", Kind::Text),
    column("start", Kind::Number),
    column("end", Kind::Number),
    column("text_start", Kind::Number),
    column("text_end", Kind::Number),
];

const CHANGE: &[Column] = &[
    column("start", Kind::Number),
    column("end", Kind::Number),
    column("before", Kind::Text),
    column("before_base64", Kind::Text),
    column("after", Kind::Text),
    column("rules", TEXTS),
];

const STATS: &[Column] = &[
    column("rules", Kind::Map(&Kind::Number)),
    column("chars_in", Kind::Number),
    column("chars_out", Kind::Number),
];

/// Every field, in the order they are written.
pub const FIELDS: &[FieldRow] = &[
    field!(
        "id",
        true,
        "path relative to the input; for JSONL the record's own id",
        Kind::Text,
        |w: &mut Writing| w.given(&w.origin.id)
    ),
    field!("path", true, "the input file as typed", Kind::Text, |w: &mut Writing| w
        .string(w.origin.path)),
    field!("encoding", true, "the encoding that was read", Kind::Text, |w: &mut Writing| {
        w.string(w.document.decoded().encoding());
    }),
    field!(
        "language",
        true,
        "a BCP 47 tag; und when the evidence is thin",
        Kind::Text,
        |w: &mut Writing| match w.origin.language {
            Some(given) => w.given(given),
            None => w.string(w.document.language()),
        }
    ),
    field!("title", true, "the headline, or null", Kind::Text, |w: &mut Writing| match w
        .origin
        .title
    {
        Some(given) => w.given(given),
        None => w.optional(w.document.title()),
    }),
    field!("text", true, "the clean text", Kind::Text, |w: &mut Writing| {
        w.part_of_text(0..w.document.text().len());
    }),
    field!("sentences", true, "its sentences, in order", TEXTS, |w: &mut Writing| {
        w.list(w.document.sentences(), |w, range| w.part_of_text(range.clone()));
    }),
    field!(
        "embeds",
        true,
        "embedded posts: author, handle, date, words",
        Kind::List(&Kind::Object(EMBED)),
        |w: &mut Writing| {
            w.list(w.document.embeds(), embed);
        }
    ),
    field!("spans", false, "[start,end] of each sentence in text", SPANS, |w: &mut Writing| {
        w.list(w.document.sentences(), |w, range| {
            let (start, end) = (w.text.at(range.start), w.text.at(range.end));
            w.pair(start, end);
        });
    }),
    field!(
        "source_spans",
        false,
        "[start,end] of each sentence in bytes of the source",
        SPANS,
        |w: &mut Writing| {
            w.list(w.document.sentences(), |w, range| {
                let source = w.document.to_source(range.clone());
                w.pair(source.start, source.end);
            });
        }
    ),
    field!(
        "paragraphs",
        false,
        "{start,end,label} of each paragraph in text",
        Kind::List(&Kind::Object(PARAGRAPH)),
        paragraphs
    ),
    field!(
        "removed",
        false,
        "{label,rule,start,end,text} of what left the text",
        Kind::List(&Kind::Object(REMOVED)),
        |w: &mut Writing| {
            w.list(w.document.removed(), |w, removed| {
                w.object(|w| {
                    text_value(w, "label", removed.label.name());
                    text_value(w, "rule", removed.rule.id);
                    let (start, end) =
                        (w.decoded.at(removed.source.start), w.decoded.at(removed.source.end));
                    range_values(w, "start", "end", Some((start, end)));
                    text_value(w, "text", &w.document.decoded().text()[removed.source.clone()]);
                });
            });
        }
    ),
    field!(
        "mentions",
        false,
        "mentions, hashtags, cashtags, links: kind, text, where they stood and stand",
        Kind::List(&Kind::Object(MENTION)),
        |w: &mut Writing| {
            w.list(w.document.mentions(), |w, mention| {
                w.object(|w| {
                    text_value(w, "kind", mention.kind.name());
                    text_value(w, "text", &mention.text);
                    let source =
                        (w.decoded.at(mention.source.start), w.decoded.at(mention.source.end));
                    range_values(w, "start", "end", Some(source));
                    let now = mention.output;
                    let now = now.map(|range| (w.text.at(range.start), w.text.at(range.end)));
                    range_values(w, "text_start", "text_end", now);
                });
            });
        }
    ),
    FieldRow {
        name: "changes",
        summary: "{start,end,before,after,rules} of each change, for `restore`",
        default: false,
        columns: &[
            column("changes", Kind::List(&Kind::Object(CHANGE))),
            column("source_xxh3", Kind::Text),
            column("source_file", Kind::Text),
            column("source_fields", Kind::Map(&Kind::Text)),
        ],
        write: changes,
    },
    field!("stats", false, "changes by rule; characters in and out", Kind::Object(STATS), stats),
];

fn text_value(w: &mut Writing, name: &str, value: &str) {
    w.key(name);
    w.string(value);
}

fn number_value(w: &mut Writing, name: &str, value: usize) {
    w.key(name);
    w.number(value);
}

fn range_values(w: &mut Writing, start: &str, end: &str, range: Option<(usize, usize)>) {
    if let Some((from, to)) = range {
        number_value(w, start, from);
        number_value(w, end, to);
    } else {
        w.key(start);
        w.null();
        w.key(end);
        w.null();
    }
}

fn embed(w: &mut Writing, embed: &Embed) {
    w.object(|w| {
        text_value(w, "network", embed.network);
        for (name, value) in [
            ("author", &embed.author),
            ("handle", &embed.handle),
            ("date", &embed.date),
            ("date_text", &embed.date_text),
        ] {
            w.key(name);
            w.optional(value.as_deref());
        }
        text_value(w, "text", &embed.text);
        w.key("media");
        w.list(&embed.media, |w, link| w.string(link));
        let whole = (w.decoded.at(embed.source.start), w.decoded.at(embed.source.end));
        range_values(w, "start", "end", Some(whole));
        let words = embed.words.as_ref();
        let words = words.map(|words| (w.text.at(words.start), w.text.at(words.end)));
        range_values(w, "text_start", "text_end", words);
    });
}

/// Runs of lines that are not blank. What each is follows from what the document knows of the
/// text: labelled paragraphs that left it are in `removed`.
fn paragraphs(w: &mut Writing) {
    let (document, text) = (w.document, w.document.text());
    let headline = document.headline();
    let mut words = document.embeds().iter().filter_map(|embed| embed.words.clone()).peekable();
    let mut label = |paragraph: &Range<usize>| {
        while words.next_if(|words| words.end <= paragraph.start).is_some() {}
        let is_headline =
            headline.as_ref().is_some_and(|h| h.start < paragraph.end && paragraph.start < h.end);
        if is_headline {
            "headline"
        } else if words.peek().is_some_and(|words| are_of(text, words, paragraph)) {
            "tweet_text"
        } else {
            "prose"
        }
    };
    w.list(runs_of_lines(text), |w, paragraph| {
        w.object(|w| {
            let range = (w.text.at(paragraph.start), w.text.at(paragraph.end));
            range_values(w, "start", "end", Some(range));
            text_value(w, "label", label(&paragraph));
        });
    });
}

/// Lines that are not blank and follow one another.
fn runs_of_lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let mut open: Option<Range<usize>> = None;
    text.split_inclusive('\n').map(Some).chain([None]).filter_map(move |line| {
        let content = line.map_or("", |line| line.trim_end_matches(['\n', '\r']));
        let start = at;
        at += line.map_or(0, str::len);
        if content.trim().is_empty() {
            return open.take();
        }
        open.get_or_insert(start..start).end = start + content.len();
        None
    })
}

/// Whether the words of a post fill a paragraph, but for the marks and the author that
/// [`TweetWords::Quoted`](crate::TweetWords::Quoted) puts around them.
fn are_of(text: &str, words: &Range<usize>, paragraph: &Range<usize>) -> bool {
    let opens = words.start <= paragraph.start || &text[paragraph.start..words.start] == "“";
    let ends = paragraph.end <= words.end || text[words.end..paragraph.end].starts_with('”');
    opens && ends
}

/// The change log, and what `restore` needs beside it: the hash of the source, and for JSONL the
/// file and the keys of the line that the record was.
fn changes(w: &mut Writing) {
    w.field("changes");
    w.list(w.document.changes(), |w, change| {
        let Change { source, before, exact, after, rules } = change;
        w.object(|w| {
            number_value(w, "start", source.start);
            number_value(w, "end", source.end);
            if exact {
                text_value(w, "before", before);
            } else {
                text_value(w, "before_base64", &json::base64(&w.origin.source[source]));
            }
            text_value(w, "after", after);
            w.key("rules");
            w.list(rules, |w, rule| w.string(rule.id));
        });
    });
    w.field("source_xxh3");
    w.string(&crate::restore::source_xxh3(w.origin.source));
    if let Some(row) = &w.origin.row {
        w.field("source_file");
        w.string(row.file);
        w.field("source_fields");
        w.object(|w| {
            for (key, now) in &row.names {
                w.given_key(key);
                w.given(now);
            }
        });
    }
}

fn stats(w: &mut Writing) {
    w.object(|w| {
        w.key("rules");
        w.object(|w| {
            for (rule, count) in w.document.counts() {
                number_value(w, rule.id, *count as usize);
            }
        });
        let chars = |text: &str| text.chars().count();
        number_value(w, "chars_in", chars(w.document.decoded().text()));
        number_value(w, "chars_out", chars(w.document.text()));
    });
}
