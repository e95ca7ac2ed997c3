//! Where calls fail because the deployment is wrong, as tables: what `deployment` answers by name,
//! asked once for every pair that can meet. A table in which nothing fails is empty, so that in a
//! correct deployment a question costs no more than a look at a length.

use super::connections::{Hub, HubId};
use super::gateways::{Gateway, GatewayId, Trunk, TrunkId};
use super::groups::{Group, GroupId};
use super::hosts::{
    ExchangeServer, ExchangeServerId, FrontEnd, FrontEndId, MediationServer, MediationServerId,
};
use super::plans::{DialPlan, DialPlanId};
use crate::base::Id;
use crate::deployment::Cause;
use std::marker::PhantomData;

/// Why something between an `A` and a `B` fails, for every pair; empty if nothing fails.
#[derive(Clone, Debug)]
pub(super) struct Pairs<A, B> {
    causes: Vec<Option<Cause>>,
    columns: usize,
    of: PhantomData<fn(A, B)>,
}

impl<A, B> Default for Pairs<A, B> {
    fn default() -> Self {
        Pairs { causes: Vec::new(), columns: 0, of: PhantomData }
    }
}

impl<A, B> Pairs<A, B> {
    /// From the answers for each `A`, with all `columns` of each `B`.
    pub(super) fn new(columns: usize, answers: impl Iterator<Item = Option<Cause>>) -> Self {
        Pairs { causes: kept(answers), columns, of: PhantomData }
    }

    #[inline]
    fn get(&self, a: Id<A>, b: Id<B>) -> Option<Cause> {
        self.causes.get(a.index() * self.columns + b.index()).copied().flatten()
    }
}

/// Why something fails, for every `T`; empty if nothing fails.
#[derive(Clone, Debug)]
pub(super) struct Each<T> {
    causes: Vec<Option<Cause>>,
    of: PhantomData<fn(T)>,
}

impl<T> Default for Each<T> {
    fn default() -> Self {
        Each { causes: Vec::new(), of: PhantomData }
    }
}

impl<T> Each<T> {
    /// From the answers for each `T`.
    pub(super) fn new(answers: impl Iterator<Item = Option<Cause>>) -> Self {
        Each { causes: kept(answers), of: PhantomData }
    }

    #[inline]
    fn get(&self, id: Id<T>) -> Option<Cause> {
        self.causes.get(id.index()).copied().flatten()
    }
}

fn kept(answers: impl Iterator<Item = Option<Cause>>) -> Vec<Option<Cause>> {
    let causes: Vec<Option<Cause>> = answers.collect();
    if causes.iter().any(Option::is_some) { causes } else { Vec::new() }
}

/// Why connections and calls fail.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Gateway to Mediation Server.
    pub(super) trunk_in: Each<Trunk>,
    /// Mediation Server to gateway.
    pub(super) trunk_out: Each<Trunk>,
    /// Mediation Server to Front End.
    pub(super) pool_in: Pairs<MediationServer, FrontEnd>,
    /// Front End to Mediation Server.
    pub(super) pool_out: Pairs<MediationServer, FrontEnd>,
    /// Hub to Exchange server by TCP and by TLS.
    pub(super) to_exchange: [Pairs<Hub, ExchangeServer>; 2],
    /// Exchange server to hub by TLS.
    pub(super) from_exchange: Pairs<Hub, ExchangeServer>,
    /// Servers whose calls for a plan Lync does not take.
    pub(super) outsiders: Pairs<DialPlan, ExchangeServer>,
    /// What Unified Messaging says to a gateway's calls for a plan.
    pub(super) peers: Pairs<Gateway, DialPlan>,
    /// Outbound calls of a group to a gateway.
    pub(super) routes: Pairs<Group, Gateway>,
    /// Every cause that can occur, sorted.
    pub(super) causes: Vec<Cause>,
}

impl Access {
    /// A gateway's connection to a Mediation Server.
    #[inline]
    pub fn trunk_in(&self, trunk: TrunkId) -> Option<Cause> {
        self.trunk_in.get(trunk)
    }

    /// A Front End's connection to a Mediation Server.
    pub fn pool_out(&self, server: MediationServerId, front_end: FrontEndId) -> Option<Cause> {
        self.pool_out.get(server, front_end)
    }

    /// A Mediation Server's connection to a gateway.
    pub fn trunk_out(&self, trunk: TrunkId) -> Option<Cause> {
        self.trunk_out.get(trunk)
    }

    /// A Mediation Server's connection to a Front End.
    #[inline]
    pub fn pool_in(&self, server: MediationServerId, front_end: FrontEndId) -> Option<Cause> {
        self.pool_in.get(server, front_end)
    }

    /// A hub's connection to an Exchange server.
    #[inline]
    pub fn to_exchange(&self, hub: HubId, server: ExchangeServerId, tls: bool) -> Option<Cause> {
        self.to_exchange[usize::from(tls)].get(hub, server)
    }

    /// An Exchange server's connection to a hub.
    pub fn back_from_exchange(&self, hub: HubId, server: ExchangeServerId) -> Option<Cause> {
        self.from_exchange.get(hub, server)
    }

    /// A request of an Exchange server to a hub: the connection, and whether Lync takes it from a
    /// server that may not belong to the plan.
    #[inline]
    pub fn exchange_request(
        &self,
        server: ExchangeServerId,
        hub: HubId,
        plan: DialPlanId,
    ) -> Option<Cause> {
        self.from_exchange.get(hub, server).or_else(|| self.outsiders.get(plan, server))
    }

    /// What Unified Messaging says to a call for a plan that comes from a gateway.
    #[inline]
    pub fn peer(&self, gateway: GatewayId, plan: DialPlanId) -> Option<Cause> {
        self.peers.get(gateway, plan)
    }

    /// Whether a group's outbound calls may take a gateway.
    #[inline]
    pub fn route(&self, group: GroupId, gateway: GatewayId) -> Option<Cause> {
        self.routes.get(group, gateway)
    }

    /// Every cause that can occur, sorted; none where the deployment is as it should be.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Whether a request of an Exchange server to Lync can fail.
    pub fn is_one_way(&self) -> bool {
        !self.from_exchange.causes.is_empty() || !self.outsiders.causes.is_empty()
    }

    /// What fails by these tables and not by those `before`.
    pub(super) fn beyond(mut self, before: &Access) -> Access {
        fn only_new(causes: &mut Vec<Option<Cause>>, before: &[Option<Cause>]) {
            for (cause, before) in causes.iter_mut().zip(before) {
                *cause = cause.filter(|_| before.is_none());
            }
            if causes.iter().all(Option::is_none) {
                causes.clear();
            }
        }
        only_new(&mut self.trunk_in.causes, &before.trunk_in.causes);
        only_new(&mut self.trunk_out.causes, &before.trunk_out.causes);
        only_new(&mut self.pool_in.causes, &before.pool_in.causes);
        only_new(&mut self.pool_out.causes, &before.pool_out.causes);
        for (now, before) in self.to_exchange.iter_mut().zip(&before.to_exchange) {
            only_new(&mut now.causes, &before.causes);
        }
        only_new(&mut self.from_exchange.causes, &before.from_exchange.causes);
        self
    }

    /// Whether nothing fails by it.
    pub fn is_empty(&self) -> bool {
        self.in_tables().next().is_none()
    }

    /// The causes that stand in any of the tables.
    pub(super) fn in_tables(&self) -> impl Iterator<Item = Cause> {
        let tables = [
            &self.trunk_in.causes,
            &self.trunk_out.causes,
            &self.pool_in.causes,
            &self.pool_out.causes,
            &self.to_exchange[0].causes,
            &self.to_exchange[1].causes,
            &self.from_exchange.causes,
            &self.outsiders.causes,
            &self.peers.causes,
            &self.routes.causes,
        ];
        tables.into_iter().flatten().filter_map(|cause| *cause)
    }
}
