//! The reference page is true: every table has an example that resolves, and every default that it
//! shows is the one of the table of defaults.

use crate::scenario::load;
use crate::vocabulary::EVERY_KEY;
use busyhour::internals::scenario::{NoFiles, defaults, examples, is_list, parse, reference_page};

/// Keys of a table that has required keys.
const RETRY: &str = r#"traffic[*].retry={ share = "50 %", after = "1 min" }"#;

const DAYS: &str = "traffic[*].day_factor={ cv = 0.2 }";

/// The lists that the example of every key lacks.
const MORE_LISTS: &str = r#"
[[target]]
measure = "blocking"
at_most = "1 %"
[[reference]]
measure = "blocking"
value = "1 %"
source = "Erlang B"
"#;

#[test]
fn every_example_resolves_with_the_base() {
    load(&examples::base()).unwrap_or_else(|e| panic!("the base: {e}"));
    for (path, example) in examples::all() {
        let text = format!("{}{}", examples::base(), example.toml);
        load(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
        let key = path.rsplit('.').next().expect("a key");
        assert!(example.toml.contains(key), "{path}: its example does not show it");
        assert!(example.about.ends_with('.'), "{path}: {}", example.about);
    }
}

#[test]
fn every_table_has_an_example() {
    let page = reference_page();
    let examples = examples::all();
    let mut shown = 0;
    for heading in page.lines().filter(|line| line.starts_with("## `") || line.starts_with("### `"))
    {
        let path = heading.trim_matches(['#', ' ', '`', '[', ']']);
        assert!(examples.contains_key(path), "there is no example of {path}");
        shown += 1;
    }
    assert_eq!(shown, examples.len(), "an example of a table that is not there");
}

#[test]
fn every_default_on_the_page_is_the_one_that_is_used() {
    let page = reference_page();
    let mut table = String::new();
    let mut rows = 0;
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let path = heading.trim_matches(['#', ' ']);
            table = path.trim_matches(['`', '[', ']']).to_owned();
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        let [key, _, shown, ..] = cells[..] else { continue };
        let Some(key) = key.strip_prefix("| `").and_then(|k| k.strip_suffix('`')) else { continue };
        if table.starts_with("Where") || shown.is_empty() || shown == "*must be set*" {
            continue;
        }
        rows += 1;
        let path = format!("{table}.{key}");
        let declared: Vec<String> = defaults::at(&path).map(|d| d.words()).collect();
        assert!(!declared.is_empty(), "{path} has no default: {shown}");
        assert!(
            declared.iter().all(|words| shown.contains(words)),
            "{path}: {shown}, {declared:?}"
        );
    }
    let declared: std::collections::BTreeSet<&str> = defaults::all().map(|d| d.path()).collect();
    assert_eq!(rows, declared.len(), "a default of a key that is not there");
    assert!(!page.contains("Default:"), "a doc comment gives a default of its own");
}

#[test]
fn every_default_is_a_value_of_its_key() {
    let text = format!("{EVERY_KEY}{MORE_LISTS}");
    for default in defaults::all().filter(|d| !d.text().is_empty()) {
        let (table, key) = default.path().split_once('.').expect("a key of a table");
        let path =
            if is_list(table) { format!("{table}[*].{key}") } else { default.path().to_owned() };
        let set = [RETRY.to_owned(), DAYS.to_owned(), format!("{path}={}", default.text())];
        parse("test.toml", &text, &NoFiles, &set)
            .unwrap_or_else(|e| panic!("{}: {e}", default.key));
    }
}
