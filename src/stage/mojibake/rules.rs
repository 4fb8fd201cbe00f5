//! The rules of this stage: one for each page that UTF-8 was read as, and those for what no page
//! explains.

use crate::rule::{Example, Risk, Rule};

/// Every rule of this stage.
pub const RULES: &[&Rule] = &[
    &WINDOWS_1252,
    &LATIN_1,
    &WINDOWS_1251,
    &WINDOWS_1250,
    &WINDOWS_1253,
    &WINDOWS_1254,
    &WINDOWS_1256,
    &WINDOWS_1257,
    &ISO_8859_2,
    &ISO_8859_15,
    &MAC_ROMAN,
    &CP437,
    &CP850,
    &CP866,
    &KOI8_R,
    &C1_AS_WINDOWS_1252,
    &DROPPED_BYTE,
    &SPACED_BYTE,
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

/// Bytes of windows-1252 shown as C1 controls.
pub static C1_AS_WINDOWS_1252: Rule = Rule {
    id: "mojibake.c1-as-windows-1252",
    summary: "read C1 control characters as windows-1252",
    why: "A windows-1252 file was read as latin-1: where a curly quote or a dash should stand there is an invisible \
          control character that no text uses.",
    risk: Risk::Safe,
    label: None,
    example: Example::text("It\u{92}s late \u{96} too late", "It’s late – too late"),
};

/// A character that lost its last byte.
pub static DROPPED_BYTE: Rule = Rule {
    id: "mojibake.dropped-byte",
    summary: "restore ”, í and ậ whose last byte is lost (â€, Ã, áº)",
    why: "The closing quote ” read as windows-1252 is â€ and a character that many programs drop or replace; so are \
          í and ậ. Other characters lose the same byte, but they are far rarer. Inside words this is done only where more \
          of the text is damaged in the same way.",
    risk: Risk::Guess,
    label: None,
    example: Example::text("â€œIt held,â€ she said.", "“It held,” she said."),
};

/// A byte A0 that was turned into a space.
pub static SPACED_BYTE: Rule = Rule {
    id: "mojibake.space-for-byte",
    summary: "restore à and its like where a space stands for the second byte",
    why: "à read as windows-1252 is Ã and a no-break space, which later steps turn into an ordinary space. It is \
          taken for that after a lower-case letter, or where more of the text is damaged in the same way.",
    risk: Risk::Guess,
    label: None,
    example: Example::text("voilÃ le cafÃ©", "voilà le café"),
};
