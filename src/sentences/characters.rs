//! The characters that end, close and open sentences, in every script.

/// Whether a sentence can end in this character.
#[inline]
pub(crate) fn is_terminator(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, '.' | '!' | '?');
    }
    c == '…' || is_full_width(c) || is_spaced_script(c)
}

/// Whether a terminator stands anywhere in the text.
pub(super) fn has_terminator(text: &str) -> bool {
    memchr::memchr3(b'.', b'!', b'?', text.as_bytes()).is_some()
        || !text.is_ascii() && text.contains(is_terminator)
}

/// Terminators of scripts that put no space after them.
pub(crate) fn is_full_width(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡')
}

/// Terminators that mean nothing else: danda, and the full stops and question marks of Arabic,
/// Urdu, Armenian, Ethiopic, Burmese and Khmer; the doubled marks.
pub(crate) fn is_spaced_script(c: char) -> bool {
    matches!(
        c,
        '।' | '॥'
            | '؟'
            | '۔'
            | '։'
            | '።'
            | '፧'
            | '፨'
            | '။'
            | '។'
            | '៕'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
    )
}

/// Whether a terminator outside ASCII starts here: the bytes of [`is_terminator`], which save reading
/// every character of a script that begins like one.
#[inline]
pub(super) fn is_terminator_at(bytes: &[u8], at: usize) -> bool {
    let byte = |n: usize| bytes.get(at + n).copied().unwrap_or(0);
    match bytes[at] {
        0xd6 => byte(1) == 0x89,
        0xd8 => byte(1) == 0x9f,
        0xdb => byte(1) == 0x94,
        0xe0 => byte(1) == 0xa5 && matches!(byte(2), 0xa4 | 0xa5),
        0xe1 => matches!(
            (byte(1), byte(2)),
            (0x8d, 0xa2 | 0xa7 | 0xa8) | (0x81, 0x8b) | (0x9f, 0x94 | 0x95)
        ),
        0xe2 => {
            matches!((byte(1), byte(2)), (0x80, 0xa6 | 0xbc) | (0x81, 0x87..=0x89))
        }
        0xe3 => byte(1) == 0x80 && byte(2) == 0x82,
        0xef => {
            matches!((byte(1), byte(2)), (0xbc, 0x81 | 0x8e | 0x9f) | (0xbd, 0xa1))
        }
        _ => false,
    }
}

/// Whether this character closes what stands before it and stays with it.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '“' // closes in German and Czech: „so“
            | '‘'
            | '»'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | '〕'
            | '］'
            | '＂'
            | '*'
    )
}

/// Whether this character closes a quotation.
pub(super) fn is_closing_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '›' | '」' | '』' | '＂')
}

/// Whether a sentence may start with this character before its first word.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '‹'
            | '»' // opens in Danish and some German: »so«
            | '”' // opens in Swedish and Finnish: ”so”
            | '’'
            | '('
            | '['
            | '{'
            | '¿'
            | '¡'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '〈'
            | '*'
            | '_'
    )
}

/// Whether words in this character's script stand without spaces between them.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3001}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' // punctuation, kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff60}' // full width
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminators_are_told_by_their_bytes() {
        for c in ('\u{80}'..=char::MAX).filter(|c| c.is_alphanumeric() || is_terminator(*c)) {
            let text = c.to_string();
            assert_eq!(is_terminator_at(text.as_bytes(), 0), is_terminator(c), "{c}");
        }
    }
}
