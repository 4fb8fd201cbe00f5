//! How much is read, and how much may go wrong: options that `clean` and `survey` share.

use std::num::NonZeroU64;

use bytesize::ByteSize;
use clap::Args;
use descrape::corpus::{self, Job, Most, Part};
use descrape::error::Error;

use super::args::INPUT;

/// How much is read.
#[derive(Debug, Args)]
#[command(next_help_heading = INPUT)]
pub struct LimitArgs {
    /// Read only one of N parts, as '1/16', for array jobs
    ///
    /// The inputs are divided into N parts, about equal in bytes, the same on every machine; large
    /// files of records are divided, compressed ones where they are made of frames that tell their
    /// size. Together the parts are the whole, each document once. I is from 1 to N.
    #[arg(long, value_name = "I/N", value_parser = part, hide_short_help = true)]
    take: Option<Part>,
    /// Stop when more documents than that are quarantined, as '100' or '2%'
    ///
    /// A share is looked at once 1,000 documents were read, and at the end.
    #[arg(long, value_name = "N|P%", value_parser = most, hide_short_help = true)]
    max_quarantined: Option<Most>,
    /// JSONL: quarantine lines that are longer [default: 128MiB]
    ///
    /// Sizes are bytes, or have a unit: 64MiB, 1GB, 500k.
    #[arg(long, value_name = "SIZE", value_parser = size, hide_short_help = true)]
    max_line: Option<u64>,
    /// Cut text files that are larger at blank lines [default: over 256MiB they are quarantined]
    ///
    /// Each piece is a document, whose id ends with the line where it begins.
    #[arg(long, value_name = "SIZE", value_parser = size, hide_short_help = true)]
    max_document: Option<u64>,
    /// Quarantine compressed files that become more than N times their size [default: 300]
    #[arg(long, value_name = "N", hide_short_help = true)]
    max_expansion: Option<NonZeroU64>,
}

impl LimitArgs {
    /// The part of the inputs that is read.
    pub fn part(&self) -> Option<Part> {
        self.take
    }

    /// Puts what was said into a job.
    pub fn set(&self, job: &mut Job) -> Result<(), Error> {
        let inputs = &mut job.inputs;
        if let Some(size) = self.max_line {
            inputs.limits.line = size;
        }
        if let Some(size) = self.max_document {
            (inputs.limits.document, inputs.limits.cuts) = (size, true);
        }
        if let Some(times) = self.max_expansion {
            inputs.limits.expansion = times.get();
        }
        inputs.part = self.take;
        job.most_quarantined = self.max_quarantined;
        match corpus::read_only_once(&job.inputs).filter(|_| self.take.is_some()) {
            Some(path) => Err(Error::new("cannot be divided, as `--take` must: it has no end yet")
                .at(path)
                .hint(
                    "save it to a file that every job reads, or divide it before, as `split` does",
                )),
            None => Ok(()),
        }
    }
}

/// A number of bytes, with a unit or without.
pub fn size(typed: &str) -> Result<u64, String> {
    match typed.parse::<ByteSize>() {
        Ok(size) if size.as_u64() > 0 => Ok(size.as_u64()),
        _ => Err("not a size, such as '64MiB', '1GB', '500k' or a number of bytes".to_owned()),
    }
}

fn part(typed: &str) -> Result<Part, String> {
    let numbers = typed.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    match numbers {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Part { number, of }),
        Some((0, of)) if of > 0 => Err(format!(
            "parts count from 1; where an index counts from 0 (Kubernetes) add 1: \
             --take $((JOB_COMPLETION_INDEX + 1))/{of}"
        )),
        Some((_, of)) if of > 0 => Err(format!("there are {of} parts, from 1/{of} to {of}/{of}")),
        _ => Err("not a part, such as '1/16' for the first of sixteen".to_owned()),
    }
}

fn most(typed: &str) -> Result<Most, String> {
    let parsed = match typed.strip_suffix('%') {
        None => typed.parse().ok().map(Most::Documents),
        Some(share) => {
            let share = share.trim_end().parse::<f64>().ok();
            share.filter(|share| (0.0..=100.0).contains(share)).map(|n| Most::Share(n / 100.0))
        }
    };
    parsed.ok_or_else(|| "neither a number, such as '100', nor a share, such as '2%'".to_owned())
}

#[cfg(test)]
mod tests {
    use descrape::corpus::Limits;

    use super::*;

    #[test]
    fn sizes_have_units_or_are_bytes() {
        for (typed, expected) in [
            ("1", 1),
            ("4096", 4096),
            ("500k", 500_000),
            ("500kB", 500_000),
            ("64MiB", 64 << 20),
            ("64 MiB", 64 << 20),
            ("1GB", 1_000_000_000),
            ("1.5GiB", 3 << 29),
        ] {
            assert_eq!(size(typed), Ok(expected), "{typed}");
        }
        for typed in ["", "0", "0.1B", "-1", "64 megs", "MiB", "1e3", "nan"] {
            assert!(size(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn parts_are_from_one() {
        assert_eq!(part("3/16"), Ok(Part { number: 3, of: 16 }));
        assert_eq!(part("16/16"), Ok(Part { number: 16, of: 16 }));
        let said = |typed| part(typed).err().unwrap_or_default();
        assert!(said("0/16").contains("--take $((JOB_COMPLETION_INDEX + 1))/16"));
        assert_eq!(said("17/16"), "there are 16 parts, from 1/16 to 16/16");
        for typed in ["", "3", "/", "3/", "/3", "0/0", "1/0", "-1/3", "1/3/5", "a/b"] {
            assert!(said(typed).contains("not a part, such as '1/16'"), "{typed}");
        }
    }

    #[test]
    fn how_much_may_go_wrong() {
        assert_eq!(most("0"), Ok(Most::Documents(0)));
        assert_eq!(most("100"), Ok(Most::Documents(100)));
        assert_eq!(most("2%"), Ok(Most::Share(0.02)));
        assert_eq!(most("0.5 %"), Ok(Most::Share(0.005)));
        for typed in ["", "%", "-1", "1.5", "101%", "-2%", "nan%", "2 percent"] {
            assert!(most(typed).is_err(), "{typed}");
        }
    }

    /// The help cannot compute them.
    #[test]
    fn the_defaults_are_those_of_the_help() {
        let Limits { line, document, expansion, .. } = Limits::default();
        assert_eq!((line, document, expansion), (128 << 20, 256 << 20, 300));
    }
}
