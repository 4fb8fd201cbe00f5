//! Tells the languages with most text by their commonest words.

use crate::stage::scan::Hits;

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
        share: 14,
        words: &[
            "und", "von", "mit", "ist", "auf", "für", "sich", "nicht", "eine", "auch", "im", "zu",
            "dem", "wird", "einen", "einer", "einem", "nach", "oder", "über", "aus", "zum", "zur",
            "dass", "sind", "wurde", "werden", "durch", "haben", "vom", "sie", "aber",
        ],
    },
    // Not "dos", "os", "ao": Galician has them too; nor "sem", "nas", "há", which Slovene or Czech have.
    Common {
        tag: "pt",
        share: 14,
        words: &[
            "não", "uma", "com", "em", "um", "são", "também", "pelo", "pela", "do", "da", "ele",
            "muito", "até", "isso", "ainda", "às", "você", "estão", "seus", "foram", "pelos",
            "quem", "essa", "esse",
        ],
    },
    // Not "con", "por", "para", "una", "desde", "han": their neighbours have them too.
    Common {
        tag: "es",
        share: 14,
        words: &[
            "y", "el", "los", "las", "del", "más", "pero", "fue", "también", "cuando", "hasta",
            "sus", "muy", "años", "ya", "sin", "según", "hay", "había", "esto", "donde", "quien",
            "está", "ella", "otros",
        ],
    },
    Common {
        tag: "fr",
        share: 14,
        words: &[
            "les", "des", "dans", "pour", "une", "qui", "sur", "pas", "par", "avec", "est", "du",
            "aux", "cette", "sont",
        ],
    },
    Common {
        tag: "it",
        share: 14,
        words: &[
            "di", "che", "il", "della", "gli", "alla", "nel", "sono", "più", "anche", "dei",
            "delle", "è",
        ],
    },
    // Not "van", "op", "met", "dat", "uit", "dit": Afrikaans has them too.
    Common {
        tag: "nl",
        share: 14,
        words: &[
            "een", "het", "niet", "zijn", "voor", "naar", "werd", "door", "bij", "wordt", "deze",
            "heeft", "hij", "worden",
        ],
    },
    // Not "som", "på": Danish and Norwegian have them too.
    Common {
        tag: "sv",
        share: 14,
        words: &["och", "att", "inte", "är", "för", "till", "från", "ett"],
    },
];

/// Fewer different ones of [`COMMON`] are a coincidence: "da", "di", "el" and "im" are words of many
/// languages.
const FEWEST_KINDS: u32 = 4;

/// Longer words are none of [`COMMON`].
const LONGEST_WORD: usize = 8;

/// The language that has its share of words among [`COMMON`], which is far more than another has that
/// quotes it; `None` where that does not settle it.
pub(super) fn language(sample: &str) -> Option<&'static str> {
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
    if is_likely(0) {
        return Some(COMMON[0].tag);
    }
    let counts = || hits.iter().map(|(count, _)| *count).enumerate();
    let (most, count) = counts().max_by_key(|(_, count)| *count)?;
    let is_alone = counts().all(|(n, other)| n == most || other * 4 <= count);
    (is_likely(most) && is_alone).then_some(COMMON[most].tag)
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

#[cfg(test)]
mod tests {
    use super::*;

    const PASSAGES: [(&str, &str); 8] = [
        (
            "en",
            "The dam above Orrin held through the night, and the mayor said that it would hold for \
             another day. She was there with the engineers, who have been at work since the rain \
             began, and they are to stay when the water falls again.",
        ),
        (
            "de",
            "Der Damm über Orrin hielt die Nacht hindurch, und die Bürgermeisterin sagte, er werde \
             auch am Montag halten. Sie ist mit den Leuten von der Feuerwehr auf dem Damm und will \
             nicht nach Hause, bis sich das Wasser im Tal wieder gesenkt hat.",
        ),
        (
            "pt",
            "A barragem de Orrin aguentou uma noite inteira e a prefeita disse que não há perigo em \
             nenhuma rua da cidade. As escolas do centro abrem com um dia de atraso, mas também os \
             moradores da margem podem voltar para casa, uma vez que a água do rio baixou.",
        ),
        (
            "es",
            "La presa de Orrin aguantó toda la noche y la alcaldesa dijo que el agua no llegará a las \
             calles del centro. Los vecinos y las escuelas pueden estar tranquilos, pero el río fue \
             más alto que nunca y los bomberos vigilan la orilla.",
        ),
        (
            "fr",
            "La digue d'Orrin a tenu pendant la nuit et la maire est restée avec les pompiers sur la \
             berge. Une école ouvrira lundi pour les enfants du centre, mais il n'est pas question de \
             rentrer dans les maisons qui sont au bord de l'eau.",
        ),
        (
            "it",
            "La diga di Orrin ha retto per tutta la notte e la sindaca ha detto che il pericolo è \
             passato. Anche le scuole del centro aprono lunedì, ma gli abitanti delle case vicine al \
             fiume sono ancora nella palestra della città, in attesa di notizie.",
        ),
        (
            "nl",
            "De dam bij Orrin heeft het de hele nacht gehouden en de burgemeester zei dat er geen \
             gevaar is voor de stad. Een school blijft dicht, maar de meeste kinderen zijn niet bang \
             en gaan maandag weer naar de les, want het water werd door de pompen laag gehouden.",
        ),
        (
            "sv",
            "Dammen ovanför Orrin höll hela natten och borgmästaren sade att det inte är någon fara \
             för staden. Ett par skolor är stängda till måndag, men folk från husen vid ån får gå hem \
             igen och räddningstjänsten väntar på att vattnet ska sjunka.",
        ),
    ];

    #[test]
    fn common_words_tell_their_languages() {
        for (n, (tag, passage)) in PASSAGES.into_iter().enumerate() {
            assert_eq!(COMMON[n].tag, tag);
            assert_eq!(language(passage), Some(tag), "{passage}");
            // The detector agrees.
            assert_eq!(
                whatlang::detect_lang(passage).map(crate::language::tag),
                Some(tag),
                "{passage}"
            );
        }
    }

    #[test]
    fn one_common_word_or_two_languages_tell_nothing() {
        assert_eq!(language(&"da kan ".repeat(60)), None);
        assert_eq!(language("the dam and the wall"), None);
        let [.., (_, dutch), (_, swedish)] = PASSAGES;
        assert_eq!(language(&format!("{dutch} {swedish}")), None);
        assert_eq!(language(&"\0\0 \u{a0} ".repeat(60)), None);
        let neighbours = [
            // Galician, Danish, Afrikaans, Catalan.
            "A presa de Orrin aguantou toda a noite e a alcaldesa dixo que non hai perigo ningún. Os \
             veciños poden volver ás casas do centro, mais as escolas da beira seguen pechadas ata o \
             luns, cando os bombeiros revisen unha a unha as ruelas da vila.",
            "Dæmningen over Orrin holdt natten igennem, og borgmesteren sagde, at der ikke er nogen fare \
             for byen. Skolerne åbner igen på mandag, men de som bor ved åen må vente, til vandet er \
             faldet, og brandfolkene har set på murene en gang til.",
            "Die dam bo Orrin het die hele nag gehou en die burgemeester het gesê dat daar geen gevaar \
             vir die dorp is nie. Die skole open Maandag weer, maar die mense wat by die rivier woon \
             moet wag totdat die water gesak het en die mure van die dam weer nagegaan is.",
            "La presa d'Orrin va aguantar tota la nit i l'alcaldessa va dir que no hi ha perill per a la \
             ciutat. Les escoles del centre obren dilluns, però els veïns de la vora del riu han \
             d'esperar que baixi l'aigua i que els bombers revisin les parets.",
        ];
        for text in neighbours {
            assert_eq!(language(text), None, "{text}");
        }
    }
}
