//! `like`: an object takes the keys of another that it does not say itself, except its name.

use super::copies::{Copies, fill};
use super::names::{label, name_of};
use super::node::{Node, Table, Value};
use super::pattern::{nearest, range};
use super::tables::LISTS;
use crate::base::Diagnostic;
use crate::base::limits::HINT_NAMES;
use std::collections::BTreeMap;

/// How far an object is.
#[derive(Clone, Debug)]
enum State {
    /// It has all its keys.
    Done,
    /// It is like another, which may not be complete itself.
    Waiting(Node),
    /// The one that it is like is being completed.
    Open(Node),
    /// It is part of a circle, or like an object that is.
    Circle(Node),
}

/// The objects of a kind by name, at most two of a name, in the order of the file.
type Names = BTreeMap<String, Vec<usize>>;

/// Completes every object that is like another. One that is itself like another is completed first, wherever it stands.
pub(super) fn apply(root: &mut Table, copies: &mut Copies, problems: &mut Vec<Diagnostic>) {
    for kind in LISTS {
        let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else { continue };
        let like = |node: &mut Node| match &mut node.value {
            Value::Table(table) => table.take("like").map_or(State::Done, State::Waiting),
            _ => State::Done,
        };
        let mut states: Vec<State> = nodes.iter_mut().map(like).collect();
        if states.iter().all(|state| matches!(state, State::Done)) {
            continue;
        }
        let mut names = Names::new();
        (0..nodes.len()).for_each(|i| enter(kind, nodes, i, &mut names));
        for i in 0..nodes.len() {
            complete(kind, nodes, &mut states, &mut names, i, copies, problems);
        }
        problems.extend(states.into_iter().filter_map(|state| {
            match state {
                State::Circle(like) => Some(
                    Diagnostic::error(*kind, "their `like` keys refer to each other in a circle")
                        .at(like.place),
                ),
                _ => None,
            }
        }));
    }
}

/// Enters an object under its name.
fn enter(kind: &str, nodes: &[Node], i: usize, names: &mut Names) {
    let of = names.entry(name_of(kind, &nodes[i]).unwrap_or_default()).or_default();
    if of.len() < 2 && !of.contains(&i) {
        of.push(i);
    }
}

/// Completes an object, after those that it is like.
fn complete(
    kind: &str,
    nodes: &mut [Node],
    states: &mut [State],
    names: &mut Names,
    first: usize,
    copies: &mut Copies,
    problems: &mut Vec<Diagnostic>,
) {
    let mut open = vec![first];
    while let Some(&i) = open.last() {
        let (State::Waiting(like) | State::Open(like)) = &states[i] else {
            open.pop();
            continue;
        };
        let like = like.clone();
        let model = match model_of(kind, nodes, names, i, &like) {
            Ok(model) => model,
            Err(problem) => {
                problems.push(*problem);
                states[i] = State::Done;
                continue;
            }
        };
        match &states[model] {
            State::Waiting(_) => {
                states[i] = State::Open(like);
                open.push(model);
            }
            State::Done => {
                if let Value::Table(mut keys) = nodes[model].value.clone() {
                    keys.take("name");
                    fill(&mut nodes[i], &keys, copies);
                }
                states[i] = State::Done;
                enter(kind, nodes, i, names);
            }
            State::Open(_) | State::Circle(_) => states[i] = State::Circle(like),
        }
    }
}

/// Which object of its kind the one at `i` is like.
fn model_of(
    kind: &str,
    nodes: &[Node],
    names: &Names,
    i: usize,
    like: &Node,
) -> Result<usize, Box<Diagnostic>> {
    let wanted = like.text().unwrap_or_default();
    let other = |name: &str| names.get(name)?.iter().copied().find(|j| *j != i);
    let first = || range(wanted).ok().and_then(|names| other(names.first()?));
    other(wanted).or_else(first).ok_or_else(|| {
        let others = nodes.iter().enumerate().filter(|(j, _)| *j != i).take(HINT_NAMES);
        let names: Vec<String> =
            others.map(|(_, node)| name_of(kind, node).unwrap_or_default()).collect();
        let label = label(kind, &nodes[i]);
        let problem = Diagnostic::error(label, format!("`like` names no other {kind}"));
        let hint = nearest(wanted, names.iter().map(String::as_str));
        Box::new(problem.at(like.place.clone()).hint(hint))
    })
}
