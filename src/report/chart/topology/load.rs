//! How full a node of the diagram is, and what it refuses.

use crate::experiment::{Record, TopologyNode, TopologyRole};
use crate::measure::Figure;

/// The load of a node: that of the fullest of its resources.
#[derive(Clone, Debug, Default)]
pub(super) struct Load {
    /// How much of it is used, 0 to 1; `None` if that was not measured.
    pub used: Option<f64>,
    /// Of what: `channels`, `calls`, `cores`.
    pub of: &'static str,
    /// Offered load, erlang.
    pub offered: Option<f64>,
    /// The share that it refuses.
    pub loss: Option<f64>,
}

/// The load of a node in a design.
pub(super) fn of(record: &Record, design: &str, node: &TopologyNode) -> Load {
    let value = |figure: &Figure| record.estimates.find(design, figure).and_then(|e| e.value);
    let of = match node.role {
        TopologyRole::Gateway => "channels",
        TopologyRole::MediationServer | TopologyRole::UmServer => "calls",
        TopologyRole::Pool | TopologyRole::CallRouter => "cores",
    };
    let mut load = match node.slots() {
        Some(slots) => Load {
            used: value(&slots.used),
            of,
            offered: value(&slots.offered),
            loss: value(&slots.refused),
        },
        None => Load { of, ..Load::default() },
    };
    for busy in node.cores().map(|figure| value(&figure)) {
        // Cores matter where they are fuller than the calls.
        if busy.unwrap_or(-1.0) > load.used.unwrap_or(-1.0) {
            (load.used, load.of) = (busy, "cores");
        }
    }
    load
}

/// The node that limits the deployment: the one that refuses most calls, or else the fullest.
pub(super) fn binding(loads: &[Load]) -> Option<usize> {
    let refused = |load: &Load| load.loss.unwrap_or(0.0) * load.offered.unwrap_or(0.0);
    let size = |load: &Load| (refused(load), load.used.unwrap_or(0.0));
    let known = loads.iter().enumerate().filter(|(_, load)| load.used.is_some());
    let last = known.max_by(|(_, a), (_, b)| {
        let ((a, b), (c, d)) = (size(a), size(b));
        a.total_cmp(&c).then(b.total_cmp(&d))
    });
    last.map(|(i, _)| i)
}

/// A share in percent with as many digits as a diagram needs.
pub(super) fn percent(share: impl Into<Option<f64>>) -> String {
    let Some(percent) = share.into().map(|share| 100.0 * share) else { return String::new() };
    match percent {
        0.0 => "none".to_owned(),
        p if p < 1e-4 => "< 0.0001 %".to_owned(),
        p if p < 0.01 => format!("{p:.*} %", -libm::log10(p).floor() as usize),
        p if p < 1.0 => format!("{} %", (p * 100.0).round() / 100.0),
        p if p < 10.0 => format!("{p:.1} %"),
        p => format!("{p:.0} %"),
    }
}

/// Words about the load, on one line.
pub(super) fn words(load: &Load) -> String {
    let Some(used) = load.used else { return String::new() };
    let used = match percent(used).as_str() {
        "none" => "idle".to_owned(),
        text if load.loss.is_none() => format!("{text} of {}", load.of),
        text => format!("{text} used"),
    };
    with_refused(used, load.loss)
}

/// How much is used, with the share that is refused if there is one. A box has no room for more letters.
pub(super) fn with_refused(used: String, loss: Option<f64>) -> String {
    match loss.filter(|loss| *loss > 0.0) {
        Some(loss) => format!("{}, refuses {}", used.trim_end_matches(" used"), percent(loss)),
        None => used,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_refuses_calls_limits_and_otherwise_the_fullest() {
        let load = |used, loss| Load { used: Some(used), of: "calls", offered: Some(10.0), loss };
        let fuller = [load(0.5, None), load(0.9, Some(0.0)), Load::default()];
        assert_eq!(binding(&fuller), Some(1));
        assert_eq!(binding(&[load(0.5, Some(0.01)), load(0.9, Some(0.0))]), Some(0));
        assert_eq!(binding(&[Load::default()]), None);
    }

    #[test]
    fn a_box_says_what_is_refused_and_nothing_where_nothing_is() {
        for (loss, words) in
            [(None, "84 % used"), (Some(0.0), "84 % used"), (Some(7e-5), "84 %, refuses 0.007 %")]
        {
            assert_eq!(with_refused("84 % used".to_owned(), loss), words);
        }
        assert_eq!(with_refused("0–70 % used".to_owned(), Some(0.02)), "0–70 %, refuses 2.0 %");
    }

    #[test]
    fn shares_have_few_digits() {
        for (share, text) in
            [(0.0, "none"), (0.0000703, "0.007 %"), (1e-9, "< 0.0001 %"), (0.00703, "0.7 %")]
        {
            assert_eq!(percent(share), text);
        }
        for (share, text) in [(0.0128, "1.3 %"), (0.8409, "84 %"), (1.0, "100 %")] {
            assert_eq!(percent(share), text);
        }
    }
}
