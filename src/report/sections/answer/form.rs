//! What an answer consists of.

use crate::experiment::Verdict;

/// Whether an answer is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// What was asked for is met.
    Good,
    /// Something is missed.
    Bad,
    /// It is not decided.
    Open,
    /// Nothing was judged.
    Neutral,
}

/// The question of a study, and its answer.
pub(crate) struct Answer {
    pub question: String,
    pub tone: Tone,
    /// The answer, in whole sentences.
    pub sentences: Vec<String>,
    /// What the answer rests on, a line each.
    pub points: Vec<(Tone, String)>,
}

/// An answer in one sentence.
pub(super) fn plain(question: &str, tone: Tone, sentence: String) -> Answer {
    let (question, sentences) = (question.to_owned(), vec![sentence]);
    Answer { question, tone, sentences, points: Vec::new() }
}

/// How a verdict is taken.
pub(crate) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met | Verdict::MetByTheory => Tone::Good,
        Verdict::Missed => Tone::Bad,
        Verdict::MetBySurvivors
        | Verdict::Unstable
        | Verdict::Undecided
        | Verdict::NotEstimable => Tone::Open,
    }
}
