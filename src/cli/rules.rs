//! `descrape rules`: the list of rules, and the page of one.

use std::fmt::Write;

use descrape::error::Error;
use descrape::label::{LABELS, LabelRow};
use descrape::pipeline::STAGES;
use descrape::rule::{self, Rule};
use descrape::{check, decode};

use super::args::RulesArgs;
use super::names::{LABEL, Names, RULE, STAGE};
use super::terminal::{self, AFTER, BEFORE, HEADING, NAME};
use super::{Outcome, excerpt};

/// Reading bytes is no stage, since it cannot be skipped, but it has rules.
const DECODE: (&str, &str) = ("decode", "from bytes to text; always runs");

/// Neither is telling of what nothing mends.
const TOLD: (&str, &str) = ("told", "what `check` tells of beside the changes; nothing is mended");

pub fn run(args: &RulesArgs) -> Result<Outcome, Error> {
    let view = match &args.name {
        None => sections().map(|it| section(&it)).collect::<Vec<_>>().join("\n"),
        Some(name) => one(name).ok_or_else(|| unknown(name))?,
    };
    terminal::show(&view)?;
    Ok(Outcome::Done)
}

/// The page of a rule, a stage or a label.
fn one(name: &str) -> Option<String> {
    if let Some(rule) = rule::find(name) {
        return Some(page(rule));
    }
    if let Some(stage) = sections().find(|section| section.name == name) {
        return Some(section(&stage));
    }
    LABELS.iter().find(|row| row.name == name).map(label)
}

fn unknown(name: &str) -> Error {
    let all = Names {
        rows: || [RULE, STAGE, LABEL].iter().flat_map(|names| (names.rows)()).collect(),
        ..RULE
    };
    let (what, hint) = all.unknown(name);
    Error::new(what).hint(hint)
}

/// Rules that belong together.
struct Section {
    name: &'static str,
    summary: &'static str,
    rules: &'static [&'static Rule],
}

fn sections() -> impl Iterator<Item = Section> {
    let (name, summary) = DECODE;
    let stages =
        STAGES.iter().map(|s| Section { name: s.name, summary: s.summary, rules: s.rules });
    let told = Section { name: TOLD.0, summary: TOLD.1, rules: check::TOLD };
    [Section { name, summary, rules: decode::RULES }].into_iter().chain(stages).chain([told])
}

fn section(section: &Section) -> String {
    let mut out = format!("{HEADING}{}{HEADING:#}  {}\n", section.name, section.summary);
    rows(&mut out, section.rules.iter().copied());
    out
}

fn rows(out: &mut String, rules: impl Iterator<Item = &'static Rule>) {
    let id_width = rule::all().map(|rule| rule.id.len()).max().unwrap_or(0);
    let label_width = LABELS.iter().map(|row| row.name.len()).max().unwrap_or(0);
    for rule in rules {
        let label = rule.label.map_or("-", |label| label.name());
        let _ = writeln!(
            out,
            "  {NAME}{:id_width$}{NAME:#}  {:5}  {:7}  {label:label_width$}  {}",
            rule.id,
            rule.risk.name(),
            rule.severity.name(),
            rule.summary
        );
    }
}

fn page(rule: &Rule) -> String {
    let mut out = format!("{HEADING}{}{HEADING:#}\n{}\n\n{}\n\n", rule.id, rule.summary, rule.why);
    let _ = writeln!(out, "{HEADING}risk{HEADING:#}    {}: {}", rule.risk.name(), risk(rule));
    let severity = rule.severity.name();
    let _ = writeln!(out, "{HEADING}check{HEADING:#}   {severity}, or --level {}=…", rule.id);
    if let Some(row) = rule.label.and_then(|label| LABELS.iter().find(|row| row.label == label)) {
        let _ = writeln!(out, "{HEADING}label{HEADING:#}   {}: {}", row.name, by_default(row));
    }
    let example = &rule.example;
    if let Some(choice) = example.choice {
        let _ = writeln!(out, "{HEADING}only{HEADING:#}    with {}", choice.typed);
    }
    let before = excerpt::quoted_bytes(example.before);
    let _ = writeln!(out, "{HEADING}before{HEADING:#}  {BEFORE}{before}{BEFORE:#}");
    if rule.risk != rule::Risk::Told {
        let after = excerpt::quoted_bytes(example.after.as_bytes());
        let _ = writeln!(out, "{HEADING}after{HEADING:#}   {AFTER}{after}{AFTER:#}");
    }
    let _ = writeln!(out, "{HEADING}off{HEADING:#}     --off {}", rule.id);
    out
}

fn risk(rule: &Rule) -> &'static str {
    match rule.risk {
        rule::Risk::Safe => "reversible, and no meaning can be lost",
        rule::Risk::Lossy => "words leave the text",
        rule::Risk::Guess => "the original is not determined; the best candidate is taken",
        rule::Risk::Told => "nothing is changed; `descrape check` tells of it",
    }
}

/// Every rule, in Markdown: what, why, an example, how to turn it off.
pub fn reference() -> String {
    let mut out = "\
# Rules

Everything that descrape changes or tells of has one of these rules. `descrape rules RULE` shows one of them, `--off RULE`
turns it off in any command, `--skip STAGE` all of a stage, `check --level RULE=note|warning|error` says how bad it is.
This page is made by `descrape generate rules`.
"
    .to_owned();
    for section in sections() {
        let _ = write!(out, "\n## {}\n\n{}\n", section.name, section.summary);
        for rule in section.rules {
            reference_of(&mut out, rule);
        }
    }
    out
}

fn reference_of(out: &mut String, rule: &Rule) {
    let _ = write!(out, "\n### {}\n\n{}. {}\n\n", rule.id, capital(rule.summary), rule.why);
    let _ = writeln!(out, "| | |\n|---|---|");
    let _ = writeln!(out, "| risk | {}: {} |", rule.risk.name(), risk(rule));
    let _ = writeln!(out, "| in a check | {} |", rule.severity.name());
    if let Some(row) = rule.label.and_then(|label| LABELS.iter().find(|row| row.label == label)) {
        let _ = writeln!(out, "| label | {}: {} |", row.name, by_default(row));
    }
    if let Some(choice) = rule.example.choice {
        let _ = writeln!(out, "| only | with `{}` |", choice.typed);
    }
    let _ = writeln!(out, "| before | {} |", code(rule.example.before));
    if rule.risk != rule::Risk::Told {
        let _ = writeln!(out, "| after | {} |", code(rule.example.after.as_bytes()));
    }
    let _ = writeln!(out, "| off | `--off {}` |", rule.id);
}

/// In a cell of a table.
fn code(bytes: &[u8]) -> String {
    let shown = excerpt::quoted_bytes(bytes).replace('|', "\\|");
    if shown.contains('`') { format!("`` {shown} ``") } else { format!("`{shown}`") }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn label(row: &LabelRow) -> String {
    let mut out = format!("{HEADING}{}{HEADING:#}  a label: {}\n", row.name, by_default(row));
    rows(&mut out, rule::all().filter(|rule| rule.label == Some(row.label)));
    out
}

/// Whether text of this label stays, and how to have it otherwise.
fn by_default(row: &LabelRow) -> String {
    let name = row.name;
    if row.stays {
        format!("stays in the text; --drop {name} takes it out")
    } else {
        format!("leaves the text; --keep {name} leaves it in")
    }
}
