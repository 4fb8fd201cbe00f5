//! `[[check.ignore]]`: findings that are known and accepted, each with a reason.

use std::borrow::Cow;

use descrape::error::{Error, printable};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::names::nearest;
use super::file::Source;

/// The command and the key.
pub const COMMAND: &str = "check";
pub const KEY: &str = "ignore";

const FIELDS: [&str; 3] = ["path", "rule", "reason"];

/// A row.
#[derive(Debug, Clone)]
pub struct IgnoreRow {
    /// A pattern.
    pub path: String,
    /// Names of rules or of their groups; all when there are none.
    pub rules: Vec<String>,
    /// Where it stands, `descrape.toml:7`.
    pub place: String,
}

/// The rows of the key.
pub fn rows(value: &Spanned<DeValue>, source: &Source) -> Result<Vec<IgnoreRow>, Error> {
    let form = |at| {
        source
            .error(at, "'ignore' is a list of tables: [[check.ignore]]")
            .hint("with path = \"archive/**\", reason = \"as delivered\" and, if not all, rule = \"mojibake\"")
    };
    let DeValue::Array(array) = value.get_ref() else { return Err(form(value.span().start)) };
    let row = |item: &Spanned<DeValue>| match item.get_ref() {
        DeValue::Table(table) => row(table, item.span().start, source),
        _ => Err(form(item.span().start)),
    };
    array.iter().map(row).collect()
}

fn row(table: &DeTable, at: usize, source: &Source) -> Result<IgnoreRow, Error> {
    for (key, _) in table {
        let name = &**key.get_ref();
        if !FIELDS.contains(&name) {
            let what = format!("there is no '{}' in [[check.ignore]]", printable(name));
            let near = nearest(name, FIELDS.into_iter());
            let near = near.map(|near| format!("did you mean '{near}'? ")).unwrap_or_default();
            let hint = format!("{near}there are: {}", FIELDS.join(", "));
            return Err(source.error(key.span().start, what).hint(hint));
        }
    }
    let texts = |name: &str| -> Result<Option<Vec<String>>, Error> {
        let found = table.iter().find(|(key, _)| key.get_ref() == &Cow::Borrowed(name));
        let Some((_, value)) = found else { return Ok(None) };
        let text = |value: &Spanned<DeValue>| match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            other => {
                let what = format!("'{name}' takes a string, not {}", other.type_str());
                Err(source.error(value.span().start, what))
            }
        };
        match value.get_ref() {
            DeValue::Array(items) if name == "rule" => items.iter().map(text).collect(),
            _ => text(value).map(|text| vec![text]),
        }
        .map(Some)
    };
    let needed = |name: &str| -> Result<String, Error> {
        let text = texts(name)?.and_then(|mut texts| texts.pop());
        text.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
            let hint = "each says which files, and why: path = \"…\", reason = \"…\"";
            source.error(at, format!("this [[check.ignore]] has no {name}")).hint(hint)
        })
    };
    needed("reason")?;
    let rules = texts("rule")?.unwrap_or_default();
    Ok(IgnoreRow { path: needed("path")?, rules, place: source.line(at) })
}
