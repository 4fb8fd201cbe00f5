//! Which language a text is in.
//!
//! The languages with most text are told by their commonest words: a look at each word, and enough where
//! there are some sentences. What these do not settle the detector decides, which is whatlang. Both
//! are asked about the start of the text only: more does not change the answer, and the detector costs
//! more than all the cleaning.

use whatlang::Lang;

use crate::span::floor;

mod commonest_words;

/// How many bytes of the text are looked at.
const SAMPLE: usize = 1_500;

/// With fewer letters than this there is no telling.
const FEWEST_LETTERS: usize = 24;

/// With so many letters the detector's first choice is trusted though a near relation of the
/// language comes close to it: Danish and Norwegian, Slovene and Croatian.
const MANY_LETTERS: usize = 400;
const LIKELY: f64 = 0.02;
/// What its confidence is at least where there are fewer.
const LIKELIER: f64 = 0.3;

/// A BCP 47 tag, `und` when the evidence is thin.
pub fn detect(text: &str) -> &'static str {
    let text = text.trim_start();
    let sample = &text[..floor(text, text.len().min(SAMPLE))];
    if let Some(tag) = commonest_words::language(sample) {
        return tag;
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters < FEWEST_LETTERS {
        return "und";
    }
    match whatlang::detect(sample) {
        Some(info) if info.is_reliable() => tag(info.lang()),
        Some(info)
            if info.confidence() >= if letters >= MANY_LETTERS { LIKELY } else { LIKELIER } =>
        {
            tag(info.lang())
        }
        _ => "und",
    }
}

/// The BCP 47 tag that is meant by the language of a record: the first of a list, and the short
/// code where a code of three letters stands for one, as in `eng,fra`.
pub fn tag_of(given: &str) -> String {
    let first = given.split(',').next().unwrap_or_default().trim();
    match Lang::from_code(first) {
        Some(language) => tag(language).to_owned(),
        None => first.to_owned(),
    }
}

/// The shortest BCP 47 tag of a language.
fn tag(language: Lang) -> &'static str {
    match language {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "nb",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let cases = [
            (
                "en",
                "The mayor of the small town by the river said on Monday that the dam would hold.",
            ),
            (
                "de",
                "Die Bürgermeisterin der kleinen Stadt am Fluss sagte am Montag, der Damm werde halten.",
            ),
            (
                "fr",
                "La maire de la petite ville au bord de la rivière a déclaré lundi que la digue tiendrait.",
            ),
            (
                "es",
                "La alcaldesa del pequeño pueblo junto al río dijo el lunes que la presa aguantará la lluvia.",
            ),
            (
                "ru",
                "Мэр небольшого города у реки заявила в понедельник, что плотина выдержит дождь; школы откроются, и никому не придётся покидать свои дома, сообщили в мэрии, где всю ночь дежурили спасатели.",
            ),
            ("zh", "河边小镇的镇长星期一表示，大坝将会挺住，居民不必离开家园，学校也会照常上课。"),
            ("ja", "川辺の小さな町の町長は月曜日に、ダムは持ちこたえるだろうと述べた。"),
        ];
        for (expected, text) in cases {
            assert_eq!(detect(text), expected, "{text}");
        }
    }

    #[test]
    fn a_few_letters_tell_nothing() {
        assert_eq!(detect(""), "und");
        assert_eq!(detect("The dam held"), "und");
        assert_eq!(detect("12.5 % – 3 | 47 / 2 … 1 2 3 4 5 6 7 8 9 10 11 12 13"), "und");
    }

    #[test]
    fn every_language_has_a_tag_of_its_own() {
        let tags: std::collections::BTreeSet<_> =
            Lang::all().iter().map(|lang| tag(*lang)).collect();
        assert_eq!(tags.len(), Lang::all().len());
        assert!(tags.iter().all(|tag| tag.len() == 2));
    }
}
