//! Which gateways the calls of a traffic source can use.

use crate::deployment::{Class, Deployment, Gateway, GatewayKind, Party};

/// By which gateways calls come to a party, or leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallPath {
    /// By none.
    None,
    /// By those with Mediation Servers, to Lync.
    Lync,
    /// By those connected to Exchange, where there is no Lync.
    Exchange,
    /// Without leaving the IP PBX, which is connected to Exchange.
    Pbx,
}

impl CallPath {
    /// Whether it leads by this gateway.
    pub(super) fn is_by(self, gateway: &Gateway) -> bool {
        match self {
            CallPath::None => false,
            CallPath::Lync => gateway.exchange.is_none(),
            CallPath::Exchange => gateway.exchange.is_some(),
            CallPath::Pbx => gateway.exchange.is_some() && gateway.kind == GatewayKind::IpPbx,
        }
    }

    /// What to do where no gateway, or not the one that was named, is on it.
    pub(super) const fn cure(self) -> &'static str {
        match self {
            CallPath::None => "",
            CallPath::Lync => "it needs a [[gateway]] whose `next_hops` are Mediation Servers",
            CallPath::Exchange => "it needs a [[gateway]] whose `next_hops` are Exchange servers",
            CallPath::Pbx => "it needs a [[gateway]] of kind \"ip-pbx\" with Exchange as next hop",
        }
    }
}

/// The path of calls of a class to or from a party. `to_network` is the share of Play on Phone calls
/// that leave Lync.
pub(super) fn call_path(class: Class, party: Party, to_network: f64, d: &Deployment) -> CallPath {
    let lync = match party {
        Party::Users(id) => d.users[id.index()].pool.is_some(),
        Party::AutoAttendant(id) => d.auto_attendants[id.index()].pool.is_some(),
        Party::AccessNumber(id) => d.access_numbers[id.index()].pool.is_some(),
        // A direct line has its own route; its path starts at the gateways of Lync where there are any.
        Party::FaxLine(id) => {
            d.fax_lines[id.index()].pool.is_some()
                || d.gateways.iter().any(|g| g.exchange.is_none())
        }
    };
    match class {
        Class::Internal if lync => CallPath::None,
        Class::Internal => CallPath::Pbx,
        Class::PlayOnPhone if lync && to_network <= 0.0 => CallPath::None,
        _ if lync => CallPath::Lync,
        _ => CallPath::Exchange,
    }
}
