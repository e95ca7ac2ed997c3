//! Missed calls and their notifications, messages and previews.

macro_rules! notifications {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Missed calls and messages" [
            MissedCalls "missed_calls" =
                "Calls that no person answered and that left no message, by the path of their notification.",
                COUNT { label: "missed calls", source: "domain §2.4",
                    scopes: &[Calls(&[]), Calls(&[ScopeKind::Path])],
                    keywords: "unanswered notification" };
            MissedCallNotificationsDue "missed_call_notifications_due" =
                "Missed calls that must cause a notification according to plan, policy and mailbox.",
                COUNT { label: "notifications due", source: "domain §2.4",
                    scopes: &[Calls(&[]), Calls(&[ScopeKind::Path])], keywords: "expected mcn" };
            MissedCallNotificationsSent "missed_call_notifications_sent" =
                "Missed-call notifications sent to the mailbox.",
                COUNT { label: "notifications sent", source: "domain §2.4",
                    direction: MoreIsBetter,
                    scopes: &[Calls(&[]), Calls(&[ScopeKind::Path])],
                    keywords: "delivered received mcn" };
            MissedCallNotificationsLost "missed_call_notifications_lost" =
                "Missed-call notifications that were due and never delivered.",
                COUNT { label: "notifications lost", source: "S51, domain §2.4",
                    direction: LessIsBetter,
                    scopes: &[Calls(&[]), Calls(&[ScopeKind::Path]), Calls(&[ScopeKind::Reason])],
                    keywords: "number count undelivered mcn" };
            MissedCallNotificationLoss "missed_call_notification_loss" =
                "Missed-call notifications that were never delivered ÷ those that were due.",
                SHARE { label: "share of notifications lost", source: "S51, domain §5.1",
                    direction: LessIsBetter,
                    scopes: &[Calls(&[]), Calls(&[ScopeKind::Path])],
                    keywords: "notifications lost undelivered mcn ratio" };
            LegacyNotices "legacy_notices" =
                "First attempts missed before the divert, with a notification due, whose user has a mailbox before Exchange 2013.",
                COUNT { label: "legacy notices", source: "S51",
                    statistics: &[(Statistic::Count, Dimension::Calls)],
                    scopes: &[Only(&[])],
                    keywords: "control variate mailbox 2007 2010 mcn" };
            LegacyNoticesExpected "legacy_notices_expected" =
                "The same as the shares of such mailboxes among the users who are called let expect: the difference is the chance of who was called.",
                COUNT { label: "legacy notices expected",
                    statistics: &[(Statistic::Count, Dimension::Calls)],
                    scopes: &[Only(&[])],
                    keywords: "control variate expectation mailbox 2007 2010 mcn" };
            NotificationsLate "notifications_late" =
                "Notifications that waited for the end of an outage and were delivered later than `failover.late_after` after the call.",
                COUNT { label: "notifications late", direction: LessIsBetter,
                    scopes: &[Calls(&[]), Only(&[ScopeKind::Outage])],
                    keywords: "outage delayed queued mcn" };
            NotificationsLateShare "notifications_late_share" =
                "Notifications that were late (see `notifications_late`) ÷ notifications submitted.",
                SHARE { label: "share of notifications late", direction: LessIsBetter,
                    keywords: "outage delayed queued mcn ratio" };
            MessagesLate "messages_late" =
                "Voice messages that waited for the end of an outage and were delivered later than `failover.late_after` after the call.",
                COUNT { label: "messages late", direction: LessIsBetter,
                    scopes: &[Calls(&[]), Only(&[ScopeKind::Outage])],
                    keywords: "outage delayed queued voice mail" };
            MessagesLateShare "messages_late_share" =
                "Voice messages that were late (see `messages_late`) ÷ voice messages submitted.",
                SHARE { label: "share of messages late", direction: LessIsBetter,
                    keywords: "outage delayed queued voice mail ratio" };
            UsersWithLostNotification "users_with_lost_notification" =
                "Users who lost at least one missed-call notification in the measured window.",
                COUNT { label: "users with lost notification", direction: LessIsBetter,
                    statistics: &[(Statistic::Count, Dimension::Users)],
                    scopes: &[Only(&[]), Only(&[ScopeKind::Users]),
                        Only(&[ScopeKind::AutoAttendant]), Only(&[ScopeKind::AccessNumber]),
                        Only(&[ScopeKind::FaxLine])],
                    keywords: "people affected mcn notifications" };
            MessageWaitingFailed "message_waiting_failed" =
                "Message-waiting notices of voice messages that do not reach Lync ÷ all such notices.",
                SHARE { label: "message waiting failed", direction: LessIsBetter,
                    keywords: "mwi lamp indicator" };
            CallerNotNamed "caller_not_named" =
                "Messages and notifications that show the caller's number instead of the name.",
                COUNT { label: "caller not named", source: "S54", direction: LessIsBetter,
                    keywords: "caller id name resolution number only" };
            PreviewSkipped "preview_skipped" =
                "Voice messages without a text preview, because the server was busy or the message too long.",
                COUNT { label: "preview skipped", source: "domain §4.4", direction: LessIsBetter,
                    keywords: "transcription transcript speech to text throttled" };
        ]
    } };
}

pub(super) use notifications;
