//! The table of limits in `docs/security.md` against the constants of the program.

use std::fs;
use std::path::Path;

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The value of a constant as the source writes it: `32 << 20`, `1_000`.
fn value(source: &str, name: &str) -> Option<u64> {
    let (_, declared) = source.split_once(&format!("const {name}:"))?;
    let (_, value) = declared.split_once('=')?;
    let value = value.split(';').next()?.replace('_', "");
    let number = |text: &str| text.trim().parse::<f64>().ok().map(|number| number as u64);
    match value.split_once("<<") {
        Some((number_of, bits)) => Some(number(number_of)? << number(bits)?),
        None => number(&value),
    }
}

/// The value of a cell: `32 MiB`, `1,000`.
fn shown(cell: &str) -> Option<u64> {
    let (number, unit) = cell.split_once(' ').unwrap_or((cell, ""));
    let scale = match unit {
        "KiB" => 10,
        "MiB" => 20,
        "GiB" => 30,
        _ => 0,
    };
    number.replace(',', "").parse::<u64>().ok().map(|number| number << scale)
}

#[test]
fn the_table_of_limits_has_every_limit_with_its_value() {
    let page = read("docs/security.md");
    let (_, table) = page.split_once("\n## Limits\n").expect("a table of limits");
    let table = table.split("\n## ").next().unwrap_or_default();
    let mut named = Vec::new();
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(2) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, limit, constant, _, _] = cells[..] else { panic!("five cells: {row}") };
        let quoted: Vec<&str> = constant.split('`').skip(1).step_by(2).collect();
        let [name, file] = quoted[..] else { panic!("`NAME` in `file`: {row}") };
        let declared = value(&read(&format!("src/{file}")), name);
        assert!(declared.is_some() && declared == shown(limit), "{row}\nis {declared:?}");
        named.push(name.to_owned());
    }
    for line in read("src/base/limits.rs").lines() {
        let Some((name, _)) = line.strip_prefix("pub const ").and_then(|l| l.split_once(':'))
        else {
            continue;
        };
        assert!(named.iter().any(|n| n == name), "docs/security.md does not list `{name}`");
    }
}
