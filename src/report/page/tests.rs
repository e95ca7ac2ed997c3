//! The page as a browser and its reader get it.

use super::*;
use crate::report::chart;
use crate::report::sample::record;

fn page(record: &Record) -> String {
    render(record, &chart::all(record).unwrap())
}

/// The tags of a page in order, with their attributes.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

#[test]
fn the_answer_stands_first_and_every_section_and_chart_follows() {
    let record = record();
    let page = page(&record);
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(place("Does it meet its targets?") < place("No: 1 of 3 targets is missed."));
    assert!(place("is missed.") < place("<nav"));
    for section in sections::sections(&record) {
        let title = html! { caption { (section.title) } }.into_string();
        assert!(page.contains(&title), "{title}");
    }
    for chart in chart::all(&record).unwrap() {
        assert!(page.contains(&format!("id=\"chart-{}-title\"", chart.name)), "{}", chart.name);
    }
    assert!(page.contains("busyhour run MODEL.toml --seed 2013 --replications 10"));
    assert!(page.contains("Show its 3 lines") && page.contains("\n[[gateway]]\nname = "));
    assert!(page.len() < 460_000, "{}", page.len());
}

#[test]
fn no_name_becomes_markup() {
    let mut hostile = record();
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>&'`\u{1b}[31m";
    hostile.title = evil.to_owned();
    hostile.scenario = Some(evil.to_owned());
    hostile.warnings[0].message = evil.to_owned();
    hostile.assumptions[0].key = evil.to_owned();
    hostile.designs[0].overrides = vec![format!("gateway[{evil}].channels=1")];
    let before = tags(&page(&record())).len();
    let page = page(&hostile);
    assert!(!page.contains("<script>alert") && !page.contains("<img") && !page.contains('\u{1b}'));
    // The three of the page, and the figures of its charts of lines.
    let figures = chart::all(&record()).unwrap().iter().filter(|c| c.plot.is_some()).count();
    assert_eq!(page.matches("<script>").count(), 3);
    assert_eq!(page.matches("<script").count(), 3 + figures);
    // The line that says what is changed is the only addition, in the header; each chart says it as text.
    assert!(tags(&page).len() <= before + 4, "{} {before}", tags(&page).len());
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let page = page(&record());
    for tag in tags(&page) {
        let loads = [" src=", " href=", "url(", "@import"].iter().any(|word| tag.contains(word));
        let inside = tag.contains("href=\"#") || tag.contains("href=\"data:,\"");
        assert!(!loads || inside, "{tag}");
    }
    assert!(!page.contains("@import") && !page.contains("url("));
}

#[test]
fn headings_are_in_order_and_identities_are_unique() {
    let page = page(&record());
    let mut identities = std::collections::BTreeSet::new();
    let mut level = 0;
    for tag in tags(&page) {
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            assert!(identities.insert(id.to_owned()), "{id} twice");
        }
        let heading = tag.strip_prefix('h').and_then(|rest| rest.get(..1)?.parse::<u32>().ok());
        if let Some(next) = heading {
            assert!(next <= level + 1, "{tag} after h{level}");
            level = next;
        }
    }
    for tag in tags(&page) {
        let leads = tag.split("href=\"#").nth(1).and_then(|rest| rest.split('"').next());
        assert!(leads.is_none_or(|id| identities.contains(id)), "{tag}");
    }
}
