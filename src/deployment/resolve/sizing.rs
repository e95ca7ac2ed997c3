//! What `size` is asked.

use super::Resolver;
use crate::deployment::{Deployment, Money, MoneyUnit, Sizing, Survive, Vary};
use crate::scenario::{Object, VaryTable, defaults, nearest};

/// The form of an entry of `survive`.
const SURVIVE_FORM: &str = "write \"any one server\" (or gateway, pool, site, link), or a kind and a name, as \"site London\"";

/// What may be varied.
const VARY_FORM: &str = "vary channels or lines of a gateway, a number of servers or Front Ends, or their calls or cores";

impl Resolver<'_> {
    pub(super) fn sizing(&mut self, deployment: &Deployment) -> Sizing {
        let tables = &self.scenario.tables;
        let mut unit: Option<MoneyUnit> = None;
        let mut vary: Vec<Vary> = Vec::new();
        for object in &tables.vary {
            let Some((found, own)) = self.vary(object, unit.as_ref()) else { continue };
            if vary.iter().any(|known| Vary::is_same_key(&known.key, &found.key)) {
                let message = format!("`{}` is varied twice", found.key);
                self.problem(
                    &object.label,
                    object.place_of("key"),
                    message,
                    "remove one of the tables",
                );
            } else if vary.iter().any(|known| known.name == found.name) {
                let message = format!("two tables have the name `{}`", found.name);
                let hint = "give each what is bought: name = \"E1 lines in Leeds\"";
                self.problem(&object.label, object.place_of("name"), message, hint);
            }
            unit.get_or_insert(own);
            vary.push(found);
        }
        let size = tables.size.as_ref();
        let confidence = defaults::SIZE_CONFIDENCE.or(size.and_then(|s| s.says.confidence)).0;
        if let Some(size) = size
            && !(confidence > 0.0 && confidence < 1.0)
        {
            let message = "`confidence` must be above 0 % and below 100 %".to_owned();
            self.problem("size", size.place_of("confidence"), message, "write \"95 %\"");
        }
        let survive = self.survive(deployment);
        Sizing { vary, survive, confidence, unit: unit.unwrap_or_default() }
    }

    /// What may be chosen, and the currency and period of its cost.
    fn vary(
        &mut self,
        object: &Object<VaryTable>,
        unit: Option<&MoneyUnit>,
    ) -> Option<(Vary, MoneyUnit)> {
        let says = &object.says;
        let step = defaults::VARY_STEP.or(says.step);
        if says.from > says.to {
            let message = format!("`from` is {}, above `to`, {}", says.from, says.to);
            self.problem(&object.label, object.place_of("from"), message, "exchange them");
        }
        self.range(object, "step", step, 1, u32::MAX);
        if says.from < says.to && step > says.to - says.from {
            let message = format!(
                "`step` is {step}, more than from `from` to `to`: {} is the only number",
                says.from
            );
            let hint = format!("write a step of at most {}", says.to - says.from);
            self.problem(&object.label, object.place_of("step"), message, &hint);
        } else if let Some((below, above)) = Vary::ends_on_steps((says.from, says.to), step) {
            let message =
                format!("steps of {step} from {} do not reach `to`, {}", says.from, says.to);
            let hint = format!("write to = {below} or to = {above}");
            self.problem(&object.label, object.place_of("to"), message, &hint);
        }
        if let Some(why) = Vary::refusal(&says.key) {
            self.problem(&object.label, object.place_of("key"), why, VARY_FORM);
            return None;
        }
        let cost = self.money(object, "cost", &says.cost)?;
        let known = unit.unwrap_or(&cost.unit).clone();
        let fixed = says.fixed.as_ref().map(|text| self.money(object, "fixed", text));
        let fixed = match fixed {
            None => None,
            Some(fixed) => Some(fixed?),
        };
        let others = fixed.iter().filter(|fixed| !fixed.unit.is_empty()).map(|f| ("fixed", f));
        for (key, money) in [("cost", &cost)].into_iter().chain(others) {
            if money.unit != known {
                let shown = |unit: &MoneyUnit| format!("{}…{}", unit.before, unit.after);
                let message = format!(
                    "`{key}` is in `{}` and another cost in `{}`: they cannot be added",
                    shown(&money.unit),
                    shown(&known)
                );
                let hint = "write all costs in one currency and for one period, as \"900 EUR/month\"; \
                            spread a price that is paid once over the months of use";
                self.problem(&object.label, object.place_of(key), message, hint);
            }
        }
        let vary = Vary {
            name: says.name.clone().unwrap_or_else(|| Vary::name_of(&says.key)),
            key: says.key.trim().to_owned(),
            from: says.from,
            to: says.to.max(says.from),
            step: step.max(1),
            cost: cost.amount,
            fixed: fixed.map_or(0.0, |fixed| fixed.amount),
        };
        Some((vary, known))
    }

    fn money(&mut self, object: &Object<VaryTable>, key: &str, text: &str) -> Option<Money> {
        Money::parse(text)
            .map_err(|why| self.problem(&object.label, object.place_of(key), why, ""))
            .ok()
    }

    fn survive(&mut self, deployment: &Deployment) -> Vec<Survive> {
        let Some(size) = self.scenario.tables.size.as_ref() else { return Vec::new() };
        let texts = size.says.survive.clone().unwrap_or_default();
        let mut found: Vec<Survive> = Vec::new();
        for (i, text) in texts.iter().enumerate() {
            let place = size.place_of(&size.item("survive", i, texts.len()));
            let Some(survive) = Survive::parse(text) else {
                let message = format!("`{text}` names nothing that can be lost");
                self.problem("size", place, message, SURVIVE_FORM);
                continue;
            };
            if survive.losses(deployment).is_empty() {
                let names = survive.candidates(deployment);
                let Some(name) = survive.name() else {
                    let message = format!("there is no {} that could be lost", survive.kind());
                    self.problem("size", place, message, "remove the entry, or name what there is");
                    continue;
                };
                let hint = match names.is_empty() {
                    true => "remove the entry, or name what there is".to_owned(),
                    false => nearest(name, names.iter().map(String::as_str)),
                };
                self.problem("size", place, format!("there is no {}", survive.text), &hint);
            } else if !found.contains(&survive) {
                found.push(survive);
            }
        }
        found
    }
}
