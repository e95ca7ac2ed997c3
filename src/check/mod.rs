//! Whether a deployment is consistent: what is wrong with it before a single call is made, and what that will
//! do to calls. It never fails, and decides nothing itself: the questions are answered by
//! [`Deployment`], which `network` asks for the run.

mod catalogue;
mod certificates;
mod checker;
mod finding;
mod losses;
mod other_ways;
mod plans;
mod reach;
mod remains;
mod rule;
mod scripts;
mod sentence;
mod servers;
mod shared_losses;
mod stages;
mod topology;
mod users;
mod words;

#[cfg(feature = "internals")]
pub use catalogue::pages;
pub use catalogue::{rule, rules};
pub use finding::{Checked, Finding};
pub use losses::{Loss, LossKind};
#[cfg(feature = "internals")]
pub use reach::reach;
pub use reach::{CallKind, Failure, TrafficRelation, Why};
pub use rule::{Rule, severity};

use crate::deployment::Deployment;
use crate::scenario::Scenario;

/// Checks a scenario that was resolved: findings worst first, in the order of the file; then which calls get
/// through.
pub fn check(scenario: &Scenario, deployment: &Deployment) -> Checked {
    let mut checker = checker::Checker::new(scenario, deployment);
    checker.topology();
    checker.certificates();
    checker.plans();
    checker.servers();
    checker.scripts();
    checker.users();
    checker.remains();
    checker.done()
}
