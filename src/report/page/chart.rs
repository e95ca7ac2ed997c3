//! Charts in the page: each beside the table that it draws.

use super::part::text;
use crate::report::chart::Chart;
use crate::report::section::Section;
use maud::{Markup, PreEscaped, html};

/// Names of charts, and how the title of the section with the same figures begins.
const PLACES: [(&str, &str); 9] = [
    ("outcomes", "Outcomes of attempts"),
    ("faxes", "Faxes"),
    ("notifications", "Missed-call notifications"),
    ("latency-by-hop", "Where voice-mail routing spends its time"),
    ("voice-mail-routing-latency", "Latencies"),
    ("post-dial-delay", "Latencies"),
    ("time-to-greeting", "Latencies"),
    ("utilization", "Servers by utilization"),
    ("occupancy", "Channels and call slots"),
];

/// The charts of each section, and those that belong to none.
pub(super) fn placed<'c>(
    sections: &[Section],
    charts: &'c [Chart],
) -> (Vec<Vec<&'c Chart>>, Vec<&'c Chart>) {
    let mut of_sections: Vec<Vec<&Chart>> = sections.iter().map(|_| Vec::new()).collect();
    let mut free = Vec::new();
    for chart in charts {
        let place = PLACES.iter().find(|(name, _)| *name == chart.name);
        let section =
            place.and_then(|(_, title)| sections.iter().position(|s| s.title.starts_with(title)));
        match section {
            Some(i) => of_sections[i].push(chart),
            None => free.push(chart),
        }
    }
    (of_sections, free)
}

/// A chart, which scrolls by itself where the window is narrow; behind it its figures, if the page draws it again.
pub(super) fn figure(chart: &Chart) -> Markup {
    let id = format!("chart-{}", chart.name);
    let (title, about) = (format!("{id}-title"), format!("{id}-about"));
    let attributes =
        html! { title id=(title) { (text(&chart.title)) } desc id=(about) { (chart.about) } };
    // The first tag of the picture is that of the picture itself.
    let svg = chart.svg.replacen(
        "<svg ",
        &format!("<svg role=\"img\" aria-labelledby=\"{title}\" aria-describedby=\"{about}\" "),
        1,
    );
    let svg = svg.replacen('>', &format!(">{}", attributes.into_string()), 1);
    html! {
        figure {
            div.chart tabindex="0" role="group" aria-label=(text(&chart.title)) { (PreEscaped(svg)) }
            @if let Some(plot) = &chart.plot {
                script.figures type="application/json" { (PreEscaped(plot)) }
            }
        }
    }
}
