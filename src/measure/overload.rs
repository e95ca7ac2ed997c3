//! What servers do that get more messages than they can handle.

macro_rules! overload {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Overload" [
            RefusedByOverload "refused_by_overload" =
                "Attempts that ended with 503 because a server had too much load ÷ attempts.",
                SHARE { label: "refused by overload", direction: LessIsBetter,
                    keywords: "overload 503 held back throttling congestion" };
            TimedOut "timed_out" =
                "Attempts that ended because a message over UDP was not answered in time ÷ attempts.",
                SHARE { label: "timed out", direction: LessIsBetter,
                    keywords: "overload 408 udp timer retransmission lost" };
            MessagesSentAgain "messages_sent_again" =
                "Messages that a server sent again over UDP because they were not answered, or because it got a copy of what it had answered.",
                COUNT { label: "messages sent again", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Server])],
                    keywords: "overload udp retransmission copy" };
            MessagesDropped "messages_dropped" =
                "Messages that came by UDP and found the queue of a server full.",
                COUNT { label: "messages dropped", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Server])],
                    keywords: "overload udp full queue lost discarded" };
            DropRatio "drop_ratio" =
                "Messages that came by UDP and found the queue of a server full ÷ messages that arrived there and need a core.",
                SHARE { label: "share dropped", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Server])],
                    keywords: "overload udp full queue lost discarded packet" };
            OverloadRefusals "overload_refusals" =
                "New calls that a server with too much load refused, or had its senders hold back.",
                COUNT { label: "refused by overload", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Server])],
                    keywords: "overload 503 held back throttling retry-after" };
            MessagesLeft "messages_left" =
                "Messages that a server still had at the end of the measured window.",
                OTHER { label: "messages left", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Server])],
                    statistics: &[(Statistic::Mean, Dimension::Calls)],
                    keywords: "overload backlog queue end" };
        ]
    } };
}

pub(super) use overload;
