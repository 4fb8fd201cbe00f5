//! `descrape --licenses`: under which terms the program and the data in it may be passed on.

use descrape::error::Error;

use super::{Outcome, terminal};

/// What it covers, and the texts.
const LICENSES: &[(&str, &[&str])] = &[
    (
        "The program, at your choice under",
        &[include_str!("../../LICENSE-MIT"), include_str!("../../LICENSE-APACHE")],
    ),
    (
        "The model of characters",
        &[
            include_str!("../../model/permissive/ATTRIBUTION.md"),
            include_str!("../../model/permissive/LICENSE-MIT"),
            include_str!("../../model/permissive/LICENSE-UNICODE"),
        ],
    ),
    #[cfg(feature = "share-alike-model")]
    (
        "The larger model of characters and the model of sentences, which this program was built with",
        &[
            include_str!("../../model/share-alike/ATTRIBUTION.md"),
            include_str!("../../model/share-alike/LICENSE"),
        ],
    ),
];

pub fn run() -> Result<Outcome, Error> {
    let views = LICENSES.iter().map(|(what, texts)| format!("{what}:\n\n{}", texts.join("\n")));
    terminal::show(&views.collect::<Vec<_>>().join("\n\n"))?;
    Ok(Outcome::Done)
}
