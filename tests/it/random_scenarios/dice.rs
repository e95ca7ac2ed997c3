//! Random choices of one scenario: the same seed makes the same choices.

use busyhour::internals::kernel::Key;
use std::cell::Cell;
use toml::{Table, Value};

/// How often an optional key is written, by seed: from sparse scenarios to crowded ones.
const DENSITIES: [f64; 4] = [0.04, 0.15, 0.35, 0.6];

/// Random numbers, and times and shares as a planner writes them.
pub struct Dice {
    key: Key,
    drawn: Cell<u64>,
    density: f64,
    /// Whether this scenario has faults of deployment.
    pub faulty: bool,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice =
            Dice { key: Key::new(seed), drawn: Cell::new(0), density: 0.0, faulty: false };
        dice.density = *dice.pick(&DENSITIES);
        dice.faulty = dice.chance(0.5);
        dice
    }

    /// Uniform in [0, 1).
    pub fn uniform(&self) -> f64 {
        let n = self.drawn.get();
        self.drawn.set(n + 1);
        self.key.absorb(n).uniform()
    }

    /// True with this probability.
    pub fn chance(&self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Whether an optional key is written.
    pub fn may(&self) -> bool {
        self.chance(self.density)
    }

    /// Whether a key is written that makes some calls fail.
    pub fn fault(&self) -> bool {
        self.faulty && self.chance(self.density.min(0.15))
    }

    /// A whole number from `low` to `high`, both included.
    pub fn number(&self, low: i64, high: i64) -> i64 {
        low + (self.uniform() * (high - low + 1) as f64) as i64
    }

    /// One of them.
    pub fn pick<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[self.number(0, of.len() as i64 - 1) as usize]
    }

    /// Each of them with this probability, and at least one if there is any.
    pub fn some(&self, of: &[String], probability: f64) -> Vec<String> {
        let mut chosen: Vec<String> =
            of.iter().filter(|_| self.chance(probability)).cloned().collect();
        if chosen.is_empty() && !of.is_empty() {
            chosen.push(self.pick(of).clone());
        }
        chosen
    }

    /// A list of names for these: one by one, or by a glob that matches at least these.
    pub fn names(&self, of: &[String], glob: &str) -> Value {
        if self.chance(0.25) { vec![glob].into() } else { of.to_vec().into() }
    }

    /// A percentage: often none or all.
    pub fn share(&self) -> Value {
        let percent = match self.number(0, 5) {
            0 => 0.0,
            1 => 100.0,
            2 => 50.0,
            _ => (self.uniform() * 1000.0).round() / 10.0,
        };
        format!("{percent} %").into()
    }

    /// A percentage above 0 that is not small.
    pub fn most(&self) -> Value {
        format!("{} %", self.number(50, 100)).into()
    }

    /// A constant time near `seconds`, in some unit.
    pub fn time(&self, seconds: f64) -> Value {
        let exact = seconds * (0.3 + 1.4 * self.uniform());
        match self.number(0, 3) {
            0 if seconds > 1.0 => format!("{:.3} min", exact / 60.0),
            1 if seconds > 0.1 => format!("{} ms", (exact * 1e3).round()),
            1 | 2 => format!("{} us", (exact * 1e6).round()),
            _ => format!("{exact:.4} s"),
        }
        .into()
    }

    /// A distribution of times with a mean near `seconds`; now and then no time at all.
    pub fn span(&self, seconds: f64) -> Value {
        let mut inner = Table::new();
        let mean = self.time(seconds);
        let cv = 0.2 + 1.3 * self.uniform();
        let name = match self.number(0, 14) {
            0 => "exponential",
            1 => "lognormal",
            2 => "gamma",
            3 => "erlang",
            4 => "weibull",
            5 => "uniform",
            6 => "normal",
            7 => "hyperexponential",
            8 => return table("empirical", csv_of(seconds)),
            9 => {
                let terms = vec![self.time(seconds / 2.0), self.span(seconds / 2.0)];
                return table("sum", Value::Array(terms));
            }
            10 => return "0 s".into(),
            _ => return mean,
        };
        if !matches!(name, "uniform" | "hyperexponential") {
            inner.insert("mean".into(), mean);
        }
        match name {
            "lognormal" => match self.number(0, 2) {
                0 => inner.insert("cv".into(), cv.into()),
                1 => inner.insert("sd".into(), self.time(seconds)),
                _ => {
                    inner.insert("mean".into(), format!("{seconds} s").into());
                    inner.insert("p95".into(), format!("{} s", seconds * (1.5 + cv)).into())
                }
            },
            "gamma" => inner.insert("cv".into(), cv.into()),
            "erlang" => inner.insert("phases".into(), self.number(1, 6).into()),
            "weibull" => inner.insert("shape".into(), (0.4 + cv).into()),
            "normal" => inner.insert("sd".into(), self.time(seconds / 3.0)),
            "uniform" => {
                inner.insert("from".into(), format!("{} s", seconds * 0.5 * self.uniform()).into());
                inner.insert("to".into(), format!("{} s", seconds * (1.0 + self.uniform())).into())
            }
            "hyperexponential" => {
                inner.insert("share".into(), self.share());
                inner.insert("first".into(), self.time(seconds / 3.0));
                inner.insert("second".into(), self.time(seconds * 2.0))
            }
            _ => None,
        };
        table(name, Value::Table(inner))
    }
}

/// A table of one key.
pub fn table(key: &str, value: impl Into<Value>) -> Value {
    Value::Table(Table::from_iter([(key.to_owned(), value.into())]))
}

/// Measured times near `seconds`.
fn csv_of(seconds: f64) -> &'static str {
    match seconds {
        s if s < 0.1 => "milliseconds.csv",
        s if s < 5.0 => "seconds.csv",
        _ => "minutes.csv",
    }
}

/// The tables of times that scenarios name.
pub const CSVS: [(&str, &str); 5] = [
    ("milliseconds.csv", "seconds\n0.001\n0.004\n0.02\n"),
    ("seconds.csv", "0.5\n1.5\n2\n4.25\n"),
    ("minutes.csv", "time [s]\n10\n25.5\n60\n120\n"),
    ("instants.csv", "5\n20\n61.5\n61.5\n90\n130\n131\n132\n180\n240\n300\n"),
    ("calls.csv", "at,talk,user\n8,12,\n30,,1\n61.5,0,1\n95,60,\n95,,\n150,7.5,1\n200,300,\n"),
];
