//! `descrape restore`: rebuilds the original files.

use std::time::Instant;

use descrape::corpus;
use descrape::error::Error;

use super::args::RestoreArgs;
use super::progress::Watch;
use super::{Outcome, summary};

pub fn run(args: &RestoreArgs) -> Result<Outcome, Error> {
    let start = Instant::now();
    let watch = Watch::new(&args.view, false).calling_undone("failed");
    let report = corpus::restore_file(&args.records, &args.out, args.force, &watch);
    watch.finish(None);
    let report = report?;
    if !args.view.quiet {
        summary::restore(&report, &args.out, start.elapsed()).tell();
    }
    let all = report.refused == 0 && report.failed == 0 && watch.problems() == 0;
    Ok(Outcome::done_if(all))
}
