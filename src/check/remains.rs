//! What no other check has explained: every failure of the table has a finding, by the rule that its reason belongs to.

use super::catalogue::rule;
use super::checker::{About, Checker, home};
use super::reach::{CallKind, Failure, Row, Why};
use crate::deployment::{Cause, Deployment, DialPlanId, Host, Party, TlsProblem};

impl Checker<'_> {
    /// Failures that no finding explains yet: those of one reason at one place are one finding.
    pub(super) fn remains(&mut self) {
        let d = self.d;
        let mut first = 0;
        while let Some((at, (kind, why, place))) = self.unexplained(first) {
            first = at;
            let by = |row: &Row, f: &Failure| {
                f.why == why
                    && (rule_of(why, row.kind), Place::of(d, row, f)) == (rule_of(why, kind), place)
            };
            let effect = match place {
                Place::Party(party) => self.lost_of(party, by),
                _ => self.lost(by),
            };
            let Some(effect) = effect else { return };
            let Some(rule) = rule(rule_of(why, kind)) else { continue };
            let about = self.about_place(place);
            let message = self.told(place, why);
            self.find(rule, about, message, effect);
        }
    }

    /// The first failure that no finding explains, and its row; the rows before `first` are explained.
    fn unexplained(&self, first: usize) -> Option<(usize, (CallKind, Why, Place))> {
        let mut all = self.rows.iter().zip(&self.explained).enumerate().skip(first);
        all.find_map(|(at, (row, explained))| {
            let mut failures = row.failures.iter().zip(explained);
            let (failure, _) = failures.find(|(_, explained)| !**explained)?;
            Some((at, (row.kind, failure.why, Place::of(self.d, row, failure))))
        })
    }

    fn told(&self, place: Place, why: Why) -> String {
        let reason = why.reason();
        match place {
            Place::Connection(from, to) => {
                format!("from `{}` to `{}`: {reason}", self.d.own_name(from), self.d.own_name(to))
            }
            Place::Gateway(Host::Gateway(id), _) => {
                format!("calls from `{}`: {reason}", self.d.gateways[id.index()].name)
            }
            Place::Plan(_) if why == Why::NoUmServer => {
                "servers that take its calls first cannot serve every mailbox".to_owned()
            }
            _ => reason.to_owned(),
        }
    }

    fn about_place(&self, place: Place) -> About {
        let tables = &self.scenario.tables;
        match place {
            Place::Connection(_, to @ Host::Exchange(_)) => self.about_host(to, "name"),
            Place::Connection(from, _) => self.about_host(from, "name"),
            Place::Gateway(host, _) => self.about_host(host, "name"),
            Place::Plan(plan) => self.about(tables.dial_plan.get(plan.index()), "servers"),
            Place::Party(Party::Users(id)) => self.about(tables.users.get(id.index()), "name"),
            Place::Party(Party::AutoAttendant(id)) => {
                self.about(tables.auto_attendant.get(id.index()), "name")
            }
            Place::Party(Party::AccessNumber(id)) => {
                self.about(tables.access_number.get(id.index()), "name")
            }
            Place::Party(Party::FaxLine(id)) => self.about(tables.fax_line.get(id.index()), "name"),
        }
    }
}

/// The rule about servers that take calls and cannot serve them.
const UNSERVED: &str = "mailbox-not-served";

/// Where something is wrong that no other check has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Between two hosts.
    Connection(Host, Host),
    /// At a gateway that is connected to Exchange, for a party.
    Gateway(Host, Party),
    /// Among the servers of a plan.
    Plan(DialPlanId),
    /// At whom calls are to or from.
    Party(Party),
}

impl Place {
    fn of(d: &Deployment, row: &Row, failure: &Failure) -> Place {
        let by_peer = matches!(
            failure.why,
            Why::Wrong(Cause::NoHuntGroup | Cause::UmIpGatewayDisabled | Cause::NoUmIpGateway)
        );
        if rule_of(failure.why, row.kind) == UNSERVED
            && let Some(plan) = home(d, row).1
        {
            return Place::Plan(plan);
        }
        match (failure.connections.first(), row.gateway) {
            (Some((from, to)), _) => Place::Connection(*from, *to),
            (None, Some(gateway)) if by_peer => Place::Gateway(Host::Gateway(gateway), row.party),
            _ => Place::Party(row.party),
        }
    }
}

/// The rule that a reason belongs to, by its name.
const fn rule_of(why: Why, kind: CallKind) -> &'static str {
    let cause = match why {
        Why::Wrong(cause) => cause,
        Why::OtherAddress => return "sip-address-differs",
        Why::NoUmServer | Why::NoAnswer => return UNSERVED,
        Why::NoFaxByLync => return "fax-on-sip-uri",
        Why::NoFaxPartner => return "fax-without-partner",
        Why::Notice(_) => return "legacy-missed-calls",
    };
    match cause {
        Cause::TlsToLync(problem)
        | Cause::TlsToExchange(problem)
        | Cause::TlsFromExchange(problem) => of_certificate(problem),
        Cause::NotListening => "startup-mode-tcp",
        Cause::ServerDisabled => "legacy-server-disabled",
        Cause::NoServerInPlan => UNSERVED,
        Cause::PlanNotRead => "plan-without-permission",
        Cause::NoLocationProfile => "location-profile-missing",
        Cause::NoUmIpGateway => "um-ip-gateway-missing",
        Cause::UmIpGatewayDisabled => "um-ip-gateway-disabled",
        Cause::NoHuntGroup => "hunt-group-missing",
        Cause::SecurityMismatch => "security-incompatible",
        Cause::UriTypeMismatch => "uri-type",
        Cause::NotUmEnabled => "not-um-enabled",
        Cause::NumberUnknown => "tel-uri-missing",
        Cause::NoContactObject => "contact-object-missing",
        Cause::ServerNotTrusted => "server-not-in-plan",
        Cause::NoOutgoingGateway => "outgoing-calls-none",
        Cause::WrongOutgoingGateway => "outgoing-calls-several",
        Cause::NotAllowed if matches!(kind, CallKind::PlayOnPhone) => "play-on-phone-forbidden",
        Cause::NotAllowed => "enterprise-voice-missing",
        Cause::NoRoute => "no-route",
    }
}

const fn of_certificate(problem: TlsProblem) -> &'static str {
    match problem {
        TlsProblem::NoCertificate => "certificate-missing",
        TlsProblem::NotTrusted => "authority-untrusted",
        TlsProblem::NameInvalid => "name-not-in-certificate",
        TlsProblem::Expired => "certificate-expired",
        TlsProblem::RemoteDistrusts => "subject-of-no-host",
        TlsProblem::Revoked => "certificate-revoked",
        TlsProblem::KeyUsage => "key-usage",
    }
}
