//! Settings of pools and trunks: `Get-CsMediaConfiguration` and `Get-CsTrunkConfiguration`, by their scope.

use super::objects::enumerations::{ENCRYPTION_LEVEL, SRTP_MODE};
use super::objects::{Kind, Object};
use super::table::Table;

/// A setting for the whole deployment, for a site, or for a service.
#[derive(Debug)]
struct Scoped<T> {
    /// In lower case: `global`, `site:london`, `pstngateway:gw1.contoso.test`.
    scope: String,
    value: T,
    from: String,
}

/// `SRTPMode`, `EnableBypass` and `EnableReferSupport` of trunks.
#[derive(Debug)]
struct Trunk {
    srtp: Option<&'static str>,
    bypass: Option<bool>,
    refer: Option<bool>,
}

/// Settings that the exports give to pools and trunks.
#[derive(Debug, Default)]
pub(super) struct Settings {
    encryption: Vec<Scoped<&'static str>>,
    trunks: Vec<Scoped<Trunk>>,
}

/// The scenario's words for `EncryptionLevel` and `SRTPMode`.
const ENCRYPTION: [&str; 3] = ["required", "optional", "none"];

impl Settings {
    /// Keeps what an object says, if it is one of the two.
    pub fn add(&mut self, object: &Object) {
        let identity = object.text("identity").unwrap_or("global").to_lowercase();
        let scope = identity.strip_prefix("service:").unwrap_or(&identity).to_owned();
        let from = object.from.clone();
        if object.kind == Some(Kind::CsMediaConfiguration) {
            if let Some(at) = ENCRYPTION_LEVEL.of(object) {
                self.encryption.push(Scoped { scope, value: ENCRYPTION[at], from });
            }
        } else if object.kind == Some(Kind::CsTrunkConfiguration) {
            let value = Trunk {
                srtp: SRTP_MODE.of(object).map(|at| ENCRYPTION[at]),
                bypass: object.flag("enablebypass"),
                refer: object.flag("enablerefersupport"),
            };
            self.trunks.push(Scoped { scope, value, from });
        }
    }

    /// Whether any setting of trunks is known.
    pub fn knows_trunks(&self) -> bool {
        !self.trunks.is_empty()
    }

    /// Adds the encryption of a pool's media.
    pub fn of_pool(&self, table: Table, site: Option<&str>) -> Table {
        match narrowest(&self.encryption, &[], site) {
            Some(found) => table.text("encryption", found.value, said(found, "EncryptionLevel")),
            None => table,
        }
    }

    /// Adds the settings of a trunk to a gateway.
    pub fn of_trunk(&self, mut table: Table, gateway: &str, site: Option<&str>) -> Table {
        let of_gateway = format!("pstngateway:{gateway}");
        let Some(found) = narrowest(&self.trunks, &[&of_gateway], site) else { return table };
        if let Some(mode) = found.value.srtp {
            table = table.text("srtp", mode, said(found, "SRTPMode"));
        }
        if let Some(bypass) = found.value.bypass {
            let why = said(found, "EnableBypass");
            table = match bypass {
                true => table.text(
                    "bypass",
                    "65 %",
                    format!("{why}; 65 % is the share of the Lync 2013 user model"),
                ),
                false => table.text("bypass", "0 %", why),
            };
        }
        match found.value.refer {
            Some(refer) => table.key("refer", refer.to_string(), said(found, "EnableReferSupport")),
            None => table,
        }
    }
}

fn said<T>(found: &Scoped<T>, property: &str) -> String {
    format!("{property}: {}", found.from)
}

/// The setting with the narrowest scope: of a service, of the site, of the deployment.
fn narrowest<'s, T>(
    all: &'s [Scoped<T>],
    services: &[&str],
    site: Option<&str>,
) -> Option<&'s Scoped<T>> {
    let site = site.map(|site| format!("site:{}", site.to_lowercase()));
    let scopes = services.iter().map(|s| (*s).to_owned()).chain(site).chain(["global".to_owned()]);
    scopes.into_iter().find_map(|scope| all.iter().find(|setting| setting.scope == scope))
}
