//! The names that options take: stages, rules, labels, fields, encodings. They come from the
//! library's own rows; a wrong one gets a near one.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use descrape::corpus::FORMATS;
use descrape::decode::Encoding;
use descrape::error::printable;
use descrape::label::LABELS;
use descrape::output::{self, FIELDS};
use descrape::pipeline::{SENTENCES, STAGES};
use descrape::rule;

/// A name and one line about it.
pub type Row = (&'static str, &'static str);

/// One kind of name. As a clap value parser it accepts these names only.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// What such a name is called: `rule`.
    pub what: &'static str,
    /// Every name.
    pub rows: fn() -> Vec<Row>,
    /// Where a person finds them all; short lists are shown at once.
    pub list: Option<&'static str>,
}

/// Each file is a text.
pub const TEXT: &str = "text";

/// What inputs are.
pub const FROM: Names = Names {
    what: "kind of input",
    rows: || {
        let by_name = ("auto", "By name, then by content; stdin is JSONL");
        let formats = FORMATS.iter().map(|format| (format.name, format.summary));
        [by_name, (TEXT, "One document a file")].into_iter().chain(formats).collect()
    },
    list: None,
};

/// What records are written as.
pub const TO: Names = Names {
    what: "format",
    rows: || {
        let by_name = ("auto", "By the name of the output, else jsonl");
        let formats = output::FORMATS.iter().map(|format| (format.name, format.summary));
        [by_name].into_iter().chain(formats).collect()
    },
    list: None,
};

/// Names of stages, as `--only` and `--skip` take them.
pub const STAGE: Names = Names {
    what: "stage",
    rows: || {
        let stages = STAGES.iter().map(|stage| (stage.name, stage.summary));
        stages.chain([(SENTENCES, "split into sentences")]).collect()
    },
    list: None,
};

/// Ids of rules.
pub const RULE: Names = Names {
    what: "rule",
    rows: || rule::all().map(|rule| (rule.id, rule.summary)).collect(),
    list: Some("`descrape rules` lists them"),
};

/// What rules belong to: stages, and what a check tells beside them.
pub const GROUP: Names = Names {
    what: "group of rules",
    rows: || rule::groups().into_iter().map(|name| (name, "")).collect(),
    list: None,
};

/// The word that means every label.
pub const ALL: &str = "all";

/// Names of labels, and `all`.
pub const LABEL: Names = Names {
    what: "label",
    rows: || LABELS.iter().map(|row| (row.name, "")).chain([(ALL, "")]).collect(),
    list: None,
};

/// Names of fields of a record.
pub const FIELD: Names = Names {
    what: "field",
    rows: || FIELDS.iter().map(|row| (row.name, row.summary)).collect(),
    list: None,
};

/// Names of encodings; other labels of the WHATWG standard, and `cp850` and the like, are taken too.
pub const ENCODING: Names = Names {
    what: "encoding",
    rows: || Encoding::all().map(|encoding| (encoding.name(), "")).collect(),
    list: Some(
        "https://encoding.spec.whatwg.org/#names-and-labels lists them; cp437, cp850, x-mac-ce and the like are known too",
    ),
};

impl Names {
    /// The name as the list has it.
    pub fn known(&self, name: &str) -> Option<&'static str> {
        (self.rows)().into_iter().map(|row| row.0).find(|known| *known == name)
    }

    /// "unknown rule 'x'", and what to try.
    pub fn unknown(&self, name: &str) -> (String, String) {
        let names: Vec<&str> = (self.rows)().into_iter().map(|row| row.0).collect();
        let what = format!("unknown {} '{}'", self.what, printable(name));
        let list = match self.list {
            Some(list) => list.to_owned(),
            None => format!("there are: {}", names.join(", ")),
        };
        let hint = match nearest(name, names.into_iter()) {
            Some(near) => format!("did you mean '{near}'? {list}"),
            None => list,
        };
        (what, hint)
    }

    /// The same as an error of the argument it was given to.
    pub fn refuse(
        &self,
        name: &str,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
    ) -> clap::Error {
        let (what, hint) = self.unknown(name);
        let option = arg.and_then(clap::Arg::get_long).map(|long| format!(" for '--{long}'"));
        let message = format!("{what}{}\n\n  hint: {hint}\n", option.unwrap_or_default());
        clap::Error::raw(ErrorKind::InvalidValue, message).with_cmd(command)
    }
}

impl TypedValueParser for Names {
    type Value = &'static str;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<&'static str, clap::Error> {
        let name = value.to_string_lossy();
        self.known(&name).ok_or_else(|| self.refuse(&name, command, arg))
    }

    /// For shell completions and the help.
    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |(name, summary): Row| match summary {
            "" => PossibleValue::new(name),
            _ => PossibleValue::new(name).help(summary),
        };
        Some(Box::new((self.rows)().into_iter().map(value)))
    }
}

/// The name that was probably meant. The part behind the dot of a rule counts as well as the
/// whole: `nfc` is near to `unicode.nfc`.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// As clap has it for flags: below it, words look unlike to people.
    const NEAR: f64 = 0.7;
    let name = name.to_lowercase();
    let likeness = |known: &str| {
        let known = known.to_lowercase();
        let last = known.rsplit('.').next().unwrap_or_default();
        strsim::jaro(&name, &known).max(strsim::jaro(&name, last))
    };
    names
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness > NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, near: Option<&str>) {
        let names = ["unicode.nfc", "unicode.controls", "mojibake.utf8-as-windows-1252", "UTF-8"];
        assert_eq!(nearest(name, names.into_iter()), near, "{name}");
    }

    #[test]
    fn a_wrong_name_gets_a_near_one() {
        check("unicode.nfk", Some("unicode.nfc"));
        check("nfc", Some("unicode.nfc"));
        check("utf8-as-windows-1525", Some("mojibake.utf8-as-windows-1252"));
        check("utf8", Some("UTF-8"));
        check("zzzzz", None);
        check("", None);
    }
}
