//! Ranges from the command line: `--vary PATH=a..b:step`, which changes a `[[vary]]` table, or adds one with its cost.

use crate::base::Error;
use crate::deployment::{Money, Sizing, Vary};

const FORM: &str =
    "write 'path=a..b:step' with whole numbers, for example 'gateway[\"gw1\"].lines.e1=4..20:1'";
const COST: &str = " at ";

/// The numbers that may be chosen, after the ranges of the command line. A range replaces that of the table with the same
/// key; without such a table it needs the cost of a unit: `PATH=a..b at 900/month`.
///
/// # Errors
/// A text with a mistake, a key without a cost, or costs that cannot be added.
pub(super) fn with_ranges(mut sizing: Sizing, texts: &[String]) -> Result<Sizing, Error> {
    let mut known: Vec<&str> = Vec::new();
    for text in texts {
        let wrong = |what: String| Error::usage(format!("--vary '{text}': {what}"));
        let Some((key, values)) = text.split_once('=') else {
            return Err(wrong(format!("there is no `=`; {FORM}")));
        };
        let key = key.trim();
        if known.iter().any(|known| Vary::is_same_key(known, key)) {
            return Err(wrong("the key is varied twice".to_owned()));
        }
        known.push(key);
        if let Some(why) = Vary::refusal(key) {
            return Err(wrong(why));
        }
        let (range, cost) = match values.split_once(COST) {
            Some((range, cost)) => (range, Some(Money::parse(cost).map_err(wrong)?)),
            None => (values, None),
        };
        let (from, to, step) = range_of(range).map_err(wrong)?;
        if let Some(cost) = &cost
            && sizing.vary.iter().any(|vary| !Vary::is_same_key(&vary.key, key))
            && cost.unit != sizing.unit
        {
            let (before, after) = (&sizing.unit.before, &sizing.unit.after);
            return Err(wrong(format!(
                "the other costs are in `{before}…{after}`: costs in different units cannot be added"
            )));
        }
        match sizing.vary.iter_mut().find(|vary| Vary::is_same_key(&vary.key, key)) {
            Some(vary) => {
                (vary.from, vary.to, vary.step) = (from, to, step);
                vary.cost = cost.as_ref().map_or(vary.cost, |cost| cost.amount);
            }
            None => {
                let Some(cost) = &cost else { return Err(wrong(without_cost(&sizing))) };
                let name = Vary::name_of(key);
                let amount = cost.amount;
                let key = key.to_owned();
                sizing.vary.push(Vary { name, key, from, to, step, cost: amount, fixed: 0.0 });
            }
        }
        sizing.unit = cost.map_or(sizing.unit, |cost| cost.unit);
    }
    Ok(sizing)
}

/// A range in words, as a journal states it.
pub(super) fn range(vary: &Vary) -> String {
    let Vary { name, key, from, to, step, .. } = vary;
    let step = if *step == 1 { String::new() } else { format!(" by {step}") };
    format!("{name} ({key}) {from} to {to}{step}")
}

/// What to do about a key that no `[[vary]]` has.
fn without_cost(sizing: &Sizing) -> String {
    let keys: Vec<String> = sizing.vary.iter().map(|vary| format!("`{}`", vary.key)).collect();
    let other = match keys.is_empty() {
        true => String::new(),
        false => format!(", or take a key of the model: {}", keys.join(", ")),
    };
    format!(
        "no [[vary]] of the model has this key, so its cost is unknown; add the cost of a unit, as 'path=a..b at \
         900/month'{other}"
    )
}

/// Both ends, and the step between values.
fn range_of(text: &str) -> Result<(u32, u32, u32), String> {
    let number = |text: &str| {
        let text = text.trim();
        text.parse::<u32>().map_err(|_| match text.parse::<i128>() {
            Ok(number) if number < 0 => format!("{number} is negative; {FORM}"),
            Ok(number) => format!("{number} is above {}, the greatest number", u32::MAX),
            Err(_) => format!("`{text}` is not a whole number; {FORM}"),
        })
    };
    let (from, rest) = text.split_once("..").unwrap_or((text, text));
    let (to, step) = rest.split_once(':').unwrap_or((rest, "1"));
    let (from, to, step) = (number(from)?, number(to)?, number(step)?);
    if from > to {
        return Err(format!("{from} is above {to}; write the lower end first"));
    }
    match step {
        0 => Err("the step must be 1 or more".to_owned()),
        step if from < to && step > to - from => Err(format!(
            "the step is {step}, so that {from} is the only number; write a step of at most {}",
            to - from
        )),
        step => match Vary::ends_on_steps((from, to), step) {
            Some((below, above)) => Err(format!(
                "steps of {step} from {from} do not reach {to}; write {from}..{below}:{step} or {from}..{above}:{step}"
            )),
            None => Ok((from, to, step)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(texts: &[&str]) -> Result<Sizing, String> {
        let table = |key: &str, cost| Vary {
            name: Vary::name_of(key),
            key: key.to_owned(),
            from: 1,
            to: 9,
            step: 1,
            cost,
            fixed: 50.0,
        };
        let vary = vec![table("gateway[\"gw1\"].lines.e1", 900.0)];
        let unit = Money::parse("1 EUR/month").expect("a cost").unit;
        let sizing = Sizing { vary, unit, ..Sizing::default() };
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        with_ranges(sizing, &texts).map_err(|error| error.to_string())
    }

    fn numbers(vary: &Vary) -> (u32, u32, u32, f64, f64) {
        (vary.from, vary.to, vary.step, vary.cost, vary.fixed)
    }

    #[test]
    fn a_range_replaces_that_of_the_model_or_comes_with_its_cost() {
        let e1 = "gateway[\"gw1\"].lines.e1=4..20:2";
        let found = changed(&[e1, "gateway[\"gw2\"].channels = 10 .. 60 at 30 EUR/month"]);
        let found = found.expect("both are fine");
        assert_eq!(numbers(&found.vary[0]), (4, 20, 2, 900.0, 50.0));
        assert_eq!(numbers(&found.vary[1]), (10, 60, 1, 30.0, 0.0));
        assert_eq!(found.vary[1].name, "channels of gw2");
        let one = changed(&["gateway[\"gw1\"].lines.e1=5"]).expect("one value");
        assert_eq!(numbers(&one.vary[0]), (5, 5, 1, 900.0, 50.0));
        let other = changed(&[&format!("{e1} at 7 USD/month")]).expect("the only cost");
        assert_eq!((numbers(&other.vary[0]).3, &*other.unit.after), (7.0, " USD/month"));
    }

    #[test]
    fn mistakes_are_said() {
        for (texts, expected) in [
            (&["gateway[*].channels"][..], "there is no `=`"),
            (&["gateway[*].channels=5..9"], "so its cost is unknown"),
            (&["gateway[*].channels=5..9 at 3 USD/month"], "the other costs are in `… EUR/month`"),
            (&["gateway[*].channels=5..9 at much"], "`much` is not a cost"),
            (&["gateway[*].channels=5%..9%"], "`5%` is not a whole number"),
            (&["gateway[\"gw1\"].lines.e1=-3..5"], "-3 is negative"),
            (&["gateway[\"gw1\"].lines.e1=3..9999999999"], "9999999999 is above 4294967295"),
            (&["gateway[\"gw1\"].lines.e1=9..5"], "9 is above 5"),
            (&["gateway[\"gw1\"].lines.e1=1..5:0"], "the step must be 1 or more"),
            (&["gateway[\"gw1\"].lines.e1=1..5:9"], "write a step of at most 4"),
            (
                &["gateway[\"gw1\"].lines.e1=1..12:4"],
                "steps of 4 from 1 do not reach 12; write 1..9:4 or 1..13:4",
            ),
            (&["gateway[\"gw1\"].lines.e1=2", "gateway[\"gw1\"].lines.e1=3"], "varied twice"),
        ] {
            let error = changed(texts).expect_err(expected);
            assert!(error.contains(expected), "{texts:?}: {error}");
        }
    }
}
