//! The samples in `tests/data/import`, through the library and through the command.

use crate::program::{busyhour, text};
use busyhour::internals::base::Severity;
use busyhour::internals::import::{Input, Options, import};
use busyhour::{NoFiles, Study};
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import").join(name)
}

#[test]
fn a_topology_becomes_sites_and_pools() {
    for (name, site) in [("lync-topology.xml", "HQ"), ("lync-topology.tbxml", "HQ")] {
        let input = Input::file(&sample(name), true).expect("opens");
        let imported = import(&[input], &Options::default()).expect(name);
        let study = Study::parse("m.toml", &imported.text, &NoFiles, &[]).expect("loads");
        assert_eq!(study.checked().count(Severity::Error), 0);
        let d = study.deployment();
        assert_eq!(d.sites[0].name, site);
        assert_eq!(d.pools[0].name, "pool01.contoso.test");
        assert!(imported.text.contains("[\"fe1.contoso.test\", \"fe2.contoso.test\"]"));
        assert!(imported.unknown.iter().any(|line| line.contains("the Mediation Server")));
    }
}

#[test]
fn the_text_of_an_audit_is_read() {
    let input = Input::file(&sample("exchange-um-audit.txt"), true).expect("opens");
    let imported = import(&[input], &Options::default()).expect("imported");
    for line in ["name = \"um1\"", "startup_mode = \"dual\"", "security = \"sip-secured\""] {
        assert!(imported.text.contains(line), "{line}\n{}", imported.text);
    }
    Study::parse("m.toml", &imported.text, &NoFiles, &[]).expect("loads");
}

#[test]
fn the_command_writes_a_scenario_and_never_over_another_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("hq.toml");
    let import = |more: &[&str]| {
        let mut command = busyhour();
        command.arg("import").arg(sample("lync-topology.xml")).arg("--out").arg(&out).args(more);
        command.output().expect("runs")
    };
    let first = import(&[]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert!(text(&first.stderr).contains("not known from these exports"));
    let second = import(&[]);
    assert_eq!(second.status.code(), Some(2));
    assert!(text(&second.stderr).contains("was not changed"), "{}", text(&second.stderr));
    assert_eq!(import(&["--replace"]).status.code(), Some(0));
    let mut piped = busyhour();
    let piped = piped.arg("import").arg(sample("lync-topology.xml")).args(["--out", "-"]).output();
    let said = text(&piped.expect("runs").stderr);
    assert!(said.contains("wrote the scenario; `busyhour check` finds 0 errors"), "{said}");
    let check = busyhour().arg("check").arg(&out).output().expect("runs");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
}

#[test]
fn what_is_no_export_is_refused_with_what_it_looks_like() {
    let said = |name: &str, bytes: &[u8]| {
        let input = Input::bytes(name, bytes.to_vec());
        import(&[input], &Options::default()).expect_err(name).to_string()
    };
    for (bytes, looks) in [
        (&b"PK\x03\x04rest"[..], "a binary file"),
        (b"", "an empty file"),
        (b"<html><body>", "a web page"),
        (b"<?xml version=\"1.0\"?><Invoice/>", "XML whose first element is `Invoice`"),
        (b"[[gateway]]\nname = \"gw1\"\n", "TOML or settings"),
        (
            b"a,b,c\n1,2,3\n",
            "which is no format that is imported; docs/import.md lists all; if it holds call records, write a mapping",
        ),
        (b"Dear planner,\nhere are the files.\n", "a table of values in CSV"),
        (b"Hello\n", "plain text"),
    ] {
        let said = said("a.bin", bytes);
        assert!(said.contains(looks) && said.contains("docs/import.md"), "{said}");
    }
}

#[test]
fn values_that_are_not_read_are_reported_with_the_first_object() {
    let services = r#"[{ "Name": "EX1", "UMStartupMode": 2, "MaxCallsAllowed": 100 }, { "Name": "EX2", "UMStartupMode": 1, "MaxCallsAllowed": 100 }]"#;
    let gateways =
        r#"[{ "Name": "G", "Address": "pbx.contoso.test", "Status": 0, "OutcallsAllowed": true }]"#;
    let settings = "Identity        : Global\nEncryptionLevel : Perhaps\n";
    let inputs = [
        Input::bytes("Get-UMService.json", services.into()),
        Input::bytes("Get-UMIPGateway.json", gateways.into()),
        Input::bytes("Get-CsMediaConfiguration.txt", settings.into()),
    ];
    let said = import(&inputs, &Options::default()).expect("imported").said.join("\n");
    for expected in [
        "Get-UMService.json, object 1 and in 1 more of Get-UMService.json: UMStartupMode is a number",
        "Get-UMIPGateway.json, object 1: Status is a number",
        "EncryptionLevel is a word that its reference page does not list; it is not read",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
}
