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
                "Attempts that ended by an outage: dropped, or failed before they were answered.",
                COUNT { label: "affected attempts", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    keywords: "outage failure dropped failed" };
            WorstMinute "worst_minute" =
                "The most attempts that an outage ended within one minute of the clock.",
                OTHER { label: "worst minute", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    statistics: &[(Statistic::Max, Dimension::Calls)],
                    keywords: "outage failure peak dropped failed" };
            TimeDown "time_down" =
                "Time of the measured window in which an outage lasts ÷ window.",
                SHARE { label: "time in outage", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Outage])],
                    keywords: "outage failure downtime unavailable" };
        ]
    } };
}

pub(super) use outages;
