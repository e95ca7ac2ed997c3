//! Latencies, each defined by its start and end, and related measures.

macro_rules! latencies {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Latencies" [
            PostDialDelay "post_dial_delay" =
                "From the gateway's INVITE to the first ringing at the gateway.",
                LATENCY { label: "post-dial delay", source: "domain §5.1",
                    keywords: "ringing ringback pdd post selection set-up setup" };
            PostDialDelayLeftOut "post_dial_delay.left_out" =
                "Attempts that never heard ringing, and therefore have no post-dial delay ÷ attempts that sent an INVITE.",
                SHARE { label: "post-dial delay, left out", direction: LessIsBetter,
                    keywords: "missing censored ringing" };
            SessionRequestDelay "session_request_delay" =
                "From the INVITE to the first response other than 100 at the caller's side, if that response is ringing or an answer.",
                LATENCY { label: "session request delay, no failure", source: "RFC 6076 §4.3.1",
                    keywords: "srd set-up setup response" };
            SessionRequestDelayFailed "session_request_delay_failed" =
                "From the INVITE to the first response other than 100 at the caller's side, if that response is a failure.",
                LATENCY { label: "session request delay, failure", source: "RFC 6076 §4.3.2",
                    keywords: "srd set-up setup response refused" };
            VoiceMailRoutingLatency "voice_mail_routing_latency" =
                "From the Front End's decision to divert to the arrival of the worker process's 200 there; without Lync, from the PBX's INVITE at the Call Router.",
                LATENCY { label: "voice-mail routing latency", source: "domain §5.1",
                    scopes: &[Calls(&[]), Only(&[ScopeKind::Reason])],
                    keywords: "voicemail divert forward redirect delay" };
            VoiceMailRoutingLatencyPart "voice_mail_routing_latency.part" =
                "The mean time that diverted calls spend at one hop to voice mail, and its parts, which sum exactly to it.",
                LATENCY { label: "voice-mail routing latency, part", source: "domain §5.1",
                    statistics: &[(Statistic::Mean, Dimension::Time)],
                    scopes: &[Only(&[ScopeKind::Hop]), Only(&[ScopeKind::Hop, ScopeKind::Part])],
                    keywords: "voicemail hop breakdown network queue service wait connection" };
            VoiceMailRoutingLatencyLeftOut "voice_mail_routing_latency.left_out" =
                "Diverted attempts that voice mail never answered, and that therefore have no routing latency ÷ diverted attempts.",
                SHARE { label: "voice-mail routing latency, left out", direction: LessIsBetter,
                    keywords: "voicemail missing censored" };
            Redirects "redirects" = "Redirects followed by a call that voice mail answered.",
                NUMBER { label: "redirects", direction: LessIsBetter, source: "domain §5.1",
                    keywords: "302 hops" };
            UmInvites "um_invites" =
                "INVITEs sent towards Exchange for a call that voice mail answered.",
                NUMBER { label: "um invites", direction: LessIsBetter,
                    keywords: "unified messaging retries" };
            TimeToGreeting "time_to_greeting" =
                "From the gateway's INVITE to the arrival of the worker process's 200 at the Front End, ringing included.",
                LATENCY { label: "time to greeting", keywords: "voicemail answer delay" };
            AnswerDelay "answer_delay" =
                "From a person's answer to the arrival of its 200 at the caller's side.",
                LATENCY { label: "answer delay", keywords: "answer signal" };
            ContactRoutingLatency "contact_routing_latency" =
                "From the arrival of a call to Unified Messaging's own number at the Front End or Call Router to the worker process's 200 there.",
                LATENCY { label: "contact routing latency",
                    keywords: "auto attendant outlook voice access subscriber" };
            SessionDisconnectDelay "session_disconnect_delay" =
                "From the caller's BYE to its 200 at the caller's side.",
                LATENCY { label: "session disconnect delay", source: "RFC 6076 §4.4",
                    keywords: "sdd bye release hang up" };
            SessionDurationTime "session_duration_time" =
                "From the answer's 200 at the caller's side to the caller's BYE.",
                LATENCY { label: "session duration", source: "RFC 6076 §4.5", direction: Neither,
                    keywords: "sdt talk conversation length" };
            NotificationDelay "notification_delay" =
                "From the caller's hang-up to the missed-call notification in the mailbox.",
                LATENCY { label: "notification delay", source: "domain §5.1",
                    keywords: "missed call email mail" };
            MessageDelay "message_delay" =
                "From the caller's hang-up to the voice message in the mailbox.",
                LATENCY { label: "message delay", keywords: "voicemail email mail delivery" };
            FaxTimeToFailure "fax_time_to_failure" =
                "From the answer of a fax that is not delivered, at the gateway, to the hang-up.",
                LATENCY { label: "fax time to failure", source: "domain §5.1",
                    keywords: "fax rejected" };
        ]
    } };
}

pub(super) use latencies;
