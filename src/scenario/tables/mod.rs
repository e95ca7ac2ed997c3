//! The vocabulary: one struct for each table, one file for each family of tables. The doc comments
//! become the JSON Schema and `docs/scenario.md`.

mod contacts;
mod exchange;
mod fax;
mod integration;
mod lync;
mod outage;
mod overload;
mod plans;
mod processing;
mod sizing;
mod study;
mod telephony;
mod traffic;
mod trust;
mod users;
mod variation;

pub use contacts::*;
pub use exchange::*;
pub use fax::*;
pub use integration::*;
pub use lync::*;
pub use outage::*;
pub use overload::*;
pub use plans::*;
pub use processing::*;
pub use sizing::*;
pub use study::*;
pub use telephony::*;
pub use traffic::*;
pub use trust::*;
pub use users::*;
pub use variation::*;

use super::node::Object;
use schemars::JsonSchema;
use std::collections::BTreeMap;

macro_rules! tables {
    ($($key:ident: $table:ty, $about:literal;)*) => {
        /// All tables of a scenario.
        #[derive(Debug, Default)]
        pub struct Tables {
            /// Title; empty if it is not given.
            pub title: String,
            /// `[study]`.
            pub study: Option<Object<StudyTable>>,
            /// `[processing]`.
            pub processing: Option<Object<ProcessingTable>>,
            /// `[connection]`.
            pub connection: Option<Object<ConnectionTable>>,
            /// `[delivery]`.
            pub delivery: Option<Object<DeliveryTable>>,
            /// `[preview]`.
            pub preview: Option<Object<PreviewTable>>,
            /// `[fax]`.
            pub fax: Option<Object<FaxTable>>,
            /// `[failover]`.
            pub failover: Option<Object<FailoverTable>>,
            /// `[overload]`.
            pub overload: Option<Object<OverloadTable>>,
            /// `[directory]`.
            pub directory: Option<Object<DirectoryTable>>,
            /// `[rules]`.
            pub rules: Option<Object<RulesTable>>,
            /// `[size]`.
            pub size: Option<Object<SizeTable>>,
            $(#[doc = $about] pub $key: Vec<Object<$table>>,)*
        }

        /// The scenario from which the JSON Schema is made.
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields, title = "busyhour scenario")]
        #[allow(dead_code)]
        pub(super) struct ScenarioSchema {
            /// Version of this vocabulary: 1.
            schema_version: Option<u32>,
            /// Title of the scenario, shown above every result.
            title: Option<String>,
            /// Further files to read, relative to this file.
            include: Option<Vec<String>>,
            /// Keys for all tables of a kind, as `[defaults.exchange_server]`.
            defaults: Option<BTreeMap<String, serde_json::Value>>,
            /// What is simulated, for how long and how often.
            study: Option<StudyTable>,
            /// What one SIP message costs at each role.
            processing: Option<ProcessingTable>,
            /// What a new connection costs.
            connection: Option<ConnectionTable>,
            /// Delivery to the mailbox.
            delivery: Option<DeliveryTable>,
            /// Voice-mail preview.
            preview: Option<PreviewTable>,
            /// Faxes that pass a Mediation Server.
            fax: Option<FaxTable>,
            /// How peers react to what has failed.
            failover: Option<FailoverTable>,
            /// Timers of SIP, and the limits at which a Front End defends itself.
            overload: Option<OverloadTable>,
            /// Active Directory.
            directory: Option<DirectoryTable>,
            /// Which interpretation applies where the sources differ.
            rules: Option<RulesTable>,
            /// How `size` looks for the cheapest design that meets the targets.
            size: Option<SizeTable>,
            $(#[doc = $about] $key: Option<Vec<$table>>,)*
        }

        /// Keys of single values and tables.
        pub(super) const SINGLES: &[&str] = &[
            "title", "study", "processing", "connection", "delivery", "preview", "fax", "failover",
            "overload", "directory", "rules", "size",
        ];

        /// Keys of lists of tables.
        pub(super) const LISTS: &[&str] = &[$(stringify!($key)),*];

        impl Tables {
            /// Reads every list of tables.
            pub(super) fn read_lists(
                &mut self,
                mut list: impl FnMut(&str, &mut dyn FnMut(super::node::Node, String)
                    -> Result<(), super::read::Rejected>),
            ) {
                $(
                    let into = &mut self.$key;
                    list(stringify!($key), &mut |node, label| {
                        match super::read::read::<$table>(&node) {
                            Ok(says) => {
                                into.push(Object { says, label, node });
                                Ok(())
                            }
                            Err(error) => Err(Box::new((node, error))),
                        }
                    });
                )*
            }
        }
    };
}

tables! {
    target: TargetTable, "Figures that must be met.";
    reference: ReferenceTable, "Exact results of theory, which a run is compared with.";
    authority: AuthorityTable, "Certification authorities.";
    certificate: CertificateTable, "Certificates. If there are none, every host counts as correctly set up.";
    site: SiteTable, "Locations with a local network. If there are none, everything is at one site.";
    link: LinkTable, "Connections between two sites.";
    gateway: GatewayTable, "Media gateways, IP PBXs and session border controllers.";
    trunk: TrunkTable, "Settings of the connections between gateways and Mediation Servers.";
    load_balancer: LoadBalancerTable, "Load balancers in front of Exchange.";
    mediation_server: MediationServerTable, "Mediation Servers.";
    pool: PoolTable, "Lync pools.";
    exchange_server: ExchangeServerTable, "Exchange servers.";
    dial_plan: DialPlanTable, "UM dial plans.";
    location_profile: LocationProfileTable, "Lync location profiles.";
    um_ip_gateway: UmIpGatewayTable, "UM IP gateways that differ from those that `ExchUcUtil` makes.";
    hunt_group: HuntGroupTable, "UM hunt groups that differ from those that `ExchUcUtil` makes.";
    exchucutil: ExchucutilTable, "Runs of `ExchUcUtil.ps1`.";
    ocsumutil: OcsumutilTable, "Runs of `OcsUmUtil.exe`.";
    voice_policy: VoicePolicyTable, "Lync voice policies.";
    route: RouteTable, "Lync outbound routes.";
    mailbox_policy: MailboxPolicyTable, "UM mailbox policies.";
    fax_partner: FaxPartnerTable, "Fax partner servers.";
    users: UsersTable, "Groups of users who behave alike.";
    auto_attendant: AutoAttendantTable, "Auto attendants.";
    access_number: AccessNumberTable, "Outlook Voice Access numbers.";
    fax_line: FaxLineTable, "Numbers that only fax machines call.";
    traffic: TrafficTable, "Sources of calls.";
    outage: OutageTable, "What fails or is taken out of service, and when.";
    vary: VaryTable, "What `size` may choose, and what that costs.";
}
