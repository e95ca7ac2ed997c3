//! Stand-in for the floor that reads scenario files; replaced when the parts come together.

/// JSON Schema of a scenario.
pub fn schema() -> String {
    "{}\n".to_owned()
}

/// A small scenario to start from.
pub fn starter(name: &str) -> String {
    format!("schema_version = 1\ntitle = \"{name}\"\n")
}
