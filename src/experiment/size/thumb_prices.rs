//! What the purchase of a rule of thumb costs in the numbers that a search may choose.

use super::bench::Bench;
use super::grid::{Grid, Point};
use super::rules_of_thumb::{Bought, rules};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::record::{RuleOfThumb, ThumbPrice};
use crate::experiment::study::Study;

/// A number of `[[vary]]` that buys what a rule is about.
struct Buys<'a> {
    vary: &'a Vary,
    /// How many of it come with a unit of the number.
    each: u64,
}

impl Buys<'_> {
    /// How many a value of the number buys.
    fn count(&self, value: u32) -> u64 {
        u64::from(value) * self.each
    }

    fn cost(&self, value: u32) -> f64 {
        let fixed = if value > 0 { self.vary.fixed } else { 0.0 };
        self.vary.cost * f64::from(value) + fixed
    }

    /// The greatest value, on a step.
    fn greatest(&self) -> u32 {
        self.vary.to - (self.vary.to - self.vary.from) % self.vary.step
    }
}

/// A valid design, and the value in it of the number that differs.
type End = (Study, u32);

/// The rules at the load of the largest valid design, each with the cheapest number in which it can be bought. None without a
/// record of that design on the good day.
pub(super) fn priced(
    bench: &Bench<'_>,
    (grid, vary, largest): (&Grid, &[Vary], &Point),
) -> Result<Vec<RuleOfThumb>, Error> {
    let Some(record) = bench.good_day(largest) else { return Ok(Vec::new()) };
    let study = bench.study(largest)?;
    let values = grid.values(largest);
    let ends: Vec<_> =
        (0..vary.len()).map(|d| ends(bench, largest, d)).collect::<Result<_, _>>()?;
    let price = |(mut rule, bought): (RuleOfThumb, Bought)| {
        let each = |(vary, ends): (_, &Option<(End, End)>)| {
            let ((less, from), (more, to)) = ends.as_ref()?;
            let all: u64 = bought.in_study(more)?;
            let units = u64::from(to.checked_sub(*from)?);
            let each = all.checked_sub(bought.in_study(less)?)?.checked_div(units)?;
            (each > 0).then_some(Buys { vary, each })
        };
        let each: Vec<Option<Buys<'_>>> = vary.iter().zip(&ends).map(each).collect();
        // Of a number that is not at its greatest in that design.
        let missing = |(buys, value): (&Option<Buys<'_>>, &u32)| {
            buys.as_ref().map_or(0, |buys| buys.count(buys.greatest() - value))
        };
        let missing: u64 = each.iter().zip(&values).map(missing).sum();
        let numbers: Vec<Buys<'_>> = each.into_iter().flatten().collect();
        let is_possible = rule.at_most.is_none_or(|most| rule.buys <= most);
        let price = |all| cheapest(u64::from(rule.buys), all + missing, &numbers);
        rule.price = bought.in_study(&study).filter(|_| is_possible).and_then(price);
        rule
    };
    Ok(rules(&study, record).into_iter().map(price).collect())
}

/// The largest valid design with less and with more of one number: what the number buys shows between them. At both ends of its
/// range, or next to its least where an end is not valid; `None` where that is not valid either.
fn ends(bench: &Bench<'_>, largest: &Point, d: usize) -> Result<Option<(End, End)>, Error> {
    let with = |at: u32| {
        let mut point = largest.clone();
        point[d] = at;
        let study = bench.study_if_valid(&point)?;
        Ok::<_, Error>(study.map(|study| (study, bench.grid.values(&point)[d])))
    };
    let (next, greatest) = (1.min(bench.grid.greatest()[d]), bench.grid.greatest()[d]);
    let or_next = |end: Option<End>| end.map_or_else(|| with(next), |end| Ok(Some(end)));
    Ok(or_next(with(0)?)?.zip(or_next(with(greatest)?)?))
}

/// The cheapest number in which as many as wanted can be bought, where the largest design has `all` of them: the others stay
/// at their least.
fn cheapest(wanted: u64, all: u64, numbers: &[Buys<'_>]) -> Option<ThumbPrice> {
    let varied: u64 = numbers.iter().map(|b| b.count(b.greatest() - b.vary.from)).sum();
    let least = all.checked_sub(varied)?;
    let least_cost: f64 = numbers.iter().map(|b| b.cost(b.vary.from)).sum();
    let of = |buys: &Buys<'_>| {
        let steps = wanted.saturating_sub(least).div_ceil(buys.count(buys.vary.step));
        let more = u32::try_from(steps).ok()?.checked_mul(buys.vary.step)?;
        let value = buys.vary.from.checked_add(more)?;
        let beside = u32::try_from(least.saturating_sub(buys.count(buys.vary.from))).ok()?;
        let cost = least_cost - buys.cost(buys.vary.from) + buys.cost(value);
        Some(ThumbPrice { name: buys.vary.name.clone(), value, beside, cost })
    };
    numbers.iter().filter_map(of).min_by(|a, b| a.cost.total_cmp(&b.cost))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vary(name: &str, (from, to, step): (u32, u32, u32), (cost, fixed): (f64, f64)) -> Vary {
        let name = name.to_owned();
        Vary { key: name.clone(), name, from, to, step, cost, fixed }
    }

    #[test]
    fn a_purchase_counts_what_is_there_without_it() {
        let (lines, channels) =
            (vary("E1", (1, 10, 1), (500.0, 100.0)), vary("ch", (8, 60, 4), (40.0, 0.0)));
        let numbers = [Buys { vary: &lines, each: 30 }, Buys { vary: &channels, each: 1 }];
        // 24 channels of another gateway, 10 lines, 60 channels.
        let all = 24 + 300 + 60;
        let price = |wanted| {
            let price = cheapest(wanted, all, &numbers).expect("a price");
            (price.name, price.value, price.beside, price.cost)
        };
        // At their least there are 24 + 30 + 8.
        assert_eq!(price(62), ("E1".to_owned(), 1, 32, 600.0 + 320.0));
        // Nine more: twelve channels in steps of four for 480, or a line for 500.
        assert_eq!(price(71), ("ch".to_owned(), 20, 54, 600.0 + 800.0));
        assert_eq!(price(92), ("E1".to_owned(), 2, 32, 1_100.0 + 320.0));
        assert_eq!(price(62 + 30 * 20), ("E1".to_owned(), 21, 32, 10_600.0 + 320.0));
        assert_eq!(cheapest(62, all, &[]), None);
    }
}
