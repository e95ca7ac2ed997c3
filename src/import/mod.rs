//! From what planners have to a scenario: exports of Lync and Exchange become a file that a person can read and edit.
//!
//! Each file is an [`Input`], whose format is known by its content. What the files say of one deployment is put together,
//! and becomes [`Table`]s: each value has a comment that names the file and the object that it is from. What no file says
//! gets its default; what has none is assumed, and both are listed. Names of people, telephone numbers and addresses never
//! leave this module.
//!
//! # How call records join
//!
//! [`records`] reads records of calls, a part at a time by [`Input::reader`], and makes the `[[traffic]]` tables with their
//! comments, lines about what the records cannot hold, and files that stand beside the scenario. [`Known`] names the
//! users and contacts of the scenario, which the traffic refers to. A class of calls of which there are records has no
//! assumed traffic.

mod assumed;
mod contacts;
mod dates;
mod directory;
mod draft;
mod estate;
mod format;
mod input;
mod joints;
mod known;
mod names;
mod objects;
mod people;
mod plans;
pub mod records;
mod report;
mod servers;
mod services;
mod settings;
mod table;
mod telephony;
mod topology;
mod trust;
mod xml;

pub use directory::Directory;
pub use draft::Draft;
pub use input::{Input, Reader};
pub use known::Known;
pub use table::{Table, quoted, quoted_list, share};

use crate::base::Error;
use estate::{Estate, Gateway};
use format::Format;
use names::Names;
use objects::Object;
use people::{People, Spread};
use plans::Plan;
use records::{Calls, Reading, Study, Writing};
use servers::Servers;
use settings::Settings;
use topology::Topology;

/// How to import.
///
/// ```
/// use busyhour::{ImportOptions, Input, RecordReading, import_exports};
///
/// let reading = RecordReading { zone: Some("Europe/Berlin".to_owned()), ..RecordReading::default() };
/// let options = ImportOptions { title: "Office".to_owned(), reading, ..ImportOptions::default() };
/// let plan = r#"[{ "Name": "UMSIP", "URIType": "SipName", "VoIPSecurity": "Secured" }]"#;
/// let imported = import_exports(&[Input::bytes("Get-UMDialPlan.json", plan.into())], &options)?;
/// assert!(imported.text.contains("uri_type = \"sip-uri\""));
/// # Ok::<(), busyhour::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Title of the scenario.
    pub title: String,
    /// Whether hosts, sites and gateways get other names.
    pub anonymise: bool,
    /// Local date and time of the import, as `2026-11-02T08:00:00`: the start of the study.
    pub now: Option<String>,
    /// How call records are read.
    pub reading: Reading,
    /// How the scenario uses them.
    pub writing: Writing,
}

/// What was imported.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The scenario.
    pub text: String,
    /// What was read and what was left out, a line each.
    pub said: Vec<String>,
    /// What no file says, with what was taken instead, a line each.
    pub unknown: Vec<String>,
    /// Names of what calls come to and from.
    pub known: Known,
    /// Further files beside the scenario, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the call records say, if there are any.
    pub records: Option<Study>,
}

/// What the files hold, before it is put together.
#[derive(Default)]
struct Exports {
    topologies: Vec<(String, Topology)>,
    objects: Vec<Object>,
    names: Vec<String>,
    records: Vec<usize>,
}

/// Makes a scenario of exports.
///
/// # Errors
/// A file cannot be read, is broken, or is of no known format although it was named itself; or no file is left.
pub fn import(inputs: &[Input], options: &Options) -> Result<Imported, Error> {
    let mut draft = Draft::default();
    let exports = read(inputs, options, &mut draft)?;
    let names = Names::new(options.anonymise);
    if let (Some(now), true) = (&options.now, exports.records.is_empty()) {
        let start =
            Table::single("study").key("start", now, "the import: certificates are judged by it");
        draft.push(start);
    }
    let with_lync = exports.records.iter().any(|at| records::is_of_lync(&inputs[*at]));
    let directory = deployment(&exports, with_lync, &names, &mut draft);
    let recorded = calls(inputs, &exports, options, directory)?;
    let known = Known::of(&draft);
    let records = match recorded {
        None => {
            draft.append(assumed::traffic(&known, &[]));
            None
        }
        Some((calls, study)) => {
            let now = options.now.as_deref();
            let traffic = records::draft(&calls, &study, &known, &options.writing, now);
            let classes = traffic.tables.iter().filter_map(|table| table.text_of("class"));
            let classes: Vec<String> = classes.collect();
            draft.append(assumed::traffic(&known, &classes));
            draft.append(traffic);
            Some(study)
        }
    };
    let text = draft.text(&options.title, &exports.names);
    Ok(Imported {
        text,
        said: draft.said,
        unknown: draft.unknown,
        known,
        files: draft.files,
        records,
    })
}

/// The calls of all files that hold call records.
fn calls(
    inputs: &[Input],
    exports: &Exports,
    options: &Options,
    directory: Directory,
) -> Result<Option<(Calls, Study)>, Error> {
    let files: Vec<&Input> = exports.records.iter().map(|at| &inputs[*at]).collect();
    match files.is_empty() {
        true => Ok(None),
        false => records::read(&files, options.reading.clone(), directory).map(Some),
    }
}

/// Puts together what the files say of one deployment, and writes its tables; which group of users has which address or number.
fn deployment(
    exports: &Exports,
    records_of_lync: bool,
    names: &Names,
    draft: &mut Draft,
) -> Directory {
    let objects = &exports.objects;
    let (mut estate, mut settings) = (Estate::default(), Settings::default());
    for (file, topology) in &exports.topologies {
        estate.add(topology, file);
    }
    for object in objects {
        services::add(&mut estate, object);
        settings.add(object);
    }
    if !estate.unused.is_empty() {
        let roles: Vec<&str> = estate.unused.iter().map(String::as_str).collect();
        draft.say(format!("services that a scenario has no place for: {}", roles.join(", ")));
    }
    let servers = Servers::of(objects, estate.domain.as_deref());
    let nowhere = Spread::over(&[], (&|_| false, false));
    let people = People::of(objects, &servers, &nowhere);
    let mut plans = plans::plans(objects);
    for name in people.plans().into_iter().chain(contacts::plans(objects)) {
        if !plans.iter().any(|plan| plan.name == name) {
            plans.push(Plan { name, uri_type: None });
        }
    }
    for pool in people.pools() {
        estate.name_pool(&pool, None, "RegistrarPool of users");
    }
    joints::add_peers(&mut estate, objects, &plans, draft);
    if nowhere.leaves_any() && estate.pools.is_empty() {
        draft.not_known(format!("the Lync pool: `{}` is assumed", assumed::POOL));
        estate.name_pool(assumed::POOL, None, "assumed: no export says it");
    }
    let with_lync = records_of_lync || !estate.pools.is_empty();
    telephony::write(&estate, &settings, &servers.first_hops(), names, draft);
    servers.write(names, draft);
    plans::write(objects, &plans, &people.policy_names(), &servers, names, draft);
    assumed::hosts(records_of_lync || plans.iter().any(Plan::is_sip), draft);
    joints::write(objects, &estate, &plans, names, draft);
    trust::write(objects, &servers, names, draft);
    let is_sip = |name: &str| {
        let plan = plans.iter().find(|plan| plan.name == name);
        // Without any plan in the exports, the assumed one is that of Lync.
        let assumed = with_lync && plans.is_empty();
        plan.map_or(assumed, |plan| plan.uri_type.map_or(with_lync, |_| plan.is_sip()))
    };
    let pools: Vec<String> = estate.pools.iter().map(|pool| pool.fqdn.to_lowercase()).collect();
    let has_all = plans.is_empty() || plans.iter().any(|plan| is_sip(&plan.name));
    let people = People::of(objects, &servers, &Spread::over(&pools, (&is_sip, has_all)));
    people.write(is_sip, &servers, names, draft);
    assumed::users(draft);
    assumed::of_users(&plans, is_sip, &servers, names, draft);
    let is_direct = |gateway: &Gateway| estate.direct.contains(&gateway.name);
    let through = estate.gateways.is_empty() || !estate.gateways.iter().all(is_direct);
    let mut hops: Vec<String> =
        servers.first_hops().iter().map(|fqdn| names.of(names::Kind::Exchange, fqdn)).collect();
    if hops.is_empty() {
        hops = draft.names_of("exchange_server");
    }
    let direct: Vec<String> =
        estate.direct.iter().map(|name| names.of(names::Kind::Gateway, name)).collect();
    assumed::gateways(through, (&direct, &hops), draft);
    contacts::write(objects, &plans, is_sip, draft);
    let mut directory = people.directory();
    contacts::list(&mut directory, draft);
    directory
}

/// Reads each file in its format.
fn read(inputs: &[Input], options: &Options, draft: &mut Draft) -> Result<Exports, Error> {
    let mut found = Exports::default();
    for (at, input) in inputs.iter().enumerate() {
        match format::of(input) {
            // A mapping says how a table of no known format is read.
            Ok(Format::Records) => {
                found.records.push(at);
                found.names.push(input.name().to_owned());
            }
            Err(_) if options.reading.mapping.is_some() && !input.is_binary() => {
                found.records.push(at);
                found.names.push(input.name().to_owned());
            }
            Err(why) if input.is_named() => return Err(Error::file(input.name(), why)),
            Err(why) => draft.say(format!("left out: {}: {why}", input.name())),
            Ok(format) => {
                read_one(input, format, &mut found, draft)?;
                found.names.push(input.name().to_owned());
            }
        }
    }
    match found.names.is_empty() {
        true => Err(Error::usage(
            "there is no file to import: none is of a known format; docs/import.md lists the formats",
        )),
        false => Ok(found),
    }
}

fn read_one(
    input: &Input,
    format: Format,
    found: &mut Exports,
    draft: &mut Draft,
) -> Result<(), Error> {
    let named = |why: String| Error::file(input.name(), why);
    match format {
        Format::Topology => {
            let root = xml::document(&input.text()?).map_err(named)?;
            let topology = topology::read(&root).map_err(named)?;
            draft.say(format!(
                "{}: a topology of {} sites, {} clusters, {} services",
                input.name(),
                topology.sites.len(),
                topology.clusters.len(),
                topology.services.len()
            ));
            found.topologies.push((input.name().to_owned(), topology));
        }
        Format::Objects(form) => {
            let objects = objects::read(input, form)?;
            report::objects(input.name(), &objects, draft);
            found.objects.extend(objects);
        }
        // These are read together.
        Format::Records => {}
    }
    Ok(())
}
