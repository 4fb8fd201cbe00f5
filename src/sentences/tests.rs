use super::*;

fn check(language: &str, text: &str, expected: &[&str]) {
    check_with(&Options { language, ..Options::default() }, text, expected);
}

fn check_with(options: &Options<'_>, text: &str, expected: &[&str]) {
    let sentences: Vec<&str> = split(text, options).map(|range| &text[range]).collect();
    assert_eq!(sentences, expected, "{text:?}");
}

#[test]
fn titles_and_initials_end_nothing() {
    check(
        "en",
        "Lt. Gen. Ada T. Brook III spoke. Dr. Oum left.",
        &["Lt. Gen. Ada T. Brook III spoke.", "Dr. Oum left."],
    );
    check(
        "en",
        "P. Q. Oram and R.S. Lund met. They talked.",
        &["P. Q. Oram and R.S. Lund met.", "They talked."],
    );
    check(
        "en",
        "It went to Tom Oram Jr. His aunt cheered.",
        &["It went to Tom Oram Jr.", "His aunt cheered."],
    );
    check("it", "Parla l'Avv. Rossi. Ascolta.", &["Parla l'Avv. Rossi.", "Ascolta."]);
}

#[test]
fn acronyms_end_a_sentence_when_one_starts() {
    check(
        "en",
        "They moved to the U.S. They liked it.",
        &["They moved to the U.S.", "They liked it."],
    );
    check(
        "en",
        "The U.S. Coast Guard came. U.S.-led teams left.",
        &["The U.S. Coast Guard came.", "U.S.-led teams left."],
    );
    check("en", "Oram Inc. said no. It sells rope.", &["Oram Inc. said no.", "It sells rope."]);
    check(
        "en",
        "Doors open at 7 p.m. Friday at the hall.",
        &["Doors open at 7 p.m. Friday at the hall."],
    );
    check(
        "en",
        "It ended at 4 p.m. Crowds went home.",
        &["It ended at 4 p.m.", "Crowds went home."],
    );
    check(
        "en",
        "The crest was reached at 7 a.m. (5 a.m. in Orrin) on Monday.",
        &["The crest was reached at 7 a.m. (5 a.m. in Orrin) on Monday."],
    );
    check("en", "At 5 a.m. Mrs. Lund woke.", &["At 5 a.m. Mrs. Lund woke."]);
}

#[test]
fn numbers_months_and_addresses_hold_together() {
    check(
        "en",
        "On Oct. 3, 2016 No. 7 sank. All swam.",
        &["On Oct. 3, 2016 No. 7 sank.", "All swam."],
    );
    check("en", "It cost $3.50. We paid.", &["It cost $3.50.", "We paid."]);
    check(
        "en",
        "See www.example.org/a.html. Then write to ada.l@example.org. Bye.",
        &["See www.example.org/a.html.", "Then write to ada.l@example.org.", "Bye."],
    );
    check("en", "She works at Jolly! in Orrin.", &["She works at Jolly! in Orrin."]);
    check(
        "de",
        "Am 3. Oktober kam z. B. Frau Dr. Lund. Sie blieb.",
        &["Am 3. Oktober kam z. B. Frau Dr. Lund.", "Sie blieb."],
    );
    check(
        "de",
        "Er bleibt bis zum Mai. Schwimmen darf er.",
        &["Er bleibt bis zum Mai.", "Schwimmen darf er."],
    );
}

#[test]
fn quotations_stay_with_who_said_them() {
    check(
        "en",
        "\"No.\" he said. \"Why?\" she asked.",
        &["\"No.\" he said.", "\"Why?\" she asked."],
    );
    check("en", "\"Who swam?\" Oram asked. Nobody.", &["\"Who swam?\" Oram asked.", "Nobody."]);
    check(
        "en",
        "“It rained. It rained a lot,” said Oram. “We swam.”",
        &["“It rained.", "It rained a lot,” said Oram.", "“We swam.”"],
    );
    check(
        "en",
        "“It held.” Oram added, “It rained.” Lund said that it had. “Why?” Oram asked. He left.” And, said Lund, so did she.",
        &[
            "“It held.”",
            "Oram added, “It rained.”",
            "Lund said that it had.",
            "“Why?” Oram asked.",
            "He left.”",
            "And, said Lund, so did she.",
        ],
    );
    check(
        "en",
        "“It held, at last. #Orrin,” Oram wrote. “It held. #Orrin.” Nobody slept.",
        &["“It held, at last. #Orrin,” Oram wrote.", "“It held. #Orrin.”", "Nobody slept."],
    );
    check("zh", "“大坝挺住了。”老李说。雨停了。", &["“大坝挺住了。”老李说。", "雨停了。"]);
    check("zh", "“雨停了。”老李说：“睡吧。”", &["“雨停了。”", "老李说：“睡吧。”"]);
    check("en", "He said \"Go.\" Then he went.", &["He said \"Go.\"", "Then he went."]);
    check("fr", "« Elle tient ! » La maire sourit.", &["« Elle tient ! »", "La maire sourit."]);
    check("ja", "「来た。」と言った。雨だ。", &["「来た。」と言った。", "雨だ。"]);
}

#[test]
fn quotations_stay_whole_if_asked() {
    let check = |language, text: &str, split: &[&str], whole: &[&str]| {
        let options = Options { language, ..Options::default() };
        check_with(&options, text, split);
        check_with(&Options { quotes: Quotes::Whole, ..options }, text, whole);
    };
    check(
        "en",
        "“It rained. It rained a lot,” said Oram. “We swam. Nobody slept.” It held.",
        &["“It rained.", "It rained a lot,” said Oram.", "“We swam.", "Nobody slept.”", "It held."],
        &["“It rained. It rained a lot,” said Oram.", "“We swam. Nobody slept.”", "It held."],
    );
    check(
        "en",
        "\"It rained. We swam,\" he said. \"It held.\" Nobody slept.",
        &["\"It rained.", "We swam,\" he said.", "\"It held.\"", "Nobody slept."],
        &["\"It rained. We swam,\" he said.", "\"It held.\"", "Nobody slept."],
    );
    check(
        "de",
        "Er rief: „Der Damm bricht. Lauft!“ Alle liefen.",
        &["Er rief: „Der Damm bricht.", "Lauft!“", "Alle liefen."],
        &["Er rief: „Der Damm bricht. Lauft!“", "Alle liefen."],
    );
    check(
        "fr",
        "Elle dit : « Il pleut. Le barrage tient. » Nul ne dort.",
        &["Elle dit : « Il pleut.", "Le barrage tient. »", "Nul ne dort."],
        &["Elle dit : « Il pleut. Le barrage tient. »", "Nul ne dort."],
    );
    check(
        "ja",
        "「雨だ。帰ろう。」夜だ。",
        &["「雨だ。", "帰ろう。」", "夜だ。"],
        &["「雨だ。帰ろう。」", "夜だ。"],
    );
    let open = ["“It rained.", "We swam.", "Nobody slept."];
    check("en", &open.join(" "), &open, &open);
    let reopened = ["“It rained.", "We swam.", "“Nobody slept.”"];
    check("en", "“It rained. We swam.\n\n“Nobody slept.”", &reopened, &reopened);
}

#[test]
fn ellipses_split_only_before_a_sentence() {
    check("en", "He stopped ... and swam on.", &["He stopped ... and swam on."]);
    check("en", "It rained on… Nobody slept.", &["It rained on…", "Nobody slept."]);
    check("en", "It rained. … Nobody slept.", &["It rained.", "… Nobody slept."]);
    check("en", "(It rained. ) Nobody slept.", &["(It rained. )", "Nobody slept."]);
    check("en", "And then . . . silence. Rain.", &["And then . . . silence.", "Rain."]);
    check(
        "en",
        "They wrote “the dam [...] held.” It did.",
        &["They wrote “the dam [...] held.”", "It did."],
    );
}

#[test]
fn brackets_credits_tags_and_citations() {
    check(
        "en",
        "It held. (Nobody slept.) Rain fell.",
        &["It held.", "(Nobody slept.)", "Rain fell."],
    );
    check("en", "The dam in Orrin. (Ada Lund/AP)", &["The dam in Orrin. (Ada Lund/AP)"]);
    check("en", "(Ada Lund/AP) The dam held.", &["(Ada Lund/AP)", "The dam held."]);
    check(
        "en",
        "1- The dam held in #Orrin. We slept. So did he. @dams #rain",
        &["1- The dam held in #Orrin.", "We slept.", "So did he. @dams #rain"],
    );
    check(
        "en",
        "The dam held.[4][5] Rain fell. [6] It stopped.",
        &["The dam held.[4][5]", "Rain fell. [6]", "It stopped."],
    );
}

#[test]
fn lists_are_split_at_their_items() {
    check("en", "1. Rope holds. 2. Nails do not.", &["1. Rope holds.", "2. Nails do not."]);
    check("en", "a) rope b) nails c) glue", &["a) rope", "b) nails", "c) glue"]);
    check(
        "en",
        "Needed:\n- rope\n- nails. And glue.",
        &["Needed:", "- rope", "- nails.", "And glue."],
    );
}

#[test]
fn lists_inside_a_paragraph_have_three_items() {
    check(
        "en",
        "Bring these. 1. Rope 2. Nails 3. Glue",
        &["Bring these.", "1. Rope", "2. Nails", "3. Glue"],
    );
    check("en", "It held. 1. Rope broke.", &["It held.", "1. Rope broke."]);
    check("da", "1. Reb 2. Søm", &["1. Reb", "2. Søm"]);
    check("da", "1. maj og 2. maj", &["1. maj og 2. maj"]);
    check("de", "1. Bundesliga und 2. Bundesliga", &["1. Bundesliga und 2. Bundesliga"]);
    check("en", "It needs: 2.1. Rope; 2.2. Nails.", &["It needs: 2.1. Rope; 2.2. Nails."]);
}

#[test]
fn an_ordinal_ends_a_sentence_where_nouns_are_small() {
    check("cs", "Skončil na místě 3. Příště vyhraje.", &["Skončil na místě 3.", "Příště vyhraje."]);
    check("cs", "Přišel 3. Května.", &["Přišel 3. Května."]);
    check("de", "Er kam im 3. Stock an.", &["Er kam im 3. Stock an."]);
    check("de", "Es stand auf S. 12. Kurt las.", &["Es stand auf S. 12.", "Kurt las."]);
}

#[test]
fn words_that_are_also_abbreviations() {
    check("es", "Cayó en el mar. Nadie lo vio.", &["Cayó en el mar.", "Nadie lo vio."]);
    check("es", "Fue el 15 mar. Nadie lo vio.", &["Fue el 15 mar. Nadie lo vio."]);
    check("ro", "Crește volumul VS. Septul cedează.", &["Crește volumul VS.", "Septul cedează."]);
    check("it", "Parlò Sen. Rossi. Bene.", &["Parlò Sen. Rossi.", "Bene."]);
    check("da", "Mr. Oram holdt. Fint.", &["Mr. Oram holdt.", "Fint."]);
}

#[test]
fn small_letters_start_a_sentence_after_a_long_word() {
    check("en", "The dam was inspected. it held.", &["The dam was inspected.", "it held."]);
    check("en", "The dam was insp. and held.", &["The dam was insp. and held."]);
}

#[test]
fn emoticons_stay_with_their_sentence() {
    check("en", "It held. :) Nobody slept.:D Rain.", &["It held. :)", "Nobody slept.:D", "Rain."]);
    check("en", "It held.: so he said.", &["It held.: so he said."]);
}

#[test]
fn names_and_remarks_in_brackets_are_whole() {
    check("zh", "我看了《来吧！朋友》。好！", &["我看了《来吧！朋友》。", "好！"]);
    check("ja", "店（昔は宿だ。今は違う。）で食べた。", &["店（昔は宿だ。今は違う。）で食べた。"]);
    check("ja", "（雨だ。帰ろう。）夜だ。", &["（雨だ。", "帰ろう。）", "夜だ。"]);
    check("en", "It said [10:02 who? 10:04] twice.", &["It said [10:02 who? 10:04] twice."]);
}

#[test]
fn units_are_never_crossed() {
    check(
        "en",
        "Dam holds in Orrin\nIt held all night. Rain fell.\n\nA caption",
        &["Dam holds in Orrin", "It held all night.", "Rain fell.", "A caption"],
    );
    check(
        "en",
        "The dam above\norrin held. Rain\nfell.",
        &["The dam above\norrin held.", "Rain\nfell."],
    );
}

#[test]
fn other_scripts_have_their_own_marks() {
    check("hi", "बाँध टिका रहा। बारिश रुकी।", &["बाँध टिका रहा।", "बारिश रुकी।"]);
    check("zh", "大坝挺住了。雨停了！真的？", &["大坝挺住了。", "雨停了！", "真的？"]);
    check("ar", "هل صمد السد؟ نعم.", &["هل صمد السد؟", "نعم."]);
    check("el", "Άντεξε; Ναι.", &["Άντεξε;", "Ναι."]);
    check("hy", "Անձրև է: Քնեցինք:", &["Անձրև է:", "Քնեցինք:"]);
}

#[test]
fn a_lost_space_is_found() {
    // The rules alone see no end there.
    const WELL: &[&str] = if cfg!(feature = "share-alike-model") {
        &["It was well...", "See for yourself."]
    } else {
        &["It was well...See for yourself."]
    };
    check("en", "It rained all night.The dam held.", &["It rained all night.", "The dam held."]);
    check("en", "He paid 1,000.That was all.", &["He paid 1,000.", "That was all."]);
    check("en", "It came on Monday.Dr. Lund left.", &["It came on Monday.", "Dr. Lund left."]);
    check("en", "It held (so he said).Nobody slept.", &["It held (so he said).", "Nobody slept."]);
    check("en", "He wept.\"We slept\" is all.", &["He wept.", "\"We slept\" is all."]);
    check("en", "\"Did it hold?\"Nobody slept.", &["\"Did it hold?\"", "Nobody slept."]);
    check("en", "It was well...See for yourself.", WELL);
    check("en", "Read about.Html files.", &["Read about.", "Html files."]);
    check("en", "Use node.Js2 or main.Rs/x here.", &["Use node.Js2 or main.Rs/x here."]);
}

#[test]
fn blank_and_odd_texts_survive() {
    check("en", "", &[]);
    check("en", " \n\u{a0}\n ", &[]);
    check("en", "...", &["..."]);
    check("xx-unknown", "One. Two.", &["One.", "Two."]);
    check("en", "- 1. 字2.", &["- 1. 字2."]);
}

/// The tables of `docs/sentences.md` say what is so.
#[test]
fn the_documentation_is_right() {
    let page = include_str!("../../docs/sentences.md");
    let (page, _) = page.split_once("### Quotations").expect("a heading");
    let rows = page.lines().filter_map(|line| line.strip_suffix("` |")?.rsplit_once("| `"));
    let mut count = 0;
    for (_, example) in rows {
        let expected: Vec<&str> = example.split("\\|").map(str::trim).collect();
        check("en", &example.replace(" \\| ", " ").replace("\\|", ""), &expected);
        count += 1;
    }
    assert!(count > 10);
}
