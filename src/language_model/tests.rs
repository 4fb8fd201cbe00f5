use super::*;

fn whole(text: &str) -> u32 {
    cost_between("", text, "")
}

/// Sixteenths of a nat a character.
fn each(text: &str) -> u32 {
    whole(text) / text.chars().count() as u32
}

#[test]
fn words_cost_less_than_their_mojibake() {
    for (text, mojibake) in [
        ("die Straße überqueren", "die StraÃŸe Ã¼berqueren"),
        ("le café fermé à midi", "le cafÃ© fermÃ© Ã\u{a0} midi"),
        ("mañana por la mañana", "maÃ±ana por la maÃ±ana"),
        ("a ponte já não abriu", "a ponte jÃ¡ nÃ£o abriu"),
        ("bron är stängd över natten", "bron Ã¤r stÃ¤ngd Ã¶ver natten"),
        ("večer most otevřeli", "veÄ\u{8d}er most otevÅ™eli"),
        ("most večer otevřeli", "most veèer otevøeli"),
        ("wieczorem żółty", "wieczorem Å¼Ã³Å‚ty"),
        ("güneş doğdu", "gÃ¼neÅŸ doÄŸdu"),
        ("güneş doğdu", "güneþ doðdu"),
        ("вечером мост открыли", "âå÷åðîì ìîñò îòêðûëè"),
        ("вечером мост открыли", "РІРµС‡РµСЂРѕРј РјРѕСЃС‚ РѕС‚РєСЂС‹Р»Рё"),
        ("вечером мост открыли", "чевером лмтчф ъиупзк"),
        ("το βράδυ στη γέφυρα", "ôï âñÜäõ óôç ãÝöõñá"),
        ("הגשר נפתח בערב", "äâùø ôúç áòøá"),
        ("فتح الجسر مساء", "ÝÊÍ ÇáÌÓÑ ãÓÇÁ"),
        ("สะพานเปิดแล้ว", "ÊÐ¾Ò¹à»Ô´áÅéÇ"),
        ("橋はふたたび開放された", "‹´‚Í‚Ó‚½‚½‚ÑŠJ•ú‚³‚ê‚½"),
        ("다리가 다시 열렸다", "´Ù¸®°¡ ´Ù½Ã ¿\u{ad}·È´Ù"),
        ("桥又开放了", "ÇÅÓÖ¿ª·ÅÁË"),
        ("“It held”, he said", "â€œIt heldâ€\u{9d}, he said"),
        ("it’s €5", "itâ€™s â‚¬5"),
        ("cầu đã mở lại", "cáº§u Ä‘Ã£ má»Ÿ láº¡i"),
    ] {
        let (as_it_is, damaged) = (whole(text), whole(mojibake));
        assert!(as_it_is + 10 * NAT.unsigned_abs() < damaged, "{text} {as_it_is} {damaged}");
    }
}

#[test]
fn odd_but_clean_lines_cost_less_than_soup() {
    let private = each("\u{e012}\u{e034} \u{f8ff}\u{e100}\u{e043}");
    let controls = each("Ã\u{83}Â\u{a2}Ã\u{82}Â\u{80}Ã\u{82}\u{93}");
    let unassigned = each("\u{378}\u{379}\u{ffff}\u{fdd0}");
    let soup = private.min(controls).min(unassigned);
    for line in [
        "THE HARBOUR IS OPEN AGAIN",
        "DIE BRÜCKE ÖFFNET FRÜH",
        "МОСТ ОТКРЫЛИ ВЕЧЕРОМ",
        "/ˈhɑːbə/ [ˈbʁʏkə]",
        "┌────┐ │ ok │ └────┘",
        "∀x ∈ ℝ: x² ≥ 0, √2 ≈ 1.41",
        "😀😂 👍🏽 ❤️",
        "★★★★☆ → ✓",
        "(╯°□°)╯︵ ┻━┻",
        "25 °C, ½ m², €5, £9.99, © 2017",
        "ÀÀÀÀÀH !!!",
    ] {
        assert!(each(line) < soup, "{line} {} {soup}", each(line));
    }
}

#[test]
fn case_costs_little_where_it_is_even() {
    let lower = whole("the harbour is open");
    let upper = whole("THE HARBOUR IS OPEN");
    let mixed = whole("thE haRboUr iS opEn");
    assert!(lower < upper && upper < lower + 16 * NAT.unsigned_abs(), "{lower} {upper}");
    assert!(upper + 10 * NAT.unsigned_abs() < mixed, "{upper} {mixed}");
}

#[test]
fn a_second_of_its_kind_is_cheaper_than_the_first() {
    for (first, second) in [('═', '╝'), ('😀', '🚀'), ('ǁ', 'ǃ'), ('ꙮ', 'ꙗ')] {
        let [a, b] = [first, second].map(symbol);
        let letter = symbol('e');
        assert!(cost(letter, a, b) < cost(letter, letter, b), "{first}{second}");
    }
}

#[test]
fn full_width_letters_spell_the_same_words() {
    let (plain, full) = (whole("THE HARBOUR"), whole("ＴＨＥ　ＨＡＲＢＯＵＲ"));
    assert!(plain < full && full < plain + 16 * NAT.unsigned_abs(), "{plain} {full}");
}

#[test]
fn folds() {
    assert_eq!(symbol('É').id(), symbol('é').id());
    assert_eq!(symbol('7').id(), symbol('0').id());
    assert_eq!(symbol('\u{a0}').id(), SPACE.id());
    assert_eq!((symbol('\n'), symbol(' ')), (SPACE, SPACE));
    assert_eq!((symbol('É').case(), symbol('é').case(), symbol('橋').case()), (2, 1, 0));
    assert!(cost(SPACE, SPACE, symbol('\u{a0}')) > cost(SPACE, SPACE, SPACE));
    // Each end of each range that has no block.
    for c in
        ['\u{1ffff}', '\u{20000}', '\u{3ffff}', '\u{40000}', '\u{e0100}', '\u{f0000}', '\u{10ffff}']
    {
        assert!(cost(SPACE, SPACE, symbol(c)) > 8 * NAT.unsigned_abs(), "{c:?}");
    }
}

#[test]
fn text_costs_what_its_characters_cost() {
    let [a, b, c, d] = ['x', 'é', '!', '?'].map(symbol);
    assert_eq!(cost_between("x", "é", "!?"), cost(SPACE, a, b) + cost(a, b, c) + cost(b, c, d));
    assert_eq!(
        cost_between("", "é", ""),
        cost(SPACE, SPACE, b) + cost(SPACE, b, SPACE) + cost(b, SPACE, SPACE)
    );
    assert_eq!(cost_between("", "", ""), 2 * cost(SPACE, SPACE, SPACE));
}
