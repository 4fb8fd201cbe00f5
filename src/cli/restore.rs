//! `descrape restore`: rebuilds the original files.

use descrape::corpus;
use descrape::error::Error;

use super::args::RestoreArgs;
use super::progress::Watch;
use super::{Outcome, summary, terminal};

pub fn run(args: &RestoreArgs) -> Result<Outcome, Error> {
    let watch = Watch::new(&args.view, false);
    let report = corpus::restore_file(&args.records, &args.out, args.force, &watch);
    watch.finish(None);
    let report = report?;
    if !args.view.quiet {
        terminal::tell(&summary::restore(&report, &args.out));
    }
    let all = report.refused == 0 && report.failed == 0 && watch.problems() == 0;
    Ok(Outcome::done_if(all))
}
