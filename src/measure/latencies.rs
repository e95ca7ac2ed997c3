//! Latencies, each defined by its start and end, and related measures.

macro_rules! latencies {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Latencies" [
            PostDialDelay "post_dial_delay" =
                "From the instant at which the gateway sends its INVITE to the arrival of the first ringing at the gateway, without the time that the gateway itself takes for both.",
                LATENCY { label: "post-dial delay", source: "domain §5.1",
                    keywords: "ringing ringback pdd set-up setup" };
            PostSelectionDelay "post_selection_delay" =
                "From the arrival of the call at the gateway, or the INVITE of a user who calls another, to the first ringing that the caller hears, once the caller's side has handled it.",
                LATENCY { label: "post-selection delay", source: "ITU-T E.721",
                    keywords: "ringing ringback caller hears wait psd post dial set-up setup" };
            PostDialDelayLeftOut "post_dial_delay.left_out" =
                "Attempts that never heard ringing, and therefore have no post-dial delay ÷ attempts that sent an INVITE.",
                SHARE { label: "post-dial delay, left out", direction: LessIsBetter,
                    keywords: "missing censored ringing" };
            SessionRequestDelay "session_request_delay" =
                "From the instant at which the caller's side sends its INVITE to the arrival of the first response other than 100 there, if that response is ringing or an answer.",
                LATENCY { label: "session request delay, no failure", source: "RFC 6076 §4.3.1",
                    keywords: "srd set-up setup response" };
            SessionRequestDelayFailed "session_request_delay_failed" =
                "From the instant at which the caller's side sends its INVITE to the arrival of the first response other than 100 there, if that response is a failure.",
                LATENCY { label: "session request delay, failure", source: "RFC 6076 §4.3.2",
                    keywords: "srd set-up setup response refused" };
            VoiceMailRoutingLatency "voice_mail_routing_latency" =
                "From the Front End's decision to divert to the arrival of the worker process's 200 there; without Lync, from the arrival of the gateway's INVITE at the first Exchange server to that of the 200 at the gateway.",
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
                "From the instant at which the gateway sends its INVITE to the arrival of the worker process's 200 at the Front End, or without Lync at the gateway, ringing included.",
                LATENCY { label: "time to greeting", keywords: "voicemail answer delay" };
            GreetingDelay "greeting_delay" =
                "From the arrival of the call at the gateway, or the INVITE of a user who calls another, to the greeting that the caller hears, once the caller's side has handled voice mail's 200, ringing included.",
                LATENCY { label: "greeting delay", keywords: "voicemail answer caller hears wait" };
            AnswerDelay "answer_delay" =
                "From the instant at which a person answers to the arrival of the 200 at the caller's side.",
                LATENCY { label: "answer delay", keywords: "answer signal" };
            ContactRoutingLatency "contact_routing_latency" =
                "From the Front End's decision to send a call to an auto attendant or access number on to the arrival of the worker process's 200 there; without Lync, from the arrival of the gateway's INVITE at the first Exchange server to that of the 200 at the gateway.",
                LATENCY { label: "contact routing latency",
                    keywords: "auto attendant outlook voice access subscriber" };
            SessionDisconnectDelay "session_disconnect_delay" =
                "From the instant at which the caller hangs up and the caller's side sends BYE to the arrival of its 200 there.",
                LATENCY { label: "session disconnect delay", source: "RFC 6076 §4.4",
                    keywords: "sdd bye release hang up" };
            SessionDurationTime "session_duration_time" =
                "From the arrival of the answer's 200 at the caller's side to the instant at which the caller hangs up.",
                LATENCY { label: "session duration", source: "RFC 6076 §4.5", direction: Neither,
                    keywords: "sdt talk conversation length" };
            NotificationDelay "notification_delay" =
                "From the instant at which the caller hangs up to the delivery of the missed-call notification to the mailbox.",
                LATENCY { label: "notification delay", source: "domain §5.1",
                    keywords: "missed call email mail" };
            MessageDelay "message_delay" =
                "From the instant at which the caller hangs up to the delivery of the voice message to the mailbox.",
                LATENCY { label: "message delay", keywords: "voicemail email mail delivery" };
            FaxTimeToFailure "fax_time_to_failure" =
                "From the arrival of the answer to a fax that is not delivered, at the gateway, to the hang-up by either side.",
                LATENCY { label: "fax time to failure", source: "domain §5.1",
                    keywords: "fax rejected" };
        ]
    } };
}

pub(super) use latencies;
