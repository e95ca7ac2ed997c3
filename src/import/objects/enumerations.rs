//! Properties whose values are a few words, which the reference pages of the cmdlets list. `ConvertTo-Json` writes those of live
//! objects as numbers; which word has which number is not documented, so a number is not read, and is reported.

use super::kind::Kind;
use super::object::Object;

/// A property whose value is one of a few words.
#[derive(Debug)]
pub struct Enumeration {
    /// Its name as the cmdlet writes it.
    pub shown: &'static str,
    /// Its name in lower case.
    property: &'static str,
    /// The cmdlets whose values matter.
    kinds: &'static [Kind],
    /// Its words in lower case.
    words: &'static [&'static str],
}

pub static URI_TYPE: Enumeration = Enumeration {
    shown: "URIType",
    property: "uritype",
    kinds: &[Kind::UmDialPlan],
    words: &["telextn", "sipname", "e164"],
};

pub static VOIP_SECURITY: Enumeration = Enumeration {
    shown: "VoIPSecurity",
    property: "voipsecurity",
    kinds: &[Kind::UmDialPlan],
    words: &["unsecured", "sipsecured", "secured"],
};

pub static STARTUP_MODE: Enumeration = Enumeration {
    shown: "UMStartupMode",
    property: "umstartupmode",
    kinds: &[Kind::UmService, Kind::UmCallRouterSettings, Kind::UmServer],
    words: &["tcp", "tls", "dual"],
};

pub static STATUS: Enumeration = Enumeration {
    shown: "Status",
    property: "status",
    kinds: &[Kind::UmIpGateway, Kind::UmServer],
    words: &["enabled", "disabled", "nonewcalls"],
};

pub static ENCRYPTION_LEVEL: Enumeration = Enumeration {
    shown: "EncryptionLevel",
    property: "encryptionlevel",
    kinds: &[Kind::CsMediaConfiguration],
    words: &["requireencryption", "supportencryption", "donotsupportencryption"],
};

pub static SRTP_MODE: Enumeration = Enumeration {
    shown: "SRTPMode",
    property: "srtpmode",
    kinds: &[Kind::CsTrunkConfiguration],
    words: &["required", "optional", "notsupported"],
};

/// All of them.
pub static ALL: [&Enumeration; 6] =
    [&URI_TYPE, &VOIP_SECURITY, &STARTUP_MODE, &STATUS, &ENCRYPTION_LEVEL, &SRTP_MODE];

/// Why a value is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// It is a number.
    Number,
    /// It is a word that the reference page does not list.
    Word,
}

impl Enumeration {
    /// The position of an object's value among the words.
    pub fn of(&self, object: &Object) -> Option<usize> {
        let text = object.text(self.property).filter(|_| !object.is_number(self.property))?;
        let text: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        self.words.iter().position(|word| text.eq_ignore_ascii_case(word))
    }

    /// Why an object's value is not read, if it has one that matters.
    pub fn unread(&self, object: &Object) -> Option<Unread> {
        let matters = object.kind.is_some_and(|kind| self.kinds.contains(&kind));
        let given = matters && object.text(self.property).is_some();
        (given && self.of(object).is_none()).then(|| match object.is_number(self.property) {
            true => Unread::Number,
            false => Unread::Word,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::object::Value;
    use super::*;

    #[test]
    fn values_are_read_by_word_and_not_by_number() {
        let mut object = Object::new(String::new());
        object.kind = Some(Kind::UmDialPlan);
        object.set("VoIPSecurity", Value::Text("SIP Secured".to_owned()));
        object.set("URIType", Value::Number("1".to_owned()));
        assert_eq!((VOIP_SECURITY.of(&object), VOIP_SECURITY.unread(&object)), (Some(1), None));
        assert_eq!((URI_TYPE.of(&object), URI_TYPE.unread(&object)), (None, Some(Unread::Number)));
        let mut object = Object::new(String::new());
        object.kind = Some(Kind::UmService);
        object.set("UMStartupMode", Value::Text("Quadruple".to_owned()));
        assert_eq!(STARTUP_MODE.unread(&object), Some(Unread::Word));
        // A service has no status that matters.
        object.set("Status", Value::Number("0".to_owned()));
        assert_eq!(STATUS.unread(&object), None);
    }
}
