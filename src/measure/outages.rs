//! What outages cost.

macro_rules! outages {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Outages" [
            Dropped "dropped" =
                "Attempts that had been answered, or heard the greeting, and that an outage ended ÷ attempts.",
                SHARE { label: "dropped by outages", direction: LessIsBetter,
                    keywords: "outage failure cut off disconnected lost calls" };
            FailedByOutage "failed_by_outage" =
                "Attempts that an outage ended before they were answered ÷ attempts.",
                SHARE { label: "failed by outages", direction: LessIsBetter,
                    keywords: "outage failure unreachable down" };
            ServiceAvailability "service_availability" =
                "Attempts that no outage ended ÷ attempts.",
                SHARE { label: "service availability", direction: MoreIsBetter,
                    keywords: "uptime outage nines" };
            Affected "affected" =
                "Attempts that an outage dropped (`reason:dropped`) or that failed by it before they were answered (`reason:failed`), and others of calls that arrived while it lasted that \
                 were later than the limit of a target on a latency before their end (`reason:late`).",
                COUNT { label: "affected attempts", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage]), Only(&[ScopeKind::Outage, ScopeKind::Reason])],
                    keywords: "outage failure dropped failed late" };
            WorstMinute "worst_minute" =
                "The most attempts that an outage ended within one minute of the clock.",
                OTHER { label: "worst minute", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    statistics: &[(Statistic::Max, Dimension::Calls)],
                    keywords: "outage failure peak dropped failed" };
            MinutesAffected "minutes_affected" =
                "Minutes of the clock in which outages ended more than 1 % of the attempts of the calls that arrived in them.",
                OTHER { label: "minutes affected", direction: LessIsBetter,
                    scopes: &[Only(&[])],
                    statistics: &[(Statistic::Count, Dimension::Number)],
                    keywords: "outage unavailable downtime year" };
            TimeDown "time_down" =
                "Time of the measured window in which an outage lasts ÷ window.",
                SHARE { label: "time in outage", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    keywords: "outage failure downtime unavailable" };
            TimeToRecover "time_to_recover" =
                "From the end of an outage to the first of five minutes of the clock, whole and in turn, in each of which no outage ended more than 1 % of \
                 the attempts of the calls that arrived in it (or more than before the first outage), and 0 if the first five whole minutes are such.",
                OTHER { label: "time to recover", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    statistics: &[(Statistic::Mean, Dimension::Time)],
                    keywords: "outage recovery restore mttr" };
            NotRecovered "not_recovered" =
                "Outages after whose end there are no five good minutes in the window (see `time_to_recover`) ÷ outages that ended in the window.",
                SHARE { label: "not recovered", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    keywords: "outage recovery backlog" };
            Backlog "backlog" =
                "Messages and notifications of all servers that are not yet submitted when an outage ends (mean), and the most from its begin until they are as few as then (max).",
                OTHER { label: "backlog", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    statistics: &[(Statistic::Mean, Dimension::Calls), (Statistic::Max, Dimension::Calls)],
                    keywords: "outage queue waiting submission" };
            BacklogGoneAfter "backlog_gone_after" =
                "From the end of an outage until as few messages and notifications are not yet submitted as when it began.",
                OTHER { label: "time until the backlog is gone", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    statistics: &[(Statistic::Mean, Dimension::Time)],
                    keywords: "outage queue waiting submission recovery" };
            TimeToMeetTarget "time_to_meet_target" =
                "From the end of an outage to the first whole bin of `study.bin` in which a target is met and with which it is met over five bins in turn together, by the arrival of the calls, and 0 if that is the first whole bin.",
                OTHER { label: "time until the target is met again", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage, ScopeKind::Target])],
                    statistics: &[(Statistic::Mean, Dimension::Time), (Statistic::P50, Dimension::Time)],
                    keywords: "outage recovery restore target" };
            TargetNotMetAgain "target_not_met_again" =
                "Outages after whose end the target is not met again in the window (see `time_to_meet_target`) ÷ outages that ended in the window.",
                SHARE { label: "target not met again", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage, ScopeKind::Target])],
                    keywords: "outage recovery target" };
        ]
    } };
}

pub(super) use outages;
