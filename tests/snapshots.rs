//! The command line as a person sees it: `tests/cmd/*.trycmd` hold commands and the whole of what
//! they print. `TRYCMD=overwrite cargo test --test snapshots` writes them anew; read the diff.

#[test]
fn commands_print_what_they_printed() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/cmd/*.trycmd");
}
