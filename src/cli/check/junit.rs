//! XML as `JUnit` has it, which every CI server shows: a suite a file, a test case a rule of which the file has
//! findings, and one that says whether everything was checked.

use std::fmt::Write as _;
use std::sync::Arc;

use descrape::check::Finding;
use descrape::error::printable;
use descrape::rule::{Rule, Severity};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use rustc_hash::FxHashMap;

use super::beyond::Beyond;
use super::folder::Folder;
use super::message::message;
use super::region::Region;
use super::views::{Setting, Totals, View, ViewRow};
use crate::cli::Outcome;
use crate::cli::summary::count;

pub const ROW: ViewRow = ViewRow {
    name: "junit",
    summary: "JUnit XML, a suite a file",
    excerpts: false,
    styled: false,
    // The numbers of failures stand first, so all of it is held.
    most: Some(5000),
    make: |setting| Box::new(JUnit { setting, ..JUnit::default() }),
};

#[derive(Default)]
struct JUnit {
    setting: Setting,
    files: Vec<File>,
    /// Which of the files has this path: some findings come behind all files.
    of_path: FxHashMap<Arc<str>, usize>,
    beyond: Beyond,
}

struct File {
    path: Arc<str>,
    /// Few: a file has findings of some rules.
    cases: Vec<Case>,
}

struct Case {
    rule: &'static Rule,
    severity: Severity,
    findings: u64,
    /// How many of them were there before.
    known: u64,
    /// One a finding.
    lines: String,
}

impl View for JUnit {
    fn shows_known(&self) -> bool {
        true
    }

    fn finding(&mut self, finding: &Finding, _out: &mut String) {
        let path = &finding.place.path;
        let case = self.case(path, finding.rule, finding.severity);
        case.findings += 1;
        case.known += u64::from(finding.known);
        let Region { line, column, .. } = Region::seen(finding);
        let _ = write!(case.lines, "{}:{line}:", printable(path));
        if let Some(column) = column {
            let _ = write!(case.lines, "{column}:");
        }
        let known = if finding.known { " (known)" } else { "" };
        let _ = writeln!(case.lines, " {}{known}", message(finding));
    }

    fn beyond(&mut self, finding: &Finding) {
        self.beyond.add(finding);
    }

    fn end(&mut self, totals: &Totals, out: &mut String) {
        for row in std::mem::take(&mut self.beyond).rows() {
            let case = self.case(&row.path, row.rule, row.severity);
            case.findings += row.findings;
            let _ = writeln!(case.lines, "{}", row.told());
        }
        let folder = Folder::working();
        let mut report = Report::new("descrape");
        for file in &self.files {
            let path = printable(folder.relative(&file.path));
            let mut suite = TestSuite::new(&*path);
            suite.add_test_cases(file.cases.iter().map(|case| {
                let mut test = case.test(self.setting.fail_on);
                test.set_classname(&*path);
                test
            }));
            report.add_test_suite(suite);
        }
        report.add_test_suite(everything(totals));
        // It fails where memory cannot be written to.
        let written = report.to_string().unwrap_or_default();
        out.push_str(&without_skipped(&written));
    }
}

/// The schema that servers check by (junit-10.xsd of Jenkins' xUnit plugin) lets suites count what they
/// skipped, and not all suites together.
fn without_skipped(report: &str) -> String {
    let Some(start) = report.find("<testsuites ") else { return report.to_owned() };
    let end = report[start..].find('>').map_or(report.len(), |end| start + end);
    let words = report[start..end].split(' ').filter(|word| !word.starts_with("skipped=\""));
    let root: Vec<&str> = words.collect();
    [&report[..start], &root.join(" "), &report[end..]].concat()
}

impl JUnit {
    fn case(&mut self, path: &Arc<str>, rule: &'static Rule, severity: Severity) -> &mut Case {
        let next = self.files.len();
        let at = *self.of_path.entry(Arc::clone(path)).or_insert(next);
        if at == next {
            self.files.push(File { path: Arc::clone(path), cases: vec![] });
        }
        let cases = &mut self.files[at].cases;
        let at = cases.iter().position(|case| case.rule == rule).unwrap_or(cases.len());
        if at == cases.len() {
            cases.push(Case { rule, severity, findings: 0, known: 0, lines: String::new() });
        }
        &mut cases[at]
    }
}

impl Case {
    /// What decides the exit code fails; what is milder passes, and is written all the same.
    fn test(&self, fail_on: Option<Severity>) -> TestCase {
        let fails = fail_on.is_some_and(|mildest| self.severity >= mildest);
        let status = if self.known == self.findings {
            let mut status = TestCaseStatus::skipped();
            status.set_message("known, in the baseline");
            status
        } else if fails {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let new = count(self.findings - self.known, "finding");
            status
                .set_message(format!("{new}: {}", self.rule.summary))
                .set_type(self.severity.name())
                .set_description(self.lines.trim_end());
            status
        } else {
            TestCaseStatus::success()
        };
        let in_status = fails && self.known < self.findings;
        let mut test = TestCase::new(self.rule.id, status);
        if !in_status {
            test.set_system_out(self.lines.trim_end());
        }
        test
    }
}

/// The suite that is there also where nothing is found: a report without tests is an error to many.
fn everything(totals: &Totals) -> TestSuite {
    let status = if totals.outcome == Outcome::Incomplete {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(if totals.undone > 0 {
            format!("{} could not be checked; the log says why", totals.undone)
        } else {
            "there was nothing to check".to_owned()
        });
        status
    } else {
        TestCaseStatus::success()
    };
    let mut test = TestCase::new("everything was checked", status);
    test.set_classname("descrape").set_system_out(totals.counts());
    let mut suite = TestSuite::new("descrape");
    suite.add_test_case(test);
    suite
}

#[cfg(test)]
mod tests {
    use quick_junit::XmlString;

    use super::*;
    use crate::cli::check::samples::{self, at, finding};

    fn written(findings: &[Finding], beyond: &[Finding], undone: u64) -> Report {
        let setting = Setting { fail_on: Some(Severity::Error), ..Setting::default() };
        let out = samples::written(&mut *(ROW.make)(setting), findings, beyond, undone);
        Report::deserialize_from_str(&out).expect("it is JUnit")
    }

    #[test]
    fn all_suites_together_do_not_count_what_they_skipped() {
        let report = "<?xml?>\n<testsuites name=\"descrape\" tests=\"6\" skipped=\"0\" errors=\"0\">\n\
                      <testsuite skipped=\"0\"/>";
        let expected = report.replacen(" skipped=\"0\"", "", 1);
        assert_eq!(without_skipped(report), expected);
        assert_eq!(without_skipped(""), "");
    }

    fn control() -> Finding {
        finding("unicode.control", "]]>\u{7}<", Some(""))
    }

    #[test]
    fn what_decides_fails_and_what_is_milder_passes() {
        let note = finding("page.promo", "Ad", Some(""));
        let report = written(&[control(), at("b\u{1}.txt", note), control()], &[], 0);
        let names: Vec<&str> = report.test_suites.iter().map(|suite| suite.name.as_str()).collect();
        assert_eq!(names, ["a.txt", "b\\u{1}.txt", "descrape"]);
        assert_eq!((report.tests, report.failures, report.errors, report.skipped), (3, 1, 0, 0));
        let failed = &report.test_suites[0].test_cases[0];
        let TestCaseStatus::NonSuccess { message, ty, description, .. } = &failed.status else {
            panic!("{failed:?}")
        };
        let [message, ty, description] =
            [message, ty, description].map(|text| text.as_ref().map(XmlString::as_str));
        assert_eq!(message, Some("2 findings: drop control characters and noncharacters"));
        assert_eq!(ty, Some("error"));
        let line = r#"a.txt:3:9: "]]>\u{7}<" → """#;
        assert_eq!(description, Some(&*format!("{line}\n{line}")));
        let passed = &report.test_suites[1].test_cases[0];
        assert_eq!(
            passed.system_out.as_ref().map(XmlString::as_str),
            Some(r#"b\u{1}.txt:3:9: "Ad" → """#)
        );
    }

    #[test]
    fn what_was_known_is_skipped() {
        let known = || Finding { known: true, ..control() };
        let report = written(&[known(), known()], &[], 0);
        let skipped = |report: &Report| -> usize {
            report.test_suites.iter().map(|suite| suite.skipped).sum()
        };
        assert_eq!((report.tests, report.failures, skipped(&report)), (2, 0, 1));
        let report = written(&[known(), control()], &[], 0);
        assert_eq!((report.failures, skipped(&report)), (1, 0));
    }

    #[test]
    fn what_has_no_room_fails_too() {
        let report = written(&[control()], &[control(), at("b.txt", control())], 0);
        assert_eq!((report.tests, report.failures), (3, 2));
    }

    #[test]
    fn a_clean_folder_is_one_test_and_what_could_not_be_checked_an_error() {
        let report = written(&[], &[], 0);
        assert_eq!((report.tests, report.errors), (1, 0));
        let report = written(&[], &[], 3);
        assert_eq!((report.tests, report.errors), (1, 1));
    }
}
