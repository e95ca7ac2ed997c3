//! The commands and lines of TOML in the documents work as they stand there, only with shorter runs.

use crate::program::{busyhour, said, text};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents of a folder, as their names and texts.
fn documents() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root().join("docs")).expect("docs").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "md"));
    paths.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("readable");
    paths.iter().map(|path| (path.display().to_string(), read(path))).collect()
}

/// The lines of all blocks of code in this language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let start = format!("```{language}\n");
    let rest = text.split(start.as_str()).skip(1);
    rest.filter_map(|block| block.split("```").next().map(str::to_owned)).collect()
}

/// The words of a line as a shell would see them, without its comment.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in line.chars() {
        let last = words.last_mut().expect("one at least");
        match (quote, c) {
            (None, '#') => break,
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            (None, ' ') => words.push(String::new()),
            _ => last.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Every `busyhour` command of the documents, with the document that has it. Blocks of `console` work on files that the
/// reader has, such as exports; the tests of their commands have such files.
fn commands() -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (name, text) in documents() {
        for block in blocks(&text, "sh") {
            let lines = block.lines().filter(|line| line.starts_with("busyhour "));
            found.extend(lines.map(|line| (name.clone(), words(line))));
        }
    }
    found
}

/// The command with options for a short run in a folder of its own.
fn shortened(words: &[String], folder: &Path) -> Vec<String> {
    let mut words = words[1..].to_vec();
    let command = words[0].clone();
    if ["run", "sweep", "compare", "sensitivity", "size"].contains(&command.as_str()) {
        if command == "size" {
            words.extend(["--at-most", "10", "--designs", "2"].map(str::to_owned));
        }
        if let Some(at) = words.iter().position(|word| word == "--replications") {
            words.drain(at..at + 2);
        }
        let asked = ["--precision", "--indifference"];
        let until = words.iter().any(|word| asked.contains(&word.as_str()));
        let few = if until { ["--at-most", "10"] } else { ["--replications", "2"] };
        words.extend(few.map(str::to_owned));
        // A pilot that finds the warm-up needs the model's own duration.
        let found = words.iter().any(|word| word.starts_with("study.warm_up"));
        let short = ["study.duration=20 s", "study.warm_up=10 s"];
        let set = if found { &short[..0] } else { &short[..] };
        words.extend(set.iter().flat_map(|set| ["--set", set]).map(str::to_owned));
        words.extend(["--no-charts", "--out"].map(str::to_owned));
        words.push(folder.display().to_string());
    }
    words
}

#[test]
fn every_command_in_the_documents_works() {
    let commands = commands();
    assert!(commands.len() >= 20, "{}", commands.len());
    for (document, words) in commands {
        let files = words.iter().filter(|word| word.ends_with(".toml"));
        for file in files {
            assert!(root().join(file).is_file(), "{document}: {file}");
        }
        let folder = tempfile::tempdir().expect("a folder");
        // What takes minutes is tried by its help only; `new` writes where it runs.
        let long = words[1] == "validate" && !words.iter().any(|word| word.ends_with(".toml"));
        let at = if words[1] == "new" { folder.path() } else { root() };
        let mut args = shortened(&words, folder.path());
        if long {
            args.push("--help".to_owned());
        }
        let output = busyhour().current_dir(at).args(&args).output().expect("runs");
        // 1: a target is missed, or too little was simulated, as in a run this short.
        let fine = output.status.code().is_some_and(|code| code <= 1);
        assert!(fine, "{document}: {words:?}\n{}", text(&output.stderr));
    }
}

/// A block says in its first line which model it goes with: `# with models/…`.
#[test]
fn every_block_of_toml_goes_with_its_model() {
    let text = std::fs::read_to_string(root().join("docs/recipes.md")).expect("readable");
    let blocks = blocks(&text, "toml");
    assert!(blocks.len() >= 5, "{}", blocks.len());
    for block in blocks {
        let (first, lines) = block.split_once('\n').expect("several lines");
        let model = first.strip_prefix("# with ").unwrap_or_else(|| panic!("{first}"));
        let model = root().join(model);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("recipe.toml");
        let text = format!("include = [{:?}]\n{lines}", model.display().to_string());
        std::fs::write(&path, text).expect("writable");
        let output = busyhour().arg("check").arg(&path).output().expect("runs");
        assert_eq!(output.status.code(), Some(0), "{block}\n{}", said(&output));
    }
}
