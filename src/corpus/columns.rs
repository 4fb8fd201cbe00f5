//! Which columns hold what passes through, where records are written as rows of a table: it must be
//! known before the first row, so the headers of all inputs are looked at before the run.

#[cfg(feature = "parquet")]
use arrow_schema::Fields;

use super::formats::jsonl::{self, Refused};
#[cfg(feature = "parquet")]
use super::formats::parquet;
use super::formats::{Format, Raw, Records, Stream};
use super::pieces::{Held, Pieces};
use super::walk::{Found, Kind};
use super::{From, Inputs, open, sniff};
use crate::output::passed::{Passed, PassedColumn};
use crate::output::{Format as To, Plan};

/// Columns of their own where all inputs that have records have the same; else one for all. Where
/// records have no columns, it does not matter.
pub(super) fn passed(found: &[Found], inputs: &Inputs, plan: &Plan) -> Passed {
    let mut passed = Passed::Nothing;
    if plan.format == To::JSONL {
        return passed;
    }
    for found in found {
        let From::Records(format) = sniff::by_name(inputs.from, &found.path) else { continue };
        let now = match found.kind {
            Kind::File => columns(found, format, inputs, plan),
            // What is read of it now is not read again.
            Kind::Stdin => Of::Any,
            Kind::Skipped(_) | Kind::Failed(..) => Of::None,
        };
        passed = match (now, passed) {
            (Of::None, passed) => passed,
            (Of::These(now), Passed::Nothing) => Passed::Columns(now),
            (Of::These(now), Passed::Columns(all)) if now == all => Passed::Columns(all),
            _ => return Passed::Rest,
        };
    }
    passed
}

/// The columns of an input that pass through.
enum Of {
    /// It has no records that are read.
    None,
    /// It may have any.
    Any,
    These(Vec<PassedColumn>),
}

/// A column: its name as a JSON string, and a value of its kind.
struct Sample {
    key: String,
    value: String,
    #[cfg(feature = "parquet")]
    data_type: Option<arrow_schema::DataType>,
}

fn columns(found: &Found, format: &Format, inputs: &Inputs, plan: &Plan) -> Of {
    let samples = match format.records {
        Records::Stream(stream) if stream.head.is_none() => return Of::Any,
        Records::Stream(stream) => header(found, stream, inputs),
        #[cfg(feature = "parquet")]
        Records::Table => fields(found, inputs),
    };
    let Some(samples) = samples else { return Of::None };
    passed_of(&samples, inputs, plan).map_or(Of::None, Of::These)
}

/// The columns that pass through. Which do and under which names is decided for a record, so here
/// is one; each of its values is the number of its column.
fn passed_of(
    samples: &[Sample],
    inputs: &Inputs,
    plan: &Plan,
) -> Result<Vec<PassedColumn>, Refused> {
    let members: Vec<String> =
        samples.iter().map(|sample| format!("{}:{}", sample.key, sample.value)).collect();
    let line = format!("{{{}}}", members.join(","));
    let read = jsonl::read(line.as_bytes(), inputs, plan)?;
    let column = |(key, value): &(_, &str)| {
        let number = value.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>();
        let source = number.expect("each value is a number");
        PassedColumn {
            key: String::from(std::borrow::Cow::clone(key)),
            source,
            #[cfg(feature = "parquet")]
            data_type: samples[source].data_type.clone(),
        }
    };
    Ok(read.passed.iter().map(column).collect())
}

/// What the first record of a stream says of the others.
fn header(found: &Found, stream: Stream, inputs: &Inputs) -> Option<Vec<Sample>> {
    let read = stream.head?;
    let opened = open::bounded(&found.path, inputs.limits.expansion).ok()?;
    let longest = inputs.limits.record();
    let mut pieces = Pieces::new(opened.reader, (stream.border)(longest), 1, longest);
    let Held::Bytes(bytes) = pieces.next().ok()??.held else { return None };
    let head = read(Raw::new(&bytes, true).content, inputs).ok()?;
    let sample = |(n, key): (usize, &String)| Sample {
        key: key.clone(),
        value: format!("\"{n}\""),
        #[cfg(feature = "parquet")]
        data_type: None,
    };
    Some(head.keys.iter().enumerate().map(sample).collect())
}

#[cfg(feature = "parquet")]
fn fields(found: &Found, inputs: &Inputs) -> Option<Vec<Sample>> {
    let opened = parquet::open(&found.path, inputs, 1).ok()?;
    Some(samples(opened.fields()))
}

/// The columns of a table with these fields that pass through, in order.
#[cfg(feature = "parquet")]
pub(crate) fn passed_of_fields(
    fields: &Fields,
    inputs: &Inputs,
    plan: &Plan,
) -> Result<Vec<PassedColumn>, Refused> {
    passed_of(&samples(fields), inputs, plan)
}

#[cfg(feature = "parquet")]
fn samples(fields: &Fields) -> Vec<Sample> {
    let sample = |(n, field): (usize, &std::sync::Arc<arrow_schema::Field>)| Sample {
        key: crate::output::json::quoted(field.name()),
        value: match parquet::json_of(field.data_type()) {
            parquet::Json::Text => format!("\"{n}\""),
            parquet::Json::Number => n.to_string(),
            parquet::Json::Other => format!("[{n}]"),
        },
        data_type: Some(field.data_type().clone()),
    };
    fields.iter().enumerate().map(sample).collect()
}
