//! Chromium without a window, driven by the DevTools protocol over a pair of pipes. No tests.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What the page is looked at with.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Points.
    pub width: u32,
    /// `light` or `dark`.
    pub scheme: &'static str,
    /// `screen` or `print`.
    pub media: &'static str,
}

/// A browser with one tab.
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    session: String,
    last: u64,
    events: Vec<Value>,
    axe: Option<String>,
    _profile: tempfile::TempDir,
}

/// Names of the program on different systems.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The browser reads commands from descriptor 3 and answers on 4. It ends after ten minutes at most.
const START: &str = r#"exec timeout 600 "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

impl Browser {
    /// Starts it; `None` where there is none, which is said.
    ///
    /// # Panics
    /// If there is none and `BUSYHOUR_BROWSER` is `required`.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub fn start() -> Option<Browser> {
        let required = std::env::var("BUSYHOUR_BROWSER").is_ok_and(|value| value == "required");
        let Some(program) = program() else {
            assert!(!required, "no Chromium is installed: apt-get install chromium");
            eprintln!("skipped: no Chromium is installed");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        let mut child = Command::new("sh")
            .args(["-c", START])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let commands = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        let axe = std::env::var_os("BUSYHOUR_AXE")
            .map(|path| std::fs::read_to_string(path).expect("the rules of axe-core"));
        let mut browser = Browser {
            child,
            commands,
            answers,
            session: String::new(),
            last: 0,
            events: Vec::new(),
            axe,
            _profile: profile,
        };
        let tab = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": tab["targetId"], "flatten": true});
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().expect("a session").to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Opens a page, and lists what is wrong with it.
    pub fn faults_of(&mut self, page: &Path, screen: &Screen) -> Vec<String> {
        let address = self.open(page, screen);
        let found = self.evaluate(include_str!("page_faults.js"));
        let mut faults: Vec<String> = texts(&found);
        if let Some(axe) = self.axe.clone() {
            self.evaluate(&axe);
            faults.extend(texts(&self.evaluate(include_str!("axe_faults.js"))));
        }
        faults.extend(self.events.iter().filter_map(|event| fault_of(event, &address)));
        faults
    }

    /// Opens a page; its address.
    pub fn open(&mut self, page: &Path, screen: &Screen) -> String {
        let phone = screen.width < 500;
        let size =
            json!({"width": screen.width, "height": 900, "deviceScaleFactor": 1, "mobile": phone});
        self.call("Emulation.setDeviceMetricsOverride", size);
        let scheme = json!([{"name": "prefers-color-scheme", "value": screen.scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": screen.media, "features": scheme}));
        self.events.clear();
        let address = format!("file://{}", page.display());
        self.call("Page.navigate", json!({"url": address}));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.read();
            self.events.push(event);
        }
        address
    }

    /// Whether scripts of pages run from the next page on.
    pub fn run_scripts(&mut self, run: bool) {
        self.call("Emulation.setScriptExecutionDisabled", json!({"value": !run}));
    }

    /// Drags with the mouse from a point of the window to the right.
    pub fn drag(&mut self, (x, y): (f64, f64), right: f64) {
        self.mouse("mouseMoved", (x, y), 0);
        self.mouse("mousePressed", (x, y), 1);
        for step in 1..=10 {
            self.mouse("mouseMoved", (x + right * f64::from(step) / 10.0, y), 1);
        }
        self.mouse("mouseReleased", (x + right, y), 1);
    }

    /// Clicks twice.
    pub fn double_click(&mut self, at: (f64, f64)) {
        for count in [1, 2] {
            self.mouse("mousePressed", at, count);
            self.mouse("mouseReleased", at, count);
        }
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64), count: u32) {
        let button = if count > 0 { "left" } else { "none" };
        let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": count, "buttons": count.min(1)});
        self.call("Input.dispatchMouseEvent", event);
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.call("Input.dispatchKeyEvent", json!({"type": kind, "key": key}));
        }
    }

    /// The value of a script, which may be a promise.
    pub fn evaluate(&mut self, script: &str) -> Value {
        let words = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", words);
        assert!(answer.get("exceptionDetails").is_none(), "{answer}");
        answer["result"]["value"].clone()
    }

    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut command = json!({"id": self.last, "method": method, "params": parameters});
        if !self.session.is_empty() {
            command["sessionId"] = json!(self.session);
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.commands.write_all(&bytes).expect("the browser reads");
        loop {
            let message = self.read();
            if message["id"] == self.last {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
            self.events.push(message);
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.answers.read_until(0, &mut bytes).expect("the browser answers");
        assert_eq!(bytes.pop(), Some(0), "the browser has ended");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The shell has become the browser's keeper, which ends with it.
        let _ = self.commands.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let _ = self.child.wait();
    }
}

/// The browser that is installed.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("BUSYHOUR_CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let of = |name: &&str| folders.iter().map(|f| f.join(name)).find(|file| file.is_file());
    NAMES.iter().find_map(of)
}

fn texts(list: &Value) -> Vec<String> {
    let all = list.as_array().expect("a list").iter();
    all.map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// What an event says against the page.
fn fault_of(event: &Value, address: &str) -> Option<String> {
    let parameters = &event["params"];
    match event["method"].as_str()? {
        "Network.requestWillBeSent" => {
            let url = parameters["request"]["url"].as_str()?;
            let own = url == address || url.starts_with("data:");
            (!own).then(|| format!("it asks for {url}"))
        }
        "Runtime.exceptionThrown" => {
            Some(format!("script error: {}", parameters["exceptionDetails"]["exception"]))
        }
        "Runtime.consoleAPICalled" if parameters["type"] == "error" => {
            Some(format!("console error: {}", parameters["args"]))
        }
        "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
            Some(format!("logged error: {}", parameters["entry"]["text"]))
        }
        _ => None,
    }
}
