//! `descrape rules`: the list of rules, and the page of one.

use std::fmt::Write;

use descrape::decode;
use descrape::error::Error;
use descrape::label::{LABELS, LabelRow};
use descrape::pipeline::STAGES;
use descrape::rule::{self, Rule};

use super::args::RulesArgs;
use super::names::{LABEL, Names, RULE, STAGE};
use super::terminal::{self, AFTER, BEFORE, HEADING, NAME};
use super::{Outcome, excerpt};

/// Reading bytes is no stage, since it cannot be skipped, but it has rules.
const DECODE: (&str, &str) = ("decode", "from bytes to text; always runs");

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
    [Section { name, summary, rules: decode::RULES }].into_iter().chain(stages)
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
            "  {NAME}{:id_width$}{NAME:#}  {:5}  {label:label_width$}  {}",
            rule.id,
            rule.risk.name(),
            rule.summary
        );
    }
}

fn page(rule: &Rule) -> String {
    let risk = match rule.risk {
        rule::Risk::Safe => "reversible, and no meaning can be lost",
        rule::Risk::Lossy => "words leave the text",
        rule::Risk::Guess => "the original is not determined; the best candidate is taken",
        rule::Risk::Told => "nothing is changed; `descrape check` tells of it",
    };
    let mut out = format!("{HEADING}{}{HEADING:#}\n{}\n\n{}\n\n", rule.id, rule.summary, rule.why);
    let _ = writeln!(out, "{HEADING}risk{HEADING:#}    {}: {risk}", rule.risk.name());
    if let Some(row) = rule.label.and_then(|label| LABELS.iter().find(|row| row.label == label)) {
        let _ = writeln!(out, "{HEADING}label{HEADING:#}   {}: {}", row.name, by_default(row));
    }
    let example = &rule.example;
    if let Some(choice) = example.choice {
        let _ = writeln!(out, "{HEADING}only{HEADING:#}    with {}", choice.typed);
    }
    let _ = writeln!(
        out,
        "{HEADING}before{HEADING:#}  {BEFORE}{}{BEFORE:#}\n{HEADING}after{HEADING:#}   {AFTER}{}{AFTER:#}",
        excerpt::quoted_bytes(example.before),
        excerpt::quoted_bytes(example.after.as_bytes()),
    );
    let _ = writeln!(out, "{HEADING}off{HEADING:#}     --off {}", rule.id);
    out
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
