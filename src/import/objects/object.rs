//! An object of PowerShell: its kind, where it stands, and the properties that are read.

use super::kind::Kind;
use std::collections::BTreeMap;

/// Properties that are read, in lower case and sorted; no other property is kept. They are the settable names of the
/// cmdlets' reference pages, and those names of what is read only that products print.
const READ: &[&str] = &[
    "accesstelephonenumbers",
    "address",
    "admindisplayversion",
    "allowfax",
    "allowmissedcallnotifications",
    "allowpinlessvoicemailaccess",
    "allowplayonphone",
    "allowvoicemailpreview",
    "alternativenames",
    "certificatedomains",
    "database",
    "dialplan",
    "dialplans",
    "distinguishedname",
    "enablebypass",
    "enablerefersupport",
    "encryptionlevel",
    "enterprisevoiceenabled",
    "extensions",
    "faxenabled",
    "faxserveruri",
    "fqdn",
    "gatewaysipclienttcpport",
    "gatewaysipclienttlsport",
    "identity",
    "isselfsigned",
    "issuer",
    "lineuri",
    "logonfailuresbeforedisconnect",
    "maxcallduration",
    "maxcallsallowed",
    "maxrecordingduration",
    "mediationserver",
    "missedcallnotificationenabled",
    "name",
    "notafter",
    "outcallsallowed",
    "phonecontext",
    "pilotidentifier",
    "pilotidentifierlist",
    "poolfqdn",
    "port",
    "primarysmtpaddress",
    "pscomputername",
    "registrarpool",
    "role",
    "server",
    "serverfqdn",
    "servername",
    "services",
    "sipaddress",
    "sipresourceidentifier",
    "siptcplisteningport",
    "siptlslisteningport",
    "siteid",
    "speechenabled",
    "srtpmode",
    "status",
    "subject",
    "thumbprint",
    "umdialplan",
    "umipgateway",
    "ummailboxpolicy",
    "umstartupmode",
    "uritype",
    "userprincipalname",
    "voicepolicy",
    "voipsecurity",
];

/// Whether a property with this name is kept.
pub fn is_read(name: &str) -> bool {
    READ.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// The value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, or what an object is called.
    Text(String),
    /// A number.
    Number(String),
    /// Several of them.
    List(Vec<String>),
}

/// An object and the properties that are read.
#[derive(Clone, Debug)]
pub struct Object {
    /// Which cmdlet wrote it, if that is known.
    pub kind: Option<Kind>,
    /// File and position, as `Get-UMDialPlan.json, object 2`.
    pub from: String,
    properties: BTreeMap<String, Value>,
}

impl Object {
    /// An object without properties.
    pub fn new(from: String) -> Object {
        Object { kind: None, from, properties: BTreeMap::new() }
    }

    /// Keeps a property if it is read; the first of a name counts.
    pub fn set(&mut self, name: &str, value: Value) {
        if is_read(name) {
            self.properties.entry(name.to_ascii_lowercase()).or_insert(value);
        }
    }

    /// Whether nothing of it is read.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// Whether it has a property, also an empty one.
    pub fn has(&self, name: &str) -> bool {
        self.properties.contains_key(name)
    }

    /// The text of a property, by its name in lower case; `None` if it is empty. Of a list, its only item.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = match self.properties.get(name)? {
            Value::Text(text) | Value::Number(text) => text,
            Value::List(items) => items.first().filter(|_| items.len() == 1)?,
        };
        Some(text.trim()).filter(|text| !text.is_empty())
    }

    /// The items of a list, also where a text holds them as `{a, b}` or a single value stands for a list.
    pub fn items(&self, name: &str) -> Vec<String> {
        match self.properties.get(name) {
            None => Vec::new(),
            Some(Value::List(items)) => items.iter().map(|item| item.trim().to_owned()).collect(),
            Some(Value::Text(text) | Value::Number(text)) => split(text),
        }
    }

    /// Whether the end of a list was cut when it was printed.
    pub fn is_cut(&self, name: &str) -> bool {
        match self.properties.get(name) {
            Some(Value::Text(text)) => {
                let text = text.trim().trim_end_matches('}').trim_end();
                text.ends_with("...") || text.ends_with('…')
            }
            _ => false,
        }
    }

    /// A value of yes or no.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.to_ascii_lowercase().as_str() {
            "true" | "$true" => Some(true),
            "false" | "$false" => Some(false),
            _ => None,
        }
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.text(name)?.parse().ok()
    }

    /// Whether a property is a number, which an enumeration is if `ConvertTo-Json` wrote a live object.
    pub fn is_number(&self, name: &str) -> bool {
        matches!(self.properties.get(name), Some(Value::Number(_)))
    }
}

/// Items of a list that is printed as `{a, b, c…}`.
fn split(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or(text);
    let inner = inner.trim_end().trim_end_matches("...").trim_end_matches('…');
    let items = inner.split([',', ';']).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

/// The short name of an object that another one names: the last part of a path, or the first part of a distinguished
/// name.
pub fn short(name: &str) -> &str {
    let name = name.trim();
    if let Some(rest) =
        name.get(..3).filter(|start| start.eq_ignore_ascii_case("cn=")).map(|_| &name[3..])
    {
        return rest.split(',').next().unwrap_or(rest).trim();
    }
    name.rsplit(['\\', '/']).next().unwrap_or(name).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_properties_is_sorted() {
        assert!(READ.is_sorted());
        assert!(is_read("UMStartUpMode") && !is_read("DisplayName"));
    }

    #[test]
    fn lists_and_names_are_read_in_every_form() {
        let mut object = Object::new(String::new());
        object.set("DialPlans", Value::Text("{UMSIP, contoso.test/UM/Second…}".to_owned()));
        assert_eq!(object.items("dialplans"), ["UMSIP", "contoso.test/UM/Second"]);
        assert!(object.is_cut("dialplans"));
        for name in [
            "UMSIP",
            "CN=UMSIP,CN=UM DialPlan Container,DC=x",
            "contoso.test/UM/UMSIP",
            "EX1\\UMSIP",
        ] {
            assert_eq!(short(name), "UMSIP");
        }
    }
}
