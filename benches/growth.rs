//! How the cost of a message grows with calls in progress and with servers: several runs of each size, interleaved, with
//! their spread. `--chart FOLDER` draws them with the program's own charts.

use super::Wanted;
use busyhour::internals::experiment::{NoControl, Plan, Study, replicate};
use busyhour::internals::report::chart::{self, Cost};
use std::path::Path;
use std::time::Instant;

/// What a size is simulated.
struct Size {
    name: u64,
    set: Vec<String>,
    /// Nanoseconds a message, run by run.
    costs: Vec<f64>,
}

/// Runs what is wanted.
pub fn run(wanted: &Wanted) {
    let smoke = wanted.smoke;
    let rounds = if smoke { 1 } else { 5 };
    let only = |file: &str, mut sizes: Vec<Size>| {
        sizes.retain(|size| wanted.is(&format!("growth/{file}/{}", size.name)));
        sizes
    };
    let (calls, servers) =
        (only("calls-in-progress", calls(smoke)), only("servers", servers(smoke)));
    let folder = wanted.charts.as_deref();
    grow("calls in progress", "calls-in-progress", calls, rounds, folder);
    grow("Exchange servers", "servers", servers, rounds, folder);
}

/// The same pool with more and more calls an hour: about 40 to 40,000 in progress, some 200,000 calls each; and a million
/// by calls that last two hours instead of three minutes.
fn calls(smoke: bool) -> Vec<Size> {
    let mut sizes: Vec<Size> = [(40, 0.02), (400, 0.2), (4_000, 2.0), (40_000, 20.0)]
        .map(|(calls, per_user)| {
            let seconds = if smoke { 1.0 } else { 200_000.0 / (48_000.0 * per_user) * 3_600.0 };
            size(calls, per_user, ["3 min", "15 min", &format!("{} s", f64::ceil(seconds))])
        })
        .into();
    sizes.push(size(1_000_000, 20.0, ["2 h", "2 h", "30 min"]));
    sizes.truncate(if smoke { 2 } else { sizes.len() });
    sizes
}

/// About so many calls in progress, by calls of each user an hour either way, and by how long they last, the warm-up and
/// the study.
fn size(calls: u64, per_user: f64, [talk, warm_up, duration]: [&str; 3]) -> Size {
    let set = vec![
        format!("traffic[*].arrivals={{per_user=\"{per_user}/h\"}}"),
        format!("traffic[*].talk={{exponential={{mean=\"{talk}\"}}}}"),
        "gateway[*].lines.e1=5000".to_owned(),
        "mediation_server[*].calls=1000000".to_owned(),
        "exchange_server[*].max_calls=200".to_owned(),
        format!("study.warm_up={warm_up}"),
        format!("study.duration={duration}"),
    ];
    Size { name: calls, set, costs: Vec::new() }
}

/// The same calls on more and more Exchange servers.
fn servers(smoke: bool) -> Vec<Size> {
    let of = |servers: &u64| Size {
        name: *servers,
        set: vec![
            format!("exchange_server[*].name=[\"ex[1-{servers}]\"]"),
            format!("study.duration={}", if smoke { "1 s" } else { "20 min" }),
        ],
        costs: Vec::new(),
    };
    [2, 8, 32, 128, 512].iter().take(if smoke { 2 } else { 5 }).map(of).collect()
}

fn grow(what: &str, file: &str, mut sizes: Vec<Size>, rounds: u32, folder: Option<&Path>) {
    if sizes.is_empty() {
        return;
    }
    println!("ns a message by {what}: least, median and greatest of {rounds}");
    for _ in 0..rounds {
        sizes.iter_mut().for_each(one);
    }
    for size in &mut sizes {
        size.costs.sort_by(f64::total_cmp);
        let at = |i: usize| size.costs[i];
        println!(
            "  {}: {:.1} {:.1} {:.1}",
            size.name,
            at(0),
            at(size.costs.len() / 2),
            at(size.costs.len() - 1)
        );
    }
    if let Some(folder) = folder {
        draw(what, file, &sizes, folder);
    }
}

fn one(size: &mut Size) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("models/deployments/user-model-80000.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{e}"));
    // The servers' name is a range, which no override reaches.
    let servers =
        size.set[0].strip_prefix("exchange_server[*].name=[\"").and_then(|t| t.strip_suffix("\"]"));
    let text = servers.map_or(text.clone(), |name| {
        text.replace("name = \"ex[1-8]\"", &format!("name = \"{name}\""))
    });
    let set = if servers.is_some() { &size.set[1..] } else { &size.set[..] };
    let file = std::env::temp_dir().join(format!("busyhour-growth-{}.toml", std::process::id()));
    std::fs::write(&file, text).unwrap_or_else(|e| panic!("{e}"));
    let study = Study::load(&file, set).unwrap_or_else(|e| panic!("{e}"));
    let _ = std::fs::remove_file(&file);
    let plan = Plan { replications: 1, threads: 1, ..study.plan() };
    let start = Instant::now();
    let record = replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
    size.costs.push(1e9 * start.elapsed().as_secs_f64() / record.messages as f64);
}

/// By the program's own charts.
fn draw(what: &str, file: &str, sizes: &[Size], folder: &Path) {
    let grouped = |n: u64| busyhour::internals::report::number::grouped(n);
    let cost = |size: &Size| Cost {
        size: grouped(size.name),
        met: (size.costs[0], size.costs[size.costs.len() / 2], size.costs[size.costs.len() - 1]),
    };
    let costs: Vec<Cost> = sizes.iter().map(cost).collect();
    let title = format!("What a SIP message costs, by {what}");
    let about = format!(
        "user model of 80,000 users, one thread, all included; middle of {} runs, line: fastest to slowest",
        sizes[0].costs.len()
    );
    let drawn = chart::costs((&title, &about), (what, "ns a message"), &costs);
    let drawn = drawn.unwrap_or_else(|e| panic!("{e}"));
    std::fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{e}"));
    let path = folder.join(format!("cost-by-{file}"));
    std::fs::write(path.with_extension("svg"), drawn.svg).unwrap_or_else(|e| panic!("{e}"));
    std::fs::write(path.with_extension("png"), drawn.png).unwrap_or_else(|e| panic!("{e}"));
}
