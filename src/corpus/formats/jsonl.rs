//! JSONL: one line of it, its fields to the letter, and what we make of them. What records of other
//! formats are turned into is read here too.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Format, Head, NoJson, Raw, Records, Stream};
use crate::corpus::border::Border;
use crate::corpus::{Inputs, Problem};
use crate::language;
use crate::output::Plan;
use crate::output::json::{text as string, wtf8};

pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    summary: "One document a line, a JSON object",
    extensions: &["jsonl", "ndjson"],
    records: Records::Stream(STREAM),
};

pub(crate) const STREAM: Stream = Stream {
    border: |_| Border::Line,
    head: None,
    json: line,
    too_long: "`--max-line SIZE` allows longer ones",
    restored: "",
};

fn line<'a>(raw: Raw<'a>, _: &Inputs, _: Option<&Head>) -> Result<Cow<'a, [u8]>, NoJson> {
    if raw.content.trim_ascii().is_empty() { Err(NoJson::Blank) } else { Ok(raw.content.into()) }
}

/// A record that cannot be cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What it counts as.
    pub reason: &'static str,
    pub detail: Option<String>,
    /// What to try.
    pub hint: Option<String>,
    /// The character of the line where it shows, from 1.
    pub column: Option<u64>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.detail {
            Some(detail) => write!(f, "{}: {detail}", self.reason),
            None => f.write_str(self.reason),
        }
    }
}

impl Refused {
    pub(crate) fn new(reason: &'static str, detail: impl Into<String>) -> Refused {
        Refused { reason, detail: Some(detail.into()), hint: None, column: None }
    }

    /// As the observer is told of it.
    pub(crate) fn problem(&self, path: &str) -> Problem {
        Problem {
            path: path.to_owned(),
            reason: self.to_string(),
            hint: self.hint.clone(),
            column: self.column,
            ..Problem::default()
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Refused {
        self.hint = Some(hint.into());
        self
    }
}

/// A line, read. JSON values and keys are to the letter.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// The value of the text field, as WTF-8: JSON allows lone surrogates, UTF-8 does not.
    pub text: Vec<u8>,
    /// The same to the letter.
    pub text_value: &'a str,
    /// The record's own id, if it has one.
    pub id: Option<&'a str>,
    /// Its title, as JSON and as text.
    pub title: Option<(&'a str, String)>,
    /// Its language, likewise; the JSON only where it takes the place of our field.
    pub language: Option<(Option<&'a str>, String)>,
    /// Fields that pass through, under the key they have in the record.
    pub passed: Vec<(Cow<'a, str>, &'a str)>,
    /// For each field in order: its key, and its key in the record.
    pub names: Vec<(&'a str, Cow<'a, str>)>,
    /// How many pass through as `input.<name>`.
    pub renamed: u64,
}

/// Reads a line.
pub(crate) fn read<'a>(line: &'a [u8], inputs: &Inputs, plan: &Plan) -> Result<Line<'a>, Refused> {
    let line = simdutf8::basic::from_utf8(line).map_err(|_| Refused {
        reason: "not UTF-8",
        detail: None,
        hint: Some("JSON is UTF-8; convert the file first".into()),
        column: line.utf8_chunks().next().map(|chunk| column_behind(chunk.valid())),
    })?;
    let fields = fields(line)?;
    let last = |name: &str| fields.iter().rposition(|field| field.name == name);

    let text_at = last(&inputs.text_field).ok_or_else(|| {
        Refused::new("no text field", format!("'{}' is not there", inputs.text_field))
            .hint(format!("name the field with --text-field; {}", listed(&fields)))
    })?;
    let text = wtf8(fields[text_at].value).ok_or_else(|| {
        let found = kind(fields[text_at].value);
        Refused::new("text is not a string", format!("'{}' is {found}", inputs.text_field))
    })?;
    let id_at = last(&inputs.id_field)
        .filter(|at| matches!(fields[*at].value.as_bytes()[0], b'"' | b'-' | b'0'..=b'9'));
    let title_at =
        last("title").filter(|at| *at != text_at && kind(fields[*at].value) == "a string");
    let language_at = inputs.language_field.as_deref().and_then(last);
    let language_at =
        language_at.filter(|at| string(fields[*at].value).is_some_and(|tag| !tag.is_empty()));

    let mut passed = Vec::with_capacity(fields.len());
    let mut names = Vec::with_capacity(fields.len());
    let mut renamed = 0;
    let mut replaces_language = false;
    // By name: a line may give one name a hundred thousand times.
    let mut prefixes: HashMap<&str, String> = HashMap::new();
    for (at, field) in fields.iter().enumerate() {
        if at == text_at {
            names.push((field.key, Cow::Borrowed("\"text\"")));
            continue;
        }
        let mut key = Cow::Borrowed(field.key);
        if plan.writes(&field.name) {
            // Our field of this name has this very value: nothing is lost by writing it once.
            let is_ours = match &*field.name {
                "id" => id_at == Some(at),
                "title" => title_at == Some(at),
                "language" => language_at == Some(at),
                _ => false,
            };
            if is_ours {
                replaces_language |= language_at == Some(at);
                names.push((field.key, key));
                continue;
            }
            let prefix =
                prefixes.entry(&field.name).or_insert_with(|| free_prefix(&fields, &field.name));
            key = Cow::Owned(format!("\"{prefix}{}", &field.key[1..]));
            renamed += 1;
        }
        passed.push((key.clone(), field.value));
        names.push((field.key, key));
    }
    Ok(Line {
        text,
        text_value: fields[text_at].value,
        id: id_at.map(|at| fields[at].value),
        title: title_at.map(|at| (fields[at].value, string(fields[at].value).unwrap_or_default())),
        language: language_at.map(|at| {
            (
                replaces_language.then_some(fields[at].value),
                language::tag_of(&string(fields[at].value).unwrap_or_default()),
            )
        }),
        passed,
        names,
        renamed,
    })
}

/// The names of a record, for a hint.
fn listed(fields: &[Field]) -> String {
    let names: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
    if names.is_empty() {
        return "the record is empty".to_owned();
    }
    format!("there are: {}", super::listed(&names))
}

/// `input.`, repeated until no other field has the name that it makes.
fn free_prefix(fields: &[Field], name: &str) -> String {
    let others: HashSet<&str> =
        fields.iter().filter_map(|field| field.name.strip_suffix(name)).collect();
    let mut prefix = String::from("input.");
    while others.contains(&*prefix) {
        prefix.push_str("input.");
    }
    prefix
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    /// The key with its quotes, to the letter.
    pub key: &'a str,
    /// The key as text.
    pub name: Cow<'a, str>,
    /// The value, to the letter.
    pub value: &'a str,
}

/// The fields of an object, in order, those given twice too.
pub(crate) fn fields(line: &str) -> Result<Vec<Field<'_>>, Refused> {
    if !line.trim_start().starts_with('{') {
        // Any other value is told apart from what is no JSON at all.
        let value =
            serde_json::from_str::<&RawValue>(line).map_err(|error| not_json(line, &error))?;
        return Err(Refused::new("not an object", kind(value.get())).hint(ONE_OBJECT));
    }
    let Fields(fields) = serde_json::from_str(line).map_err(|error| not_json(line, &error))?;
    Ok(fields)
}

fn not_json(line: &str, error: &serde_json::Error) -> Refused {
    // The line number is ours to tell, theirs is always 1.
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    // Theirs counts bytes, and the last one that was read.
    let before = line.get(..error.column().saturating_sub(1)).unwrap_or(line);
    let column = column_behind(before);
    let refused = Refused::new("not JSON", format!("{said} at column {column}")).hint(ONE_OBJECT);
    Refused { column: Some(column), ..refused }
}

/// The column, in characters from 1, behind what stands before it in a line.
fn column_behind(before: &str) -> u64 {
    before.chars().count() as u64 + 1
}

const ONE_OBJECT: &str = "one JSON object a line is expected; for plain text use --from text";

struct Fields<'a>(Vec<Field<'a>>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields<'de>, D::Error> {
        struct Ordered;
        impl<'de> Visitor<'de> for Ordered {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = vec![];
                while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    let (key, value) = (key.get(), value.get());
                    let plain = &key[1..key.len() - 1];
                    let name = match memchr::memchr(b'\\', plain.as_bytes()) {
                        None => Cow::Borrowed(plain),
                        Some(_) => Cow::Owned(string(key).unwrap_or_default()),
                    };
                    fields.push(Field { key, name, value });
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Ordered)
    }
}

/// What a JSON value is, for messages.
fn kind(value: &str) -> &'static str {
    match value.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        Some(b'n') => "null",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::output::Shape;

    fn check(line: &str, inputs: &Inputs) -> String {
        let plan = Plan::new(&Shape::default()).unwrap();
        match read(line.as_bytes(), inputs, &plan) {
            Err(refused) => refused.to_string(),
            Ok(line) => {
                let passed: Vec<_> =
                    line.passed.iter().map(|(key, value)| format!("{key}:{value}")).collect();
                format!(
                    "{} id={} {}",
                    String::from_utf8_lossy(&line.text),
                    line.id.unwrap_or("-"),
                    passed.join(" ")
                )
            }
        }
    }

    #[test]
    fn other_fields_pass_to_the_letter_and_in_order() {
        let line = r#" {"z":1.50e3 , "id":"\u0061","text":"T","a":{"b" : 1},"z":12345678901234567890,"k\u00e9y":null} "#;
        assert_eq!(
            check(line, &Inputs::default()),
            r#"T id="\u0061" "z":1.50e3 "a":{"b" : 1} "z":12345678901234567890 "k\u00e9y":null"#
        );
    }

    #[test]
    fn names_that_collide_are_kept_beside_ours() {
        let line = r#"{"id":null,"title":3,"text":"T","sentences":[],"input.title":0}"#;
        assert_eq!(
            check(line, &Inputs::default()),
            r#"T id=- "input.id":null "input.input.title":3 "input.sentences":[] "input.title":0"#
        );
        let inputs =
            Inputs { text_field: "body".into(), id_field: "url".into(), ..Inputs::default() };
        assert_eq!(
            check(r#"{"text":"old","body":"T","url":7,"title":"Head"}"#, &inputs),
            r#"T id=7 "input.text":"old" "url":7"#
        );
    }

    #[test]
    fn a_lone_surrogate_is_kept() {
        let plan = Plan::new(&Shape::default()).unwrap();
        let line = read(br#"{"text":"a\ud800b\ud83d\ude00"}"#, &Inputs::default(), &plan).unwrap();
        assert_eq!(line.text, b"a\xED\xA0\x80b\xF0\x9F\x98\x80");
    }

    #[test]
    fn lines_that_are_no_records() {
        let inputs = Inputs::default();
        for (line, expected) in [
            ("[1]", "not an object: an array"),
            ("words", "not JSON: expected value at column 1"),
            (r#"{"text":"a""#, "not JSON: EOF while parsing an object at column 11"),
            (r#"{"text":"a"} x"#, "not JSON: trailing characters at column 14"),
            (r#"{"a":1}"#, "no text field: 'text' is not there"),
            (r#"{"text":null}"#, "text is not a string: 'text' is null"),
            (r#"{"text":[72]}"#, "text is not a string: 'text' is an array"),
        ] {
            assert_eq!(check(line, &inputs), expected);
        }
        let plan = Plan::new(&Shape::default()).unwrap();
        assert_eq!(read(b"{\"text\":\"\xFF\"}", &inputs, &plan).unwrap_err().reason, "not UTF-8");
    }

    #[test]
    fn a_missing_field_gets_the_names_there_are() {
        let plan = Plan::new(&Shape::default()).unwrap();
        let hint = |line: &str| {
            read(line.as_bytes(), &Inputs::default(), &plan).unwrap_err().hint.unwrap()
        };
        assert!(hint(r#"{"body":1,"k\u0065y":2}"#).ends_with("there are: body, key"));
        assert!(hint("{}").ends_with("the record is empty"));
        assert!(hint(&format!("{{{}}}", ["\"a\":0"; 10].join(","))).ends_with("and 2 more"));
    }

    #[test]
    fn a_name_given_very_often_takes_no_longer_than_others() {
        let line = format!("{{{}\"text\":\"T\"}}", "\"id\":null,".repeat(200_000));
        let plan = Plan::new(&Shape::default()).unwrap();
        assert_eq!(read(line.as_bytes(), &Inputs::default(), &plan).unwrap().renamed, 200_000);
    }

    #[test]
    fn a_deep_value_is_no_danger() {
        let line =
            format!(r#"{{"deep":{}{},"text":"T"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(check(&line, &Inputs::default()).starts_with("T id=-"));
    }
}
