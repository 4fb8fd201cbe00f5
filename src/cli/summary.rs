//! What happened, in numbers that add up.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use descrape::corpus::{Job, RestoreReport, rate};
use descrape::error::printable;
use descrape::output::Destination;
pub use descrape::report::number;
use descrape::report::{Name, Report, Tally};
use descrape::rule::Severity;
use descrape::survey::{Survey, Where};

use super::check::Totals;
use super::log::{Fields, Level};
use super::terminal::{self, HEADING, NAME, advice};

/// How many rules are listed.
const RULES: usize = 12;

/// What is said at the end.
#[derive(Debug)]
pub struct Summary {
    /// What became of the documents, in one line.
    headline: String,
    /// The lines below it, for people.
    details: String,
    hints: Vec<&'static str>,
    /// The numbers, for programs.
    fields: Fields<'static>,
}

impl Summary {
    /// To stderr.
    pub fn tell(&self) {
        let hints = self.hints.join("; ");
        let hint = (!hints.is_empty()).then_some(&*hints);
        let fields = Fields { hint, ..self.fields.clone() };
        terminal::tell(&self.view(), Level::Info, &self.headline, &fields);
    }

    fn view(&self) -> String {
        let hints: String = self.hints.iter().map(|hint| advice(hint)).collect();
        format!("{HEADING}{}{HEADING:#}\n{}{hints}", self.headline, self.details)
    }
}

/// The end of a `clean`, of which an earlier run had done so many bytes of documents `before`.
pub fn clean(report: &Report, job: &Job, before: u64, elapsed: Duration) -> Summary {
    let [skipped, quarantined] = [&report.skipped, &report.quarantined].map(total);
    let (mut out, mut hints) = (String::new(), vec![]);
    let _ = writeln!(
        out,
        "{} in {} = {} written + {} skipped + {} quarantined",
        count(report.documents.bytes, "byte"),
        count(report.files, "file"),
        number(report.written.bytes),
        number(skipped.bytes),
        number(quarantined.bytes),
    );
    reasons(&mut out, "skipped", &report.skipped);
    reasons(&mut out, "quarantined", &report.quarantined);
    if report.written.documents > 0 {
        written(&mut out, report);
        changes(&mut out, &report.changes);
    }
    let own = report.documents.bytes.saturating_sub(before);
    let _ = writeln!(out, "{}", end(own, &job.destination, elapsed));
    if report.documents.documents == 0 || skipped.documents == report.documents.documents {
        hints.push("nothing to clean: no text or JSONL there (`--from text` takes any file)");
    }
    if quarantined.documents > 0 && job.quarantine.is_none() {
        hints.push("`--quarantine FILE` keeps what could not be done, with the reasons");
    }
    let (headline, fields) = (documents(report, "written"), fields(report, own, elapsed));
    Summary { headline, details: out, hints, fields }
}

fn fields(report: &Report, own: u64, elapsed: Duration) -> Fields<'static> {
    Fields {
        documents: Some(report.documents.documents),
        written: Some(report.written.documents),
        skipped: Some(total(&report.skipped).documents),
        quarantined: Some(total(&report.quarantined).documents),
        bytes: Some(report.documents.bytes),
        elapsed: Some(elapsed.as_secs_f64()),
        rate: Some(rate(own, elapsed)),
        ..Fields::default()
    }
}

fn total(tallies: &BTreeMap<Name, Tally>) -> Tally {
    let mut total = Tally::default();
    for tally in tallies.values() {
        total += *tally;
    }
    total
}

fn reasons(out: &mut String, what: &str, tallies: &BTreeMap<Name, Tally>) {
    if tallies.is_empty() {
        return;
    }
    let reasons: Vec<String> = tallies
        .iter()
        .map(|(reason, tally)| format!("{} {reason}", number(tally.documents)))
        .collect();
    let _ = writeln!(out, "  {what}: {}", reasons.join(", "));
}

fn written(out: &mut String, report: &Report) {
    let _ = writeln!(
        out,
        "  written: {} of text, {}, {}",
        count(report.bytes_out, "byte"),
        count(report.sentences, "sentence"),
        count(report.embeds, "embedded post"),
    );
    if report.renamed_fields > 0 {
        let fields = count(report.renamed_fields, "field");
        let _ = writeln!(out, "  {fields} of the input kept as input.<name>: ours has that name");
    }
}

fn changes(out: &mut String, changes: &BTreeMap<Name, u64>) {
    let all: u64 = changes.values().sum();
    if all == 0 {
        out.push_str("no changes\n");
        return;
    }
    let mut rows: Vec<(&str, u64)> = changes.iter().map(|(id, n)| (&**id, *n)).collect();
    rows.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let _ = writeln!(out, "{HEADING}{}{HEADING:#}", count(all, "change"));
    let rest: u64 = rows.iter().skip(RULES).map(|(_, n)| n).sum();
    let width = number(rows[0].1.max(rest)).len();
    for (id, n) in rows.iter().take(RULES) {
        let _ = writeln!(out, "  {:>width$}  {NAME}{id}{NAME:#}", number(*n));
    }
    if rest > 0 {
        let more = count((rows.len() - RULES) as u64, "more rule");
        let _ = writeln!(out, "  {:>width$}  by {more} (field `stats` has them)", number(rest));
    }
}

/// Where to, and how fast; `own` are the bytes of the documents that this run did.
fn end(own: u64, destination: &Destination, elapsed: Duration) -> String {
    let to = match destination {
        Destination::Stdout => "stdout".to_owned(),
        Destination::File(file) => printable(&file.to_string_lossy()),
        Destination::Folder(folder) => printable(&folder.path.to_string_lossy()),
        Destination::Nowhere => "nowhere".to_owned(),
    };
    let seconds = elapsed.as_secs_f64();
    let rate = match rate(own, elapsed) as f64 {
        slow if slow < 1e6 => format!("{:.0} kB/s", slow / 1e3),
        rate => format!("{:.1} MB/s", rate / 1e6),
    };
    format!("to {to} in {seconds:.2} s ({rate})")
}

/// What became of the documents; `done` with most.
fn documents(report: &Report, done: &str) -> String {
    let [skipped, quarantined] = [&report.skipped, &report.quarantined].map(total);
    format!(
        "{} = {} {done} + {} skipped + {} quarantined",
        count(report.documents.documents, "document"),
        number(report.written.documents),
        number(skipped.documents),
        number(quarantined.documents),
    )
}

/// The end of a `check`.
pub fn check(totals: &Totals) -> Summary {
    let Totals { checked, .. } = totals;
    let report = &checked.report;
    let mut details = String::new();
    reasons(&mut details, "passed over", &report.skipped);
    let hidden = checked.at_least(Severity::Note) - checked.at_least(totals.shown);
    if hidden > 0 {
        let mildest = checked.severities.keys().next().map_or("note", |severity| severity.name());
        let _ = writeln!(
            details,
            "  {} not shown (`--severity {mildest}` shows all)",
            count(hidden, "milder finding")
        );
    }
    let known: u64 = totals.known.values().sum();
    if known > 0 {
        let _ = writeln!(details, "  {} known to the baseline", count(known, "finding"));
    }
    let unlisted = totals.unlisted;
    if unlisted > 0 {
        let _ = writeln!(
            details,
            "  {} not listed (`--max-findings` allows more)",
            count(unlisted, "finding")
        );
    }
    if checked.ignored > 0 {
        let _ = writeln!(details, "  {} ignored", count(checked.ignored, "finding"));
    }
    let mut hints = vec![];
    if totals.is_empty() {
        hints.push(NOTHING_CHECKED);
    }
    Summary {
        headline: totals.headline(),
        details,
        hints,
        fields: fields(report, report.documents.bytes, totals.elapsed),
    }
}

/// What to try when a check found no documents.
const NOTHING_CHECKED: &str = "nothing to check: no text or JSONL there (`--from text` takes any file; \
     `--allow-empty` takes that for clean)";

/// The end of a `survey`. Documents of surveys that were merged are told apart from those read.
pub fn survey(report: &Report, survey: &Survey, job: &Job, elapsed: Duration) -> Summary {
    let mut out = String::new();
    reasons(&mut out, "skipped", &report.skipped);
    reasons(&mut out, "quarantined", &report.quarantined);
    let merged = survey.documents() - report.written.documents;
    if merged > 0 {
        let _ = writeln!(out, "{} from saved surveys", count(merged, "document"));
    }
    let repeated = survey.repeated();
    let at_end = repeated.lines().filter(|(_, place)| *place == Where::AtEnd).count();
    let _ = writeln!(
        out,
        "{}, {} repeated: {} anywhere, {} at the end",
        count(survey.lines() as u64, "different line"),
        number(repeated.len() as u64),
        number((repeated.len() - at_end) as u64),
        number(at_end as u64),
    );
    if survey.one_in() > 1 {
        let _ = writeln!(out, "one document in {} was taken, to bound memory", survey.one_in());
    }
    let own = report.documents.bytes;
    let _ = writeln!(out, "{}", end(own, &job.destination, elapsed));
    let mut hints = vec![];
    if survey.documents() == 0 {
        hints.push("nothing to count: no text or JSONL there (`--from text` takes any file)");
    }
    let (headline, fields) = (documents(report, "counted"), fields(report, own, elapsed));
    Summary { headline, details: out, hints, fields }
}

/// The end of a `restore`.
pub fn restore(report: &RestoreReport, into: &Path, elapsed: Duration) -> Summary {
    let RestoreReport { restored, kept, refused, failed, bytes } = *report;
    let all = restored + kept + refused + failed;
    let headline = format!(
        "{} = {} restored + {} kept + {} refused + {} failed",
        count(all, "record"),
        number(restored),
        number(kept),
        number(refused),
        number(failed),
    );
    let into = printable(&into.to_string_lossy());
    let details = format!("{} to {into}\n", count(bytes, "byte"));
    let mut hints = vec![];
    if kept > 0 {
        hints.push("files that exist were kept; `--force` replaces them");
    }
    if all == 0 {
        hints.push("the input has no records");
    }
    let fields = Fields {
        documents: Some(all),
        written: Some(restored),
        bytes: Some(bytes),
        elapsed: Some(elapsed.as_secs_f64()),
        ..Fields::default()
    };
    Summary { headline, details, hints, fields }
}

/// `512 bytes`, `77 MB`, `1.2 GB`: for people.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// `1 file`, `1,234 files`.
pub fn count(n: u64, what: &str) -> String {
    format!("{} {what}{}", number(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(summary: &Summary) -> String {
        anstream::adapter::strip_str(&summary.view()).to_string()
    }

    fn tally(documents: u64, bytes: u64) -> Tally {
        Tally { documents, bytes }
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(2000, "file"), "2,000 files");
    }

    #[test]
    fn the_summary_adds_up_and_reads_without_colour() {
        let report = Report {
            documents: tally(3, 1300),
            written: tally(1, 1000),
            skipped: BTreeMap::from([("binary".into(), tally(1, 200))]),
            quarantined: BTreeMap::from([("not JSON".into(), tally(1, 100))]),
            files: 2,
            changes: BTreeMap::from([("unicode.nfc".into(), 2), ("entities.named".into(), 1200)]),
            sentences: 12,
            embeds: 1,
            bytes_out: 990,
            ..Report::default()
        };
        let summary = clean(&report, &Job::default(), 0, Duration::from_millis(500));
        assert_eq!(
            plain(&summary),
            "\
3 documents = 1 written + 1 skipped + 1 quarantined
1,300 bytes in 2 files = 1,000 written + 200 skipped + 100 quarantined
  skipped: 1 binary
  quarantined: 1 not JSON
  written: 990 bytes of text, 12 sentences, 1 embedded post
1,202 changes
  1,200  entities.named
      2  unicode.nfc
to stdout in 0.50 s (3 kB/s)
  hint: `--quarantine FILE` keeps what could not be done, with the reasons
"
        );
        // 300 bytes were done before: they took none of this time.
        let summary = clean(&report, &Job::default(), 300, Duration::from_millis(500));
        assert!(plain(&summary).contains("to stdout in 0.50 s (2 kB/s)"));
        assert_eq!(summary.fields.rate, Some(2000));
    }

    #[test]
    fn a_folder_with_nothing_to_clean_gets_a_hint() {
        let summary = plain(&clean(&Report::default(), &Job::default(), 0, Duration::ZERO));
        assert!(summary.contains("hint: nothing to clean"), "{summary}");
    }
}
