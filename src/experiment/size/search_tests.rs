use super::*;
use crate::deployment::Vary;

/// Numbers without a pattern, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }
}

fn grid(sizes: &[u32], costs: &[f64]) -> Grid {
    let vary = |(size, cost): (&u32, &f64)| Vary {
        name: String::new(),
        key: String::new(),
        from: 1,
        to: *size,
        step: 1,
        cost: *cost,
        fixed: 0.0,
    };
    Grid::new(&sizes.iter().zip(costs).map(vary).collect::<Vec<_>>())
}

/// The answer, and how many designs were judged.
fn solve(search: &mut Search<'_>, judge: &dyn Fn(&Point) -> Vec<bool>) -> (Option<Point>, usize) {
    let mut judged = 0;
    loop {
        match search.next() {
            Next::Judge(point, None) => {
                judged += 1;
                assert!(!search.careful.contains(&point), "{point:?} was judged before");
                search.learn(&point, judge(&point).into_iter().map(Some).collect(), None);
            }
            Next::Judge(point, Some(requirement)) => {
                judged += 1;
                assert!(!search.asked.contains(&(point.clone(), requirement)));
                let missed = judge(&point).into_iter().map(Some).collect();
                search.hint(&point, requirement, missed);
            }
            Next::Found(point) => return (Some(point), judged),
            Next::Nothing => return (None, judged),
        }
    }
}

/// The cheapest design of all, by looking at each.
fn exhaustive(grid: &Grid, judge: &dyn Fn(&Point) -> Vec<bool>) -> Option<f64> {
    let last = grid.greatest();
    let mut point = grid.least();
    let mut best: Option<f64> = None;
    loop {
        if judge(&point).iter().all(|missed| !missed) {
            let cost = grid.cost(&point);
            best = Some(best.map_or(cost, |best| best.min(cost)));
        }
        let Some(d) = (0..point.len()).find(|d| point[*d] < last[*d]) else { return best };
        point[..d].iter_mut().for_each(|at| *at = 0);
        point[d] += 1;
    }
}

#[test]
fn the_answer_is_that_of_looking_at_every_design() {
    let mut n = Numbers(7);
    let mut found = 0;
    for case in 0..300 {
        let dimensions = 1 + n.below(4) as usize;
        let sizes: Vec<u32> = (0..dimensions).map(|_| 1 + n.below(7)).collect();
        let costs: Vec<f64> = (0..dimensions).map(|_| f64::from(n.below(5))).collect();
        let grid = grid(&sizes, &costs);
        let requirements = 1 + n.below(3) as usize;
        // A requirement is met where a weighted sum is large enough; a negative weight hurts.
        let weights: Vec<Vec<i64>> = (0..dimensions)
            .map(|_| (0..requirements).map(|_| i64::from(n.below(7)) - 2).collect())
            .collect();
        let least: Vec<i64> = (0..requirements).map(|_| i64::from(n.below(20)) - 2).collect();
        let effect = |w: &i64| match *w {
            w if w < 0 => Effect::Hurts,
            0 => Effect::Unseen,
            _ => Effect::Helps,
        };
        let effects = weights.iter().map(|w| w.iter().map(effect).collect()).collect();
        let judge = |point: &Point| -> Vec<bool> {
            let sum = |r: usize| -> i64 {
                point.iter().zip(&weights).map(|(at, w)| i64::from(*at) * w[r]).sum()
            };
            (0..requirements).map(|r| sum(r) < least[r]).collect()
        };
        let guess = grid.greatest().iter().map(|last| n.below(last + 1)).collect();
        let mut search = Search::new(&grid, effects, guess);
        let (answer, _) = solve(&mut search, &judge);
        let expected = exhaustive(&grid, &judge);
        assert_eq!(answer.as_ref().map(|point| grid.cost(point)), expected, "case {case}");
        assert!(answer.is_none_or(|point| judge(&point).iter().all(|missed| !missed)));
        found += u32::from(expected.is_some());
    }
    assert!((50..280).contains(&found), "{found} cases have an answer");
}

#[test]
fn six_dimensions_with_a_million_designs_need_few() {
    let grid = grid(&[10; 6], &[900.0, 650.0, 400.0, 100.0, 30.0, 7.0]);
    assert_eq!(grid.designs(), 1_000_000);
    let needed = [5, 2, 7, 1, 3, 8];
    let judge = |point: &Point| point.iter().zip(&needed).map(|(at, least)| at < least).collect();
    let effect = |d: usize, r: usize| if d == r { Effect::Helps } else { Effect::Unseen };
    let row = |d: usize| (0..6).map(|r| effect(d, r)).collect();
    let effects: Vec<Vec<Effect>> = (0..6).map(row).collect();
    for guess in [needed.to_vec(), vec![5; 6], vec![0; 6]] {
        let mut search = Search::new(&grid, effects.clone(), guess);
        let (answer, judged) = solve(&mut search, &judge);
        assert_eq!(answer, Some(needed.to_vec()));
        assert!(judged <= 100, "{judged} designs");
    }
    // One number can stand for another: 4 units of the first are worth 6 of the second.
    let together = |point: &Point| vec![point.iter().sum::<u32>() < 30];
    let mut search = Search::new(&grid, vec![vec![Effect::Helps]; 6], vec![5; 6]);
    let (answer, judged) = solve(&mut search, &together);
    assert_eq!(answer.map(|point| grid.cost(&point)), exhaustive(&grid, &together));
    assert!(judged <= 100_000, "{judged} designs");
}

#[test]
fn a_design_that_turns_out_otherwise_changes_the_answer() {
    let grid = grid(&[9, 9], &[2.0, 1.0]);
    let judge = |point: &Point| vec![point[0] < 4, point[1] < 3];
    let mut search = Search::new(&grid, vec![vec![Effect::Helps; 2]; 2], vec![4, 3]);
    assert_eq!(solve(&mut search, &judge).0, Some(vec![4, 3]));
    search.learn(&vec![4, 3], vec![Some(false), Some(true)], None);
    assert_eq!(solve(&mut search, &judge).0, Some(vec![4, 4]));
    search.restore(&vec![3, 4]);
    assert_eq!(solve(&mut search, &judge).0, Some(vec![3, 4]));
    let is_blamed = |r: usize| search.refused().iter().any(|(requirement, _)| *requirement == r);
    assert!(is_blamed(0) && is_blamed(1));
}

#[test]
fn a_design_that_lets_too_few_calls_through_says_nothing_of_others() {
    // The target gets worse by more, but the least designs lose most calls before it.
    let grid = grid(&[9], &[1.0]);
    let mut search = Search::new(&grid, vec![vec![Effect::Hurts]], vec![0]);
    let mut asked = 0;
    let found = loop {
        asked += 1;
        assert!(asked < 40, "it asks for ever");
        match search.next() {
            Next::Judge(point, Some(requirement)) => {
                search.hint(&point, requirement, vec![(point[0] > 6).then_some(true)]);
            }
            Next::Judge(point, None) if point[0] < 5 => search.learn(&point, vec![None], Some(0)),
            Next::Judge(point, None) => search.learn(&point, vec![Some(point[0] > 6)], None),
            Next::Found(point) => break point,
            Next::Nothing => panic!("there is an answer"),
        }
    };
    assert_eq!(found, vec![5]);
}

#[test]
fn designs_that_are_not_valid_say_nothing_of_others() {
    let mut n = Numbers(11);
    let mut found = 0;
    for case in 0..300 {
        let dimensions = 2 + n.below(2) as usize;
        let sizes: Vec<u32> = (0..dimensions).map(|_| 2 + n.below(5)).collect();
        let costs: Vec<f64> = (0..dimensions).map(|_| f64::from(1 + n.below(5))).collect();
        let grid = grid(&sizes, &costs);
        // Either of the first two, and what is drawn besides, at whatever place.
        let without = n.below(7);
        let is_valid = |point: &Point| {
            let sum: u32 = point.iter().zip([3, 5, 1]).map(|(at, weight)| at * weight).sum();
            point[0] + point[1] > 0 && sum % 7 != without
        };
        let least = n.below(14);
        let misses = |point: &Point| 2 * point[0] + 3 * point[1] < least;
        let guess = grid.greatest().iter().map(|last| n.below(last + 1)).collect();
        let mut search = Search::new(&grid, vec![vec![Effect::Helps]; dimensions], guess);
        let answer = loop {
            match search.next() {
                Next::Judge(point, Some(requirement)) if !is_valid(&point) => {
                    search.hint(&point, requirement, vec![None]);
                }
                Next::Judge(point, None) if !is_valid(&point) => search.exclude(&point),
                Next::Judge(point, Some(requirement)) => {
                    search.hint(&point, requirement, vec![Some(misses(&point))]);
                }
                Next::Judge(point, None) => search.learn(&point, vec![Some(misses(&point))], None),
                Next::Found(point) => break Some(point),
                Next::Nothing => break None,
            }
        };
        let expected = exhaustive(&grid, &|point| vec![misses(point) || !is_valid(point)]);
        assert_eq!(answer.as_ref().map(|point| grid.cost(point)), expected, "case {case}");
        assert!(answer.is_none_or(|point| is_valid(&point) && !misses(&point)), "case {case}");
        assert!(search.refused().iter().all(|(_, point)| is_valid(point)), "case {case}");
        found += u32::from(expected.is_some());
    }
    assert!((150..300).contains(&found), "{found} cases have an answer");
}

#[test]
fn no_end_of_a_range_is_best_where_an_effect_turns_round() {
    // The first number is best in the middle; the second helps.
    let grid = grid(&[9, 9], &[10.0, 1.0]);
    let judge = |point: &Point| vec![(i64::from(point[0]) - 4).abs() * 2 > i64::from(point[1])];
    let effects = vec![vec![Effect::Turns], vec![Effect::Helps]];
    let mut search = Search::new(&grid, effects, vec![0, 0]);
    let (answer, _) = solve(&mut search, &judge);
    assert_eq!(answer.map(|point| grid.cost(&point)), exhaustive(&grid, &judge));
}
