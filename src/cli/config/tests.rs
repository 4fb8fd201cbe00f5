use clap::{CommandFactory as _, FromArgMatches as _};

use super::super::args::Cli;
use super::super::labels::LabelChoice;
use super::*;

fn built() -> Command {
    let mut program = Cli::command();
    program.build();
    program
}

fn file(text: &str) -> Result<File, descrape::error::Error> {
    File::parse(Path::new("conf/descrape.toml"), text.as_bytes(), &built())
}

/// What came of a command line, with a file.
fn matches(text: &str, line: &str) -> ArgMatches {
    let file = file(text).unwrap();
    let (program, line) = (Cli::command(), format!("descrape {line}"));
    let typed = program.clone().try_get_matches_from(line.split(' ')).unwrap();
    let (name, own) = typed.subcommand().unwrap();
    check(&file, &program, name).unwrap();
    let built = built();
    let settings = in_effect(&file, built.find_subcommand(name).unwrap(), own);
    let program = with_defaults(program, name, &settings);
    program.try_get_matches_from(line.split(' ')).unwrap().remove_subcommand().unwrap().1
}

/// The values of options, `off=a,b`; what is not set is left out.
fn values(text: &str, line: &str, options: &[&str]) -> String {
    let matches = matches(text, line);
    let set = options.iter().filter_map(|option| {
        let raw: Vec<_> = matches.get_raw(option)?.map(|raw| raw.to_str().unwrap()).collect();
        Some(format!("{option}={}", raw.join(",")))
    });
    set.collect::<Vec<_>>().join(" ")
}

fn refusal(text: &str) -> String {
    let error = file(text).unwrap_err();
    format!("{error}\n{}", error.hint_text().unwrap_or_default())
}

/// Who adds an option decides whether it may stand in a file: in the example, or in the list.
#[test]
fn every_option_of_every_command_is_in_the_example_or_refused() {
    let page = include_str!("../../../docs/configuration.md");
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let shown = file(example).unwrap();
    for command in built().get_subcommands() {
        check(&shown, &Cli::command(), command.get_name()).unwrap();
        for option in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let Some(name) = option.get_long() else { continue };
            let set = shown.settings.iter().any(|setting| setting.option == name);
            let command = command.get_name();
            assert!(set != refused::reason(name).is_some(), "{command} --{name}");
            // As typed, so that it is not refused for its type.
            assert_eq!(
                file(&format!("[{command}]\n{name} = []"))
                    .is_err_and(|error| error.to_string().contains("cannot stand")),
                !set
            );
        }
    }
}

#[test]
fn what_is_refused_exists() {
    let program = built();
    for (name, _) in refused::REFUSED {
        let has = |command: &Command| option(command, name).is_some();
        assert!(has(&program) || program.get_subcommands().any(has), "{name}");
    }
}

#[test]
fn each_layer_wins_over_those_before() {
    let off = &["off", "quiet"];
    let text = "off = 'unicode.nfc'\nquiet = true\n[clean]\noff = ['unicode.control']\n";
    for (line, expected) in [
        ("explain a", "off=unicode.nfc"),
        ("clean a", "off=unicode.control quiet=true"),
        ("clean a --off entities.named", "off=entities.named quiet=true"),
        ("survey a", "quiet=true"),
    ] {
        let known = built().find_subcommand(line.split(' ').next().unwrap()).cloned().unwrap();
        let known: Vec<&str> =
            off.iter().copied().filter(|it| option(&known, it).is_some()).collect();
        assert_eq!(values(text, line, &known), expected, "{line}");
    }
    let back = "off = 'unicode.nfc'\nquiet = true\n[clean]\noff = []\nquiet = false\n";
    assert_eq!(values(back, "clean a", off), "quiet=false");
    assert_eq!(values(back, "clean a -q", off), "quiet=true");
}

#[test]
fn options_take_others_back() {
    let stages = &["only", "skip"];
    for (text, line, expected) in [
        ("skip = 'unicode'", "clean a --only unicode", "only=unicode"),
        (
            "only = ['unicode', 'mojibake']",
            "clean a --skip unicode",
            "only=unicode,mojibake skip=unicode",
        ),
        ("skip = 'unicode'", "clean a --skip mojibake", "skip=mojibake"),
        ("skip = 'unicode'\n[clean]\nonly = 'unicode'", "clean a", "only=unicode"),
        ("only = 'mojibake'\nskip = 'unicode'", "clean a", "only=mojibake skip=unicode"),
        ("skip = 'unicode'\n[clean]\nonly = []", "clean a", "skip=unicode"),
    ] {
        assert_eq!(values(text, line, stages), expected, "{text} {line}");
    }
    let view = &["quiet", "verbose"];
    for (text, line, expected) in [
        ("quiet = true", "clean a -v", "quiet=false verbose=true"),
        ("verbose = true", "clean a -q", "quiet=true verbose=false"),
        ("verbose = true", "clean a", "quiet=false verbose=true"),
        ("quiet = true\n[clean]\nverbose = true", "clean a", "quiet=false verbose=true"),
        ("quiet = true\n[clean]\nverbose = false", "clean a", "quiet=true verbose=false"),
    ] {
        assert_eq!(values(text, line, view), expected, "{text} {line}");
    }
}

/// What a file says of labels is as if it were typed before the rest.
#[test]
fn labels_are_decided_by_the_last_that_names_them() {
    let choice = |text: &str, line: &str| {
        LabelChoice::from_arg_matches(&matches(text, &format!("clean a{line}"))).unwrap()
    };
    for (text, line, same) in [
        ("keep = 'byline'", " --drop caption", " --keep byline --drop caption"),
        ("keep = 'byline'", " --drop byline", " --keep byline --drop byline"),
        ("drop = 'caption'", " --keep caption", " --drop caption --keep caption"),
        ("drop = 'all'", " --keep byline", " --drop all --keep byline"),
        ("keep = ['all', 'byline']", " --drop all", " --keep all,byline --drop all"),
        ("tweets = 'drop'", " --keep tweet_text", " --tweets drop --keep tweet_text"),
        ("keep = 'tweet_text'", " --tweets drop", " --keep tweet_text --tweets drop"),
        ("tweets = 'quote'", " --keep byline", " --tweets quote --keep byline"),
        ("tweets = 'quote'", " --tweets keep", " --tweets keep"),
        // Keys have no order, tables have.
        ("keep = 'tweet_text'\ntweets = 'drop'", "", " --tweets drop --keep tweet_text"),
        ("drop = 'byline'\nkeep = 'byline'", "", " --keep byline --drop byline"),
        ("drop = 'byline'\n[clean]\nkeep = 'byline'", "", " --drop byline --keep byline"),
        ("keep = 'tweet_text'\n[clean]\ntweets = 'drop'", "", " --keep tweet_text --tweets drop"),
        ("keep = 'byline'\n[clean]\nkeep = 'caption'", "", " --keep caption"),
    ] {
        assert_eq!(choice(text, line), choice("", same), "{text}{line}");
    }
}

#[test]
fn values_are_what_would_be_typed() {
    for (text, option, expected) in [
        ("fields = 'id,text'", "fields", "fields=id,text"),
        ("fields = ['id', '+spans']", "fields", "fields=id,+spans"),
        ("glob = ['a,b', '-c']", "globs", "globs=a,b,-c"),
        ("text-field = ''", "text_field", "text_field="),
        ("text-field = '--x'", "text_field", "text_field=--x"),
        ("threads = 1_6", "threads", "threads=16"),
        ("threads = 0x10", "threads", "threads=16"),
        ("max-line = 1048576", "max_line", "max_line=1048576"),
        ("max-quarantined = '2 %'", "max_quarantined", "max_quarantined=2 %"),
        ("clean.survey = true", "survey", "survey="),
        // From the folder of the file; a pattern is no path.
        ("clean.survey = ['a', '/b']", "survey", "survey=conf/a,/b"),
        ("report = '../run.json'", "report", "report=conf/../run.json"),
        ("glob = 'a/*'", "globs", "globs=a/*"),
    ] {
        assert_eq!(values(text, "clean a", &[option]), expected, "{text}");
    }
    // Also where it is both the name of an option and of a command.
    assert_eq!(values("survey = 'x'", "clean a", &["survey"]), "survey=conf/x");
}

/// Where, what, and what to try.
#[test]
fn what_makes_no_sense_is_named() {
    for (text, expected) in [
        ("\n\nfeilds = 'id'", "3:1: there is no option 'feilds'\ndid you mean 'fields'? "),
        ("zzz = 1", "1:1: there is no option 'zzz'\n`descrape clean --help` lists them"),
        (
            "[claen]\noff = []",
            "1:2: there is no command 'claen'\ndid you mean 'clean'? there are: ",
        ),
        (
            "[clean]\n  filds = 'id'",
            "2:3: `descrape clean` has no option 'filds'\ndid you mean 'fields'?",
        ),
        (
            "[survey]\ntext_field = 'x'",
            "2:1: `descrape survey` has no option 'text_field'\ndid you mean 'text-field'?",
        ),
        (
            "[explain]\nreport = 'x'",
            "2:1: `descrape explain` has no option 'report'\nit is an option of: clean",
        ),
        ("clean = true", "1:1: 'clean' is a command; its options stand below [clean]"),
        ("[[clean]]\noff = []", "1:3: 'clean' is a command; its options stand below [clean]"),
        ("[off]\nx = 1", "'off' takes a string, or an array of strings, not a table"),
        ("é = 1", "1:1: not TOML: "),
        ("off = ['é', 3, []]", "1:16: 'off' takes a string, or an array of strings, not an array"),
        ("quiet = 'yes'", "1:9: 'quiet' is true or false, not a string"),
        (
            "guess = true",
            "1:9: 'guess' takes a string or a number, not a boolean\nthere are: off, high, any",
        ),
        ("text-field = ['a']", "1:14: 'text-field' takes a string or a number, not an array"),
        ("language = 2020-01-01", "1:12: 'language' takes a string or a number, not a datetime"),
        (
            "clean.survey = [true]",
            "1:17: 'survey' takes true, a string, or an array of strings, not a boolean",
        ),
        (
            "[clean]\noutput = 'x'",
            "2:1: 'output' cannot stand in a configuration file: where a run writes",
        ),
        ("path = 'x'", "1:1: 'path' cannot stand in a configuration file: what a command is about"),
        ("[explain]\nfile = 'x'", "2:1: 'file' cannot stand in"),
        ("quiet = true\nquiet = true", "2:1: not TOML: duplicate key"),
        ("off = [", "not TOML: "),
        ("off = 'x\n", "1:9: not TOML: "),
    ] {
        let said = refusal(text);
        assert!(
            said.starts_with("conf/descrape.toml:") && said.contains(expected),
            "{text}: {said}"
        );
    }
    let error = File::parse(Path::new("x"), b"off = '\xc3\xa9\xe9'", &built()).unwrap_err();
    assert_eq!(error.to_string(), "x:1:9: not UTF-8");
}

#[test]
fn a_value_gets_the_words_it_gets_when_typed() {
    for (text, place, typed) in [
        ("guess = 'hihg'", "1:9", "--guess=hihg"),
        ("off = ['unicode.nfc', 'unicode.nfk']", "1:23", "--off=unicode.nfk"),
        ("[clean]\nfields = 'id,txet'", "2:10", "--fields=id,txet"),
        ("threads = 0", "1:11", "--threads=0"),
        ("max-line = '64megs'", "1:12", "--max-line=64megs"),
        ("language = 'en_GB'", "1:12", "--language=en_GB"),
        // Also where it is not in effect.
        ("color = 'rot'\n[clean]\ncolor = 'never'", "1:9", "--color=rot"),
    ] {
        let (at, error) = check(&file(text).unwrap(), &Cli::command(), "clean").unwrap_err();
        assert_eq!(at, format!("conf/descrape.toml:{place}"));
        let expected = Cli::command().try_get_matches_from(["descrape", "clean", "a", typed]);
        assert_eq!(error.to_string(), expected.unwrap_err().to_string(), "{text}");
    }
    // What another command makes of a value is its business.
    assert!(check(&file("guess = 'hihg'").unwrap(), &Cli::command(), "rules").is_ok());
}

/// Hostile files are answered, and soon.
#[test]
fn deep_and_long_files_are_answered() {
    assert!(file(&format!("off = {}", "[".repeat(100_000))).is_err());
    assert!(file(&"a.".repeat(100_000)).is_err());
    let long = (0..20_000).map(|n| format!("x{n} = 1")).collect::<Vec<_>>().join("\n");
    assert!(refusal(&long).contains("1:1: there is no option 'x0'"));
}
