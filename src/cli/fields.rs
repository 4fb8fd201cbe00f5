//! `--fields`: a list chooses, a plus adds to what is written anyway.

use std::ffi::OsStr;
use std::fmt::Write;

use clap::builder::{PossibleValue, TypedValueParser};
use descrape::output::FIELDS;

use super::names::FIELD;

/// A field as named on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    name: &'static str,
    /// `+name`.
    adds: bool,
}

/// The fields to write, in the order of the record; `None` for the default ones.
pub fn chosen(fields: &[Field]) -> Option<Vec<&'static str>> {
    let only_adds = fields.iter().all(|field| field.adds);
    let is_chosen =
        |name: &str, default: bool| (only_adds && default) || fields.iter().any(|f| f.name == name);
    let rows = FIELDS.iter().filter(|row| is_chosen(row.name, row.default));
    (!fields.is_empty()).then(|| rows.map(|row| row.name).collect())
}

/// What `--help` says, with a line for each field.
pub fn help() -> String {
    let mut help = "Fields to write: a list chooses ('id,text'), a plus adds to the default \
                    ('+changes,+spans')\n\nFields (* by default):"
        .to_owned();
    for row in FIELDS {
        let mark = if row.default { '*' } else { ' ' };
        let _ = write!(help, "\n{mark} {:<13} {}", row.name, row.summary);
    }
    help
}

/// Reads `name` and `+name`.
#[derive(Debug, Clone, Copy)]
pub struct FieldParser;

impl TypedValueParser for FieldParser {
    type Value = Field;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Field, clap::Error> {
        let value = value.to_string_lossy();
        let (name, adds) = match value.strip_prefix('+') {
            Some(name) => (name, true),
            None => (&*value, false),
        };
        match FIELD.known(name) {
            Some(name) => Ok(Field { name, adds }),
            None => Err(FIELD.refuse(name, command, arg)),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FIELDS.iter().map(|row| PossibleValue::new(row.name).help(row.summary))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn fields(words: &str) -> Option<Vec<&'static str>> {
        let parse = |word| FieldParser.parse_ref(&clap::Command::new("x"), None, OsStr::new(word));
        let fields: Vec<Field> =
            words.split(',').filter(|w| !w.is_empty()).map(|w| parse(w).unwrap()).collect();
        chosen(&fields)
    }

    #[test]
    fn a_list_chooses_and_a_plus_adds() {
        let default: Vec<&str> = FIELDS.iter().filter(|r| r.default).map(|r| r.name).collect();
        assert_eq!(fields(""), None);
        assert_eq!(fields("text,id,text"), Some(vec!["id", "text"]));
        assert_eq!(fields("text,+changes"), Some(vec!["text", "changes"]));
        assert_eq!(fields("+changes"), Some([default, vec!["changes"]].concat()));
    }
}
