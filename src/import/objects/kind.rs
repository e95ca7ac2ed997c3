//! Which cmdlet wrote an object.

/// A cmdlet whose objects are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    UmDialPlan,
    UmIpGateway,
    UmHuntGroup,
    UmService,
    UmCallRouterSettings,
    UmServer,
    UmMailboxPolicy,
    UmAutoAttendant,
    UmMailbox,
    Mailbox,
    ExchangeCertificate,
    CsUser,
    CsMediaConfiguration,
    CsTrunkConfiguration,
    CsTrunk,
    CsService,
}

/// The cmdlets by what stands behind `Get-`.
const NOUNS: &[(&str, Kind)] = &[
    ("UMDialPlan", Kind::UmDialPlan),
    ("UMIPGateway", Kind::UmIpGateway),
    ("UMHuntGroup", Kind::UmHuntGroup),
    ("UMService", Kind::UmService),
    ("UMCallRouterSettings", Kind::UmCallRouterSettings),
    ("UMServer", Kind::UmServer),
    ("UMMailboxPolicy", Kind::UmMailboxPolicy),
    ("UMAutoAttendant", Kind::UmAutoAttendant),
    ("UMMailbox", Kind::UmMailbox),
    ("Mailbox", Kind::Mailbox),
    ("ExchangeCertificate", Kind::ExchangeCertificate),
    ("CsUser", Kind::CsUser),
    ("CsMediaConfiguration", Kind::CsMediaConfiguration),
    ("CsTrunkConfiguration", Kind::CsTrunkConfiguration),
    ("CsTrunk", Kind::CsTrunk),
    ("CsService", Kind::CsService),
];

impl Kind {
    /// The cmdlet, as `Get-UMDialPlan`.
    pub fn cmdlet(self) -> String {
        let noun = NOUNS.iter().find(|(_, kind)| *kind == self).map_or("", |(noun, _)| noun);
        format!("Get-{noun}")
    }

    /// The cmdlet whose noun this is, in any case.
    pub fn by_noun(word: &str) -> Option<Kind> {
        NOUNS.iter().find(|(noun, _)| noun.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
    }

    /// The cmdlet that a text names, as a command line, a type or a file does: the longest noun that is a word of it.
    pub fn named(text: &str) -> Option<Kind> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.filter_map(Kind::by_noun).next_back()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cmdlets_are_found_in_command_lines_types_and_file_names() {
        for (text, kind) in [
            ("[PS] C:\\>Get-UMDialPlan | fl", Some(Kind::UmDialPlan)),
            (
                "Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.UMServer",
                Some(Kind::UmServer),
            ),
            ("get-ummailbox.csv", Some(Kind::UmMailbox)),
            ("2026-11-02_CsUser_all.xml", Some(Kind::CsUser)),
            ("mailboxes.csv", None),
        ] {
            assert_eq!(Kind::named(text), kind, "{text}");
        }
        assert!(NOUNS.iter().all(|(noun, kind)| kind.cmdlet() == format!("Get-{noun}")));
    }
}
