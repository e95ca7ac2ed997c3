//! The course of a way between two boxes of the diagram: it never runs behind a third.

use super::layout::{BOX, Layout, Place};

/// How far from the boxes of the columns between a way bends.
const ASIDE: f64 = 6.0;
/// How far above or below a box it passes.
const APART: f64 = 4.0;

/// The points of the way from one place to another, which stands in a column further right. Between neighbouring columns
/// nothing is in its way. Otherwise it passes the columns between on one height, where none of their boxes is.
pub(super) fn course(layout: &Layout, (from, to): (usize, usize)) -> Vec<(f64, f64)> {
    let (from, to) = (&layout.places[from], &layout.places[to]);
    let (start, end) = (from.out(layout.width), to.into());
    let between: Vec<&Place> = layout
        .places
        .iter()
        .filter(|place| place.column > from.column && place.column < to.column)
        .collect();
    let left = between.iter().map(|place| place.x).reduce(f64::min);
    let right = between.iter().map(|place| place.x + place.width).reduce(f64::max);
    let Some((left, right)) = left.zip(right) else { return vec![start, end] };
    let is_free = |y: &f64| between.iter().all(|b| *y < b.y || *y > b.y + BOX);
    let edges = between.iter().flat_map(|b| [b.y - APART, b.y + BOX + APART]);
    let heights = [end.1, start.1].into_iter().chain(edges).filter(is_free);
    // What is straight at an end needs no second bend; then the height with the shortest course.
    let detour = |y: &f64| (y - start.1).abs() + (y - end.1).abs();
    let height = heights.min_by(|a, b| detour(a).total_cmp(&detour(b))).unwrap_or(end.1);
    vec![start, (left - ASIDE, height), (right + ASIDE, height), end]
}

#[cfg(test)]
mod tests {
    use super::super::load::Load;
    use super::*;
    use crate::experiment::{Topology, TopologyNode, TopologyRole};

    /// A site with a pool, this many Call Routers behind it, and servers of Unified Messaging, the last of which the pool
    /// calls itself, as one on Exchange 2010.
    fn site(name: &str, routers: u32, servers: u32, nodes: &mut Vec<TopologyNode>) {
        let at = nodes.len() as u32;
        let last = at + routers + servers;
        let mut add = |role, to: Vec<u32>| {
            nodes.push(TopologyNode {
                role,
                name: format!("{role:?} {name} {}", nodes.len()),
                site: name.to_owned(),
                product: String::new(),
                hosts: Vec::new(),
                calls: Some(100),
                to,
            });
        };
        add(TopologyRole::Pool, (at + 1..=at + routers).chain([last]).collect());
        for _ in 0..routers {
            add(TopologyRole::CallRouter, (at + routers + 1..=last).collect());
        }
        for _ in 0..servers {
            add(TopologyRole::UmServer, Vec::new());
        }
    }

    #[test]
    fn no_way_runs_behind_a_box() {
        for (sites, routers, servers) in [(1, 1, 1), (1, 2, 1), (1, 2, 3), (1, 3, 2), (3, 2, 3)] {
            let mut nodes = Vec::new();
            let names: Vec<String> = (0..sites).map(|i| format!("site {i}")).collect();
            names.iter().for_each(|name| site(name, routers, servers, &mut nodes));
            // The pool of the first site calls the last server of the last.
            let last = nodes.len() as u32 - 1;
            nodes[0].to.push(last);
            let loads = vec![Load::default(); nodes.len()];
            let topology = Topology { design: None, sites: names, nodes, links: Vec::new() };
            let layout = Layout::of(&topology, &loads, 920.0);
            for way in &layout.ways {
                let points = course(&layout, *way);
                for (i, place) in layout.places.iter().enumerate() {
                    let around = [place.x, place.y, place.x + place.width, place.y + BOX];
                    let own = i == way.0 || i == way.1;
                    let hits = crate::report::chart::placing::crosses(&points, around);
                    assert!(own || !hits, "{way:?} of {sites}, {routers}, {servers}: {points:?}");
                }
            }
        }
    }
}
