//! A record as one HTML page that needs no other file and no network: the answer, charts, tables, and what repeats the
//! run. It shows the sections of the Markdown page, and adds the answer in sentences.

mod chart;
mod front;
mod part;
mod provenance;
mod table;

use super::chart::Chart;
use super::section::Section;
use super::sections;
use crate::experiment::Record;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use part::{Part, text};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("style.css");

/// Sorts and filters tables.
const SCRIPT: &str = include_str!("script.js");

/// What a browser may load for the page and run in it: nothing but what stands in it, and no script but that one.
fn policy() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(SCRIPT));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{hash}'"
    )
}

/// The page, with its charts.
pub fn render(record: &Record, charts: &[Chart]) -> String {
    let found: Vec<Section> = sections::sections(record).iter().map(Section::printable).collect();
    let (placed, free) = chart::placed(&found, charts);
    let (deployment, free): (Vec<&Chart>, Vec<&Chart>) =
        free.into_iter().partition(|chart| chart.name == "topology");
    let mut parts = Vec::new();
    for one in deployment {
        parts.push(Part::new("deployment", &one.title, chart::figure(one)));
    }
    if !free.is_empty() {
        let body = html! { @for one in free { (chart::figure(one)) } };
        parts.push(Part::new("charts", "Charts", body));
    }
    for (i, (section, own)) in found.iter().zip(&placed).enumerate() {
        let id = format!("part-{}", i + 1);
        let body = html! {
            @for one in own { (chart::figure(one)) }
            (table::table(section))
        };
        parts.push(Part::new(&id, &section.title, body));
    }
    parts.extend(provenance::parts(record));
    whole(record, &parts).into_string()
}

/// The answer and the warnings as a part of another page, such as a notebook.
pub fn answer(record: &Record) -> String {
    html! {
        div.busyhour {
            h3 { (part::text(&record.title)) }
            (front::answer(record))
            (front::warnings(record))
        }
    }
    .into_string()
}

fn whole(record: &Record, parts: &[Part]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "busyhour " (record.program_version) };
                link rel="icon" href="data:,";
                title { (text(&record.title)) " – busyhour" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (front::header(record))
                main {
                    (front::answer(record))
                    (front::warnings(record))
                    nav aria-label="Contents" {
                        ol { @for part in parts { li { a href={ "#" (part.id) } { (part.title) } } } }
                    }
                    @for part in parts {
                        section id=(part.id) aria-labelledby={ (part.id) "-title" } {
                            h2 id={ (part.id) "-title" } { (part.title) }
                            (part.body)
                        }
                    }
                }
                footer { p { (text(&sections::provenance(record))) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
