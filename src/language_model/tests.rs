use super::*;

fn whole(text: &str) -> u32 {
    cost_between("", text, "")
}

#[test]
fn words_cost_less_than_their_mojibake() {
    for (word, mojibake) in [
        ("die Straße überqueren", "die StraÃŸe Ã¼berqueren"),
        ("le café fermé à midi", "le cafÃ© fermÃ© Ã  midi"),
        ("mañana por la mañana", "maÃ±ana por la maÃ±ana"),
        ("вечером мост открыли", "âå÷åðîì ìîñò îòêðûëè"),
        ("βράδυ στη γέφυρα", "Î²ÏÎ¬Î´Ï… ÏƒÏ„Î· Î³Î\u{ad}Ï†Ï…ÏÎ±"),
        ("večer most otevřeli", "veÄer most otevÅ™eli"),
        ("wieczorem żółty", "wieczorem Å¼Ã³Å‚ty"),
        ("güneş doğdu", "gÃ¼neÅŸ doÄŸdu"),
        ("גשר נפתח בערב", "âùø ôúç áòøá"),
        ("الجسر مفتوح", "Çáãçèé ãÝÊæÍ"),
        ("橋はふたたび開放された", "‹´‚Í‚Ó‚½‚½‚ÑŠJ•ú‚³‚ê‚½"),
        ("다리가 다시 열렸다", "´Ù¸®°¡ ´Ù½Ã ¿\u{ad}·È´Ù"),
        ("桥又开放了", "ÇÅÓÖ¿ª·ÅÁË"),
    ] {
        assert!(
            whole(word) + 2 * NAT as u32 * 8 < whole(mojibake),
            "{word} {} {}",
            whole(word),
            whole(mojibake)
        );
    }
}
