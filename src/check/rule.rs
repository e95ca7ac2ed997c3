//! What a rule is, and all of them.

use super::{certificates, plans, scripts, servers, topology, users};
use crate::base::Severity;
use std::fmt::Write as _;

/// A statement of the product documentation that a deployment is checked by.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Named after the defect.
    pub name: &'static str,
    /// Numbers of the statements (S1–S58), or the section of the facts where the documentation's overview
    /// has none.
    pub statements: &'static [&'static str],
    /// How bad it is, unless a switch says otherwise.
    pub severity: Severity,
    /// What is wrong, in a line.
    pub title: &'static str,
    /// Why it matters: what the documentation says, in our words.
    pub why: &'static str,
    /// What happens to which calls.
    pub effect: &'static str,
    /// What to do.
    pub cure: &'static str,
    /// Where pages of the documentation differ: the key that chooses between them, and its default.
    pub switch: Option<&'static str>,
}

/// All rules, by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    let families: [&'static [Rule]; 6] = [
        &topology::RULES,
        &certificates::RULES,
        &plans::RULES,
        &servers::RULES,
        &scripts::RULES,
        &users::RULES,
    ];
    families.into_iter().flatten()
}

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}

/// The rule of a family by its name, which is there.
pub(super) fn named(family: &'static [Rule], name: &str) -> &'static Rule {
    family.iter().find(|rule| rule.name == name).unwrap_or(&family[0])
}

impl Rule {
    /// The statements as they are cited: `S15, S16`.
    pub fn cited(&self) -> String {
        self.statements.join(", ")
    }

    /// Its page, Markdown.
    pub fn page(&self) -> String {
        let mut page = format!(
            "## {}\n\n**{}** ({}; {})\n\n",
            self.name,
            self.title,
            severity(self.severity),
            self.cited()
        );
        let _ = write!(page, "{}\n\n", self.why);
        let _ = write!(page, "*What happens:* {}\n\n", self.effect);
        let _ = writeln!(page, "*Cure:* {}", self.cure);
        if let Some(switch) = self.switch {
            let _ = write!(page, "\n*Where the documentation differs:* {switch}\n");
        }
        let _ = write!(page, "\n*Example:* `models/broken/{}.toml`\n", self.name);
        page
    }
}

/// A severity in a word.
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// `docs/rules.md`: the page of every rule.
pub fn pages() -> String {
    let mut text = String::from(
        "# Rules\n\nGenerated from the texts that `busyhour explain` prints; do not edit. `busyhour check MODEL` finds what breaks them and where, \
         `busyhour run MODEL` lets calls fail by them. S-numbers are the statements of the product documentation's overview of Unified \
         Messaging with Lync, counted in its order. Errors fail calls, warnings are unwise or undocumented, notes are worth knowing. What a file leaves out \
         counts as correctly set up. For each rule a model in `models/broken/` has just this one thing wrong.\n\n",
    );
    let pages: Vec<String> = rules().map(Rule::page).collect();
    text.push_str(&pages.join("\n"));
    text
}
