use super::*;
use proptest::prelude::*;

/// Reads a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.len().min(self.1).min(buffer.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn all(bytes: &[u8], border: Border, size: usize, longest: usize) -> Vec<Piece> {
    let mut pieces = Pieces::new(bytes, border, size, longest);
    std::iter::from_fn(|| pieces.next().unwrap()).collect()
}

fn check(text: &str, border: Border, size: usize, expected: &[&str]) {
    let pieces = all(text.as_bytes(), border, size, 20);
    let shown: Vec<_> = pieces
        .iter()
        .map(|piece| match &piece.held {
            Held::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            Held::TooLong(length) => format!("<{length}>"),
        })
        .collect();
    assert_eq!(shown, expected, "{text:?} by {size}");
}

#[test]
fn whole_records_or_one_that_is_longer() {
    check("", Border::Line, 4, &[]);
    check("a\nb\nc", Border::Line, 4, &["a\nb\n", "c"]);
    check("abcdef\nb\nc\n", Border::Line, 4, &["abcdef\n", "b\nc\n"]);
    check("abcdef", Border::Line, 4, &["abcdef"]);
    check("a\n0123456789012345678901234\nb\n", Border::Line, 8, &["a\n", "<26>", "b\n"]);
    check("a\nb\n\nc\nd\n\n\ne", Border::BlankLine, 8, &["a\nb\n\n", "c\nd\n\n\ne"]);
    check("ab\r\n\r\ncd\r\ne", Border::BlankLine, 8, &["ab\r\n\r\n", "cd\r\ne"]);
}

#[test]
fn a_line_end_in_quotes_ends_no_record() {
    let quoted = Border::Quoted { delimiter: b',', limit: 20 };
    check("a,\"b\n\"\nc\n", quoted, 6, &["a,\"b\n\"\n", "c\n"]);
    check("\"a\"\"\n\"\nb\n", quoted, 6, &["\"a\"\"\n\"\n", "b\n"]);
    check("5\" pipe\nb\n", quoted, 4, &["5\" pipe\n", "b\n"]);
    // A quote that is never closed costs the limit.
    let open = "\"a\n01234\n567890123456\nb\nc\n";
    check(open, quoted, 4, &["<22>", "b\nc\n"]);
    check("\"a\nb\n", quoted, 4, &["\"a\nb\n"]);
}

fn warc(length: usize, content: &str) -> String {
    format!("WARC/1.0\r\nContent-Length: {length}\r\n\r\n{content}\r\n\r\n")
}

#[test]
fn a_warc_record_is_as_long_as_it_says_if_another_follows() {
    let (one, two) = (warc(10, "a\nWARC/1.x"), warc(3, "two"));
    let pieces = |text: &str, longest: usize| {
        let pieces = all(text.as_bytes(), Border::Warc { limit: longest }, 1, longest);
        let shown = |piece: &Piece| match &piece.held {
            Held::Bytes(bytes) => String::from_utf8(bytes.clone()).unwrap(),
            Held::TooLong(length) => format!("<{length}>"),
        };
        pieces.iter().map(shown).collect::<Vec<_>>()
    };
    let both = one.clone() + &two;
    assert_eq!(pieces(&both, 100), [&*one, &two]);
    // A wrong length, no header at all, one that breaks off: each ends where the next begins.
    let wrong = warc(2, "three");
    assert_eq!(pieces(&(wrong.clone() + &both), 100), [&*wrong, &one, &two]);
    assert_eq!(pieces(&("words\n".to_owned() + &two), 100), ["words\n", &two]);
    assert_eq!(pieces(&("WARC/1.0\r\nA: b\r\n".to_owned() + &two), 100).len(), 2);
    let huge = warc(usize::MAX, "four");
    assert_eq!(pieces(&(huge.clone() + &two), 100), [&*huge, &two]);
    let short = warc(150, "five");
    assert_eq!(pieces(&(short.clone() + &both), 200), [&*short, &one, &two]);
    let long = warc(60, &"x".repeat(60));
    assert_eq!(pieces(&(long.clone() + &two), 70), [format!("<{}>", long.len()), two]);
}

#[test]
fn what_comes_before_an_error_is_whole() {
    let broken = io::Cursor::new("a\nbc").chain(Broken);
    let mut pieces = Pieces::new(broken, Border::Line, 100, 100);
    assert_eq!(pieces.next().unwrap().unwrap().held, Held::Bytes(b"a\n".to_vec()));
    assert_eq!(pieces.next().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!((pieces.at(), pieces.into_rest()), ((2, 1), b"bc".to_vec()));
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Bytes in which each border finds records, odd ones too.
fn streams() -> impl Strategy<Value = (Border, String, usize)> {
    let limit = 1usize..40;
    let lines = (any::<bool>(), "[ab\r\n]{0,60}", 1usize..16).prop_map(|(lines, text, longest)| {
        (if lines { Border::Line } else { Border::BlankLine }, text, longest)
    });
    let quoted = ("[ab,\"\"\"\r\n]{0,60}", limit.clone())
        .prop_map(|(text, limit)| (Border::Quoted { delimiter: b',', limit }, text, limit));
    let record = prop_oneof![
        8 => "[a\r\n]{0,12}".prop_map(|content| warc(content.len(), &content)),
        1 => (0usize..80, "[a\r\n]{0,12}").prop_map(|(length, text)| warc(length, &text)),
        1 => "(WARC/1\\.|[a:\r\n]){0,6}",
    ];
    let records = (proptest::collection::vec(record, 0..5), limit).prop_map(|(all, limit)| {
        let limit = limit * 4;
        (Border::Warc { limit }, all.concat(), limit)
    });
    prop_oneof![lines, quoted, records]
}

proptest! {
    /// However the stream is read, wherever one begins again, and however it is divided, the
    /// pieces are the same and hold every byte once.
    #[test]
    fn a_piece_depends_on_its_start_alone(
        (border, text, longest) in streams(),
        size in 1usize..12,
        step in 1usize..9,
        until in 0u64..70,
    ) {
        let bytes = text.as_bytes();
        let whole = all(bytes, border, size, longest);
        let mut slow = Pieces::new(Slow(bytes, step), border, size, longest);
        let slowly: Vec<_> = std::iter::from_fn(|| slow.next().unwrap()).collect();
        prop_assert_eq!(&slowly, &whole);
        let mut at = 0;
        for (n, piece) in whole.iter().enumerate() {
            prop_assert_eq!(piece.offset, at);
            prop_assert_eq!(piece.lines, count_lines(&bytes[..at as usize]));
            at += match &piece.held {
                Held::Bytes(held) => {
                    prop_assert_eq!(held, &bytes[at as usize..][..held.len()]);
                    held.len() as u64
                }
                Held::TooLong(length) => *length,
            };
            let rest = &bytes[piece.offset as usize..];
            let mut again = Pieces::new(rest, border, size, longest)
                .from(piece.offset, piece.lines);
            let again: Vec<_> = std::iter::from_fn(|| again.next().unwrap()).collect();
            prop_assert_eq!(&again[..], &whole[n..]);
        }
        prop_assert_eq!(at, bytes.len() as u64);
        // The records are the same ones whatever size the pieces have; not so the paragraphs of
        // a text, which is cut where it must be.
        if border == Border::BlankLine {
            return Ok(());
        }
        let ends = |size: usize| {
            let pieces = all(bytes, border, size, longest);
            let records = pieces.iter().flat_map(|piece| {
                let held = match &piece.held {
                    Held::Bytes(held) => held.clone(),
                    Held::TooLong(length) => vec![b' '; *length as usize],
                };
                let mut at = 0;
                std::iter::from_fn(move || {
                    let rest = held.get(at..).filter(|rest| !rest.is_empty())?;
                    at += border.end_of_whole(rest);
                    Some(piece.offset + at as u64)
                }).collect::<Vec<_>>()
            });
            records.collect::<Vec<_>>()
        };
        let records = ends(size);
        prop_assert_eq!(&records, &ends(1));
        // The part before `until` ends with the record that the byte before it belongs to.
        let mut part = Pieces::new(bytes, border, size, longest).until(Mark::new(until));
        while part.next().unwrap().is_some() {}
        let end = part.at().0;
        let mut starts = std::iter::once(0).chain(records);
        prop_assert_eq!(end, starts.find(|start| *start >= until).unwrap_or(at));
    }
}
