//! The loop: take the next event, stop at the horizon, let the model handle it.

use super::queue::{Event, EventQueue};
use crate::base::SimTime;

/// Whether the loop goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on with the next event.
    Continue,
    /// Stop: the model needs no more events.
    Stop,
}

/// What happens at an event.
pub trait Model {
    /// Handles one event; may schedule more, none before the present.
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow;

    /// Whether to go on. It is asked after every 65,536 events, whatever they are.
    fn look_up(&mut self) -> Flow {
        Flow::Continue
    }
}

/// Events after which the model is asked whether to go on: some milliseconds of work.
const LOOK_UP: u64 = 1 << 16;

/// Runs until the queue is empty, the model stops, or an event lies beyond `horizon`, which is
/// then dropped. Returns the number of events handled.
///
/// It is never inlined: profiles count what happens inside it (`docs/performance.md`).
#[inline(never)]
pub fn run<M: Model>(model: &mut M, queue: &mut EventQueue, horizon: SimTime) -> u64 {
    let mut handled = 0;
    while let Some(event) = queue.pop() {
        if event.at > horizon {
            break;
        }
        handled += 1;
        if model.handle(queue, event) == Flow::Stop {
            break;
        }
        if handled & (LOOK_UP - 1) == 0 && model.look_up() == Flow::Stop {
            break;
        }
    }
    handled
}
