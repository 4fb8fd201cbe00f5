use super::*;
use crate::cli::check::samples::{self, at, finding, in_record, whole};

/// What is written, read again; it is what the standard says.
fn written(setting: Setting, findings: &[Finding], beyond: &[Finding]) -> Value {
    let out = samples::written(&mut Sarif::new(setting), findings, beyond, 2);
    let log: Value = serde_json::from_str(&out).expect("it is JSON");
    let schema = include_str!("../../../../tests/data/sarif-schema-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0], "{out}");
    log["runs"][0].clone()
}

fn result(finding: Finding) -> Value {
    written(Setting::default(), &[finding], &[])["results"][0].clone()
}

fn location(result: &Value) -> &Value {
    &result["locations"][0]["physicalLocation"]
}

#[test]
fn the_schema_would_say_no() {
    let schema = include_str!("../../../../tests/data/sarif-schema-2.1.0.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let wrong = json!({ "version": "2.1.0", "runs": [{ "results": [{ "level": "bad" }] }] });
    assert!(!jsonschema::is_valid(&schema, &wrong));
}

#[test]
fn rules_stand_once_and_results_point_at_them() {
    let nfc = || finding("unicode.nfc", "e\u{301}", Some("é"));
    let run =
        written(Setting::default(), &[nfc(), finding("page.promo", "Ad", Some("")), nfc()], &[]);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("there are rules");
    let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids, [Some("unicode.nfc"), Some("page.promo")]);
    let indices: Vec<_> = (0..3).map(|n| run["results"][n]["ruleIndex"].as_u64()).collect();
    assert_eq!(indices, [Some(0), Some(1), Some(0)]);
    let prints =
        |n: usize| run["results"][n]["partialFingerprints"]["primaryLocationLineHash"].as_str();
    assert_eq!((prints(0), prints(2)), (Some("0000000000000007:1"), Some("0000000000000007:3")));
    assert_eq!(run["invocations"][0]["exitCode"], 2);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
}

#[test]
fn every_rule_can_be_described() {
    let all: Vec<Finding> =
        rule::all().map(|rule| finding(rule.id, "e\u{301}{0}", Some("é"))).collect();
    let run = written(Setting::default(), &all, &[]);
    let rules = run["tool"]["driver"]["rules"].as_array().map(Vec::len);
    assert_eq!(rules, Some(all.len()));
}

#[test]
fn what_was_known_is_marked_and_not_left_out() {
    let new = finding("unicode.nfc", "e\u{301}", Some("é"));
    let known = Finding { known: true, ..new.clone() };
    assert_eq!(result(new.clone()).get("baselineState"), None);
    let setting = Setting { baseline: true, ..Setting::default() };
    let run = written(setting, &[new, known], &[]);
    let state = |n: usize| {
        (&run["results"][n]["baselineState"], &run["results"][n]["suppressions"][0]["kind"])
    };
    assert_eq!(state(0), (&json!("new"), &Value::Null));
    assert_eq!(state(1), (&json!("unchanged"), &json!("external")));
}

#[test]
fn a_fix_takes_the_white_space_too_and_a_location_shows_what_is_wrong() {
    let result = result(at("./a b.txt", finding("page.promo", "\n\nAd\n", Some("\n"))));
    assert_eq!(location(&result)["artifactLocation"]["uri"], "a%20b.txt");
    let seen = json!({ "startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 3 });
    assert_eq!(location(&result)["region"], seen);
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let exact = json!({ "startLine": 3, "startColumn": 9, "endLine": 6, "endColumn": 1 });
    assert_eq!(replacement["deletedRegion"], exact);
    assert_eq!(replacement["insertedContent"]["text"], "\n");
}

#[test]
fn in_json_a_fix_is_json_and_the_record_is_named() {
    let one = finding("unicode.control", "\u{7}", Some("\"\n"));
    let result = result(in_record(Some(r#""q\"1""#), one));
    let seen = json!({ "startLine": 4, "startColumn": 24, "endLine": 4, "endColumn": 25 });
    assert_eq!(location(&result)["region"], seen);
    let fix = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["insertedContent"]["text"], r#"\"\n"#);
    assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "q\"1/text");
    assert_eq!(
        result["properties"]["record"],
        json!({ "line": 4, "field": "text", "id": "q\"1", "offset": 10 })
    );
}

#[test]
fn no_fix_where_the_file_has_other_bytes() {
    let nfc = || finding("unicode.nfc", "e\u{301}", Some("é"));
    assert!(result(nfc()).get("fixes").is_some());
    let mut in_latin1 = nfc();
    in_latin1.place.bytes.end -= 1;
    let mut mark = finding("decode.bom", "\u{feff}", Some(""));
    mark.place.end.column = mark.place.start.column;
    let lost = finding("decode.undecodable", "\u{fffd}", Some("\u{fffd}"));
    for one in [
        at("a.txt.gz", nfc()),
        at("-", nfc()),
        in_latin1,
        mark,
        lost,
        whole("input.empty-text", "no text"),
    ] {
        assert_eq!(result(one).get("fixes"), None);
    }
}

#[test]
fn what_has_no_room_is_counted() {
    let promo = || finding("page.promo", "Ad", Some(""));
    let run = written(Setting::default(), &[promo()], &[promo(), at("b c.txt", promo()), promo()]);
    let rows = json!([
        { "uri": "a.txt", "andOthers": false, "ruleId": "page.promo", "findings": 2 },
        { "uri": "b%20c.txt", "andOthers": false, "ruleId": "page.promo", "findings": 1 },
    ]);
    assert_eq!(run["properties"]["notListed"], rows);
    let told = &run["invocations"][0]["toolExecutionNotifications"][1]["message"]["text"];
    assert!(
        told.as_str().is_some_and(|text| text.starts_with("3 of them are not listed")),
        "{told}"
    );
}
