//! What the purchase of a rule of thumb costs in the numbers that a search may choose.

use super::bench::Bench;
use super::grid::{Grid, Point};
use super::rules_of_thumb::{Bought, rules};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::record::{RuleOfThumb, ThumbNumber, ThumbPrice};
use crate::experiment::study::Study;
use crate::stats::erlang;

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
        cost(self.vary, value)
    }

    /// The greatest value, on a step.
    fn greatest(&self) -> u32 {
        self.vary.to - (self.vary.to - self.vary.from) % self.vary.step
    }
}

fn cost(vary: &Vary, value: u32) -> f64 {
    let fixed = if value > 0 { vary.fixed } else { 0.0 };
    vary.cost * f64::from(value) + fixed
}

/// A valid design, and the value in it of the number that differs.
type End = (Study, u32);

/// A number, and the largest valid design with less and with more of it.
type Varied<'a> = (&'a Vary, Option<(End, End)>);

/// A number of `[[vary]]` that says how many calls each server takes.
struct Allows<'a> {
    vary: &'a Vary,
    /// How many each takes with the least of the number.
    least: u32,
    /// How many more with one more of it.
    each: u32,
}

impl Allows<'_> {
    /// The least value with which each server takes so many calls.
    fn for_calls(&self, calls: u32) -> Option<u32> {
        let step = self.each.checked_mul(self.vary.step)?;
        let steps = calls.saturating_sub(self.least).div_ceil(step);
        self.vary.from.checked_add(steps.checked_mul(self.vary.step)?)
    }
}

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
    let varied: Vec<Varied<'_>> = vary.iter().zip(ends).collect();
    let price = |(rule, bought): (RuleOfThumb, Bought)| {
        let is_possible = rule.at_most.is_none_or(|most| rule.buys <= most);
        let price = price(&rule, bought, (&study, &values[..]), &varied);
        match price.filter(|_| is_possible) {
            Some(price) => with_price(rule, price),
            None => rule,
        }
    };
    Ok(rules(&study, record).into_iter().map(price).collect())
}

/// A rule with its price, and what is refused by what is priced.
fn with_price(rule: RuleOfThumb, price: ThumbPrice) -> RuleOfThumb {
    let refused = match price.calls {
        // Of a rule that counts calls, these are the load.
        Some(calls) => erlang::erlang_b(rule.counted, rule.buys.saturating_mul(calls)),
        None => rule.refused,
    };
    RuleOfThumb { refused, price: Some(price), ..rule }
}

/// The cheapest number in which a rule's purchase can be bought in the largest valid design with these values. `None` if it
/// cannot.
fn price(
    rule: &RuleOfThumb,
    bought: Bought,
    (study, values): (&Study, &[u32]),
    varied: &[Varied<'_>],
) -> Option<ThumbPrice> {
    let each: Vec<Option<Buys<'_>>> = varied.iter().map(|varied| buys(bought, varied)).collect();
    // Of a number that is not at its greatest in that design.
    let missing = |(buys, value): (&Option<Buys<'_>>, &u32)| {
        buys.as_ref().map_or(0, |buys| buys.count(buys.greatest() - value))
    };
    let missing: u64 = each.iter().zip(values).map(missing).sum();
    let numbers: Vec<Buys<'_>> = each.into_iter().flatten().collect();
    let all = bought.in_study(study)? + missing;
    let price = cheapest(u64::from(rule.buys), all, &numbers)?;
    let allowing: Vec<Allows<'_>> =
        varied.iter().filter_map(|varied| allows(bought, varied)).collect();
    let own = bought.calls_each(study).filter(|calls| *calls < rule.each);
    let calls = own.filter(|_| allowing.is_empty());
    allowing.iter().try_fold(ThumbPrice { calls, ..price }, |mut price, allows| {
        let value = allows.for_calls(rule.each)?;
        price.cost += cost(allows.vary, value);
        price.with.push(ThumbNumber { name: allows.vary.name.clone(), value });
        Some(price)
    })
}

/// What a number buys of something; `None` if nothing.
fn buys<'a>(bought: Bought, varied: &Varied<'a>) -> Option<Buys<'a>> {
    let vary = varied.0;
    let ((less, from), (more, to)) = varied.1.as_ref()?;
    let units = u64::from(to.checked_sub(*from)?);
    let all = bought.in_study(more)?;
    let each = all.checked_sub(bought.in_study(less)?)?.checked_div(units)?;
    (each > 0).then_some(Buys { vary, each })
}

/// How many calls a number lets each server take; `None` if it says nothing about that, or not alone.
fn allows<'a>(bought: Bought, varied: &Varied<'a>) -> Option<Allows<'a>> {
    let vary = varied.0;
    let ((less, from), (more, to)) = varied.1.as_ref()?;
    let units = to.checked_sub(*from).filter(|units| *units > 0)?;
    let (few, many) = (bought.calls_each(less)?, bought.calls_each(more)?);
    let more_calls = many.checked_sub(few).filter(|more| *more > 0 && more % units == 0)?;
    let each = more_calls / units;
    // The less of the two designs may be next to the least.
    let least = few.checked_sub(each.checked_mul(from.checked_sub(vary.from)?)?)?;
    Some(Allows { vary, least, each })
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
    let at_least: u64 = numbers.iter().map(|b| b.count(b.vary.from)).sum();
    let least_cost: f64 = numbers.iter().map(|b| b.cost(b.vary.from)).sum();
    let of = |(place, buys): (usize, &Buys<'_>)| {
        let steps = wanted.saturating_sub(least).div_ceil(buys.count(buys.vary.step));
        let more = u32::try_from(steps).ok()?.checked_mul(buys.vary.step)?;
        let others = numbers.iter().enumerate().filter(|(i, b)| *i != place && b.vary.from > 0);
        let number = |(_, b): (usize, &Buys<'_>)| ThumbNumber {
            name: b.vary.name.clone(),
            value: b.vary.from,
        };
        let value = buys.vary.from.checked_add(more)?;
        Some(ThumbPrice {
            name: buys.vary.name.clone(),
            value,
            surplus: u32::try_from(least.saturating_sub(wanted)).ok()?,
            beside: u32::try_from(least.saturating_sub(buys.count(buys.vary.from))).ok()?,
            unvaried: u32::try_from(least.saturating_sub(at_least)).ok()?,
            others: others.map(number).collect(),
            with: Vec::new(),
            calls: None,
            cost: least_cost - buys.cost(buys.vary.from) + buys.cost(value),
        })
    };
    numbers.iter().enumerate().filter_map(of).min_by(|a, b| a.cost.total_cmp(&b.cost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::record::ThumbRule;

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
        // What stands beside the lines: the channels of the other gateway, and the least of those that vary.
        let price = cheapest(92, all, &numbers).expect("a price");
        let others = [ThumbNumber { name: "ch".to_owned(), value: 8 }];
        assert_eq!((price.unvaried, &price.others[..]), (24, &others[..]));
        // There are no fewer than 62.
        let surplus = |wanted| cheapest(wanted, all, &numbers).expect("a price").surplus;
        assert_eq!([40, 62, 92].map(surplus), [22, 0, 0]);
    }

    #[test]
    fn servers_take_as_many_calls_as_the_rule_says() {
        let calls = vary("calls", (5, 100, 5), (2.0, 0.0));
        let allows = Allows { vary: &calls, least: 5, each: 1 };
        for (wanted, value) in [(100, 100), (4, 5), (98, 100), (150, 150)] {
            assert_eq!(allows.for_calls(wanted), Some(value), "{wanted}");
        }
        let pairs = Allows { vary: &calls, least: 10, each: 2 };
        assert_eq!(pairs.for_calls(100), Some(50));
    }

    #[test]
    fn what_is_refused_is_of_what_is_priced() {
        let rule = RuleOfThumb::new(ThumbRule::StandAloneMediation, (147.0, 1_500), 1);
        let numbers = [Buys { vary: &vary("servers", (1, 8, 1), (250.0, 0.0)), each: 1 }];
        let price = cheapest(1, 8, &numbers).expect("a price");
        let of = |calls| with_price(rule.clone(), ThumbPrice { calls, ..price.clone() }).refused;
        assert_eq!(of(None), None);
        let refused = of(Some(150)).expect("a share");
        assert!((0.05..0.06).contains(&refused), "{refused}");
    }
}
