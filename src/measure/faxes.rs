//! Faxes: offered, delivered and rejected, and the capacity that undelivered faxes used.

macro_rules! faxes {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Faxes" [
            FaxOffered "fax_offered" = "Attempts of fax machines.",
                COUNT { label: "fax offered", source: "domain §2.7", keywords: "faxes attempts" };
            FaxDelivered "fax_delivered" =
                "Faxes that a fax partner or a fax machine received to the end.",
                COUNT { label: "fax delivered", source: "domain §2.7", direction: MoreIsBetter,
                    keywords: "faxes received success" };
            FaxRejected "fax_rejected" = "Faxes that were answered but not delivered.",
                COUNT { label: "fax rejected", source: "S49, S50, domain §2.7",
                    direction: LessIsBetter, keywords: "faxes refused failed lost number" };
            FaxRejection "fax_rejection" =
                "Faxes that were answered but not delivered ÷ attempts of fax machines.",
                SHARE { label: "fax rejection", source: "S49, S50, domain §2.7",
                    direction: LessIsBetter, keywords: "faxes refused failed lost share ratio" };
            FaxAnsweredByPerson "fax_answered_by_person" =
                "Faxes that a person answered and hung up on.",
                COUNT { label: "fax answered by person", source: "domain §2.7",
                    direction: LessIsBetter, keywords: "faxes picked up tone" };
            JunkMessages "junk_messages" = "Voice messages that faxes left.",
                COUNT { label: "junk messages", source: "domain §2.7", direction: LessIsBetter,
                    keywords: "fax noise recording tone" };
            FaxWastedTime "fax_wasted_time" =
                "Mean number of channels, Mediation slots or UM calls held by faxes that were not delivered.",
                LOAD { label: "fax wasted time", source: "domain §2.7", direction: LessIsBetter,
                    scopes: &[Calls(&[ScopeKind::Part])], keywords: "faxes erlang cost waste" };
        ]
    } };
}

pub(super) use faxes;
