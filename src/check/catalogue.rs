//! All rules, by family, and the reference page of them.

use super::rule::Rule;
use super::{certificates, plans, scripts, servers, topology, users};

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

/// `docs/rules.md`: the page of every rule. A test writes it.
#[cfg(feature = "internals")]
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
