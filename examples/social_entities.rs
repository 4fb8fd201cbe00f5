//! Finds the entities of social text: reads JSON lines with a `text`, writes a list of entities for
//! each, with offsets in code points. `evals/twitter-text` scores it.
//!
//! `echo '{"text":"Thanks @ida_oke!"}' | cargo run --example social_entities`

use std::io::{self, BufRead, Write};

use descrape::social::entities;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().ok_or(io::ErrorKind::InvalidData)?;
        let chars = |at: usize| text[..at].chars().count();
        let found: Vec<Value> = entities(text)
            .map(|entity| {
                let (start, end) = (chars(entity.range.start), chars(entity.range.end));
                json!({"kind": entity.kind.name(), "text": entity.text, "start": start, "end": end})
            })
            .collect();
        writeln!(out, "{}", Value::from(found))?;
    }
    Ok(())
}
