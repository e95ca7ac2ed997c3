//! Charts.
use crate::experiment::Record;

/// One chart.
pub struct Chart {
    /// File name without extension.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// SVG.
    pub svg: String,
    /// PNG.
    pub png: Vec<u8>,
}

/// All charts.
pub fn all(_record: &Record) -> Vec<Chart> {
    Vec::new()
}
