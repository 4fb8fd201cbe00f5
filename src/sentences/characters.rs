//! The characters that end, close and open sentences, in every script.

/// Whether a sentence can end in this character.
pub(crate) fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || is_full_width(c) || is_spaced_script(c)
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

/// Whether a terminator, other than the Greek question mark, may start with this byte.
#[inline]
pub(super) fn is_terminator_lead(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?' | 0xd6 | 0xd8 | 0xdb | 0xe0..=0xe3 | 0xef)
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
    fn every_terminator_has_its_lead_byte() {
        for c in ('\0'..=char::MAX).filter(|c| is_terminator(*c)) {
            let lead = c.to_string().as_bytes()[0];
            assert!(is_terminator_lead(lead), "{c}");
        }
    }
}
