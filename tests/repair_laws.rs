//! The stages that repair characters, alone and together: what they mend, what they leave, and
//! that once is enough.

use descrape::rule::{self, Rule};
use descrape::{Document, Guess, Options, clean_text};
use proptest::prelude::*;

const REPAIR: [&str; 3] = ["entities", "mojibake", "unicode"];

fn only(stages: &[&'static str]) -> Options {
    Options { only: Some(stages.to_vec()), ..Options::default() }
}

fn lines(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// `<80>` to `<AD>`: characters that no editor shows.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let number = rest.get(at + 1..at + 3).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let (c, len) = match number.and_then(char::from_u32) {
            Some(c) if rest[at + 3..].starts_with('>') => (c, 4),
            _ => ('<', 1),
        };
        out.push(c);
        rest = &rest[at + len..];
    }
    out + rest
}

#[test]
fn clean_lines_stay() {
    let file = include_str!("data/mojibake_keep.txt");
    for line in lines(file) {
        assert_eq!(clean_text(line, &only(&REPAIR)).text(), line);
    }
    // All of them together: much text gives no courage either.
    assert_eq!(clean_text(file, &only(&REPAIR)).text(), file);
}

#[test]
fn damaged_lines_are_mended() {
    for line in lines(include_str!("data/mojibake_repair.txt")) {
        let (damaged, right) = line.split_once('\t').expect("a tab");
        let damaged = unescape(damaged);
        let document = clean_text(&damaged, &only(&["mojibake"]));
        assert_eq!(document.text(), right, "{damaged:?}");
    }
}

/// So that a fix is noticed.
#[test]
fn known_failures_still_fail() {
    for line in lines(include_str!("data/mojibake_known_failures.txt")) {
        let (text, right) = line.split_once('\t').expect("a tab");
        let document = clean_text(text, &only(&["mojibake"]));
        assert_ne!(document.text(), right, "comes out right now: move it to the lines that do");
    }
}

#[test]
fn guesses_are_findings_when_they_are_off() {
    let options = Options { guess: Guess::Off, ..only(&["mojibake"]) };
    let document = clean_text("â€œYes,â€ he said.", &options);
    assert_eq!(document.text(), "“Yes,â€ he said.");
    let found: Vec<_> = document.findings().iter().map(|f| (f.id, f.source.clone())).collect();
    let at = "â€œYes,".len();
    assert_eq!(found, [("mojibake.guess", Some(at..at + "â€".len()))]);
}

#[test]
fn the_plan_names_every_layer() {
    let options = Options { trace: true, ..only(&["mojibake"]) };
    let document = clean_text("couldnÃ¢â‚¬â„¢t say â€œyesâ€.", &options);
    let notes: Vec<_> = document.steps().iter().filter_map(|step| step.note.as_deref()).collect();
    let once = "UTF-8 bytes were read as windows-1252";
    assert_eq!(notes[..2], [&format!("{once}, twice"), once]);
    assert!(notes[2].starts_with(&format!("{once}; a byte is lost, odds of ")), "{notes:?}");
    assert_eq!(notes.len(), 3);
}

/// A document cleaned by these stages without these rules.
fn without(off: &[&str], text: &str) -> Document {
    let off = off.iter().map(|id| rule::find(id).expect("a rule")).collect();
    clean_text(text, &Options { off, ..only(&REPAIR) })
}

fn rules_of(document: &Document) -> Vec<&'static str> {
    document.changes().flat_map(|change| change.rules).map(|rule| rule.id).collect()
}

#[test]
fn a_rule_that_is_off_takes_no_part_in_what_others_do() {
    let (named, numeric) = ("entities.named", "entities.numeric");
    let (utf8, c1) = ("mojibake.utf8-as-windows-1252", "mojibake.c1-as-windows-1252");
    for (off, before, after) in [
        (numeric, "&amp;#233;", "&#233;"),
        (named, "&#38;amp; &#233;", "&amp; é"),
        (named, "&amp;#233;", "&amp;#233;"),
        (utf8, "It\u{92}s a cafÃ©", "It’s a cafÃ©"),
        (c1, "It\u{92}s a cafÃ©", "Its a café"),
        ("unicode.nfc", "e\u{ad}\u{301}", "e\u{301}"),
        ("unicode.soft-hyphen", "e\u{ad}\u{301} e\u{301}", "e\u{ad}\u{301} é"),
        ("mojibake.dropped-byte", "â€œYes,â€ he said.", "“Yes,â€ he said."),
    ] {
        assert_eq!(without(&[off], before).text(), after, "{off} off in {before:?}");
    }
}

#[test]
fn every_rule_that_took_part_is_named_and_counted() {
    let document = without(&[], "&amp;#233; e\u{ad}\u{301}");
    assert_eq!(document.text(), "é é");
    let rules =
        ["entities.named", "entities.numeric", "unicode.soft-hyphen", "unicode.nfc"].to_vec();
    assert_eq!(rules_of(&document), rules);
    let counts: Vec<_> = document.counts().iter().map(|(rule, n)| (rule.id, *n)).collect();
    assert_eq!(counts, rules.into_iter().map(|id| (id, 1)).collect::<Vec<_>>());
}

#[test]
fn a_misread_byte_order_mark_leaves() {
    assert_eq!(without(&[], "ï»¿First words").text(), "First words");
    assert_eq!(without(&[], "one\nï»¿two \u{feff}three").text(), "one\ntwo three");
}

#[test]
fn hostile_repetition_is_survived() {
    for unit in [
        "Ã", "Ãƒ", "ƒ", "â€", "Ã ", "&amp", "&#", "\u{92}", "\u{ad}", "e\u{301}", "ï¿½", "Â\u{a0}",
        "╨", "р", "&amp;",
    ] {
        let text = unit.repeat(20_000);
        let first = clean_text(&text, &only(&REPAIR));
        let again = clean_text(first.text(), &only(&REPAIR));
        assert!(first.text() == again.text(), "{unit:?} is not settled");
    }
    let ladder = format!("Ã{}", "ƒ".repeat(20_000));
    let first = clean_text(&ladder, &only(&REPAIR));
    assert!(first.text() == clean_text(first.text(), &only(&REPAIR)).text());
}

/// Pieces that make trouble beside each other.
fn fragments() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "&",
        "amp;",
        "&amp;",
        "#",
        "#39;",
        "lt",
        ";",
        "&#x",
        "e9;",
        "&eacute",
        "&shy;",
        "&#226;",
        "&#128;",
        "&#147;",
        "&Atilde;",
        "&copy;",
        "Ã",
        "©",
        "Â",
        "â",
        "€",
        "™",
        "œ",
        "ƒ",
        "\u{a0}",
        " ",
        "Ð",
        "¿",
        "Ñ",
        "ï",
        "½",
        "Р",
        "џ",
        "С",
        "\u{80}",
        "\u{9d}",
        "\u{92}",
        "√",
        "º",
        "├",
        "┤",
        "╨",
        "ц",
        "╤",
        "í",
        "¸",
        "Å",
        "Ä",
        "“",
        "”",
        "‚",
        "Ă",
        "ł",
        "Г",
        "Ґ",
        "р",
        "\u{fffd}",
        "Ãƒ",
        "â€",
        "Ã¢â‚¬",
        "\u{ad}",
        "\u{200b}",
        "\u{301}",
        "\u{323}",
        "e",
        "A",
        "o",
        "\u{1b}",
        "[",
        "31m",
        "\u{feff}",
        "\u{2060}",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "é",
        "\n",
        "x",
        "7",
        "\u{0}",
        "«",
        "»",
        "…",
        "😀",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..24)
        .prop_map(|pieces| pieces.concat())
}

fn settled(text: &str, stages: &[&'static str], guess: Guess) -> Result<(), TestCaseError> {
    let options = Options { guess, ..only(stages) };
    let first = clean_text(text, &options);
    let again = clean_text(first.text(), &options);
    prop_assert_eq!(first.text(), again.text(), "{:?} of {:?}", stages, text);
    prop_assert!(again.changes().next().is_none());
    // What moves for eight rounds is left alone, which would satisfy the law in a cheap way.
    let unsettled = first.findings().iter().any(|finding| finding.id == "pipeline.unsettled");
    prop_assert!(!unsettled, "{:?} never settles on {:?}", stages, text);
    Ok(())
}

fn repair_rules() -> Vec<&'static Rule> {
    rule::all().filter(|rule| REPAIR.iter().any(|stage| rule.id.starts_with(stage))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn once_is_enough(text in fragments()) {
        for stage in REPAIR {
            settled(&text, &[stage], Guess::High)?;
        }
        settled(&text, &REPAIR, Guess::Any)?;
        settled(&text, &REPAIR, Guess::Off)?;
    }

    #[test]
    fn off_is_off(text in fragments(), off in proptest::sample::subsequence(repair_rules(), 0..6)) {
        let options = Options { off: off.clone(), guess: Guess::Any, ..only(&REPAIR) };
        let document = clean_text(&text, &options);
        for rule in document.changes().flat_map(|change| change.rules) {
            prop_assert!(!off.contains(rule), "{} is off", rule.id);
        }
        let again = clean_text(document.text(), &options);
        prop_assert_eq!(document.text(), again.text());
    }

    #[test]
    fn once_is_enough_for_any_text(text in "\\PC{0,40}|[\\x00-\\u{3FF}]{0,40}|[\u{80}-\u{ff}€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]{0,30}") {
        settled(&text, &REPAIR, Guess::High)?;
    }
}

/// Invented sentences, some languages each in the letters that its readers' pages have.
const SENTENCES: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "“The ferry was late again,” said Ada Tarn — and nobody at the quay was surprised.",
            "Orrin’s council spent £40,000 on the bridge… then it rained for a week.",
            "The café on Kessing Street won’t open before May; its owner, Zoë Brandt, isn’t worried.",
            "Nothing else happened that afternoon, and the lamps were lit at six.",
        ],
    ),
    (
        "fr",
        &[
            "À la fin de l’été, la rivière était si basse que les élèves la traversaient à pied.",
            "« C’est une drôle d’idée », répondit le maire, « mais où irons-nous dîner après ? »",
            "Le théâtre rouvrira en février, après deux années de travaux très coûteux.",
        ],
    ),
    (
        "de",
        &[
            "Die Brücke über die Kessel wurde für drei Wochen gesperrt, weil das Geländer fehlte.",
            "„Wir müssen früher aufhören“, erklärte die Müllerin und schloss die große Tür.",
            "Später hörte man im Städtchen, dass die Bäcker ihre Öfen wieder heizen dürfen.",
        ],
    ),
    (
        "es",
        &[
            "¿Quién abrió la puerta del almacén? Nadie lo sabrá hasta mañana, dijo la señora Peña.",
            "El año pasado llovió más que nunca, y aun así el jardín quedó sin una sola flor.",
        ],
    ),
    (
        "pl",
        &[
            "Wieczorem łódź wróciła do portu, a rybacy długo jeszcze śpiewali przy ognisku.",
            "Książka, którą zgubił listonosz, leżała pod ławką aż do następnej środy.",
        ],
    ),
    (
        "cs",
        &[
            "Příští týden začne oprava mostu, řekl starosta, a potrvá nejméně do října.",
            "Děti našly ve staré mlýnské strouze klíč, o kterém už dlouho nikdo nevěděl.",
        ],
    ),
    (
        "ru",
        &[
            "Утром паром не пришёл, и жители посёлка пошли в школу пешком по льду.",
            "«Мы подождём до весны», — сказала смотрительница маяка и закрыла журнал.",
            "На рынке опять подорожали яблоки, зато мёд в этом году очень хорош.",
        ],
    ),
    (
        "uk",
        &[
            "Восени міст знову закрили, і діти їздили до школи іншою дорогою через ліс.",
            "Стара мельничка розповіла, що її дід колись знайшов під каменем ключ.",
        ],
    ),
    (
        "el",
        &[
            "Το πλοίο έφτασε αργά το βράδυ και κανείς δεν περίμενε πια στην προκυμαία.",
            "Η δασκάλα έκλεισε το παράθυρο, γιατί ο αέρας έπαιρνε τα χαρτιά από το τραπέζι.",
        ],
    ),
    (
        "ar",
        &[
            "وصلت السفينة إلى الميناء في المساء، ولم يكن أحد ينتظرها على الرصيف.",
            "قالت المديرة إن المكتبة ستفتح أبوابها من جديد بعد انتهاء أعمال الترميم.",
        ],
    ),
    (
        "zh",
        &[
            "昨天下午，河边的旧桥终于修好了，孩子们又可以走路去上学。",
            "馆长说：“谁会想到大家这么喜欢旧地图呢？”",
        ],
    ),
    (
        "ja",
        &[
            "昨日の午後、川沿いの古い橋がようやく直り、子どもたちはまた歩いて学校へ行けるようになった。",
            "「まさか千人も来るとは思いませんでした」と館長は笑った。",
        ],
    ),
    (
        "ko",
        &[
            "어제 오후에 강가의 낡은 다리가 드디어 고쳐져서 아이들이 다시 걸어서 학교에 간다.",
            "관장은 사람들이 옛날 지도를 이렇게 좋아할 줄은 몰랐다고 말했다.",
        ],
    ),
];

/// Paragraphs of up to four of these sentences in one to three languages, together about so many bytes.
fn long_text() -> impl Strategy<Value = Vec<String>> {
    let languages = proptest::sample::subsequence(SENTENCES, 1..=3);
    let picks = proptest::collection::vec((any::<usize>(), any::<usize>(), 1..=4usize), 400);
    (languages, picks, 2_100..20_000usize).prop_map(|(languages, picks, size)| {
        let mut length = 0;
        let mut paragraphs = vec![];
        for (language, sentence, count) in picks {
            let (name, sentences) = languages[language % languages.len()];
            let sentences = (0..count).map(|n| sentences[(sentence % 97 + n) % sentences.len()]);
            let between = if matches!(name, "zh" | "ja") { "" } else { " " };
            let paragraph = sentences.collect::<Vec<_>>().join(between);
            length += paragraph.len();
            paragraphs.push(paragraph);
            if length >= size {
                break;
            }
        }
        paragraphs
    })
}

/// The text with its UTF-8 bytes read as a page, as browsers read it.
fn misread(text: &str, page: &str) -> String {
    match encoding_rs::Encoding::for_label(page.as_bytes()).filter(|_| page != "latin-1") {
        Some(page) => page.decode_without_bom_handling(text.as_bytes()).0.into_owned(),
        None => text.bytes().map(char::from).collect(),
    }
}

const PAGES: &[&str] = &[
    "windows-1252",
    "latin-1",
    "windows-1251",
    "windows-1250",
    "iso-8859-2",
    "koi8-r",
    "macintosh",
    "ibm866",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn long_texts_that_one_plan_damaged_are_mended(
        paragraphs in long_text(),
        page in proptest::sample::select(PAGES),
    ) {
        let text = paragraphs.join("\n\n");
        let document = clean_text(&misread(&text, page), &only(&["mojibake"]));
        prop_assert_eq!(document.text(), &text, "{}", page);
    }

    #[test]
    fn long_clean_texts_stay(paragraphs in long_text()) {
        let text = paragraphs.join("\n\n");
        let document = clean_text(&text, &only(&["mojibake"]));
        prop_assert_eq!(document.text(), &text);
    }

    /// What reads a text straight through must see what it is not for.
    #[test]
    fn long_texts_are_mended_around_what_else_was_done_to_parts(
        paragraphs in long_text(),
        pages in (proptest::sample::select(PAGES), proptest::sample::select(PAGES)),
        odd in proptest::collection::vec((any::<proptest::sample::Index>(), 0..3u8), 1..4),
    ) {
        let mut damaged: Vec<String> = paragraphs.iter().map(|one| misread(one, pages.0)).collect();
        for (at, kind) in odd {
            let at = at.index(paragraphs.len());
            damaged[at] = match kind {
                0 => paragraphs[at].clone(),
                1 => misread(&paragraphs[at], pages.1),
                _ => misread(&misread(&paragraphs[at], pages.0), pages.0),
            };
        }
        let document = clean_text(&damaged.join("\n\n"), &only(&["mojibake"]));
        // What else was done to a paragraph may be too little evidence, but the others are as
        // they would be without it.
        for ((got, want), was) in document.text().split("\n\n").zip(&paragraphs).zip(&damaged) {
            let is_odd = *was != misread(want, pages.0);
            prop_assert!(is_odd || got == want, "{pages:?}: {was:?} became {got:?}, not {want:?}");
        }
    }
}
