//! What a rule is.

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
