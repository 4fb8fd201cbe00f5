//! Whether what was found is too much.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use descrape::check::Levels;
use descrape::corpus::{Checked, Count};
use descrape::rule::{self, Rule, SEVERITIES, Severity};

use crate::cli::names::{GROUP, Names, RULE};
use crate::cli::summary::number;

/// Heading of the help.
const VERDICT: &str = "Verdict";

/// When there is too much.
#[derive(Debug, Args)]
#[command(next_help_heading = VERDICT)]
pub struct VerdictArgs {
    /// Exit with 1 when something is at least that bad
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// How much there may be of a rule or stage, as 'mojibake=0' or 'boilerplate=1%'
    ///
    /// In documents, or with 'chars' behind it in characters: 'boilerplate=5%chars'. What has a limit is
    /// judged by it alone, and not by --fail-on: a large corpus is judged by rates, not by lists.
    #[arg(long = "max", value_name = "RULE=N[%],…", value_delimiter = ',', value_parser = limit)]
    limits: Vec<Limit>,
    /// How bad findings of a rule or stage are, as 'unicode.nfc=error,boilerplate=warning'
    #[arg(long, value_name = "RULE=SEVERITY,…", value_delimiter = ',', value_parser = level)]
    level: Vec<Level>,
    /// Exit with 0 whatever is found (2 stays 2)
    #[arg(long, hide_short_help = true)]
    pub exit_zero: bool,
    /// Finding nothing to check is no error
    #[arg(long, hide_short_help = true)]
    pub allow_empty: bool,
}

/// The mildest severity that is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Note,
    Warning,
    Error,
    Never,
}

impl FailOn {
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Note => Some(Severity::Note),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Error => Some(Severity::Error),
            FailOn::Never => None,
        }
    }
}

impl VerdictArgs {
    /// How bad findings are, by rule.
    pub fn levels(&self) -> Levels {
        let rows = self.level.iter().flat_map(|level| {
            level.what.rules().map(|rule| (rule, level.severity)).collect::<Vec<_>>()
        });
        Levels::new(rows)
    }

    /// Whether too much was found. `known` are findings by rule that were there before.
    pub fn fails(&self, checked: &Checked, known: &BTreeMap<&'static str, u64>) -> bool {
        let levels = self.levels();
        let Some(severity) = self.fail_on.severity() else { return false };
        checked.rules.iter().any(|(id, count)| {
            let Some(rule) = rule::find(id) else { return false };
            count.findings > known.get(id).copied().unwrap_or_default()
                && levels.of(rule) >= severity
                && !self.limits.iter().any(|limit| limit.what.contains(rule))
        })
    }

    /// The limits that are passed, each in words.
    pub fn passed(&self, checked: &Checked) -> Vec<String> {
        self.limits.iter().filter_map(|limit| limit.passed(checked)).collect()
    }
}

/// Rules by a name: one, or all of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Rule(&'static Rule),
    Group(&'static str),
}

impl What {
    /// Of the id of a rule or the name of a group.
    pub fn named(name: &str) -> Result<What, String> {
        if let Some(rule) = rule::find(name) {
            return Ok(What::Rule(rule));
        }
        GROUP.known(name).map(What::Group).ok_or_else(|| {
            let all = Names {
                rows: || [RULE, GROUP].iter().flat_map(|names| (names.rows)()).collect(),
                ..RULE
            };
            let (what, hint) = all.unknown(name);
            format!("{what}; {hint}")
        })
    }

    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        rule::all().filter(move |rule| self.contains(rule))
    }

    fn contains(self, rule: &'static Rule) -> bool {
        match self {
            What::Rule(named) => named == rule,
            What::Group(name) => rule::group(rule) == name,
        }
    }

    fn name(self) -> &'static str {
        match self {
            What::Rule(rule) => rule.id,
            What::Group(name) => name,
        }
    }

    fn count(self, checked: &Checked) -> Count {
        let counts = match self {
            What::Rule(_) => &checked.rules,
            What::Group(_) => &checked.groups,
        };
        counts.get(self.name()).copied().unwrap_or_default()
    }
}

/// How much there may be of some rules.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Limit {
    what: What,
    most: Most,
    in_characters: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Most {
    Number(u64),
    /// Of all, in percent.
    Share(f64),
}

impl Limit {
    fn passed(self, checked: &Checked) -> Option<String> {
        let count = self.what.count(checked);
        let (n, all, unit) = if self.in_characters {
            (count.characters, checked.characters, "character")
        } else {
            (count.documents, checked.documents(), "document")
        };
        let mut out = format!("{}: {} of {} {unit}s", self.what.name(), number(n), number(all));
        match self.most {
            Most::Number(most) if n > most => {
                let _ = write!(out, ", at most {} allowed", number(most));
            }
            Most::Share(most) if 100.0 * n as f64 > most * all as f64 => {
                let share = 100.0 * n as f64 / all.max(1) as f64;
                let _ = write!(out, " ({share:.2} %), at most {most} % allowed");
            }
            _ => return None,
        }
        Some(out)
    }
}

fn limit(typed: &str) -> Result<Limit, String> {
    let form = || {
        "not of the form RULE=N, RULE=P% or either with 'chars' behind it, such as 'boilerplate=1%'"
            .to_owned()
    };
    let (name, amount) = typed.split_once('=').ok_or_else(form)?;
    let what = What::named(name)?;
    let (amount, in_characters) = match amount.trim_end().strip_suffix("chars") {
        Some(amount) => (amount.trim_end(), true),
        None => (amount, false),
    };
    let most = match amount.strip_suffix('%') {
        None => Most::Number(amount.parse().map_err(|_| form())?),
        Some(share) => {
            let share = share.trim_end().parse().map_err(|_| form())?;
            if !(0.0..=100.0).contains(&share) {
                return Err(form());
            }
            Most::Share(share)
        }
    };
    Ok(Limit { what, most, in_characters })
}

/// How bad findings of some rules are.
#[derive(Debug, Clone, Copy)]
struct Level {
    what: What,
    severity: Severity,
}

fn level(typed: &str) -> Result<Level, String> {
    let Some((name, word)) = typed.split_once('=') else {
        return Err("not of the form RULE=SEVERITY, such as 'unicode.nfc=error'".to_owned());
    };
    Ok(Level { what: What::named(name)?, severity: severity(word)? })
}

/// The severity of that name.
pub fn severity(typed: &str) -> Result<Severity, String> {
    let named = SEVERITIES.into_iter().find(|severity| severity.name() == typed);
    named.ok_or_else(|| {
        let all = SEVERITIES.map(Severity::name).join(", ");
        format!("unknown severity '{typed}'; there are: {all}")
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn checked() -> Checked {
        let mut checked = Checked { characters: 10_000, ..Checked::default() };
        checked.report.documents.documents = 200;
        let count = Count { findings: 9, documents: 3, characters: 500 };
        checked.rules.insert("tweet.link", count);
        checked.groups.insert("boilerplate", count);
        checked
    }

    #[test]
    fn limits_are_of_documents_or_characters_and_numbers_or_shares() {
        for (typed, said) in [
            ("tweet.link=3", None),
            ("tweet.link=2", Some("tweet.link: 3 of 200 documents, at most 2 allowed")),
            ("boilerplate=1.5%", None),
            (
                "boilerplate=1%",
                Some("boilerplate: 3 of 200 documents (1.50 %), at most 1 % allowed"),
            ),
            ("boilerplate=5 %chars", None),
            (
                "boilerplate=499 chars",
                Some("boilerplate: 500 of 10,000 characters, at most 499 allowed"),
            ),
            ("mojibake=0", None),
            ("mojibake=0%", None),
        ] {
            let passed = limit(typed).unwrap().passed(&checked());
            assert_eq!(passed.as_deref(), said, "{typed}");
        }
        for typed in
            ["", "mojibake", "mojibake=", "mojibake=-1", "mojibake=101%", "mojibake=1%words"]
        {
            assert!(limit(typed).unwrap_err().contains("RULE=N"), "{typed}");
        }
        assert!(limit("mojibaek=0").unwrap_err().contains("did you mean 'mojibake'"));
    }

    #[test]
    fn what_has_a_limit_is_judged_by_it_alone() {
        let args = |limits: &[&str], fail_on| VerdictArgs {
            fail_on,
            limits: limits.iter().map(|typed| limit(typed).unwrap()).collect(),
            level: vec![],
            exit_zero: false,
            allow_empty: false,
        };
        let none = BTreeMap::new();
        assert!(args(&[], FailOn::Note).fails(&checked(), &none));
        assert!(!args(&[], FailOn::Error).fails(&checked(), &none));
        assert!(!args(&[], FailOn::Never).fails(&checked(), &none));
        assert!(!args(&["boilerplate=99%"], FailOn::Note).fails(&checked(), &none));
        assert!(args(&["mojibake=0"], FailOn::Note).fails(&checked(), &none));
        let known = BTreeMap::from([("tweet.link", 9)]);
        assert!(!args(&[], FailOn::Note).fails(&checked(), &known));
    }
}
