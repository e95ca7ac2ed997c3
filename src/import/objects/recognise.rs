//! Which cmdlet wrote an object, by its properties.

use super::kind::Kind;
use super::object::Object;

/// The cmdlet by the properties of an object.
pub fn by_properties(object: &Object) -> Option<Kind> {
    let has = |names: &[&str]| names.iter().any(|name| object.has(name));
    let identity = object.text("identity").unwrap_or_default().to_ascii_lowercase();
    let is_gateway = identity.starts_with("pstngateway:");
    if is_gateway && has(&["srtpmode", "enablebypass", "enablerefersupport"]) {
        return Some(Kind::CsTrunkConfiguration);
    }
    if is_gateway || identity.starts_with("mediationserver:") {
        return Some(Kind::CsService);
    }
    let by_port = |tcp, tls| {
        object.number("siptcplisteningport") == Some(tcp)
            || object.number("siptlslisteningport") == Some(tls)
    };
    Some(match () {
        () if has(&["outcallsallowed"]) => Kind::UmIpGateway,
        () if has(&["pilotidentifier"]) => Kind::UmHuntGroup,
        () if has(&["uritype", "voipsecurity", "phonecontext"]) => Kind::UmDialPlan,
        () if has(&["umstartupmode"]) && by_port(5060, 5061) => Kind::UmCallRouterSettings,
        () if has(&["umstartupmode"]) && by_port(5062, 5063) => Kind::UmService,
        () if has(&["speechenabled"]) => Kind::UmAutoAttendant,
        () if has(&[
            "allowmissedcallnotifications",
            "allowfax",
            "faxserveruri",
            "allowplayonphone",
        ]) =>
        {
            Kind::UmMailboxPolicy
        }
        () if has(&["ummailboxpolicy", "sipresourceidentifier"]) => Kind::UmMailbox,
        () if has(&["certificatedomains", "thumbprint"]) => Kind::ExchangeCertificate,
        () if has(&["enterprisevoiceenabled", "registrarpool"]) => Kind::CsUser,
        () if has(&["encryptionlevel"]) => Kind::CsMediaConfiguration,
        () if has(&["srtpmode", "enablebypass", "enablerefersupport"]) => {
            Kind::CsTrunkConfiguration
        }
        () if has(&["database"]) && !has(&["umstartupmode"]) => Kind::Mailbox,
        () => return None,
    })
}
