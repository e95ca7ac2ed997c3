//! What `size` says about an answer, and what it takes as a key, a cost and a range.

use crate::size::{loss, written};
use busyhour::internals::experiment::Study;

#[test]
fn a_key_may_escape_the_quotes_of_a_name() {
    let model = loss(2.0, "5 %").replace("name = \"gw1\"", "name = 'gw 1 \"x\"'");
    for key in [r#"gateway["gw 1 \"x\""].channels"#, r#"gateway["gw 1 "x""].channels"#] {
        let model = model.replace("gateway[\"gw1\"].channels", key);
        let (_folder, path) = written(&model);
        let study = Study::load(&path, &[format!("{key}=7")]).unwrap_or_else(|e| panic!("{e}"));
        let deployment = study.deployment();
        assert_eq!(deployment.sizing.vary[0].name, "channels of gw 1 \"x\"");
        assert_eq!(deployment.gateways[0].channels, 7, "{key}");
    }
}
