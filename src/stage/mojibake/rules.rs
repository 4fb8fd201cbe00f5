//! The rules of this stage: one for each page that UTF-8 was read as, and those for what no page
//! explains.

use crate::rule::{Example, Risk, Rule, Severity};

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[
    &WINDOWS_1252,
    &LATIN_1,
    &WINDOWS_1251,
    &WINDOWS_1250,
    &WINDOWS_1253,
    &WINDOWS_1254,
    &WINDOWS_1255,
    &WINDOWS_1256,
    &WINDOWS_1257,
    &WINDOWS_1258,
    &ISO_8859_2,
    &ISO_8859_15,
    &MAC_ROMAN,
    &CP437,
    &CP850,
    &CP852,
    &CP866,
    &KOI8_R,
    &KOI8_U,
    &MAC_CYRILLIC,
    &GB18030_RULE,
    &BIG5_RULE,
    &SHIFT_JIS_RULE,
    &EUC_JP_RULE,
    &EUC_KR_RULE,
    &PAGE_AS_OTHER,
    &EAST_ASIAN_AS_OTHER,
    &LOST_CASE,
    &C1_AS_WINDOWS_1252,
    &DROPPED_BYTE,
    &SPACED_BYTE,
    &LOST_CHARACTER,
    &CUT_CHARACTER,
];

const fn misread(
    id: &'static str,
    summary: &'static str,
    before: &'static str,
    after: &'static str,
) -> Rule {
    Rule {
        id,
        summary,
        why: "Each byte of a UTF-8 character was shown as a character of its own. The bytes are all still there, so \
              the character can be read from them again; this is done where the text makes no sense as it stands and \
              makes sense afterwards. What was misread twice or more is followed to the end.",
        risk: Risk::Safe,
        severity: Severity::Error,
        label: None,
        example: Example::text(before, after),
    }
}

/// UTF-8 read as windows-1252.
pub static WINDOWS_1252: Rule = misread(
    "mojibake.utf8-as-windows-1252",
    "repair UTF-8 that was read as windows-1252",
    "The cafÃ©â€™s owner couldnÃ¢â‚¬â„¢t say.",
    "The café’s owner couldn’t say.",
);

/// UTF-8 read as ISO-8859-1.
pub static LATIN_1: Rule = misread(
    "mojibake.utf8-as-latin-1",
    "repair UTF-8 that was read as latin-1 (ISO-8859-1)",
    "Itâ\u{80}\u{99}s an Ã\u{89}clair.",
    "It’s an Éclair.",
);

/// UTF-8 read as windows-1251.
pub static WINDOWS_1251: Rule = misread(
    "mojibake.utf8-as-windows-1251",
    "repair UTF-8 that was read as windows-1251",
    "РџСЂРёРІРµС‚, СЃРѕСЃРµРґ!",
    "Привет, сосед!",
);

/// UTF-8 read as windows-1250.
pub static WINDOWS_1250: Rule = misread(
    "mojibake.utf8-as-windows-1250",
    "repair UTF-8 that was read as windows-1250",
    "PĹ™Ă\u{ad}liĹˇ ĹľluĹĄouÄŤkĂ˝ kĹŻĹ\u{88}",
    "Příliš žluťoučký kůň",
);

/// UTF-8 read as windows-1253.
pub static WINDOWS_1253: Rule = misread(
    "mojibake.utf8-as-windows-1253",
    "repair UTF-8 that was read as windows-1253",
    "un dΓ©but trΓ¨s lent",
    "un début très lent",
);

/// UTF-8 read as windows-1254.
pub static WINDOWS_1254: Rule = misread(
    "mojibake.utf8-as-windows-1254",
    "repair UTF-8 that was read as windows-1254",
    "ĞŸÑ€Ğ¸Ğ²ĞµÑ‚, Ñ\u{81}Ğ¾Ñ\u{81}ĞµĞ´!",
    "Привет, сосед!",
);

/// UTF-8 read as windows-1256.
pub static WINDOWS_1256: Rule = misread(
    "mojibake.utf8-as-windows-1256",
    "repair UTF-8 that was read as windows-1256",
    "un dأ©but trأ¨s lent",
    "un début très lent",
);

/// UTF-8 read as windows-1257.
pub static WINDOWS_1257: Rule = misread(
    "mojibake.utf8-as-windows-1257",
    "repair UTF-8 that was read as windows-1257",
    "blĆødt smĆørrebrĆød",
    "blødt smørrebrød",
);

/// UTF-8 read as ISO-8859-2.
pub static ISO_8859_2: Rule = misread(
    "mojibake.utf8-as-iso-8859-2",
    "repair UTF-8 that was read as ISO-8859-2",
    "PĹ\u{99}Ă\u{ad}liĹĄ ĹžluĹĽouÄ\u{8d}kĂ˝ kĹŻĹ\u{88}",
    "Příliš žluťoučký kůň",
);

/// UTF-8 read as ISO-8859-15.
pub static ISO_8859_15: Rule = misread(
    "mojibake.utf8-as-iso-8859-15",
    "repair UTF-8 that was read as ISO-8859-15",
    "blÃždt smÃžrrebrÃžd",
    "blødt smørrebrød",
);

/// UTF-8 read as Mac Roman.
pub static MAC_ROMAN: Rule = misread(
    "mojibake.utf8-as-mac-roman",
    "repair UTF-8 that was read as Mac Roman",
    "It‚Äôs a caf√©",
    "It’s a café",
);

/// UTF-8 read as code page 437.
pub static CP437: Rule = misread(
    "mojibake.utf8-as-cp437",
    "repair UTF-8 that was read as code page 437 (DOS)",
    "ItΓÇÖs a caf├⌐",
    "It’s a café",
);

/// UTF-8 read as code page 850.
pub static CP850: Rule = misread(
    "mojibake.utf8-as-cp850",
    "repair UTF-8 that was read as code page 850 (DOS)",
    "ItÔÇÖs a caf├®",
    "It’s a café",
);

/// UTF-8 read as code page 866.
pub static CP866: Rule = misread(
    "mojibake.utf8-as-cp866",
    "repair UTF-8 that was read as code page 866 (DOS)",
    "╨Я╤А╨╕╨▓╨╡╤В, ╤Б╨╛╤Б╨╡╨┤!",
    "Привет, сосед!",
);

/// UTF-8 read as KOI8-R.
pub static KOI8_R: Rule = misread(
    "mojibake.utf8-as-koi8-r",
    "repair UTF-8 that was read as KOI8-R",
    "ItБ─≥s a cafц╘",
    "It’s a café",
);

/// UTF-8 read as windows-1255.
pub static WINDOWS_1255: Rule = misread(
    "mojibake.utf8-as-windows-1255",
    "repair UTF-8 that was read as windows-1255",
    "Ein schֳ¶ner Tag fֳ¼r ein Cafֳ©",
    "Ein schöner Tag für ein Café",
);

/// UTF-8 read as windows-1258.
pub static WINDOWS_1258: Rule = misread(
    "mojibake.utf8-as-windows-1258",
    "repair UTF-8 that was read as windows-1258",
    "Ein schĂ¶ner Tag fĂ¼r ein CafĂ©",
    "Ein schöner Tag für ein Café",
);

/// UTF-8 read as code page 852 (DOS).
pub static CP852: Rule = misread(
    "mojibake.utf8-as-cp852",
    "repair UTF-8 that was read as code page 852 (DOS)",
    "P┼Ö├şli┼í ┼żlu┼ąou─Źk├Ż k┼»┼ł",
    "Příliš žluťoučký kůň",
);

/// UTF-8 read as KOI8-U.
pub static KOI8_U: Rule = misread(
    "mojibake.utf8-as-koi8-u",
    "repair UTF-8 that was read as KOI8-U",
    "піп╣ Б─■ пҐп╟п╧п╨я─п╟я┴п╟ я√пЄп╣я▐",
    "Це — найкраща ідея",
);

/// UTF-8 read as Mac Cyrillic.
pub static MAC_CYRILLIC: Rule = misread(
    "mojibake.utf8-as-mac-cyrillic",
    "repair UTF-8 that was read as Mac Cyrillic",
    "–Я—А–Є–≤–µ—В, —Б–Њ—Б–µ–і!",
    "Привет, сосед!",
);

/// UTF-8 read as GBK or GB 18030.
pub static GB18030_RULE: Rule = misread(
    "mojibake.utf8-as-gb18030",
    "repair UTF-8 that was read as GBK or GB 18030",
    "Ein sch枚ner Tag f眉r ein k眉hles Getr盲nk",
    "Ein schöner Tag für ein kühles Getränk",
);

/// UTF-8 read as Big5.
pub static BIG5_RULE: Rule = misread(
    "mojibake.utf8-as-big5",
    "repair UTF-8 that was read as Big5",
    "Ein sch繹ner Tag f羹r ein k羹hles Getr瓣nk",
    "Ein schöner Tag für ein kühles Getränk",
);

/// UTF-8 read as `Shift_JIS`.
pub static SHIFT_JIS_RULE: Rule = misread(
    "mojibake.utf8-as-shift_jis",
    "repair UTF-8 that was read as Shift_JIS",
    "It窶冱 said that she窶冱 late",
    "It’s said that she’s late",
);

/// UTF-8 read as EUC-JP.
pub static EUC_JP_RULE: Rule = misread(
    "mojibake.utf8-as-euc-jp",
    "repair UTF-8 that was read as EUC-JP",
    "Ein sch旦ner Tag f端r ein k端hles Getr辰nk",
    "Ein schöner Tag für ein kühles Getränk",
);

/// UTF-8 read as EUC-KR.
pub static EUC_KR_RULE: Rule = misread(
    "mojibake.utf8-as-euc-kr",
    "repair UTF-8 that was read as EUC-KR",
    "Ein sch철ner Tag f체r ein k체hles Getr채nk",
    "Ein schöner Tag für ein kühles Getränk",
);

/// A single-byte page read as another one.
pub static PAGE_AS_OTHER: Rule = Rule {
    id: "mojibake.page-as-other-page",
    summary: "repair text of one single-byte code page that was read as another",
    why: "Each letter of the page stands for another one, so nothing is lost; which two pages they are is decided by \
          what the text reads like afterwards. This takes much evidence: whole words, or the same mix-up in many of them.",
    risk: Risk::Safe,
    severity: Severity::Error,
    label: None,
    example: Example::text("Ïðèâåò, äîðîãîé ñîñåä, êàê äåëà?", "Привет, дорогой сосед, как дела?"),
};

/// An East Asian encoding read as a single-byte page, or as another one.
pub static EAST_ASIAN_AS_OTHER: Rule = Rule {
    id: "mojibake.east-asian-as-other",
    summary: "repair Chinese, Japanese or Korean bytes that were read with another encoding",
    why: "Two bytes make one character; read with a single-byte page they look like two accented letters or signs. The \
          bytes are all still there. It is done where the text makes sense afterwards.",
    risk: Risk::Safe,
    severity: Severity::Error,
    label: None,
    example: Example::text("¿À´ÃÀº ³¯¾¾°¡ Âü ÁÁ³×¿ä.", "오늘은 날씨가 참 좋네요."),
};

/// Misread text whose case was changed.
pub static LOST_CASE: Rule = Rule {
    id: "mojibake.lost-case",
    summary: "repair misread UTF-8 that was lower-cased or upper-cased afterwards",
    why: "Changing the case of misread text changes its bytes: Ã© becomes ã©, and two bytes may become one. The likeliest \
          of the bytes that a letter may have been is taken.",
    risk: Risk::Guess,
    severity: Severity::Warning,
    label: None,
    example: Example::text("le cafã© ã©tait dã©jã\u{a0} fermã©", "le café était déjà fermé"),
};

/// Bytes of windows-1252 shown as C1 controls.
pub static C1_AS_WINDOWS_1252: Rule = Rule {
    id: "mojibake.c1-as-windows-1252",
    summary: "read C1 control characters as windows-1252",
    why: "A windows-1252 file was read as latin-1: where a curly quote or a dash should stand there is an invisible \
          control character that no text uses.",
    risk: Risk::Safe,
    severity: Severity::Error,
    label: None,
    example: Example::text("It\u{92}s late \u{96} too late", "It’s late – too late"),
};

/// A character that lost a byte.
pub static DROPPED_BYTE: Rule = Rule {
    id: "mojibake.dropped-byte",
    summary: "restore a misread character that lost a byte",
    why: "Many programs drop or replace characters that they do not show: a C1 control, a soft hyphen, what windows-1252 \
          has no character for. The bytes that are left say what it can have been; of these the likeliest between its \
          neighbours is taken, if it is much likelier than the next.",
    risk: Risk::Guess,
    severity: Severity::Warning,
    label: None,
    example: Example::text("â€œIt held,â€ she said.", "“It held,” she said."),
};

/// A byte A0 that was turned into a space.
pub static SPACED_BYTE: Rule = Rule {
    id: "mojibake.space-for-byte",
    summary: "restore à and its like where a space stands for the second byte",
    why: "à read as windows-1252 is Ã and a no-break space, which later steps turn into an ordinary space. Nothing else \
          becomes a space, so the byte is known.",
    risk: Risk::Safe,
    severity: Severity::Error,
    label: None,
    example: Example::text("voilÃ le cafÃ©", "voilà le café"),
};

/// What is left of a character that cannot be known any more.
pub static LOST_CHARACTER: Rule = Rule {
    id: "mojibake.lost-character",
    summary: "put U+FFFD for what is left of a misread character",
    why: "One of the bytes was replaced by U+FFFD or a question mark, and what is left does not say which character it \
          was. One U+FFFD says so better than two or three odd letters.",
    risk: Risk::Lossy,
    severity: Severity::Warning,
    label: None,
    example: Example::text("cafÃ© Ð\u{fffd}?", "café \u{fffd}?"),
};

/// What is left of a character at which the text was cut.
pub static CUT_CHARACTER: Rule = Rule {
    id: "mojibake.cut-character",
    summary: "take out what is left of a misread character at the end of a text",
    why: "The text was cut to a length in bytes, in the middle of a character. Its first bytes say nothing.",
    risk: Risk::Lossy,
    severity: Severity::Warning,
    label: None,
    example: Example::text("un cafÃ© bien serrÃ", "un café bien serr"),
};
