//! Time, order and chance: the event queue, the loop, stations, keyed draws, arrivals and the digest.
//! It knows no call, no statistic and no file.

mod arrival;
mod digest;
mod entrance;
mod exponential;
mod gamma;
mod key;
mod modulation;
mod permutation;
mod queue;
mod rate;
mod run;
mod station;
mod variate;

pub use arrival::ArrivalStream;
pub use digest::{Chain, Digest};
pub use entrance::{Entrance, Holding};
pub use exponential::exp;
pub use key::{Family, Key, KeyedRng, stable_hash};
pub use modulation::{Days, ModulatedRate, States};
pub use permutation::Permutation;
pub use queue::{Attempt, Event, EventQueue, Order, Rank, Tie};
pub use rate::RateCurve;
pub use run::{Flow, Model, run};
pub use station::{Change, Condition, Handled, Speed, Station};
pub use variate::Variate;
