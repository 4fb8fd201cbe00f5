//! A named text to measure with.

use std::fmt;

pub struct Input {
    pub name: &'static str,
    pub text: String,
}

impl Input {
    /// `part` as often as it takes to be `size` bytes long.
    pub fn new(name: &'static str, part: &str, size: usize) -> Input {
        Input { name, text: part.repeat(size.div_ceil(part.len())) }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name)
    }
}
