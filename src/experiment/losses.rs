//! Calls that are blocked, refused or fail before a figure can measure them: how large their share is, and what it means
//! for the figure, which only the others have.

use super::record::{Estimate, HEAVY_LOSS, LostShare, Record};
use crate::call::Outcome;
use crate::deployment::{Bound, Target};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};

/// A loss: the share of the attempts in a scope that a stage refused or failed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loss {
    pub(super) stage: Stage,
    pub(super) scope: Scope,
    pub(super) share: f64,
    /// Ends of its interval; the share itself where there is none.
    ends: (f64, f64),
}

/// Where calls are lost, in the order in which they pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// No free channel.
    Channels,
    /// No free slot of a Mediation Server.
    Mediation,
    /// A wrong deployment, before voice mail.
    Deployment,
    /// An outage, before the answer.
    Outage,
    /// Voice mail refused, for any reason.
    VoiceMail,
    /// The missed-call notification was never sent.
    Notification,
    /// The voice message was in no mailbox when the run stopped.
    Delivery,
    /// A fax was answered and not delivered.
    Fax,
    /// All machines of a fax line were in use.
    FaxLine,
}

use Stage::{
    Channels, Delivery, Deployment, Fax, FaxLine, Mediation, Notification, Outage, VoiceMail,
};

impl Stage {
    /// What is lost and how, after its share.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Channels => "were blocked",
            Mediation => "were refused by Mediation Servers",
            Deployment => "failed because the deployment is wrong",
            Outage => "failed by outages",
            VoiceMail => "of the calls to voice mail were refused",
            Notification => "of the notifications were lost",
            Delivery => "of the voice messages had not arrived when the run stopped",
            Fax => "of the faxes were answered but not delivered",
            FaxLine => "of the faxes found all machines in use",
        }
    }

    /// The measure of its loss; `None` where it is computed from several.
    const fn measure(self) -> Option<Measure> {
        match self {
            Channels => Some(Measure::Blocking),
            Mediation => Some(Measure::MediationRejected),
            VoiceMail => Some(Measure::VoiceMailFailed),
            Notification => Some(Measure::MissedCallNotificationLoss),
            Fax => Some(Measure::FaxRejection),
            FaxLine => Some(Measure::Rejected),
            Outage => Some(Measure::FailedByOutage),
            Deployment | Delivery => None,
        }
    }

    /// Whether a target allows this loss: one on its measure, or on a part of it, over the same calls or over all.
    fn is_allowed(self, loss: &Loss, targets: &[Target]) -> bool {
        let alike = |measure: Measure| match self {
            VoiceMail => matches!(
                measure,
                Measure::VoiceMailFailed | Measure::UmRejected | Measure::WorkerRejected
            ),
            Outage => matches!(measure, Measure::FailedByOutage | Measure::CallsLost),
            _ => self.measure() == Some(measure),
        };
        let of_service =
            |measure: Measure| self == Outage && measure == Measure::ServiceAvailability;
        targets.iter().any(|target| {
            let Figure { measure, scope, .. } = &target.named.figure;
            let (is_alike, limit) = match target.bound {
                Bound::AtMost(limit) => (alike(*measure), limit),
                Bound::AtLeast(limit) => (of_service(*measure), 1.0 - limit),
            };
            is_alike && (scope.is_all() || *scope == loss.scope) && limit >= loss.share
        })
    }
}

/// Finds estimates.
trait Find {
    fn find(&self, figure: &Figure) -> Option<&Estimate>;
}

impl Find for &[Estimate] {
    fn find(&self, figure: &Figure) -> Option<&Estimate> {
        self.iter().find(|e| e.is(figure))
    }
}

impl Find for &Record {
    fn find(&self, figure: &Figure) -> Option<&Estimate> {
        self.estimate(figure)
    }
}

/// The stages that calls pass before a measure counts them.
fn stages_before(figure: &Figure) -> &'static [Stage] {
    use Measure::*;
    const ENTRY: &[Stage] = &[Channels, Mediation, Deployment, Outage];
    const TO_VOICE_MAIL: &[Stage] = &[Channels, Mediation, Deployment, Outage, VoiceMail];
    match figure.measure {
        // What an outage takes away is not offered.
        Blocking => &[Outage],
        FaxRejection => &[Channels, Mediation, Outage],
        Ser | Seer | Isa | Scr | MediationRejected | SessionRequestDelayFailed => {
            &[Channels, Outage]
        }
        PostDialDelay
        | PostDialDelayLeftOut
        | PostSelectionDelay
        | SessionRequestDelay
        | AnswerDelay
        | SessionDisconnectDelay
        | SessionDurationTime
        | FaxTimeToFailure
        | UmRejected
        | WorkerRejected
        | VoiceMailFailed
        | VoiceMailRoutingLatencyLeftOut
        | MissedCallNotificationLoss => ENTRY,
        VoiceMailRoutingLatency
        | VoiceMailRoutingLatencyPart
        | Redirects
        | UmInvites
        | TimeToGreeting
        | GreetingDelay
        | ContactRoutingLatency
        | MessageWaitingFailed
        | PreviewSkipped => TO_VOICE_MAIL,
        MessageDelay => &[Channels, Mediation, Deployment, Outage, VoiceMail, Delivery],
        NotificationDelay => &[Channels, Mediation, Deployment, Outage, Notification],
        Occupancy | Peak | Utilization | Rejected | CarriedLoad | OfferedLoad
        | MessagesPerSecond | QueueWait | ServiceLevel | Streams | Bandwidth => {
            match figure.scope.kind() {
                Some(ScopeKind::Server) => &[Channels, Mediation, Outage],
                _ => &[Channels, Outage],
            }
        }
        _ => &[],
    }
}

/// The share that a stage loses, among the calls of a scope, or of all where the scope is none of calls.
fn loss(estimates: &impl Find, stage: Stage, scope: &Scope) -> Option<Loss> {
    let exact = |share: f64| (share, (share, share));
    let of = |scope: &Scope| -> Option<(f64, (f64, f64))> {
        let value =
            |measure, statistic| estimates.find(&Figure::new(measure, scope.clone(), statistic));
        match stage {
            Deployment => {
                let wrong = |o: &Outcome| o.is_misconfiguration() && !o.is_voice_mail_refusal();
                let share = |outcome: Outcome| {
                    let scope = scope.and(ScopeKind::Outcome, outcome.name());
                    estimates.find(&Figure::new(Measure::Outcome, scope, Statistic::Value))?.value
                };
                Some(exact(Outcome::ALL.into_iter().filter(wrong).filter_map(share).sum()))
            }
            Delivery => {
                let left = value(Measure::VoiceMessages, Statistic::Count)?.count as f64;
                let arrived = value(Measure::MessageDelay, Statistic::Mean)?.count as f64;
                (left > 0.0).then(|| exact((1.0 - arrived / left).max(0.0)))
            }
            _ => {
                let found = value(stage.measure()?, Statistic::Value)?;
                let share = found.value?;
                // What was never seen is no loss that anybody could say more of.
                let ends = found.low.zip(found.high).filter(|_| share > 0.0);
                Some((share, ends.unwrap_or((share, share))))
            }
        }
    };
    let scope = if of(scope).is_some() { scope.clone() } else { Scope::all() };
    let (share, ends) = of(&scope)?;
    Some(Loss { stage, scope, share, ends })
}

/// What a figure leaves out, if it is more than a small part of the attempts, or may be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LostBefore {
    /// The share of the attempts that one of the stages lost, with its interval.
    pub(crate) lost: LostShare,
    /// `55 % were blocked, 27 % of the calls to voice mail were refused`.
    pub(crate) reason: String,
}

/// Whether calls may be lost before a figure can measure them, so that a verdict on it rests on that share, too.
pub(crate) fn may_leave_out(figure: &Figure) -> bool {
    !stages_before(figure).is_empty()
}

fn left_out(estimates: &impl Find, figure: &Figure, targets: &[Target]) -> Option<LostBefore> {
    let stages = stages_before(figure).iter();
    let losses: Vec<Loss> = stages
        .filter_map(|stage| loss(estimates, *stage, &figure.scope))
        .filter(|loss| !loss.stage.is_allowed(loss, targets))
        .collect();
    let together = |of: fn(&Loss) -> f64| 1.0 - losses.iter().map(|l| 1.0 - of(l)).product::<f64>();
    let share = together(|loss| loss.share);
    let (low, high) = (together(|loss| loss.ends.0), together(|loss| loss.ends.1));
    // Small losses beside a large one are not worth words.
    let words = losses.iter().filter(|loss| loss.share > share / 10.0);
    let words = words.map(|loss| format!("{} {}", percent(loss.share), loss.stage.words()));
    let reason = words.collect::<Vec<_>>().join(", ");
    let lost = LostShare { share, low, high };
    (share.max(high) > HEAVY_LOSS).then_some(LostBefore { lost, reason })
}

/// What a figure leaves out, if that is or may be a heavy loss that no target allows.
pub(super) fn not_allowed(
    estimates: &[Estimate],
    figure: &Figure,
    targets: &[Target],
) -> Option<LostBefore> {
    left_out(&estimates, figure, targets)
}

/// What a figure of a record leaves out, if that is a heavy loss by its estimate.
pub(crate) fn left_out_of(record: &Record, figure: &Figure) -> Option<LostBefore> {
    left_out(&record, figure, &[]).filter(|found| found.lost.is_heavy())
}

/// Heavy losses that no target allows: over all calls, or the largest over a part of them where all together have none.
pub(super) fn heavy(estimates: &[Estimate], targets: &[Target]) -> Vec<Loss> {
    let stages = [Channels, Mediation, VoiceMail, Fax, FaxLine];
    let heaviest = |stage: Stage| {
        let measure = stage.measure()?;
        let is_of_calls = |e: &Estimate| match stage {
            FaxLine => e.figure.scope.kinds().eq([ScopeKind::FaxLine]),
            // A gateway that is full may pass calls on to another.
            _ => e.figure.scope.kind() != Some(ScopeKind::Gateway),
        };
        let known = estimates.iter().filter(|e| e.from.is_none() && e.figure.measure == measure);
        let losses = known.filter(|e| is_of_calls(e)).filter_map(|e| {
            let scope = e.figure.scope.clone();
            // A part may have few calls, so that its interval counts.
            let share = e.value?;
            let ends = e.low.zip(e.high).unwrap_or((share, share));
            let sure = if scope.is_all() { share } else { ends.0 };
            (sure > HEAVY_LOSS).then_some(Loss { stage, scope, share, ends })
        });
        let losses: Vec<Loss> = losses.filter(|loss| !stage.is_allowed(loss, targets)).collect();
        let all = losses.iter().find(|loss| loss.scope.is_all());
        all.or_else(|| losses.iter().max_by(|a, b| a.share.total_cmp(&b.share))).cloned()
    };
    stages.into_iter().filter_map(heaviest).collect()
}

/// A share in per cent, with two digits.
pub(super) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent >= 9.95 { format!("{percent:.0} %") } else { format!("{percent:.1} %") }
}
