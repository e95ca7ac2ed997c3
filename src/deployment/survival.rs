//! What a design must survive, in a deployment.

use super::loss_kind::LossKind;
use super::losses::Loss;
use super::sizing::Survive;
use super::system::Deployment;

impl Survive {
    /// What is lost in a deployment, one after the other.
    pub fn losses(&self, deployment: &Deployment) -> Vec<Loss> {
        let reversed = |name: &str| {
            name.split_once(" - ").map_or_else(String::new, |(a, b)| format!("{b} - {a}"))
        };
        let is_meant = |loss: &Loss| {
            loss.kind == self.kind
                && self.name.as_ref().is_none_or(|name| {
                    *name == loss.name
                        || loss.kind == LossKind::Link && *name == reversed(&loss.name)
                })
        };
        deployment.losses().into_iter().filter(is_meant).collect()
    }

    /// The kind of what is lost, as a scenario says it.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            LossKind::Host => "server",
            kind => kind.name(),
        }
    }

    /// Its name; `None` for any one of the kind.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The names of what could be meant, for a hint.
    pub fn candidates(&self, deployment: &Deployment) -> Vec<String> {
        let of_kind = deployment.losses().into_iter().filter(|loss| loss.kind == self.kind);
        of_kind.map(|loss| loss.name).collect()
    }
}
