//! The only place that prints: data to standard output, messages to standard error. Whatever a text holds, a
//! terminal gets no control character but line breaks and the colours of this program.

#![expect(clippy::disallowed_methods, reason = "the environment says how wide a line is")]

use crate::base::{Error, printable_colors, printable_lines};
use crate::report::diagnostics;
use crate::report::table::TableStyle;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// Columns where there is no terminal to ask.
const DEFAULT_WIDTH: u16 = 100;
/// Wider lines are hard to follow.
const WIDEST: u16 = 140;

/// Writes data to standard output, with every control character but line breaks escaped.
pub fn data(text: &str) -> io::Result<()> {
    print(&printable_lines(text))
}

/// Writes what may have colours to standard output: a table, findings.
pub fn drawn(text: &str) -> io::Result<()> {
    print(&printable_colors(text))
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes a line for the user to standard error, with every control character but line breaks escaped. A failure is
/// ignored.
pub fn message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable_lines(text));
}

/// Problems and findings, drawn for standard error.
pub fn report_error(error: &anyhow::Error) {
    let color = color_of(&io::stderr());
    let problems = error.downcast_ref::<Error>().map(Error::diagnostics).unwrap_or_default();
    if problems.is_empty() {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let word = if color { format!("{red}error{red:#}") } else { "error".to_owned() };
        let said = format!("{error:#}");
        colored(&format!("{word}: {}", printable_lines(&said)));
    } else {
        colored(diagnostics::render(problems, color).trim_end());
    }
}

/// A line for the user that may have colours.
fn colored(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", printable_colors(text));
}

/// Whether someone closed the pipe that we write to, as `head` does.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
}

/// How tables look on standard output.
pub fn table_style() -> TableStyle {
    let width = if io::stdout().is_terminal() {
        terminal_size::terminal_size().map(|(width, _)| width.0)
    } else {
        std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok())
    };
    let width = width.unwrap_or(DEFAULT_WIDTH).min(WIDEST);
    TableStyle { width, color: color_of(&io::stdout()), assumptions: false }
}

/// Whether a stream wants colour: a terminal, and no `NO_COLOR`.
fn color_of(stream: &impl anstream::stream::RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}
