//! What a check finds.

use super::losses::Loss;
use super::reach::TrafficRelation;
use super::rule::Rule;
use crate::base::{Diagnostic, Place, Severity};

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is: the rule's own severity, unless a switch says otherwise.
    pub severity: Severity,
    /// The object, as ``gateway `gw1` ``.
    pub object: String,
    /// Where it stands in the file.
    pub place: Option<Place>,
    /// What is wrong here.
    pub message: String,
    /// What happens to which calls.
    pub effect: String,
}

impl Finding {
    /// The finding as a diagnostic, with the rule's cure.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            severity: self.severity,
            object: self.object.clone(),
            message: self.message.clone(),
            place: self.place.clone(),
            hint: self.rule.cure.to_owned(),
        }
    }
}

/// All that a check has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Worst first, then in the order of the file.
    pub findings: Vec<Finding>,
    /// Families of settings that the file leaves out, and that therefore count as correctly set up.
    pub left_out: Vec<&'static str>,
    /// The first step of a deployment that errors say is not done (S48).
    pub first_missing_step: Option<&'static str>,
    /// Gateways that take the least loaded of several Mediation Servers, and some of whose calls fail: a server whose calls
    /// fail at once is less loaded and gets more of them, so that more fail than the relations say.
    pub least_loaded: Vec<String>,
    /// Which calls get through.
    pub relations: Vec<TrafficRelation>,
    /// What nothing takes over if it is lost, one entry for each kind of host.
    pub losses: Vec<Loss>,
}

impl Checked {
    /// How many findings are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}
