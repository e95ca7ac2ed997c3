//! One replication, from empty to its end.

use super::engine::{Ended, Engine, Probe, State, Window};
use crate::kernel::EventQueue;
use crate::network::{Network, SourceId};

/// A simulation of one network, for one replication after the other: each starts from empty, and the
/// memory is kept.
pub struct Simulation<'n> {
    state: State<'n>,
}

impl<'n> Simulation<'n> {
    /// Room for one replication of `net`.
    pub fn new(net: &'n Network, window: Window) -> Self {
        Simulation { state: State::new(net, window) }
    }

    /// Runs one replication from empty. `stop` is asked now and then whether to end it early.
    pub fn run<P: Probe>(
        &mut self,
        seed: u64,
        replication: u32,
        queue: &mut EventQueue,
        probe: &mut P,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Ended {
        self.state.reset(seed, replication);
        queue.reset();
        let window = self.state.window;
        let mut engine = Engine { state: &mut self.state, probe, stop };
        for source in 0..engine.state.net.sources.len() {
            engine.schedule_arrival(queue, SourceId::new(source));
        }
        engine.schedule_outages(queue);
        let events = crate::kernel::run(&mut engine, queue, window.horizon);
        let at = if engine.state.measured_live > 0 && !engine.state.halted() {
            window.horizon
        } else {
            queue.now().max(window.to).min(window.horizon)
        };
        engine.settle_live(at);
        let mut ended = std::mem::take(&mut self.state.ended);
        ended.events = events;
        ended.at = at;
        ended
    }
}
