//! `docs/domain.md` stays true: its table leads from every statement to a rule, an effect and a test that exist, and
//! each of its sections that is cited anywhere is there.

use busyhour::internals::check::rules;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A row of the table in section 1.7.
struct Row {
    /// What a rule cites: `S26`, or `domain 2.1`.
    facts: String,
    rules: BTreeSet<String>,
    effects: Vec<String>,
    tests: Vec<String>,
    /// The cell of rules, which gives the reason where there are none.
    rules_cell: String,
}

/// What stands between backticks in a cell.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

fn table() -> Vec<Row> {
    let page = read("docs/domain.md");
    let (_, section) = page.split_once("\n### 1.7 ").expect("section 1.7");
    let (section, _) = section.split_once("\n## ").expect("section 2");
    let rows = section.lines().filter(|line| line.starts_with("| S") || line.starts_with("| §"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [facts, rules, effect, tests] = cells[..] else { panic!("four cells: {line}") };
        let no_rule = rules.starts_with("none: ");
        Row {
            facts: facts.replace('§', "domain "),
            rules: if no_rule { BTreeSet::new() } else { quoted(rules).collect() },
            effects: quoted(effect).collect(),
            tests: quoted(tests).collect(),
            rules_cell: rules.to_owned(),
        }
    };
    rows.map(row).collect()
}

#[test]
fn every_statement_has_one_row_with_its_rules() {
    let table = table();
    for n in 1..=58 {
        let rows = table.iter().filter(|row| row.facts == format!("S{n}")).count();
        assert_eq!(rows, 1, "S{n}");
    }
    let facts: BTreeSet<&str> = table.iter().map(|row| row.facts.as_str()).collect();
    for rule in rules() {
        for statement in rule.statements {
            assert!(facts.contains(statement), "{}: no row {statement}", rule.name);
        }
    }
    for row in &table {
        let cites = |rule: &&busyhour::internals::check::Rule| {
            rule.statements.contains(&row.facts.as_str())
        };
        let citing: BTreeSet<String> = rules().filter(cites).map(|r| r.name.to_owned()).collect();
        assert_eq!(row.rules, citing, "{}", row.facts);
        assert!(!citing.is_empty() || row.rules_cell.len() > "none: ".len(), "{}", row.facts);
    }
}

#[test]
fn every_effect_and_test_in_the_table_exists() {
    let code: String = files("src", &["rs"]).iter().map(|path| text(path)).collect();
    let known = crate::broken::effects();
    for row in table() {
        for effect in &row.effects {
            assert!(code.contains(&format!("\"{effect}\"")), "{}: {effect}", row.facts);
        }
        let of_rules = known.iter().filter(|(rule, _)| row.rules.contains(*rule));
        for (_, outcome) in of_rules.flat_map(|(_, ends)| ends) {
            let named = row.effects.iter().any(|effect| effect == outcome);
            assert!(named, "{}: {outcome} is missing", row.facts);
        }
        assert!(!row.tests.is_empty(), "{}: no test", row.facts);
        for test in &row.tests {
            match test.split_once("::") {
                Some((module, function)) => {
                    let file = read(&format!("tests/it/{module}.rs"));
                    assert!(file.contains(&format!("fn {function}(")), "{}: {test}", row.facts);
                }
                None => assert!(root().join(test).is_file(), "{}: {test}", row.facts),
            }
        }
    }
}

/// All files below a folder whose names end so.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let wanted = path.extension().and_then(|e| e.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if wanted.is_some_and(|e| extensions.contains(&e)) {
                found.push(path);
            }
        }
    }
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The section numbers that a text cites, as `domain §2.3, 2.4` or `domain 6.1 and 8.3`.
fn cited(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("omain ") {
        let mut rest = &text[at + "omain ".len()..];
        rest = rest.strip_prefix("facts ").unwrap_or(rest);
        rest = rest.strip_prefix('(').unwrap_or(rest);
        loop {
            rest = rest.strip_prefix('§').unwrap_or(rest);
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let number = rest[..end].trim_end_matches('.');
            if number.is_empty() {
                break;
            }
            let letter = usize::from(rest[number.len()..].starts_with('b'));
            found.push(rest[..number.len() + letter].to_owned());
            rest = &rest[number.len() + letter..];
            let next = [", ", " and "].iter().find_map(|between| rest.strip_prefix(between));
            match next {
                Some(next) if next.starts_with(|c: char| c == '§' || c.is_ascii_digit()) => {
                    rest = next;
                }
                _ => break,
            }
        }
    }
    found
}

#[test]
fn citations_are_read_whatever_their_form() {
    let text =
        "domain §2.3, 2.4; Domain 6.1 and 8.3. domain facts (§5.4: 20 ms); domain §4.2b, main 9";
    assert_eq!(cited(text), ["2.3", "2.4", "6.1", "8.3", "5.4", "4.2b"]);
}

#[test]
fn every_cited_section_is_there() {
    let page = read("docs/domain.md");
    let headings: BTreeSet<&str> = page
        .lines()
        .filter(|line| line.starts_with("## ") || line.starts_with("### "))
        .filter_map(|line| line.split(' ').nth(1))
        .map(|number| number.trim_end_matches('.'))
        .collect();
    let mut count = 0;
    for folder in ["src", "docs", "models", "tests", "benches"] {
        for path in files(folder, &["rs", "toml", "md"]) {
            for section in cited(&text(&path)) {
                count += 1;
                assert!(headings.contains(section.as_str()), "{}: §{section}", path.display());
            }
        }
    }
    assert!(count > 50, "{count} citations");
}

/// What no source says is called an assumption, in words.
#[test]
fn no_note_of_the_authors_reaches_a_user() {
    let mark = concat!("[ASS", "UME");
    for folder in ["src", "docs", "models"] {
        for path in files(folder, &["rs", "toml", "md"]) {
            assert!(!text(&path).contains(mark), "{}", path.display());
        }
    }
}
