//! Sizes a trunk group with Erlang B and a queue with Erlang C, without a simulation.
//!
//! ```sh
//! cargo run --release --example erlang
//! ```

use busyhour::erlang;

fn main() {
    // 1,800 calls in the busy hour that last 3 minutes each are 90 erlang.
    let load = 1_800.0 * 3.0 / 60.0;
    for target in [0.05, 0.01, 0.001] {
        // `None` is for arguments out of range, such as a negative load.
        if let Some(channels) = erlang::channels_for(load, target) {
            let blocking = erlang::erlang_b(load, channels).unwrap_or(f64::NAN);
            show(&format!("{channels} channels block {:.2} % of {load} erlang", 100.0 * blocking));
        }
    }
    // Callers who wait instead: time is counted in mean holding times.
    let agents = 100;
    let wait = erlang::mean_wait(load, agents).unwrap_or(f64::NAN);
    show(&format!("with {agents} agents a call waits {:.1} s on average", 180.0 * wait));
}

#[allow(clippy::print_stdout)]
fn show(line: &str) {
    println!("{line}");
}
