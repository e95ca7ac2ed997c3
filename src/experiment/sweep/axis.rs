//! A key to vary: `path=a..b:step`, `path=[a, b]` or `path=a,b`. Only `scenario` knows what a path refers to.

use crate::base::Error;
use crate::experiment::record::VariedKey;
use crate::experiment::record::form::{Form, Number, form_of};
use std::collections::BTreeSet;

pub(super) const FORM: &str = "write 'path=a..b:step', for example 'users[*].mailboxes.migrated=0%..100%:10%', or \
                    'path=a,b,c'";

/// A key to vary, and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    path: String,
    values: Values,
}

#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// Values as written.
    List(Vec<String>),
    /// Numbers from `from` to `to`, both included; without a step only a Latin hypercube can sample them.
    Range { from: f64, to: f64, step: Option<f64>, form: Form },
}

/// Keys with one value for all designs: designs are compared on the same callers.
const SHARED: [&str; 3] = ["study.seed", "study.replications", "study.confidence"];

impl Axis {
    /// Reads `path=values`.
    ///
    /// # Errors
    /// A text with a mistake; the message shows the correct form.
    pub fn parse(text: &str) -> Result<Axis, Error> {
        let wrong = |what: String| Error::usage(format!("--vary '{text}': {what}"));
        let Some((path, values)) = text.split_once('=') else {
            return Err(wrong(format!("there is no `=`; {FORM}")));
        };
        let (path, values) = (path.trim(), values.trim());
        if path.is_empty() {
            return Err(wrong(format!("there is no path before the `=`; {FORM}")));
        }
        if SHARED.contains(&path) {
            return Err(wrong("all designs of a study share it; set it for all with --set".into()));
        }
        let values = match range(values) {
            Some(range) => range.map_err(wrong)?,
            None => Values::List(list(values).map_err(wrong)?),
        };
        Ok(Axis { path: path.to_owned(), values })
    }

    /// The path of the key.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The key as it appears in the record. A range without a step gives its ends.
    pub fn varied(&self) -> VariedKey {
        let (values, form) = match &self.values {
            Values::List(list) => (list.clone(), common_form(list)),
            Values::Range { from, to, step: None, form } => {
                (vec![form.text(*from), form.text(*to)], Some(form.clone()))
            }
            Values::Range { form, .. } => (self.grid().unwrap_or_default(), Some(form.clone())),
        };
        VariedKey { path: self.path.clone(), values, form }
    }

    /// How many values a full factorial takes; `None` for a range without a step.
    pub(super) fn size(&self) -> Option<u64> {
        match &self.values {
            Values::List(list) => Some(list.len() as u64),
            Values::Range { from, to, step, .. } => {
                // Allows for rounding in the last digit.
                step.map(|step| ((to - from) / step + 1e-9).floor().min(1e15) as u64 + 1)
            }
        }
    }

    /// The values of a full factorial, in order; `None` for a range without a step.
    pub(super) fn grid(&self) -> Option<Vec<String>> {
        match &self.values {
            Values::List(list) => Some(list.clone()),
            Values::Range { from, step, form, .. } => {
                let value = |i: u64| form.text(from + i as f64 * step.unwrap_or(0.0));
                Some((0..self.size()?).map(value).collect())
            }
        }
    }

    /// The value at this share, in [0, 1), of the range, for a Latin hypercube.
    pub(super) fn at(&self, share: f64) -> String {
        match (&self.values, self.grid()) {
            (Values::Range { from, to, step: None, form }, _) if form.whole => {
                form.text((from + share * (to - from + 1.0)).floor().min(*to))
            }
            (Values::Range { from, to, step: None, form }, _) => {
                // Digits down to a ten-thousandth of the range.
                let fine = form.finer(1e-4 * (to - from));
                fine.text(from + share * (to - from))
            }
            (_, grid) => {
                let mut grid = grid.unwrap_or_default();
                let at = (share * grid.len() as f64) as usize;
                grid.swap_remove(at.min(grid.len().saturating_sub(1)))
            }
        }
    }
}

/// The form of a list of numbers of one unit; `None` for any other list.
fn common_form(list: &[String]) -> Option<Form> {
    let bare = |text: &'_ String| text.trim_matches('"').to_owned();
    let bare: Vec<String> = list.iter().map(bare).collect();
    let numbers: Vec<Number<'_>> = bare.iter().map(|t| Number::read(t)).collect::<Option<_>>()?;
    let form = form_of(&numbers.iter().collect::<Vec<_>>());
    numbers.iter().all(|n| n.unit == form.unit).then_some(form)
}

/// `a..b` or `a..b:step`; `None` if this is not a range, such as `../calls.csv`.
fn range(text: &str) -> Option<Result<Values, String>> {
    let (from, rest) = text.split_once("..")?;
    let from = Number::read(from)?;
    Some(range_from(&from, rest))
}

fn range_from(from: &Number<'_>, rest: &str) -> Result<Values, String> {
    let (to, step) = match rest.split_once(':') {
        Some((to, step)) => (to, Some(step)),
        None => (rest, None),
    };
    let no_number = |text: &str| format!("`{}` is not a number; {FORM}", text.trim());
    let to = Number::read(to).ok_or_else(|| no_number(to))?;
    let step = step.map(|s| Number::read(s).ok_or_else(|| no_number(s))).transpose()?;
    let numbers: Vec<&Number<'_>> =
        [Some(from), Some(&to), step.as_ref()].into_iter().flatten().collect();
    let form = form_of(&numbers);
    if let Some(other) = numbers.iter().find(|n| !n.unit.is_empty() && n.unit != form.unit) {
        let (one, other) = (&form.unit, other.unit);
        return Err(format!(
            "`{one}` and `{other}` are different units; write all numbers in one unit"
        ));
    }
    if from.value >= to.value {
        return Err("the range is empty; write the lower end first".to_owned());
    }
    if let Some(step) = &step
        && (step.value <= 0.0 || step.value > to.value - from.value)
    {
        return Err("the step must be above 0 and not longer than the range".to_owned());
    }
    let step = step.map(|step| step.value);
    Ok(Values::Range { from: from.value, to: to.value, step, form })
}

/// The values of a list as written, with or without brackets. Commas inside quotes or inner brackets do not
/// separate values.
fn list(text: &str) -> Result<Vec<String>, String> {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let (mut values, mut value, mut depth, mut quote) = (Vec::new(), String::new(), 0, None);
    for c in inside.chars() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 && quote.is_none() {
            values.push(std::mem::take(&mut value));
        } else {
            value.push(c);
        }
    }
    values.push(value);
    let values: Vec<String> = values.iter().map(|value| value.trim().to_owned()).collect();
    if values.iter().any(String::is_empty) {
        return Err(format!("a value is missing; {FORM}"));
    }
    let mut known = BTreeSet::new();
    match values.iter().find(|value| !known.insert(value.as_str())) {
        Some(twice) => Err(format!("the value `{twice}` is given twice")),
        None => Ok(values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let axis = Axis::parse(text).unwrap();
        axis.grid().unwrap()
    }

    #[test]
    fn ranges_keep_units_and_lists_keep_texts() {
        assert_eq!(values("a=0%..100%:25%"), ["0 %", "25 %", "50 %", "75 %", "100 %"]);
        assert_eq!(values("a=0..100:50 %"), ["0 %", "50 %", "100 %"]);
        assert_eq!(values("a=0.1..0.4:0.1"), ["0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(values("a=1.0..3:1"), ["1.0", "2.0", "3.0"]);
        assert_eq!(values("a=10..17:3"), ["10", "13", "16"]);
        assert_eq!(values("a=0.4/h .. 0.6/h : 0.1/h"), ["0.4/h", "0.5/h", "0.6/h"]);
        assert_eq!(values("a=[100,200, 400]"), ["100", "200", "400"]);
        assert_eq!(values("a=in-order, round-robin"), ["in-order", "round-robin"]);
        assert_eq!(values("a=[[\"x\",\"y\"],[\"z\"]]"), ["[\"x\",\"y\"]", "[\"z\"]"]);
        assert_eq!(values("a=../x.csv,../y.csv"), ["../x.csv", "../y.csv"]);
        let axis = Axis::parse("a=\"10 %\",20%").unwrap();
        assert_eq!(axis.varied().form.map(|f| f.unit), Some("%".to_owned()));
        assert_eq!(Axis::parse("a=low,2").unwrap().varied().form, None);
    }

    #[test]
    fn errors_in_ranges_and_lists_name_the_cure() {
        for (text, expected) in [
            ("users[*].ring", "there is no `=`"),
            ("=1..2:1", "no path"),
            ("a=10..1:1", "lower end first"),
            ("a=1 s..900 ms:1 s", "different units"),
            ("a=1..x", "`x` is not a number"),
            ("a=1..5:0", "above 0"),
            ("a=1..5:9", "not longer than"),
            ("a=", "a value is missing"),
            ("a=1,,2", "a value is missing"),
            ("a=1,2,1", "twice"),
        ] {
            let error = Axis::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains(text), "{error}");
        }
    }

    #[test]
    fn intermediate_numbers_get_enough_digits() {
        let form = Form { unit: "%".into(), whole: false, places: 0 };
        assert_eq!(form.finer(0.05).text(12.3456), "12.35 %");
        assert_eq!(form.finer(0.05).number("12.35 %"), Some(12.35));
        let whole = Form { unit: String::new(), whole: true, places: 0 };
        assert_eq!(whole.finer(0.01).text(12.0), "12");
    }
}
