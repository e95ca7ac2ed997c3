//! What the purchase of a rule of thumb costs in the numbers that a search may choose.

use super::bench::Bench;
use super::grid::{Grid, Point};
use super::rules_of_thumb::{Bought, rules};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::record::{RuleOfThumb, ThumbPrice};

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

/// The rules at the load of the largest design, each with the cheapest number in which it can be bought. None without a record
/// of that design on the good day.
pub(super) fn priced(
    bench: &Bench<'_>,
    (grid, vary): (&Grid, &[Vary]),
) -> Result<Vec<RuleOfThumb>, Error> {
    let greatest = grid.greatest();
    let Some(record) = bench.good_day(&greatest) else { return Ok(Vec::new()) };
    let study = bench.study(&greatest)?;
    // What each number buys shows in the design that has the least of it.
    let without = |i: usize| {
        let mut point: Point = greatest.clone();
        point[i] = 0;
        bench.study(&point).ok()
    };
    let without: Vec<_> = (0..vary.len()).map(without).collect();
    let price = |(mut rule, bought): (RuleOfThumb, Bought)| {
        let all = bought.in_study(&study);
        let each = |(vary, study): (_, &Option<_>)| {
            let (vary, fewer): (&Vary, u64) = (vary, bought.in_study(study.as_ref()?)?);
            let units = (vary.to - vary.from) / vary.step * vary.step;
            let each = all?.checked_sub(fewer)?.checked_div(u64::from(units))?;
            (each > 0).then_some(Buys { vary, each })
        };
        let numbers: Vec<Buys<'_>> = vary.iter().zip(&without).filter_map(each).collect();
        let is_possible = rule.at_most.is_none_or(|most| rule.buys <= most);
        let price = |all| cheapest(u64::from(rule.buys), all, &numbers);
        rule.price = all.filter(|_| is_possible).and_then(price);
        rule
    };
    Ok(rules(&study, record).into_iter().map(price).collect())
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
