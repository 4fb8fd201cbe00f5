//! Records written as tables: what they say is what lines of JSON say, whatever was read.

use descrape::Options;
use descrape::output::{FIELDS, Format};
use serde_json::Value;

use super::*;

/// A job that writes all fields as what its name says.
fn to(paths: &[&Path], out: &Path) -> Job {
    let mut job = job(paths, out);
    job.shape.format = Format::of(out).unwrap();
    job.quarantine = Some(out.with_file_name("bad.jsonl"));
    job
}

fn all_fields() -> Vec<&'static str> {
    FIELDS.iter().map(|row| row.name).collect()
}

/// The columns and rows of a table that we read ourselves, through a run that cleans nothing.
fn read_back(path: &Path) -> Vec<Vec<(String, Value)>> {
    let out = path.with_file_name("back.jsonl");
    let mut job = job(&[path], &out);
    job.options = Options { only: Some(vec![]), ..Options::default() };
    job.shape.fields = Some(vec!["text"]);
    let report = run(&job, &Told::default()).unwrap();
    assert!(report.quarantined.is_empty(), "{:?}", report.quarantined);
    let rows = fs::read_to_string(out).unwrap();
    let row = |line: &str| {
        let object: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
        object.into_iter().collect()
    };
    rows.lines().map(row).collect()
}

/// What a cell of CSV holds for a value.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn the_same_bytes_for_any_threads() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    for name in ["out.csv", "out.tsv"] {
        let job = to(&[&root], &dir.path().join(name));
        let whole = the_same_for_any(&job, &[1, 2, 8], &[1, 700, 1 << 20]);
        assert_eq!(whole.0.windows(9).filter(|bytes| *bytes == b"sentences").count(), 1);
    }
    for name in ["out.csv.gz", "out.tsv.zst"] {
        the_same_for_any(&to(&[&root], &dir.path().join(name)), &[1, 2, 8], &[700]);
    }
    #[cfg(feature = "parquet")]
    for batch in [1, 700, 1 << 20] {
        the_same_for_any(&to(&[&root], &dir.path().join("out.parquet")), &[1, 2, 8], &[batch]);
    }
}

#[test]
fn a_row_says_what_a_line_says_and_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("in");
    mixed(&root);
    write(
        &root.join("odd.jsonl"),
        "{\"id\":1.50,\"text\":\"\\ufeff\\\"So\\\", he said;\\ttwice.\\r\\n\\r\\nAnd\\u2028so \\ud800.\",\"a\":null,\"title\":\"\\\"\\u00e9\"}\n\
         {\"id\":\"\\u0041,\\n\",\"text\":\"Ada Tarn (@adatarn) said so. pic.twitter.com/Qw3rTy7uIo\",\"b\":[1.0]}\n",
    );
    let mut lines = to(&[&root], &dir.path().join("out.jsonl"));
    lines.shape.fields = Some(all_fields());
    run(&lines, &Told::default()).unwrap();
    let lines = read_records(&dir.path().join("out.jsonl"));
    for name in ["out.csv", "out.tsv", "out.csv.gz"] {
        let mut job = to(&[&root], &dir.path().join(name));
        job.shape.fields = Some(all_fields());
        run(&job, &Told::default()).unwrap();
        if name == "out.csv" {
            let table = fs::read_to_string(dir.path().join(name)).unwrap();
            assert!(table.starts_with("id,path,encoding,"), "{}", &table[..99]);
            assert!(table.lines().next().unwrap().ends_with(",source_fields,stats,rest"));
        }
        let rows = read_back(&dir.path().join(name));
        assert_eq!(rows.len(), lines.len());
        for (row, line) in rows.iter().zip(&lines) {
            for (name, value) in row {
                let Value::String(value) = value else { panic!("{name} is text") };
                if name == "rest" {
                    // All that is not ours, to the letter.
                    let rest: Value = serde_json::from_str(value).unwrap_or_default();
                    let object = line.as_object().unwrap();
                    for (key, value) in rest.as_object().into_iter().flatten() {
                        assert_eq!(object[key], *value);
                    }
                    let rest = rest.as_object().map_or(0, serde_json::Map::len);
                    let ours = row
                        .iter()
                        .filter(|(name, _)| name != "rest" && object.contains_key(name))
                        .count();
                    assert_eq!(object.len(), ours + rest, "{row:?}");
                } else {
                    // Numbers come as they were spelled.
                    let expected = line.get(name).unwrap_or(&Value::Null);
                    let is_number =
                        expected.is_number() && value.parse::<f64>().ok() == expected.as_f64();
                    let same = *value == cell(expected)
                        || is_number
                        || serde_json::from_str::<Value>(value).is_ok_and(|now| now == *expected);
                    assert!(same, "{name}: {value} is not {expected}");
                }
            }
        }
        let is_spelled = |(name, value): &(String, Value)| name == "id" && value == "1.50";
        assert!(rows.iter().any(|row| row.iter().any(is_spelled)));
    }
}

#[test]
fn columns_that_all_inputs_have_stay_columns() {
    let dir = tempfile::tempdir().unwrap();
    let (root, out) = (dir.path().join("in"), dir.path().join("out.csv"));
    write(
        &root.join("a.csv"),
        "url,id,text,\"a \"\"b\"\"\",path,text\nu1,7,old,\"x,y\",p,It  held.\n",
    );
    write(&root.join("b.csv"), "url,id,text,\"a \"\"b\"\"\",path,text\nu2,8,old,,p,So.\n");
    write(&root.join("c.txt"), "A story.\n");
    write(&root.join("bad.csv"), "url,id\nu,1\n");
    let mut job = to(&[&root], &out);
    job.shape.fields = Some(vec!["id", "path", "text"]);
    run(&job, &Told::default()).unwrap();
    let root_name = root.display();
    assert_eq!(
        fs::read_to_string(&out).unwrap(),
        format!(
            "url,input.text,\"a \"\"b\"\"\",input.path,id,path,text\n\
             u1,old,\"x,y\",p,7,{root_name}/a.csv,It held.\n\
             u2,old,,p,8,{root_name}/b.csv,So.\n\
             ,,,,c.txt,{root_name}/c.txt,A story.\n"
        )
    );
    // One that has others: then all stand in one.
    write(&root.join("b.csv"), "id,text,url\n8,So.,u2\n");
    job.shape.fields = Some(vec!["id"]);
    run(&job, &Told::default()).unwrap();
    assert_eq!(
        fs::read_to_string(&out).unwrap(),
        "id,rest\n\
         7,\"{\"\"url\"\":\"\"u1\"\",\"\"text\"\":\"\"old\"\",\"\"a \\\"\"b\\\"\"\"\":\"\"x,y\"\",\"\"path\"\":\"\"p\"\"}\"\n\
         8,\"{\"\"url\"\":\"\"u2\"\"}\"\n\
         c.txt,\n"
    );
    // Where no input has any there is no such column, and a table of nothing has its header.
    job.inputs.paths = vec![root.join("c.txt")];
    job.shape.per_sentence = true;
    run(&job, &Told::default()).unwrap();
    assert_eq!(fs::read_to_string(&out).unwrap(), "id,n,text,start,end\nc.txt,1,A story.,0,8\n");
    job.inputs.paths = vec![root.join("bad.csv")];
    run(&job, &Told::default()).unwrap();
    assert_eq!(fs::read_to_string(&out).unwrap(), "id,n,text,start,end\n");
}

/// JSON may hold half of a surrogate pair, a text may not.
#[test]
fn half_a_surrogate_pair_is_replaced_but_in_what_passes_through() {
    let dir = tempfile::tempdir().unwrap();
    let rows = dir.path().join("rows.jsonl");
    write(&rows, r#"{"id":"a\ud800","text":"So \udc00.","title":"\ud83dx","other":"\ud800"}"#);
    let out = dir.path().join("out.csv");
    let mut job = to(&[&rows], &out);
    job.shape.fields = Some(vec!["id", "title", "text"]);
    run(&job, &Told::default()).unwrap();
    let expected = "id,title,text,rest\na\u{fffd},\u{fffd}x,So \u{fffd}.,\"{\"\"other\"\":\"\"\\ud800\"\"}\"\n";
    assert_eq!(fs::read_to_string(&out).unwrap(), expected);
    #[cfg(feature = "parquet")]
    {
        let out = dir.path().join("out.parquet");
        (job.destination, job.shape.format) =
            (Destination::File(out.clone()), Format::of(&out).unwrap());
        run(&job, &Told::default()).unwrap();
        let row = &typed::json(&out)[0];
        assert_eq!((&row["id"], &row["title"]), (&"a\u{fffd}".into(), &"\u{fffd}x".into()));
        assert_eq!(row["rest"], r#"{"other":"\ud800"}"#);
    }
}

#[test]
fn writing_among_the_inputs_twice_gives_the_same() {
    let names = if cfg!(feature = "parquet") {
        &["o.csv", "o.tsv.gz", "o.parquet"][..]
    } else {
        &["o.csv", "o.tsv.gz"]
    };
    for name in names {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("a.txt"), "It  held.\n");
        let mut job = to(&[dir.path()], &dir.path().join(name));
        job.quarantine = None;
        run(&job, &Told::default()).unwrap();
        let first = fs::read(dir.path().join(name)).unwrap();
        let report = run(&job, &Told::default()).unwrap();
        assert_eq!(report.written.documents, 1, "{name}");
        assert!(fs::read(dir.path().join(name)).unwrap() == first, "{name}");
        // A table of somebody else is not replaced.
        write(&dir.path().join(name), "id,text\n1,It held.\n");
        let error = run(&job, &Told::default()).unwrap_err();
        assert!(error.to_string().contains("would be overwritten"), "{error}");
    }
}

#[test]
fn only_lines_are_restored_and_only_streams_are_packed_whole() {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("a.txt"), "It  held.\n");
    for name in ["out.csv", "out.tsv.gz", "out.parquet"] {
        let error = restore_file(&dir.path().join(name), dir.path(), false, &Told::default());
        let error = error.unwrap_err();
        assert!(error.to_string().ends_with("records are restored from JSONL only"), "{error}");
        assert!(error.hint_text().unwrap().contains("--to jsonl"));
    }
    #[cfg(feature = "parquet")]
    {
        let error = run(&to(&[dir.path()], &dir.path().join("out.parquet.gz")), &Told::default());
        let error = error.unwrap_err().to_string();
        assert!(error.ends_with("a file of parquet compresses its own pages"), "{error}");
    }
}

#[cfg(feature = "parquet")]
#[allow(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "Arrow and Parquet count in signed numbers"
)]
mod typed {
    use std::fs::File;
    use std::sync::Arc;

    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use ::parquet::basic::Compression;
    use ::parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
    use arrow_array::cast::AsArray as _;
    use arrow_array::types::Int64Type;
    use arrow_array::{Array, ArrayRef, BinaryArray, Int32Array, RecordBatch, StringArray};

    use super::*;
    use crate::tables::table;

    fn open(path: &Path) -> ParquetRecordBatchReaderBuilder<File> {
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap()
    }

    fn rows(path: &Path) -> Vec<RecordBatch> {
        open(path).build().unwrap().map(Result::unwrap).collect()
    }

    /// Rows as Arrow sees them.
    pub(super) fn json(path: &Path) -> Vec<Value> {
        let mut writer = arrow_json::WriterBuilder::new()
            .with_explicit_nulls(true)
            .build::<_, arrow_json::writer::LineDelimited>(vec![]);
        for batch in rows(path) {
            writer.write(&batch).unwrap();
        }
        writer.finish().unwrap();
        let lines = String::from_utf8(writer.into_inner()).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What a typed value is in a line: pairs have names, what is missing is null.
    fn is_same(typed: &Value, line: &Value) -> bool {
        match (typed, line) {
            (Value::Object(typed), Value::Array(pair)) => {
                typed.len() == 2 && typed["start"] == pair[0] && typed["end"] == pair[1]
            }
            (Value::Array(typed), Value::Array(line)) => {
                typed.len() == line.len() && typed.iter().zip(line).all(|(a, b)| is_same(a, b))
            }
            (Value::Object(typed), Value::Object(line)) => {
                line.keys().all(|key| typed.contains_key(key))
                    && typed
                        .iter()
                        .all(|(key, a)| is_same(a, line.get(key).unwrap_or(&Value::Null)))
            }
            _ => typed == line,
        }
    }

    #[test]
    fn rows_say_what_lines_say_in_groups_of_many_batches() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("in");
        mixed(&root);
        write(
            &root.join("odd.jsonl"),
            "{\"id\":\"\\u0041\",\"text\":\"At \\ud800 last.\",\"a\":\"\\u00e9\",\"title\":\"\\nx\"}\n\
             {\"text\":\"Fog again! pic.twitter.com/Qw3rTy7uIo — Mara Voss (@maravoss) May 2, 2018\"}\n",
        );
        let (out, lines) = (dir.path().join("out.parquet"), dir.path().join("out.jsonl"));
        for path in [&out, &lines] {
            let mut job = to(&[&root], path);
            job.shape.fields = Some(all_fields());
            job.batch_bytes = Some(100);
            run(&job, &Told::default()).unwrap();
        }
        let (typed, lines) = (json(&out), read_records(&lines));
        assert_eq!(typed.len(), lines.len());
        for (typed, line) in typed.iter().zip(&lines) {
            let (typed, line) = (typed.as_object().unwrap(), line.as_object().unwrap());
            let rest: Value = typed["rest"].as_str().map_or(Value::Null, |rest| {
                serde_json::from_str(rest).unwrap_or_else(|_| rest.into())
            });
            for (key, value) in typed.iter().filter(|(key, _)| *key != "rest") {
                let mut expected = line.get(key).unwrap_or(&Value::Null).clone();
                if key == "id" {
                    expected = cell(&expected).into();
                }
                assert!(is_same(value, &expected), "{key}: {value} is not {expected}");
            }
            for key in line.keys().filter(|key| !typed.contains_key(*key)) {
                assert!(rest.is_string() || rest[key] == line[key], "{key}");
            }
        }
        let file = open(&out);
        let groups = file.metadata().row_groups();
        assert!(groups.len() > 2 && groups.len() < typed.len() / 10, "{}", groups.len());
        let ours = file.metadata().file_metadata().key_value_metadata().unwrap();
        let version = ours.iter().find(|pair| pair.key == "descrape").unwrap();
        assert_eq!(version.value.as_deref(), Some(env!("CARGO_PKG_VERSION")));
        let zstd =
            |column: &ColumnChunkMetaData| matches!(column.compression(), Compression::ZSTD(_));
        assert!(groups.iter().all(|group| group.columns().iter().all(zstd)));
        // Each group is read by itself.
        let all: i64 = groups.iter().map(RowGroupMetaData::num_rows).sum();
        assert_eq!(all as usize, typed.len());
        let last = groups.len() - 1;
        let of_last = open(&out).with_row_groups(vec![last]).build().unwrap();
        let read: usize = of_last.map(|batch| batch.unwrap().num_rows()).sum();
        assert_eq!(read as i64, groups[last].num_rows());
    }

    #[test]
    fn columns_of_tables_keep_their_types_and_values() {
        let dir = tempfile::tempdir().unwrap();
        let (path, out) = (dir.path().join("rows.parquet"), dir.path().join("out.parquet"));
        let texts: Vec<_> = (0..300).map(|n| (n % 7 != 3).then_some("It  held. So.")).collect();
        let numbers: ArrayRef =
            Arc::new((0..300).map(|n| (n % 5 > 0).then_some(n)).collect::<Int32Array>());
        let raw: ArrayRef =
            Arc::new(BinaryArray::from_iter_values((0..300u32).map(u32::to_be_bytes)));
        let mut lists =
            arrow_array::builder::ListBuilder::new(arrow_array::builder::StringBuilder::new());
        for n in 0..300 {
            lists.append_value((0..n % 3).map(|k| Some(format!("{n}-{k}"))));
        }
        let columns = [
            ("number", numbers),
            ("text", Arc::new(StringArray::from(texts.clone())) as ArrayRef),
            ("raw", raw),
            ("path", Arc::new(lists.finish()) as ArrayRef),
        ];
        table(&path, &columns, Compression::SNAPPY, 50);
        let mut job = to(&[&path], &out);
        let sentences = |batch: &RecordBatch| {
            let column = batch.column_by_name("sentences").unwrap().as_list::<i32>();
            column.value(0).as_string::<i32>().value(1).to_owned()
        };
        for (batch_bytes, per_sentence) in [(1 << 20, false), (700, false), (700, true)] {
            (job.batch_bytes, job.shape.per_sentence) = (Some(batch_bytes), per_sentence);
            run(&job, &Told::default()).unwrap();
            let mut expected: Vec<i32> = (0..300).filter(|n| n % 7 != 3).collect();
            if per_sentence {
                expected = expected.into_iter().flat_map(|n| [n, n]).collect();
            } else {
                assert_eq!(sentences(&rows(&out)[0]), "So.");
            }
            let mut read = vec![];
            for batch in rows(&out) {
                let names: Vec<_> =
                    batch.schema().fields().iter().map(|f| f.name().clone()).collect();
                let collides = if per_sentence { "path" } else { "input.path" };
                assert_eq!(names[..4], ["number", "raw", collides, "id"]);
                let n = batch.column(0).as_primitive::<arrow_array::types::Int32Type>();
                let raw = batch.column(1).as_binary::<i32>();
                let lists = batch.column(2).as_list::<i32>();
                for at in 0..batch.num_rows() {
                    let number = i32::from_be_bytes(raw.value(at).try_into().unwrap());
                    assert_eq!(n.is_valid(at), number % 5 > 0);
                    assert!(n.is_null(at) || n.value(at) == number);
                    assert_eq!(lists.value(at).len() as i32, number % 3);
                    read.push(number);
                }
                if per_sentence {
                    let n = batch.column_by_name("n");
                    assert!(n.is_some());
                    let start = batch.column_by_name("start").unwrap();
                    assert!(start.as_primitive::<Int64Type>().is_valid(0));
                }
            }
            assert_eq!(read, expected);
        }
        // As text in a line, and in a cell.
        let csv = dir.path().join("out.csv");
        let mut job = to(&[&path], &csv);
        job.shape.fields = Some(vec!["text"]);
        run(&job, &Told::default()).unwrap();
        let rows = fs::read_to_string(&csv).unwrap();
        assert!(rows.starts_with("number,raw,path,text\n,00000000,[],It held. So.\n1,00000001,\"[\"\"1-0\"\"]\",It held. So.\n"), "{}", &rows[..200]);
    }
}
