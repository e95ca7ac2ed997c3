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
use super::side_by_side::SideBySide;
use crate::experiment::Record;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use part::{Part, text};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("style.css");

/// Sorts and filters tables.
const SCRIPT: &str = include_str!("script.js");

/// uPlot 1.6.32 from npm, unchanged, behind its licence: it draws charts that zoom.
const UPLOT: &str = concat!(
    "/*!\n",
    include_str!("uplot/LICENSE"),
    "\n*/\n",
    include_str!("uplot/uPlot.iife.min.js")
);
const UPLOT_STYLE: &str = include_str!("uplot/uPlot.min.css");

/// Draws the charts of lines by uPlot.
const PLOTS: &str = include_str!("plots.js");

/// The scripts of a page: those for charts only where it has charts of lines.
fn scripts(charts: &[Chart]) -> &'static [&'static str] {
    if charts.iter().any(|chart| chart.plot.is_some()) {
        &[SCRIPT, UPLOT, PLOTS]
    } else {
        &[SCRIPT]
    }
}

/// What a browser may load for the page and run in it: nothing but what stands in it, and no script but these.
fn policy(scripts: &[&str]) -> String {
    let hash =
        |script: &&str| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script)));
    let hashes: String = scripts.iter().map(hash).collect();
    format!("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src{hashes}")
}

/// The page, with its charts.
pub fn render(record: &Record, charts: &[Chart]) -> String {
    let mut parts = results(&sections::sections(record), charts);
    parts.extend(provenance::parts(record));
    let first = html! { (front::header(record)) };
    let answer = html! { (front::answer(record)) (front::warnings(record)) };
    whole(record, &record.title, (first, answer), (&parts, scripts(charts))).into_string()
}

/// The page of several records, with the charts of all.
pub fn render_several(several: &SideBySide, charts: &[Chart]) -> String {
    let record = &several.comparison;
    let mut parts = results(&several.sections(), charts);
    parts.extend(provenance::of_several(several));
    let first = front::header_of_several(several);
    let answer = html! {
        (front::answer(record))
        (front::differing(several))
        (front::warnings(record))
    };
    whole(record, &several.title(), (first, answer), (&parts, scripts(charts))).into_string()
}

/// The charts and sections of the results.
fn results(sections: &[Section], charts: &[Chart]) -> Vec<Part> {
    let found: Vec<Section> = sections.iter().map(Section::printable).collect();
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
    parts
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

/// The whole page: its title, its header and its answer, and its parts and scripts.
fn whole(
    record: &Record,
    title: &str,
    (header, answer): (Markup, Markup),
    (parts, scripts): (&[Part], &[&str]),
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy(scripts));
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "busyhour " (record.program_version) };
                link rel="icon" href="data:,";
                title { (text(title)) " – busyhour" }
                style { (PreEscaped(STYLE)) }
                @if scripts.contains(&PLOTS) { style { (PreEscaped(UPLOT_STYLE)) } }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (header)
                main {
                    (answer)
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
                @for script in scripts { script { (PreEscaped(script)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests;
