//! Which file of `src/` imports from which. `use` trees, `super::` and paths in the middle of code are followed through
//! re-exports to the file that defines the name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A path, as `["crate", "call", "Call"]`.
type Names = Vec<String>;

/// A source file as a module.
#[derive(Debug, Default)]
pub struct File {
    /// Its place below `src/`, as `call/mod.rs`.
    pub name: String,
    /// What its `use` items bind: the name, and the path behind it.
    uses: Vec<(String, Names)>,
    /// The same for `use …::*`.
    globs: Vec<Names>,
    /// Paths elsewhere in its code.
    paths: Vec<Names>,
    /// Every other identifier in its code.
    words: BTreeSet<String>,
    /// Names that it defines.
    defines: BTreeSet<String>,
    /// `use` items and paths of its tests.
    of_tests: Vec<Names>,
}

/// All files by the path of their module; the crate's root has the path `[]`.
pub struct Sources(BTreeMap<Names, File>);

impl Sources {
    /// Reads `src/`.
    pub fn read() -> Sources {
        let mut files = BTreeMap::new();
        add(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut files);
        Sources(files)
    }

    pub fn files(&self) -> impl Iterator<Item = (&[String], &File)> {
        self.0.iter().map(|(module, file)| (&module[..], file))
    }

    /// The modules whose definitions a module uses, in its tests too if `tests` says so.
    pub fn imports(&self, module: &[String], tests: bool) -> BTreeSet<Names> {
        let Some(file) = self.0.get(module) else { return BTreeSet::new() };
        // A re-export alone is no use of the name.
        let used = file.uses.iter().filter(|(name, _)| file.words.contains(name));
        let mut found: BTreeSet<Names> = used
            .map(|(_, path)| path)
            .chain(&file.paths)
            .chain(file.of_tests.iter().filter(|_| tests))
            .filter_map(|path| self.defined_in(module, path, 0))
            .collect();
        found.extend(file.globs.iter().filter_map(|path| self.defined_in(module, path, 0)));
        found.remove(module);
        found
    }

    /// The module that defines what a path names.
    fn defined_in(&self, module: &[String], path: &[String], depth: usize) -> Option<Names> {
        let mut at = module.to_vec();
        for (i, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                name => {
                    let below = [&at[..], &[name.to_owned()]].concat();
                    if self.0.contains_key(&below) {
                        at = below;
                        continue;
                    }
                    let file = self.0.get(&at)?;
                    if file.defines.contains(name) || depth > 8 {
                        return Some(at);
                    }
                    let rest = &path[i + 1..];
                    let behind =
                        |to: &Names| self.defined_in(&at, &[&to[..], rest].concat(), depth + 1);
                    if let Some((_, to)) = file.uses.iter().find(|(bound, _)| bound == name) {
                        return behind(to);
                    }
                    // Nothing but a definition in one of these modules, or a foreign crate, is left.
                    let through = |glob: &Names| {
                        self.defined_in(&at, &[&glob[..], &path[i..]].concat(), depth + 1)
                    };
                    return file.globs.iter().find_map(through);
                }
            }
        }
        Some(at)
    }

    /// Groups of files that import from each other, directly or around; tests do not count.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let direct: BTreeMap<&Names, BTreeSet<Names>> =
            self.0.keys().map(|module| (module, self.imports(module, false))).collect();
        let reached = |from: &Names| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(module) = open.pop() {
                for next in direct.get(&module).into_iter().flatten() {
                    if seen.insert(next.clone()) {
                        open.push(next.clone());
                    }
                }
            }
            seen
        };
        let all: BTreeMap<&Names, BTreeSet<Names>> =
            self.0.keys().map(|module| (module, reached(module))).collect();
        let mut circles = BTreeSet::new();
        for (module, seen) in &all {
            if seen.contains(*module) {
                let back = seen.iter().filter(|other| all[other].contains(*module));
                circles.insert(back.map(|other| self.0[other].name.clone()).collect::<Vec<_>>());
            }
        }
        circles.into_iter().collect()
    }
}

/// Adds the files of a folder, whose module is `module`.
fn add(folder: &Path, module: &[String], files: &mut BTreeMap<Names, File>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            add(&path, &[module, &[name]].concat(), files);
        } else if let Some(stem) = name.strip_suffix(".rs") {
            // The program's own file is a crate of its own; files of tests are tests.
            if stem == "main" || stem == "tests" || stem.ends_with("_tests") {
                continue;
            }
            let is_root = stem == "mod" || stem == "lib";
            let own = if is_root { module.to_vec() } else { [module, &[stem.to_owned()]].concat() };
            if own.iter().any(|part| part == "tests") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("readable");
            let mut file = File { name: [module, &[name]].concat().join("/"), ..File::default() };
            Scanner { tokens: &tokens(&text), at: 0 }.module(&mut file, &[], false);
            files.insert(own, file);
        }
    }
}

/// Identifiers, `::` and single characters, without comments, strings and characters in quotes.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut found, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let c = at(i);
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '"' {
            i += 1;
            while i < chars.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if c == 'r' && at(i + 1) == '#' && at(i + 2) == '"' {
            i += 3;
            while i < chars.len() && !(at(i) == '"' && at(i + 1) == '#') {
                i += 1;
            }
            i += 2;
        } else if c == '\'' && (at(i + 2) == '\'' || at(i + 1) == '\\') {
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else if is_word(c) {
            let from = i;
            while is_word(at(i)) {
                i += 1;
            }
            found.push(chars[from..i].iter().collect());
        } else if c == ':' && at(i + 1) == ':' {
            found.push("::".to_owned());
            i += 2;
        } else {
            if !c.is_whitespace() {
                found.push(c.to_string());
            }
            i += 1;
        }
    }
    found
}

struct Scanner<'t> {
    tokens: &'t [String],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", String::as_str)
    }

    /// Reads up to the closing brace of a module, or to the end. `inside` is the path of an inline module within its file.
    fn module(&mut self, file: &mut File, inside: &[String], test: bool) {
        let (mut depth, mut test_next) = (0, false);
        while self.at < self.tokens.len() {
            let token = self.peek(0).to_owned();
            match token.as_str() {
                "{" => depth += 1,
                "}" if depth == 0 => return,
                "}" => depth -= 1,
                "cfg" if self.peek(1) == "(" && self.peek(2) == "test" => test_next = true,
                "use" => {
                    self.at += 1;
                    let mut found = Vec::new();
                    self.tree(&mut Vec::new(), &mut found);
                    for (name, path) in found {
                        let path = outside(&path, inside);
                        match name.as_str() {
                            _ if test || test_next => file.of_tests.push(path),
                            "*" => file.globs.push(path),
                            _ => file.uses.push((name, path)),
                        }
                    }
                    test_next = false;
                }
                "mod" if self.peek(2) == "{" => {
                    let below = [inside, &[self.peek(1).to_owned()]].concat();
                    self.at += 3;
                    self.module(file, &below, test || test_next);
                    test_next = false;
                }
                // A declaration of a file uses nothing of it.
                "mod" => self.at += 1,
                "crate" | "super" | "self" if self.peek(1) == "::" => {
                    let path = outside(&self.path(), inside);
                    if test {
                        file.of_tests.push(path)
                    } else {
                        file.paths.push(path)
                    }
                    continue;
                }
                // `type PoolId = Id<Pool>;` needs the name only: an identity knows nothing of what it is of.
                "type" if depth == 0 && self.peek(3) == "Id" => {
                    file.defines.insert(self.peek(1).to_owned());
                    self.at += 4;
                    while !matches!(self.peek(0), ";" | "") {
                        self.at += 1;
                    }
                }
                "fn" | "struct" | "enum" | "const" | "static" | "type" | "trait" if depth == 0 => {
                    let name = if self.peek(1) == "fn" { self.peek(2) } else { self.peek(1) };
                    file.defines.insert(name.to_owned());
                    test_next = false;
                }
                word if !test && word.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                    // A child module in a path, as in `child::name()`.
                    if self.peek(1) == "::" && (self.at == 0 || self.tokens[self.at - 1] != "::") {
                        file.paths.push(self.path_ahead());
                    }
                    file.words.insert(token);
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// A path from here on; ends behind it.
    fn path(&mut self) -> Names {
        let path = self.path_ahead();
        self.at += 2 * path.len() - 1;
        path
    }

    fn path_ahead(&self) -> Names {
        let mut path = vec![self.peek(0).to_owned()];
        let mut ahead = 1;
        while self.peek(ahead) == "::"
            && self.peek(ahead + 1).starts_with(|c: char| c.is_alphabetic() || c == '_')
        {
            path.push(self.peek(ahead + 1).to_owned());
            ahead += 2;
        }
        path
    }

    /// A `use` tree; ends at what follows it.
    fn tree(&mut self, prefix: &mut Names, found: &mut Vec<(String, Names)>) {
        let before = prefix.len();
        loop {
            match self.peek(0) {
                "{" => {
                    self.at += 1;
                    while !matches!(self.peek(0), "}" | "") {
                        self.tree(prefix, found);
                        if self.peek(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    break;
                }
                "*" => {
                    self.at += 1;
                    found.push(("*".to_owned(), prefix.clone()));
                    break;
                }
                "::" => self.at += 1,
                name => {
                    if name != "self" || prefix.is_empty() {
                        prefix.push(name.to_owned());
                    }
                    self.at += 1;
                    if self.peek(0) == "as" {
                        found.push((self.peek(1).to_owned(), prefix.clone()));
                        self.at += 2;
                        break;
                    }
                    if self.peek(0) != "::" {
                        found.push((prefix.last().cloned().unwrap_or_default(), prefix.clone()));
                        break;
                    }
                }
            }
        }
        prefix.truncate(before);
    }
}

/// A path of an inline module as its file would write it.
fn outside(path: &[String], inside: &[String]) -> Names {
    let up = path.iter().take_while(|name| *name == "super").count();
    if up == 0 || inside.is_empty() {
        return path.to_vec();
    }
    if up <= inside.len() {
        return [&["self".to_owned()], &path[up..]].concat();
    }
    path[inside.len()..].to_vec()
}
