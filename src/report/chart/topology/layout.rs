//! Where the boxes of the diagram stand. Columns are the steps of a call, bands are sites. Nodes of a role at a site are
//! one box if there are many, and so are sites.

use super::load::{Load, percent, with_refused, words};
use crate::experiment::{Topology, TopologyNode, TopologyRole};
use crate::report::chart::axis::{MARGIN, TOP};
use crate::report::number;
use std::collections::BTreeSet;

/// The height of a box.
pub(super) const BOX: f64 = 66.0;
/// Between boxes of a column.
const GAP: f64 = 8.0;
/// Between columns.
const BETWEEN: f64 = 24.0;
/// The telephone network and the lines from it.
const NETWORK: f64 = 96.0;
/// The title of a band.
const TITLE: f64 = 24.0;
/// No box is wider.
const WIDEST: f64 = 190.0;
/// Sites with a band of their own; others share one.
const MAX_BANDS: usize = 6;
/// Nodes of a role at a site with a box each; more share one.
const MAX_BOXES: usize = 3;
/// In a deployment of more nodes all of a role at a site share one: the ways between single ones would hide everything.
const MAX_NODES: usize = 24;

/// A box.
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub column: usize,
    /// Positions in the list of nodes.
    pub members: Vec<usize>,
    pub title: String,
    pub lines: Vec<String>,
    /// How much of it is used, 0 to 1.
    pub used: Option<f64>,
}

impl Place {
    /// Where ways leave it.
    pub(super) fn out(&self, width: f64) -> (f64, f64) {
        (self.x + width, self.y + BOX / 2.0)
    }
}

impl From<&Place> for (f64, f64) {
    /// Where ways enter it.
    fn from(place: &Place) -> (f64, f64) {
        (place.x, place.y + BOX / 2.0)
    }
}

/// A site, or several.
pub(super) struct Band {
    pub title: String,
    sites: Vec<String>,
    pub top: f64,
    pub bottom: f64,
}

/// The whole diagram.
pub(super) struct Layout {
    pub places: Vec<Place>,
    /// Pairs of positions in `places`.
    pub ways: BTreeSet<(usize, usize)>,
    pub bands: Vec<Band>,
    /// Left edges and titles of the columns.
    pub columns: Vec<(f64, &'static str)>,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// Of each box.
    pub width: f64,
}

impl Layout {
    /// The layout of a deployment in a picture of this width.
    pub(super) fn of(topology: &Topology, loads: &[Load], width: f64) -> Layout {
        let roles: BTreeSet<TopologyRole> = topology.nodes.iter().map(|node| node.role).collect();
        let roles: Vec<TopologyRole> = roles.into_iter().collect();
        let left = MARGIN + NETWORK;
        let count = roles.len() as f64;
        let room = width - MARGIN - left - 16.0;
        let each = ((room - (count - 1.0) * BETWEEN) / count).min(WIDEST);
        let x = |column: usize| left + 8.0 + column as f64 * (each + BETWEEN);
        let right = x(roles.len() - 1) + each + 8.0;
        let top = TOP + 22.0;
        let mut layout = Layout {
            places: Vec::new(),
            ways: BTreeSet::new(),
            bands: bands(topology),
            columns: roles.iter().enumerate().map(|(i, role)| (x(i), column(*role))).collect(),
            left,
            right,
            top,
            bottom: top,
            width: each,
        };
        layout.fill((topology, loads), &roles, x);
        layout.connect(topology);
        layout
    }

    /// Puts boxes into the bands, one band below the other.
    fn fill(
        &mut self,
        (topology, loads): (&Topology, &[Load]),
        roles: &[TopologyRole],
        x: impl Fn(usize) -> f64,
    ) {
        let most = if topology.nodes.len() > MAX_NODES { 1 } else { MAX_BOXES };
        let domain = domain(topology);
        let mut y = self.top;
        for band in &mut self.bands {
            band.top = y;
            let mut lowest = y + TITLE;
            for (column, role) in roles.iter().enumerate() {
                let own = topology
                    .nodes
                    .iter()
                    .enumerate()
                    .filter(|(_, node)| node.role == *role && band.sites.contains(&node.site));
                let own: Vec<usize> = own.map(|(i, _)| i).collect();
                let groups: Vec<Vec<usize>> = match own.len() {
                    0 => Vec::new(),
                    n if n <= most => own.iter().map(|i| vec![*i]).collect(),
                    _ => vec![own],
                };
                for (row, members) in groups.into_iter().enumerate() {
                    let at = y + TITLE + row as f64 * (BOX + GAP);
                    lowest = lowest.max(at + BOX + GAP);
                    let nodes: Vec<&TopologyNode> =
                        members.iter().map(|i| &topology.nodes[*i]).collect();
                    let of: Vec<&Load> = members.iter().filter_map(|i| loads.get(*i)).collect();
                    let (title, lines) = text(*role, (&nodes, &of), domain);
                    let used = of.iter().filter_map(|load| load.used).reduce(f64::max);
                    let (x, width) = (x(column), self.width);
                    self.places.push(Place {
                        x,
                        y: at,
                        width,
                        column,
                        members,
                        title,
                        lines,
                        used,
                    });
                }
            }
            band.bottom = lowest;
            y = band.bottom + GAP;
        }
        self.bottom = y;
    }

    /// A way for each pair of boxes between whose nodes calls go.
    fn connect(&mut self, topology: &Topology) {
        let mut home: Vec<Option<usize>> = vec![None; topology.nodes.len()];
        for (i, place) in self.places.iter().enumerate() {
            place.members.iter().for_each(|node| home[*node] = Some(i));
        }
        for (i, node) in topology.nodes.iter().enumerate() {
            let Some(from) = home[i] else { continue };
            for to in &node.to {
                // A damaged record may name a node that does not exist.
                let Some(to) = home.get(*to as usize).copied().flatten() else { continue };
                if self.places[to].column > self.places[from].column {
                    self.ways.insert((from, to));
                }
            }
        }
    }

    /// The band that holds a site.
    pub(super) fn band_of(&self, site: &str) -> Option<usize> {
        self.bands.iter().position(|band| band.sites.iter().any(|own| own == site))
    }
}

/// The sites in their order, the largest with a band each.
fn bands(topology: &Topology) -> Vec<Band> {
    let size = |site: &str| topology.nodes.iter().filter(|node| node.site == site).count();
    let mut sites: Vec<(&String, usize)> =
        topology.sites.iter().map(|site| (site, size(site))).filter(|(_, n)| *n > 0).collect();
    let mut rest = Vec::new();
    if sites.len() > MAX_BANDS {
        // Stable: sites of one size stay in their order.
        sites.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        rest = sites.split_off(MAX_BANDS - 1);
    }
    let band = |title: String, sites: Vec<String>| Band { title, sites, top: 0.0, bottom: 0.0 };
    let mut bands: Vec<Band> =
        sites.iter().map(|(site, _)| band((*site).clone(), vec![(*site).clone()])).collect();
    if !rest.is_empty() {
        let title = format!("{} more sites", rest.len());
        bands.push(band(title, rest.into_iter().map(|(site, _)| site.clone()).collect()));
    }
    bands
}

const fn column(role: TopologyRole) -> &'static str {
    match role {
        TopologyRole::Gateway => "gateways",
        TopologyRole::MediationServer => "Mediation Servers",
        TopologyRole::Pool => "Front End pools",
        TopologyRole::CallRouter => "Call Routers",
        TopologyRole::UmServer => "Unified Messaging",
    }
}

/// The domain that all names of hosts share, which boxes leave out.
fn domain(topology: &Topology) -> Option<&str> {
    let mut domains = topology.nodes.iter().map(|node| node.name.split_once('.').map(|(_, d)| d));
    let first = domains.next()??;
    domains.all(|other| other == Some(first)).then_some(first)
}

/// The title of a box and its lines.
fn text(
    role: TopologyRole,
    (nodes, loads): (&[&TopologyNode], &[&Load]),
    domain: Option<&str>,
) -> (String, Vec<String>) {
    let calls: u64 = nodes.iter().filter_map(|node| node.calls).map(u64::from).sum();
    let offered: f64 = loads.iter().filter_map(|load| load.offered).sum();
    let what = if role == TopologyRole::Gateway { "channels" } else { "calls" };
    let hosts: usize = nodes.iter().map(|node| node.hosts.len()).sum();
    let mut first = match role {
        TopologyRole::Pool if hosts == 1 => "1 Front End".to_owned(),
        TopologyRole::Pool => format!("{hosts} Front Ends"),
        TopologyRole::CallRouter => nodes.first().map_or_else(String::new, |n| n.product.clone()),
        _ => format!("{} {what}", number::grouped(calls)),
    };
    match offered {
        load if load >= 10.0 => {
            first.push_str(&format!(", {} erl", number::grouped(load.round() as u64)));
        }
        load if load >= 0.05 => first.push_str(&format!(", {load:.1} erl")),
        _ => {}
    }
    match (nodes, loads) {
        ([node], [load]) => {
            let name = domain.and_then(|domain| node.name.strip_suffix(domain)?.strip_suffix('.'));
            (name.unwrap_or(&node.name).to_owned(), vec![first, words(load)])
        }
        _ => {
            let what = if role == TopologyRole::UmServer { "UM servers" } else { column(role) };
            let title = format!("{} {what}", nodes.len());
            (title, vec![first, with_refused(of_several(loads), refused(loads))])
        }
    }
}

/// How much the idlest and the fullest of several use: `0–70 % used`.
fn of_several(loads: &[&Load]) -> String {
    let used = || loads.iter().filter_map(|load| load.used);
    let Some((least, most)) = used().reduce(f64::min).zip(used().reduce(f64::max)) else {
        return String::new();
    };
    match [least, most].map(percent) {
        [_, most] if most == "none" => "idle".to_owned(),
        [least, most] if least == most => format!("{most} used"),
        [least, most] if least == "none" => format!("0–{most} used"),
        [least, most] => format!("{}–{most} used", least.trim_end_matches(" %")),
    }
}

/// The share of what is offered to all of them that they refuse.
fn refused(loads: &[&Load]) -> Option<f64> {
    let known = || loads.iter().filter_map(|load| Some((load.loss?, load.offered?)));
    let offered: f64 = known().map(|(_, offered)| offered).sum();
    let lost: f64 = known().map(|(loss, offered)| loss * offered).sum();
    (offered > 0.0).then(|| lost / offered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estate(sites: usize, of_each: usize) -> Topology {
        let name = |site: usize| format!("site {site}");
        let mut nodes = Vec::new();
        for site in 0..sites {
            for i in 0..of_each {
                let at = nodes.len() as u32;
                for (role, to) in [
                    (TopologyRole::Gateway, vec![at + 1]),
                    (TopologyRole::MediationServer, vec![at + 2, 4_000_000_000]),
                    (TopologyRole::UmServer, vec![]),
                ] {
                    nodes.push(TopologyNode {
                        role,
                        name: format!("{role:?}-{site}-{i}"),
                        site: name(site),
                        product: String::new(),
                        hosts: Vec::new(),
                        calls: Some(100),
                        to,
                    });
                }
            }
        }
        Topology { design: None, sites: (0..sites).map(name).collect(), nodes, links: Vec::new() }
    }

    #[test]
    fn several_say_their_range_and_what_they_refuse_together() {
        let load = |used, loss| Load { used: Some(used), of: "calls", offered: Some(10.0), loss };
        let [idle, half, full] = [load(0.0, Some(0.0)), load(0.5, None), load(0.7, Some(0.02))];
        assert_eq!(of_several(&[&idle, &full]), "0–70 % used");
        assert_eq!(of_several(&[&half, &full]), "50–70 % used");
        assert_eq!(of_several(&[&half, &half]), "50 % used");
        assert_eq!(of_several(&[&idle, &idle]), "idle");
        assert_eq!(of_several(&[&Load::default()]), "");
        assert_eq!(refused(&[&idle, &half, &full]), Some(0.01));
        assert_eq!(refused(&[&half]), None);
    }

    fn laid_out(sites: usize, of_each: usize) -> Layout {
        let topology = estate(sites, of_each);
        let loads = vec![Load::default(); topology.nodes.len()];
        Layout::of(&topology, &loads, 920.0)
    }

    #[test]
    fn boxes_never_overlap_and_every_node_has_one() {
        for (sites, of_each) in [(1, 1), (1, 3), (1, 7), (6, 3), (40, 2), (200, 1)] {
            let layout = laid_out(sites, of_each);
            let members: BTreeSet<usize> =
                layout.places.iter().flat_map(|place| place.members.clone()).collect();
            assert_eq!(members.len(), sites * of_each * 3);
            for (i, a) in layout.places.iter().enumerate() {
                assert!(a.x >= layout.left && a.x + a.width <= layout.right);
                assert!(a.y + BOX <= layout.bottom);
                for b in &layout.places[i + 1..] {
                    assert!(a.column != b.column || (a.y - b.y).abs() >= BOX);
                }
            }
        }
    }

    #[test]
    fn a_large_estate_folds_by_site_and_role() {
        let layout = laid_out(200, 1);
        assert_eq!(layout.bands.len(), MAX_BANDS);
        assert_eq!(layout.bands[MAX_BANDS - 1].title, "195 more sites");
        assert!(layout.bottom < 900.0, "{}", layout.bottom);
        assert!(layout.places.iter().any(|place| place.title == "195 gateways"));
        // Ways lead on, and a node that does not exist does no harm.
        assert_eq!(layout.ways.len(), 2 * MAX_BANDS);
    }
}
