//! descrape
fn main() {}
