use arrow_array::cast::AsArray as _;
use serde_json::Value;

use super::*;
use crate::output::{FIELDS, Format, Origin, Row, Shape};
use crate::{Document, Options};

const TEXT: &[u8] = "The sea wall held\n\nIt was late, said Ada Tarn &amp; \x01 \u{fffd}\u{1F600}.  \
    \n\nThe wall holds. #kessing https://orrin.example/a\u{2014} Ada Tarn (@adatarn) March 3, 2024\n\n"
    .as_bytes();

fn written(document: &Document, source: &[u8], format: &'static Format) -> (Plan, Vec<u8>) {
    let fields = Some(FIELDS.iter().map(|row| row.name).collect());
    let plan = Plan::new(&Shape { format, fields, ..Shape::default() }).unwrap();
    let names = vec![("\"text\"", "\"text\"".into()), ("\"n\\ud800\"", "\"input.n\"".into())];
    let (passed, raw, number) = (vec![], None, None);
    let row = Row { file: "a.jsonl", passed, names, line: 1, has_id: true, raw, number };
    let origin = Origin {
        path: "in/a.jsonl",
        id: "7".into(),
        title: None,
        language: Some("\"en\""),
        source,
        row: Some(row),
    };
    let mut out = vec![];
    plan.write(&mut out, document, &origin);
    (plan, out)
}

/// What a row is in JSON, as its columns tell it: nulls are keys that are not there.
fn told(column: &dyn Array, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return None;
    }
    let object = |columns: &StructRow| {
        let of = |(name, column): &(String, ArrayRef)| Some((name.clone(), told(column, row)?));
        Value::Object(columns.iter().filter_map(of).collect())
    };
    Some(match column.data_type() {
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            (0..items.len()).map(|n| told(&items, n).unwrap()).collect()
        }
        DataType::Struct(_) => {
            let of = column.as_struct();
            let names = of.column_names().into_iter().map(str::to_owned);
            object(&names.zip(of.columns().iter().cloned()).collect())
        }
        DataType::Map(..) => {
            let entries = column.as_map().value(row);
            let [keys, values] = entries.columns() else { panic!("a map has two columns") };
            let key = |n| keys.as_string::<i64>().value(n).to_owned();
            (0..entries.len()).map(|n| (key(n), told(values, n).unwrap())).collect()
        }
        other => panic!("no column of ours is {other}"),
    })
}

type StructRow = Vec<(String, ArrayRef)>;

/// What JSON says as a column of its type can: pairs have names, and there are no nulls.
fn typed(value: Value) -> Option<Value> {
    Some(match value {
        Value::Null => return None,
        Value::Array(items) => match &items[..] {
            [Value::Number(start), Value::Number(end)] => {
                serde_json::json!({"start": start, "end": end})
            }
            _ => items.into_iter().map(|item| typed(item).unwrap()).collect(),
        },
        Value::Object(fields) => {
            fields.into_iter().filter_map(|(key, value)| Some((key, typed(value)?))).collect()
        }
        other => other,
    })
}

#[test]
fn columns_say_what_the_record_says() {
    let bad = [TEXT, b"It rained \xFF\xFE at Lund.\n"].concat();
    for source in [TEXT, &bad, b"", b"It held."] {
        let document = crate::clean(source, &Options::default());
        let (_, line) = written(&document, source, Format::JSONL);
        let line = String::from_utf8(line).unwrap().replace("\\ud800", "\\ufffd");
        let mut expected: Value = serde_json::from_str(&line).unwrap();
        expected["id"] = "7".into();

        let (plan, mut cells) = written(&document, source, &FORMAT);
        let once = cells.clone();
        none(&mut cells);
        cells.extend_from_slice(&once);
        let rows = rows(&plan, &cells, &[]).unwrap();
        assert_eq!(rows.num_rows(), 3);
        for row in [0, 2] {
            let columns = rows.schema_ref().fields().iter().zip(rows.columns());
            let of = |(field, column): (&Arc<Field>, &ArrayRef)| {
                Some((field.name().clone(), told(column, row)?))
            };
            assert_eq!(
                Some(Value::Object(columns.filter_map(of).collect())),
                typed(expected.clone())
            );
        }
        assert!(rows.columns().iter().all(|column| column.is_null(1)));
    }
}

fn object(values: &[(&str, usize)]) -> Vec<u8> {
    let mut cells = vec![];
    Cells.begin_object(&mut cells);
    for (key, value) in values {
        Cells.key(&mut cells, key);
        Cells.number(&mut cells, *value);
    }
    Cells.end_object(&mut cells);
    cells
}

fn fields(names: &[&str], data_type: &DataType) -> Fields {
    names.iter().map(|name| Field::new(*name, data_type.clone(), true)).collect()
}

#[test]
fn what_is_no_record_is_an_error() {
    let cells = object(&[("a", 7)]);
    let read = |data_type, cells| columns(&fields(&["a"], &data_type), 0..1, &[cells]);
    assert!(read(DataType::Int64, &cells).is_ok());
    assert!(read(DataType::LargeUtf8, &cells).is_err());
    for end in 1..cells.len() {
        assert!(read(DataType::Int64, &cells[..end]).is_err(), "{end} bytes");
    }
}

#[test]
fn fields_come_in_their_order_and_no_others() {
    let numbers = fields(&["a", "b", "c"], &DataType::Int64);
    for wanted in [0..3, 1..2] {
        let read = |cells: &[u8]| columns(&numbers, wanted.clone(), &[cells]);
        let read_all = read(&object(&[("a", 1), ("c", 3)])).unwrap();
        assert_eq!(read_all.len(), wanted.len());
        let expected = [Some(1), None, Some(3)];
        for (column, expected) in read_all.iter().zip(&expected[wanted.clone()]) {
            assert_eq!(column.as_primitive::<Int64Type>().iter().next(), Some(*expected));
        }
        for values in [&[("b", 2), ("a", 1)][..], &[("a", 1), ("a", 1)], &[("d", 4)]] {
            assert!(read(&object(values)).is_err(), "{values:?}");
        }
    }
    let outer = fields(&["o"], &DataType::Struct(numbers.clone()));
    for (values, is_read) in [(&[("a", 1)][..], true), (&[("d", 4)], false)] {
        let mut cells = vec![];
        Cells.begin_object(&mut cells);
        Cells.key(&mut cells, "o");
        cells.extend_from_slice(&object(values));
        Cells.end_object(&mut cells);
        assert_eq!(columns(&outer, 0..1, &[&cells]).is_ok(), is_read, "{values:?}");
    }
}
