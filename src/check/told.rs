//! The rules of what is told and not mended.

use crate::rule::{Example, Risk, Rule, Severity};

/// All of them, in the order the list shows them.
pub const TOLD: &[&Rule] = &[
    &REPLACEMENT_CHARACTER,
    &EMPTY_TEXT,
    &GUESSED_ENCODING,
    &NOT_AS_DECLARED,
    &MOJIBAKE_GUESS,
    &UNSETTLED,
    &MALFORMED,
    &BAD_UTF8,
    &NO_TEXT,
    &NO_ID,
    &DUPLICATE_ID,
    &DISAGREES,
];

const fn told(
    id: &'static str,
    summary: &'static str,
    why: &'static str,
    severity: Severity,
    example: &'static [u8],
    after: &'static str,
) -> Rule {
    let example = Example::bytes(example, after);
    Rule { id, summary, why, risk: Risk::Told, severity, label: None, example }
}

/// U+FFFD that the source itself has.
pub static REPLACEMENT_CHARACTER: Rule = told(
    "input.replacement-character",
    "U+FFFD in the source, where an earlier program lost a character",
    "What stood there is gone. Where a misread character explains it, `mojibake` restores it; what is left only the \
     origin of the text can give back. Told once for a document.",
    Severity::Warning,
    "The caf\u{fffd} on the quay was shut.".as_bytes(),
    "The caf\u{fffd} on the quay was shut.",
);

/// A document without words.
pub static EMPTY_TEXT: Rule = told(
    "input.empty-text",
    "a text with nothing in it, or nothing that stays",
    "A page that failed to load and one that is all furniture both end as an empty text, which counts as a document \
     all the same.",
    Severity::Warning,
    b"\xef\xbb\xbf \n",
    "",
);

/// An encoding that nothing said.
pub static GUESSED_ENCODING: Rule = told(
    "decode.guessed",
    "nothing says the encoding of a file; it was told by the odds",
    "UTF-8 is recognised for sure, and so is what a byte order mark or a declaration says. Other encodings are told \
     from each other by what the text then reads like. `--encoding` settles it.",
    Severity::Note,
    b"Le caf\xe9 \xe9tait ferm\xe9 tout l'\xe9t\xe9.",
    "Le café était fermé tout l'été.",
);

/// An encoding that is not the one declared.
pub static NOT_AS_DECLARED: Rule = told(
    "decode.declared",
    "a file declares an encoding that it is not in",
    "The declaration inside the page says one encoding and its bytes say another, as when a file was converted and \
     its head was not. What it was read as is in the message.",
    Severity::Warning,
    b"<meta charset=\"iso-8859-1\">\n\xc2\xe5\xf7\xe5\xf0\xee\xec \xec\xee\xf1\xf2 \xf3 \xf1\xf2\xe0\xf0\xee\xe9 \xe3\xe0\xe2\xe0\xed\xe8 \xf1\xed\xee\xe2\xe0 \xee\xf2\xea\xf0\xfb\xeb\xe8.",
    "<meta charset=\"iso-8859-1\">\n\nВечером мост у старой гавани снова открыли.",
);

/// A repair that was not made.
pub static MOJIBAKE_GUESS: Rule = told(
    "mojibake.guess",
    "misread text whose repair is a guess and was not asked for",
    "A byte is gone, so several characters could have stood there. With `--guess off` the best of them is named and \
     not put in.",
    Severity::Warning,
    "â€œIt held,â€ she said.".as_bytes(),
    "“It held,â€ she said.",
);

/// A text that does not come to rest.
pub static UNSETTLED: Rule = told(
    "pipeline.unsettled",
    "a text that is still moving after eight rounds, and was left as it is",
    "Cleaning the clean text must change nothing. A text for which that cannot be reached stays as it was. No text is \
     known that does it; if yours does, please report it.",
    Severity::Warning,
    b"",
    "",
);

/// A record that is none.
pub static MALFORMED: Rule = told(
    "record.malformed",
    "a record that does not parse",
    "A line that is no JSON object, a row of CSV with too many or too few columns, an archive record cut short. Many programs \
     drop it without a word, or everything behind it.",
    Severity::Error,
    b"{\"id\": 1, \"text\": \"The ferry sailed.\"\n",
    "",
);

/// A record with bytes that are no UTF-8.
pub static BAD_UTF8: Rule = told(
    "record.not-utf8",
    "a record with bytes that are not UTF-8",
    "JSON is UTF-8. A byte that is not makes some programs stop and others drop the rest of the file.",
    Severity::Error,
    b"{\"id\": 1, \"text\": \"caf\xe9\"}\n",
    "",
);

/// A record without text.
pub static NO_TEXT: Rule = told(
    "record.no-text",
    "a record whose text is missing or is no string",
    "There is nothing to clean in it. If it is so in all records, the text has another name: `--text-field NAME`.",
    Severity::Error,
    b"{\"id\": 1, \"text\": null}\n",
    "",
);

/// A record without id.
pub static NO_ID: Rule = told(
    "record.no-id",
    "a record without an id",
    "Without an id of its own a record is known by its line only, and that changes when lines before it do. If it has \
     another name: `--id-field NAME`.",
    Severity::Note,
    b"{\"text\": \"The ferry sailed.\"}\n",
    "The ferry sailed.",
);

/// An id that two records have.
pub static DUPLICATE_ID: Rule = told(
    "record.duplicate-id",
    "an id that an earlier record has",
    "Joining, splitting and deleting by id go wrong without a word. Ids are compared as they are spelled: 1 and \"1\" are two.",
    Severity::Warning,
    b"{\"id\": 7, \"text\": \"The ferry sailed.\"}\n{\"id\": 7, \"text\": \"It came back.\"}\n",
    "The ferry sailed.",
);

/// A record that contradicts itself.
pub static DISAGREES: Rule = told(
    "record.disagrees",
    "a clean record whose text, sentences and spans do not agree",
    "A record that `clean` wrote says the same thing several times. Where `sentences` are not in `text`, or `spans` point \
     elsewhere, something changed one and not the other.",
    Severity::Error,
    b"{\"id\": 1, \"text\": \"It sailed. All cheered.\", \"sentences\": [\"It sailed.\", \"All cheered.\"], \"spans\": [[0, 10], [12, 24]]}\n",
    "It sailed. All cheered.",
);

/// The rule for what is said of a document beside its changes; none where a change says it too.
pub(crate) fn of_finding(id: &str) -> Option<&'static Rule> {
    if id.ends_with(".unsettled") {
        return Some(&UNSETTLED);
    }
    TOLD.iter().copied().find(|rule| rule.id == id)
}

/// The rule for a record that is refused for this reason; none where the input itself could not be
/// read.
pub(crate) fn of_reason(reason: &str) -> Option<&'static Rule> {
    match reason {
        "not JSON" | "not an object" | "not CSV" | "not WARC" => Some(&MALFORMED),
        "not UTF-8" => Some(&BAD_UTF8),
        "no text field" | "text is not a string" => Some(&NO_TEXT),
        _ => None,
    }
}
