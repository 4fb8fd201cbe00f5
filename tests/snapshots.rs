//! The command line as a person sees it: `tests/cmd/*.trycmd` hold commands and the whole of what
//! they print. `TRYCMD=overwrite cargo test --test snapshots` writes them anew; read the diff.

#[test]
fn commands_print_what_they_printed() {
    let cases = trycmd::TestCases::new();
    // What is written for programs names it.
    let version = env!("CARGO_PKG_VERSION");
    cases.insert_var("[VERSION]", version).expect("a name in brackets is one of a variable");
    cases.env("COLUMNS", "100").case("tests/cmd/*.trycmd");
}
