//! Random scenarios, as text that a planner could have written: every key of the reference stands in some,
//! with every other that it may stand beside.

mod dice;
mod exchange;
mod outages;
mod overload;
mod people;
mod places;
mod probes;
mod sharing;
mod study;
mod tests;
mod traffic;
mod trust;
mod world;

pub mod coverage;
pub mod laws;
pub mod search;
pub mod shrink;
pub mod walk;

use busyhour::internals::experiment::Study;
use busyhour::internals::scenario::Files;
use dice::Dice;
use toml::Table;
use world::World;

/// A scenario and the files it names.
#[derive(Clone, Debug)]
pub struct Written {
    /// The scenario.
    pub root: Table,
    /// What it includes.
    pub included: Option<Table>,
}

/// The scenario of a seed. Most are valid.
pub fn written(seed: u64) -> Written {
    let dice = &Dice::new(seed);
    let mut w = World::default();
    (w.has_lync, w.has_pbx) =
        *dice.pick(&[(true, false), (true, false), (true, true), (false, true)]);
    study::study(dice, &mut w);
    study::settings(dice, &mut w);
    places::sites(dice, &mut w);
    places::pools(dice, &mut w);
    places::mediation_servers(dice, &mut w);
    places::gateways(dice, &mut w);
    exchange::servers(dice, &mut w);
    places::exchange_gateways(dice, &mut w);
    exchange::dial_plans(dice, &mut w);
    exchange::policies(dice, &mut w);
    trust::certificates(dice, &mut w);
    trust::integration(dice, &mut w);
    people::users(dice, &mut w);
    people::contacts(dice, &mut w);
    trust::contacts(dice, &mut w);
    people::fax_lines(dice, &mut w);
    people::without_idle_policies(&mut w);
    traffic::traffic(dice, &mut w);
    study::load(dice, &mut w);
    study::sizing(dice, &mut w);
    study::figures(dice, &mut w);
    outages::outages(dice, &mut w);
    overload::overload(dice, &mut w);
    sharing::shared(dice, Written { root: w.root, included: None })
}

impl Written {
    /// The text of the scenario.
    pub fn text(&self) -> String {
        self.root.to_string()
    }

    /// The study, or why the reader refuses it.
    ///
    /// # Errors
    /// Every problem of the scenario at once.
    pub fn study(&self, overrides: &[String]) -> Result<Study, String> {
        Study::parse("random.toml", &self.text(), self, overrides).map_err(|e| e.to_string())
    }
}

impl Files for Written {
    fn read(&self, path: &str) -> Result<String, String> {
        if path == "more.toml" {
            return self.included.as_ref().map(Table::to_string).ok_or("nothing".to_owned());
        }
        let file = dice::CSVS.iter().find(|(name, _)| *name == path);
        file.map(|(_, text)| (*text).to_owned()).ok_or_else(|| format!("there is no {path}"))
    }
}
