//! What identifies a person never leaves the exports; with `--anonymise` hosts get other names.

use super::deployments::topology;
use super::exports::{Export, FORMS, Form};
use busyhour::internals::import::Imported;
use busyhour::{NoFiles, Study};

fn all(imported: &Imported) -> String {
    let lines = imported.said.iter().chain(&imported.unknown).cloned();
    std::iter::once(imported.text.clone()).chain(lines).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_person_number_address_or_alias_is_written() {
    for number in 1..=4 {
        for form in FORMS {
            let text = all(&topology(number).imported(form, false, false));
            for secret in ["Secretperson", "Ada", "alias", "@", "202555", "DB1", "0123456789ABCDEF"]
            {
                assert!(!text.contains(secret), "topology {number}, {form:?}: {secret}\n{text}");
            }
        }
    }
}

#[test]
fn numbers_and_addresses_are_no_names() {
    let mut deployment = topology(3);
    deployment.of("UMHuntGroup").set(0, "PilotIdentifier", "+12025550123");
    deployment.of("UMIPGateway").set(0, "Name", "192.0.2.7");
    deployment.of("UMHuntGroup").set(0, "UMIPGateway", "192.0.2.7");
    deployment.of("CsTrunk").set(0, "Identity", "PstnGateway:192.0.2.9");
    deployment.exports.push(Export::of(
        "UMAutoAttendant",
        vec![vec![
            ("Name", "+12025550188".into()),
            ("UMDialPlan", "UMSIP".into()),
            ("SpeechEnabled", true.into()),
        ]],
    ));
    let text = all(&deployment.imported(Form::Json, false, false));
    for secret in ["2025550", "192.0.2"] {
        assert!(!text.contains(secret), "{secret}\n{text}");
    }
}

#[test]
fn hosts_and_sites_get_other_names() {
    for number in 1..=4 {
        let imported = topology(number).imported(Form::Clixml, false, true);
        let text = all(&imported).to_lowercase().replace("contoso root ca", "");
        for secret in ["contoso", "hq", "mbx", "cas1", "fe1.", "gw1", "med1", "pbx"] {
            assert!(!text.contains(secret), "topology {number}: {secret}\n{text}");
        }
        let study = Study::parse("m.toml", &imported.text, &NoFiles, &[]).expect("loads");
        let errors: Vec<&str> = study.checked().findings.iter().map(|f| f.rule.name).collect();
        let plain = topology(number).imported(Form::Clixml, false, false);
        let plain = Study::parse("m.toml", &plain.text, &NoFiles, &[]).expect("loads");
        let expected: Vec<&str> = plain.checked().findings.iter().map(|f| f.rule.name).collect();
        assert_eq!(errors, expected, "topology {number}");
    }
}
