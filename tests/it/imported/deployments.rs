//! The four documented topologies (S18–S21) as their exports.

use super::exports::{Export, Form, Properties, Said, encoded, file};
use busyhour::internals::import::{Imported, Input, Options, import};

/// Users of each deployment.
const USERS: u32 = 6;

/// The exports of a deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Topology files of Lync, if it has Lync.
    pub topology: Option<String>,
    pub exports: Vec<Export>,
}

impl Deployment {
    /// The objects of a cmdlet.
    pub fn of(&mut self, noun: &str) -> &mut Export {
        self.exports
            .iter_mut()
            .find(|export| export.noun == noun)
            .unwrap_or_else(|| panic!("{noun}"))
    }

    /// The files, in a form and encoding.
    pub fn files(&self, form: Form, wide: bool) -> Vec<Input> {
        let all = self.exports.iter().enumerate();
        let mut files: Vec<Input> = all.map(|(i, export)| file(export, form, wide, i)).collect();
        let topology = self.topology.iter();
        files.extend(topology.map(|text| Input::bytes("topology.xml", encoded(text, wide))));
        files
    }

    /// The scenario of it.
    pub fn imported(&self, form: Form, wide: bool, anonymise: bool) -> Imported {
        let now = Some("2026-11-02T08:00:00".to_owned());
        let options =
            Options { title: "Imported".to_owned(), anonymise, now, ..Options::default() };
        import(&self.files(form, wide), &options).unwrap_or_else(|why| panic!("{form:?}: {why}"))
    }
}

/// Topology 1 to 4: with Lync from 3 on, Client Access and Mailbox on separate servers in 2 and 4.
pub fn topology(number: u32) -> Deployment {
    let (lync, apart) = (number >= 3, number.is_multiple_of(2));
    let (routers, mailboxes): (&[&str], &[&str]) = match apart {
        true => (&["CAS1", "CAS2"], &["MBX1", "MBX2"]),
        false => (&["EX1"], &["EX1"]),
    };
    let plan = if lync { "UMSIP" } else { "Extensions" };
    let mut exports = plans(plan, lync);
    exports.extend(servers(routers, mailboxes, plan, lync));
    exports.push(certificates(routers, mailboxes));
    exports.extend(people(plan, mailboxes, lync));
    if lync {
        exports.extend(lync_settings());
    }
    Deployment { topology: lync.then(|| TOPOLOGY.to_owned()), exports }
}

fn plans(plan: &str, lync: bool) -> Vec<Export> {
    let peer = if lync { "pool01.contoso.test" } else { "pbx.contoso.test" };
    let pilot = if lync { plan } else { "2025550199" };
    vec![
        Export::of(
            "UMDialPlan",
            vec![vec![
                ("Name", plan.into()),
                ("Identity", plan.into()),
                ("URIType", if lync { "SipName" } else { "TelExtn" }.into()),
                ("VoIPSecurity", if lync { "Secured" } else { "Unsecured" }.into()),
                ("PhoneContext", format!("{plan}.contoso.test").as_str().into()),
                ("FaxEnabled", true.into()),
                ("MaxCallDuration", 30.into()),
                ("MaxRecordingDuration", 20.into()),
                ("AccessTelephoneNumbers", "+12025550198".into()),
            ]],
        ),
        Export::of(
            "UMIPGateway",
            vec![vec![
                ("Name", "Gateway one".into()),
                ("Address", peer.into()),
                ("Port", if lync { 5061 } else { 5060 }.into()),
                ("Status", "Enabled".into()),
                ("OutcallsAllowed", true.into()),
            ]],
        ),
        Export::of(
            "UMHuntGroup",
            vec![vec![
                ("Name", "Default Hunt Group".into()),
                ("UMIPGateway", "Gateway one".into()),
                ("UMDialPlan", plan.into()),
                ("PilotIdentifier", pilot.into()),
            ]],
        ),
        Export::of(
            "UMMailboxPolicy",
            vec![vec![
                ("Name", "UM default".into()),
                ("UMDialPlan", plan.into()),
                ("AllowMissedCallNotifications", true.into()),
                ("AllowFax", true.into()),
                (
                    "FaxServerURI",
                    if lync { "" } else { "sip:fax1.contoso.test:5060;transport=tcp" }.into(),
                ),
                ("AllowPlayOnPhone", true.into()),
                ("AllowVoiceMailPreview", true.into()),
            ]],
        ),
    ]
}

fn servers(routers: &[&str], mailboxes: &[&str], plan: &str, lync: bool) -> Vec<Export> {
    let member: &[&str] = if lync { &[plan] } else { &[] };
    let router = |name: &&str| -> Properties {
        vec![
            ("Identity", format!("{name}\\UMCallRouterSettings").as_str().into()),
            ("DialPlans", member.into()),
            ("UMStartupMode", "Dual".into()),
            ("SipTcpListeningPort", 5060.into()),
            ("SipTlsListeningPort", 5061.into()),
        ]
    };
    let service = |name: &&str| -> Properties {
        vec![
            ("Name", (*name).into()),
            ("DialPlans", member.into()),
            ("UMStartupMode", "Dual".into()),
            ("MaxCallsAllowed", 100.into()),
            ("SipTcpListeningPort", 5062.into()),
            ("SipTlsListeningPort", 5063.into()),
        ]
    };
    vec![
        Export::of("UMCallRouterSettings", routers.iter().map(router).collect()),
        Export::of("UMService", mailboxes.iter().map(service).collect()),
    ]
}

/// One certificate on each server, which names all of them.
fn certificates(routers: &[&str], mailboxes: &[&str]) -> Export {
    let mut hosts: Vec<&str> = routers.to_vec();
    hosts.extend(mailboxes.iter().filter(|host| !routers.contains(host)));
    let domains: Vec<String> =
        hosts.iter().map(|h| format!("{}.contoso.test", h.to_lowercase())).collect();
    let certificate = |host: &&str| -> Properties {
        vec![
            ("Identity", format!("{host}.contoso.test\\0123456789ABCDEF").as_str().into()),
            ("Subject", format!("CN={}, O=Contoso", domains[0]).as_str().into()),
            ("Issuer", "CN=Contoso Root CA, DC=contoso, DC=test".into()),
            ("CertificateDomains", Said::List(domains.clone())),
            ("NotAfter", "2030-01-31T09:30:00".into()),
            ("Services", "IIS, SMTP, UM, UMCallRouter".into()),
            ("IsSelfSigned", false.into()),
            ("Thumbprint", "0123456789ABCDEF".into()),
        ]
    };
    Export::of("ExchangeCertificate", hosts.iter().map(certificate).collect())
}

fn people(plan: &str, mailboxes: &[&str], lync: bool) -> Vec<Export> {
    let address = |i: u32| format!("alias{i}@contoso.test");
    let server = |i: u32| mailboxes[i as usize % mailboxes.len()];
    let um = |i: u32| -> Properties {
        vec![
            ("Identity", format!("Ada Secretperson {i}").as_str().into()),
            ("PrimarySmtpAddress", address(i).as_str().into()),
            ("UMMailboxPolicy", "UM default".into()),
            ("UMDialPlan", plan.into()),
            (
                "SIPResourceIdentifier",
                if lync { address(i) } else { String::new() }.as_str().into(),
            ),
            ("MissedCallNotificationEnabled", true.into()),
        ]
    };
    let mailbox = |i: u32| -> Properties {
        vec![
            ("Name", format!("Ada Secretperson {i}").as_str().into()),
            ("PrimarySmtpAddress", address(i).as_str().into()),
            ("Database", "DB1".into()),
            ("ServerName", server(i).into()),
            ("AdminDisplayVersion", "Version 15.0 (Build 1497.2)".into()),
        ]
    };
    let user = |i: u32| -> Properties {
        vec![
            (
                "Identity",
                format!("CN=Ada Secretperson {i},OU=People,DC=contoso,DC=test").as_str().into(),
            ),
            ("SipAddress", format!("sip:{}", address(i)).as_str().into()),
            ("RegistrarPool", "pool01.contoso.test".into()),
            ("EnterpriseVoiceEnabled", true.into()),
            ("LineURI", format!("tel:+1202555010{i}").as_str().into()),
        ]
    };
    let mut all = vec![
        Export::of("UMMailbox", (0..USERS).map(um).collect()),
        Export::of("Mailbox", (0..USERS).map(mailbox).collect()),
    ];
    if lync {
        all.push(Export::of("CsUser", (0..USERS).map(user).collect()));
    }
    all
}

fn lync_settings() -> Vec<Export> {
    vec![
        Export::of(
            "CsMediaConfiguration",
            vec![vec![
                ("Identity", "Global".into()),
                ("EncryptionLevel", "RequireEncryption".into()),
            ]],
        ),
        Export::of(
            "CsTrunkConfiguration",
            vec![vec![
                ("Identity", "Global".into()),
                ("SRTPMode", "Required".into()),
                ("EnableBypass", true.into()),
                ("EnableReferSupport", true.into()),
            ]],
        ),
        Export::of(
            "CsTrunk",
            vec![vec![
                ("Identity", "PstnGateway:gw1.contoso.test".into()),
                ("MediationServer", "MediationServer:med1.contoso.test".into()),
                ("GatewaySipClientTlsPort", 5067.into()),
                ("GatewaySipClientTcpPort", 0.into()),
                ("SiteId", "Site:HQ".into()),
            ]],
        ),
    ]
}

/// A pool of two machines, and a Mediation Server by itself.
const TOPOLOGY: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">
  <InternalDomains DefaultDomain="contoso.test"/>
  <Sites><CentralSite SiteId="1"><Name>HQ</Name></CentralSite></Sites>
  <Clusters>
    <Cluster Fqdn="pool01.contoso.test">
      <ClusterId SiteId="1" Number="1"/>
      <Machine Fqdn="fe1.contoso.test"/><Machine Fqdn="fe2.contoso.test"/>
    </Cluster>
    <Cluster Fqdn="med1.contoso.test">
      <ClusterId SiteId="1" Number="2"/>
      <Machine Fqdn="med1.contoso.test"/>
    </Cluster>
  </Clusters>
  <Services>
    <Service ServiceVersion="6">
      <ServiceId SiteId="1" RoleName="UserServices" Instance="1"/>
      <InstalledOn><ClusterId SiteId="1" Number="1"/></InstalledOn>
    </Service>
    <Service ServiceVersion="6">
      <ServiceId SiteId="1" RoleName="Registrar" Instance="1"/>
      <InstalledOn><ClusterId SiteId="1" Number="1"/></InstalledOn>
    </Service>
    <Service ServiceVersion="6">
      <ServiceId SiteId="1" RoleName="MediationServer" Instance="1"/>
      <DependsOn><Dependency Usage="Default"><ServiceId SiteId="1" RoleName="Registrar" Instance="1"/></Dependency></DependsOn>
      <InstalledOn><ClusterId SiteId="1" Number="2"/></InstalledOn>
    </Service>
  </Services>
</Topology>
"#;
