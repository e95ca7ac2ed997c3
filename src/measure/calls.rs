//! Calls and attempts: how many, how they end, and which share of them fails.

macro_rules! calls {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Calls and attempts" [
            Calls "calls" = "Calls whose first attempt arrives in the measured window.",
                COUNT { label: "calls", keywords: "volume traffic offered demand arrivals" };
            Attempts "attempts" = "Attempts of these calls, retries included.",
                COUNT { label: "attempts", keywords: "tries seizures bids redials" };
            Retries "retries" = "Attempts after a call's first.",
                COUNT { label: "retries", direction: LessIsBetter,
                    keywords: "redial repeat again" };
            Answered "answered" = "Attempts that a person answered.",
                COUNT { label: "answered", direction: MoreIsBetter,
                    keywords: "answer picked up person" };
            VoiceMessages "voice_messages" =
                "Attempts that voice mail answered and whose caller left a message.",
                COUNT { label: "voice messages", direction: MoreIsBetter,
                    keywords: "voicemail recording left" };
            HungUpInGreeting "hung_up_in_greeting" =
                "Attempts that voice mail answered and whose caller hung up in the greeting or at the tone.",
                COUNT { label: "hung up in greeting", keywords: "voicemail disconnect" };
            Abandoned "abandoned" =
                "Attempts whose caller gave up before a person or voice mail answered.",
                COUNT { label: "abandoned", direction: LessIsBetter,
                    keywords: "patience gave up reneging" };
            Served "served" =
                "Attempts that heard an auto attendant's menu or a mailbox to the end.",
                COUNT { label: "served", direction: MoreIsBetter,
                    keywords: "attendant menu outlook voice access subscriber" };
            Transfers "transfers" = "Calls that an auto attendant or a mailbox transferred by REFER.",
                COUNT { label: "transfers", keywords: "attendant refer forward" };
            LogOnFailed "log_on_failed" =
                "Attempts that were disconnected after too many wrong log-ons.",
                COUNT { label: "log on failed", direction: LessIsBetter, keywords: "pin login wrong" };
            Outcome "outcome" = "Attempts with one outcome ÷ attempts.",
                SHARE { label: "outcome", scopes: &[Calls(&[ScopeKind::Outcome])],
                    keywords: "result ending disposition" };
            Failed "failed" =
                "Attempts that ended with a SIP failure at the caller's side, by reason and status.",
                COUNT { label: "failed", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Reason, ScopeKind::Status])],
                    keywords: "sip status code failure error 503 486 404" };
            Blocking "blocking" =
                "Attempts that found no free channel on any gateway offered to them ÷ attempts, retries included; at a gateway, its refusals ÷ the attempts offered to it, overflow included.",
                SHARE { label: "blocking", direction: LessIsBetter,
                    scopes: &[Calls(&[]), Only(&[ScopeKind::Gateway]),
                        Only(&[ScopeKind::Gateway, ScopeKind::Class])],
                    keywords: "blocked busy trunks channels full congestion grade of service" };
            FirstAttemptBlocking "first_attempt_blocking" =
                "Calls whose first attempt found no free channel ÷ calls.",
                SHARE { label: "blocking, first attempts", direction: LessIsBetter,
                    keywords: "blocked busy trunks channels without retries" };
            MediationRejected "mediation_rejected" =
                "Attempts for which no Mediation Server had a free slot ÷ attempts.",
                SHARE { label: "refused by a Mediation Server", direction: LessIsBetter,
                    keywords: "refused mediation full" };
            UmRejected "um_rejected" =
                "Attempts for which the UM server had no free call ÷ attempts on their way to Unified Messaging.",
                SHARE { label: "refused by UM", direction: LessIsBetter,
                    keywords: "refused unified messaging voicemail full" };
            WorkerRejected "worker_rejected" =
                "Attempts for which the worker processes had no free call ÷ attempts on their way to Unified Messaging.",
                SHARE { label: "refused by a worker process", direction: LessIsBetter,
                    keywords: "refused unified messaging voicemail full" };
            VoiceMailFailed "voice_mail_failed" =
                "Attempts that voice mail refused for any reason ÷ attempts on their way to Unified Messaging.",
                SHARE { label: "voice mail failed", direction: LessIsBetter,
                    keywords: "voicemail refused unreachable" };
            CallsLost "calls_lost" = "Calls none of whose attempts succeeded ÷ calls.",
                SHARE { label: "calls lost", direction: LessIsBetter,
                    keywords: "loss lost unsuccessful dropped" };
            InFlight "in_flight" = "Attempts still in progress when the run stopped ÷ attempts.",
                SHARE { label: "in flight", keywords: "unfinished censored" };
            Ser "ser" = "Attempts whose INVITE was answered with 200 ÷ attempts that sent an INVITE.",
                SHARE { label: "session establishment ratio", direction: MoreIsBetter,
                    source: "RFC 6076 §4.6", keywords: "answer success completion" };
            Seer "seer" =
                "Attempts whose INVITE was answered with 200, or with 480 or 486 for the callee ÷ attempts that sent an INVITE.",
                SHARE { label: "session establishment effectiveness", direction: MoreIsBetter,
                    source: "RFC 6076 §4.7", keywords: "effectiveness ratio success network" };
            Isa "isa" =
                "Attempts whose INVITE was answered with 503 ÷ attempts that sent an INVITE.",
                SHARE { label: "ineffective session attempts", direction: LessIsBetter,
                    source: "RFC 6076 §4.8", keywords: "ineffective failure 503" };
            Scr "scr" =
                "Sessions that were established and completed ÷ attempts that sent an INVITE.",
                SHARE { label: "session completion ratio", direction: MoreIsBetter,
                    source: "RFC 6076 §4.9", keywords: "completion success" };
            CallsInProgress "calls_in_progress" =
                "Attempts in progress, as a mean over each bin of the run, including the warm-up.",
                OTHER { label: "calls in progress", scopes: &[Only(&[])],
                    statistics: &[(Statistic::Mean, Dimension::Calls)],
                    keywords: "simultaneous concurrent active" };
        ]
    } };
}

pub(super) use calls;
