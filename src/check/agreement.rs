//! Whether a record that `clean` wrote agrees with itself: its text, sentences and spans.

/// What does not agree, in words; nothing where all does, and where it is no record of ours: one of
/// ours has `sentences` beside `spans`, or beside `encoding` and `language`. `fields` are its other
/// fields, as JSON.
pub(crate) fn disagreement<'a>(
    text: &str,
    fields: impl Iterator<Item = (&'a str, &'a str)>,
) -> Option<String> {
    let (mut sentences, mut spans) = (None, None);
    let mut ours = 0;
    for (key, value) in fields {
        match key.trim_matches('"') {
            "sentences" => sentences = serde_json::from_str::<Vec<String>>(value).ok(),
            "spans" => spans = serde_json::from_str::<Vec<(usize, usize)>>(value).ok(),
            "encoding" | "language" => ours += usize::from(value.starts_with('"')),
            _ => {}
        }
    }
    let is_ours = spans.is_some() || ours == 2;
    let sentences = sentences.filter(|_| is_ours)?;
    not_in_order(text, &sentences)
        .or_else(|| spans.and_then(|spans| elsewhere(text, &sentences, &spans)))
}

/// The first sentence that the text does not have behind those before it.
fn not_in_order(text: &str, sentences: &[String]) -> Option<String> {
    let mut at = 0;
    for (n, sentence) in sentences.iter().enumerate() {
        match memchr::memmem::find(&text.as_bytes()[at..], sentence.as_bytes()) {
            Some(found) => at += found + sentence.len(),
            None => return Some(format!("sentence {} is not in the text, or not in order", n + 1)),
        }
    }
    None
}

/// The first span that is not where its sentence is, in the unit that fits best.
fn elsewhere(text: &str, sentences: &[String], spans: &[(usize, usize)]) -> Option<String> {
    if sentences.len() != spans.len() {
        return Some(format!("{} sentences and {} spans", sentences.len(), spans.len()));
    }
    let agreeing = |cut: &dyn Fn(usize, usize) -> Option<String>| {
        let each = sentences.iter().zip(spans);
        each.take_while(|(sentence, span)| cut(span.0, span.1).as_deref() == Some(&***sentence))
            .count()
    };
    let bytes = |start: usize, end: usize| text.get(start..end).map(str::to_owned);
    // The usual unit is tried first, and all of them only where it does not fit.
    let mut best = 0;
    let characters: Vec<char> = text.chars().collect();
    let of_characters =
        |start: usize, end: usize| characters.get(start..end).map(|part| part.iter().collect());
    for cut in [&of_characters as &dyn Fn(usize, usize) -> Option<String>, &bytes] {
        best = best.max(agreeing(cut));
        if best == spans.len() {
            return None;
        }
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    best = best.max(agreeing(&|start, end| units.get(start..end).map(String::from_utf16_lossy)));
    (best < spans.len()).then(|| format!("span {} is not where its sentence is", best + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, fields: &[(&str, &str)], expected: Option<&str>) {
        let fields: Vec<(String, &str)> =
            fields.iter().map(|(key, value)| (format!("\"{key}\""), *value)).collect();
        let fields = fields.iter().map(|(key, value)| (&**key, *value));
        assert_eq!(disagreement(text, fields).as_deref(), expected);
    }

    #[test]
    fn records_of_ours_agree_and_others_are_not_asked() {
        let text = "Café. Là-bas 😀. Oui.";
        let sentences = r#"["Café.","Là-bas 😀.","Oui."]"#;
        let ours = ("encoding", "\"UTF-8\"");
        let too = ("language", "\"fr\"");
        check(text, &[("sentences", sentences), ours, too], None);
        for spans in ["[[0,5],[6,15],[16,20]]", "[[0,6],[7,20],[21,25]]", "[[0,5],[6,16],[17,21]]"]
        {
            check(text, &[("sentences", sentences), ("spans", spans)], None);
        }
        check(text, &[("sentences", r#"["Other"]"#)], None);
        check(text, &[("sentences", "3"), ours, too], None);
    }

    #[test]
    fn what_does_not_agree_is_named() {
        let text = "It sailed. All cheered.";
        let sentences = r#"["It sailed.","All cheered."]"#;
        let check = |sentences: &str, spans: &str, expected: &str| {
            check(text, &[("sentences", sentences), ("spans", spans)], Some(expected));
        };
        check(sentences, "[[0,10],[12,24]]", "span 2 is not where its sentence is");
        check(sentences, "[[0,10],[11,999]]", "span 2 is not where its sentence is");
        check(sentences, "[[10,0],[11,23]]", "span 1 is not where its sentence is");
        check(sentences, "[[0,10]]", "2 sentences and 1 spans");
        let other = r#"["All cheered.","It sailed."]"#;
        check(other, "[]", "sentence 2 is not in the text, or not in order");
    }
}
