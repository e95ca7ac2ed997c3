//! Overload and loss: messages over UDP are sent again, full queues drop them, hosts hold new calls back.

mod answers;
mod exchanges;
mod hold_back;
mod receive;
mod throttle;
