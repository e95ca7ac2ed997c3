//! `measures`: what busyhour measures, by name and by meaning.

use super::arguments::Measures;
use super::outcome::Outcome;
use super::{outputs, terminal};
use crate::measure::{matching, similar};
use crate::report::measures;
use anyhow::anyhow;

/// `measures [WORD]`.
pub fn run(args: &Measures) -> anyhow::Result<Outcome> {
    let text = args.word.join(" ");
    let mut found = matching(&text);
    if found.is_empty() {
        found = similar(&text);
    }
    if found.is_empty() {
        return Err(anyhow!("no measure is about `{text}`; `busyhour measures` lists all"));
    }
    if !outputs::asked_for(args.json.as_deref(), || Ok(measures::json(&found)))? {
        terminal::data(&measures::render(&found, terminal::table_style().width))?;
    }
    Ok(Outcome::Done)
}
