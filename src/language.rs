//! Which language a text is in.
//!
//! The languages with most text are told by their commonest words: a look at each word, and enough where
//! there are some sentences. What these do not settle the detector decides, which is whatlang. Both
//! are asked about the start of the text only: more does not change the answer, and the detector costs
//! more than all the cleaning.

use whatlang::Lang;

use crate::span::floor;
use crate::stage::scan::Hits;

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

/// With fewer words than this the commonest ones do not settle it.
const FEWEST_WORDS: usize = 40;

/// A language and its commonest words that others do not have, or seldom: as they are written inside a
/// sentence, of [`LONGEST_WORD`] bytes at most.
struct Common {
    tag: &'static str,
    /// One word in how many is one of these at least: about half of what texts have.
    share: usize,
    words: &'static [&'static str],
}

/// English first: text that quotes it is told from it by the number of its words alone.
const COMMON: [Common; 8] = [
    Common {
        tag: "en",
        share: 8,
        words: &[
            "the", "and", "that", "with", "from", "which", "this", "have", "been", "would", "of",
            "to", "is", "for", "was", "are", "they", "his", "who", "their", "about", "he", "she",
            "it", "said", "when", "what", "there", "you", "by", "will", "has",
        ],
    },
    Common {
        tag: "de",
        share: 12,
        words: &[
            "und", "von", "mit", "ist", "auf", "für", "sich", "nicht", "eine", "auch", "im", "zu",
            "dem", "wird",
        ],
    },
    // Not "um", "dos", "os", "ao": Galician has them too.
    Common {
        tag: "pt",
        share: 12,
        words: &["não", "uma", "com", "em", "um", "são", "também", "pelo", "pela", "do", "da"],
    },
    // Not "con", "por", "para", "una": their neighbours have them too.
    Common {
        tag: "es", share: 12, words: &["y", "el", "los", "las", "del", "más", "pero", "fue"]
    },
    Common {
        tag: "fr",
        share: 12,
        words: &[
            "les", "des", "dans", "pour", "une", "qui", "sur", "pas", "par", "avec", "est", "du",
            "aux", "cette", "sont",
        ],
    },
    Common {
        tag: "it",
        share: 12,
        words: &[
            "di", "che", "il", "della", "gli", "alla", "nel", "sono", "più", "anche", "dei",
            "delle", "è",
        ],
    },
    // Not "van", "op", "met", "dat": Afrikaans has them too.
    Common {
        tag: "nl",
        share: 12,
        words: &[
            "een", "het", "niet", "zijn", "voor", "naar", "werd", "door", "bij", "wordt", "deze",
        ],
    },
    // Not "som", "på": Danish and Norwegian have them too.
    Common {
        tag: "sv",
        share: 12,
        words: &["och", "att", "inte", "är", "för", "till", "från", "ett"],
    },
];

/// Fewer different ones of [`COMMON`] are a coincidence: "da", "di", "el" and "im" are words of many
/// languages.
const FEWEST_KINDS: u32 = 4;

/// Longer words are none of [`COMMON`].
const LONGEST_WORD: usize = 8;

/// A BCP 47 tag, `und` when the evidence is thin.
pub fn detect(text: &str) -> &'static str {
    let text = text.trim_start();
    let sample = &text[..floor(text, text.len().min(SAMPLE))];
    if let Some(tag) = by_common_words(sample) {
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

/// The language whose share of words [`COMMON`] has: far more than another has that quotes it.
fn by_common_words(sample: &str) -> Option<&'static str> {
    let bytes = sample.as_bytes();
    let spaces = Hits::new(bytes, |byte, _| {
        (byte == b' ') | (byte.wrapping_sub(b'\t') < 2) | (byte.wrapping_sub(b'\x0c') < 2)
    });
    let (mut words, mut start) = (0, 0);
    // How many words of each language there are, and a bit for each of its list.
    let mut hits = [(0, 0u32); COMMON.len()];
    for end in spaces.chain([bytes.len()]) {
        words += usize::from(end > start);
        if (1..=LONGEST_WORD).contains(&(end - start))
            && let Some((language, word)) = common_word(bytes, start, end)
        {
            let (count, kinds) = &mut hits[usize::from(language)];
            *count += 1;
            *kinds |= 1 << word;
        }
        start = end + 1;
    }
    if words < FEWEST_WORDS {
        return None;
    }
    let is_likely =
        |n: usize| hits[n].0 * COMMON[n].share >= words && hits[n].1.count_ones() >= FEWEST_KINDS;
    let (most, (count, _)) = hits.iter().enumerate().max_by_key(|(_, (count, _))| *count)?;
    let is_alone = hits.iter().enumerate().all(|(n, (other, _))| n == most || other * 4 <= *count);
    let found = if is_likely(0) { 0 } else { most };
    (found == 0 || is_alone).then_some(found).filter(|n| is_likely(*n)).map(|n| COMMON[n].tag)
}

/// The places in [`COMMON`] of the language that this word is of, and in its list.
fn common_word(bytes: &[u8], start: usize, end: usize) -> Option<(u8, u8)> {
    let word = match bytes[start..].first_chunk() {
        Some(eight) => {
            u64::from_le_bytes(*eight) & u64::MAX >> (8 * (LONGEST_WORD - (end - start)))
        }
        None => word_of(&bytes[start..end]),
    };
    let mut at = slot(word);
    loop {
        let Word { bytes, language, place } = WORDS[at];
        if bytes == 0 {
            return None;
        }
        if bytes == word {
            return Some((language, place));
        }
        at = (at + 1) % SLOTS;
    }
}

/// A word of [`COMMON`].
#[derive(Clone, Copy)]
struct Word {
    /// As [`word_of`] has it; 0 where there is none.
    bytes: u64,
    language: u8,
    place: u8,
}

/// Far more than there are words, so that most looks are one.
const SLOTS: usize = 1024;

const fn slot(word: u64) -> usize {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize % SLOTS
}

/// The bytes of a word as a number, the first in the lowest place.
const fn word_of(bytes: &[u8]) -> u64 {
    assert!(bytes.len() <= LONGEST_WORD);
    let (mut word, mut n) = (0, bytes.len());
    while n > 0 {
        n -= 1;
        word = word << 8 | bytes[n] as u64;
    }
    word
}

/// The words of [`COMMON`], each in the first free place from its [`slot`] on.
static WORDS: [Word; SLOTS] = {
    let mut slots = [Word { bytes: 0, language: 0, place: 0 }; SLOTS];
    let mut language = 0;
    while language < COMMON.len() {
        let words = COMMON[language].words;
        assert!(words.len() <= 32, "a bit for each");
        let mut place = 0;
        while place < words.len() {
            let bytes = word_of(words[place].as_bytes());
            let mut at = slot(bytes);
            while slots[at].bytes != 0 {
                assert!(slots[at].bytes != bytes, "a word of two languages tells neither");
                at = (at + 1) % SLOTS;
            }
            slots[at] = Word { bytes, language: language as u8, place: place as u8 };
            place += 1;
        }
        language += 1;
    }
    slots
};

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
