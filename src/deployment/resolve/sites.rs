//! Sites and the lines between them.

use super::Resolver;
use crate::base::Id;
use crate::deployment::{Distribution, Link, Site, SiteId};
use crate::scenario::{self, Object, defaults};

impl Resolver<'_> {
    pub(super) fn sites(&mut self) -> Vec<Site> {
        let tables = &self.scenario.tables;
        self.unique(&tables.site, |s| &s.name);
        let used = tables.site.is_empty() || tables.site.iter().any(|s| s.says.lan_delay.is_none());
        let general = self.lan_delay(used);
        if tables.site.is_empty() {
            return vec![Site {
                name: "site".to_owned(),
                lan_delay: general,
                branch_appliance: None,
            }];
        }
        let site = |site: &Object<scenario::SiteTable>| Site {
            name: site.says.name.clone(),
            lan_delay: match &site.says.lan_delay {
                Some(text) => self.given_time(site, "lan_delay", text),
                None => general.clone(),
            },
            branch_appliance: None,
        };
        tables.site.iter().map(site).collect()
    }

    /// The delay inside sites that give none; if it is `used`, the default is listed.
    fn lan_delay(&mut self, used: bool) -> Distribution {
        let default = &defaults::STUDY_LAN_DELAY;
        let study = self.scenario.tables.study.as_ref();
        match study.and_then(|s| s.says.lan_delay.as_ref().map(|d| (s, d))) {
            Some((study, text)) => self.given_time(study, "lan_delay", text),
            None => {
                if used {
                    self.assume(default);
                }
                Distribution::new(default.key, self.shape_of(default))
            }
        }
    }

    /// A site by name, or the only one.
    pub(super) fn site_of<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        sites: &[Site],
        otherwise: Option<SiteId>,
    ) -> SiteId {
        let label = object.label.clone();
        match name {
            Some(name) => {
                if self.scenario.tables.site.is_empty() {
                    let message = format!("there is no site `{name}`: this scenario names none");
                    self.problem(&label, object.place_of("site"), message, "add a [[site]]");
                    return Id::new(0);
                }
                let names = sites.iter().map(|s| s.name.as_str());
                Id::new(self.find((object, "site"), "site", name, names).unwrap_or(0))
            }
            None => otherwise.unwrap_or_else(|| {
                if sites.len() > 1 {
                    let message = "`site` is missing, and there are several".to_owned();
                    self.problem(&label, object.node.place_of("name"), message, "say which");
                }
                Id::new(0)
            }),
        }
    }

    pub(super) fn links(&mut self, sites: &[Site]) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for link in &self.scenario.tables.link {
            let names = || sites.iter().map(|s| s.name.as_str());
            let place = link.place_of("between");
            let [a, b] = &link.says.between[..] else {
                let message = "`between` needs exactly two sites".to_owned();
                self.problem(&link.label, place.clone(), message, "");
                continue;
            };
            let ends = (
                self.find((link, "between.0"), "site", a, names()),
                self.find((link, "between.1"), "site", b, names()),
            );
            let (Some(x), Some(y)) = ends else { continue };
            if x == y
                || links.iter().any(|l| {
                    let (p, q) = (l.between.0.index(), l.between.1.index());
                    (p, q) == (x, y) || (p, q) == (y, x)
                })
            {
                let message = format!("`{a}` and `{b}` need one link between two different sites");
                self.problem(&link.label, place.clone(), message, "");
                continue;
            }
            let delay = self.given_time(link, "delay", &link.says.delay);
            let between = (Id::new(x), Id::new(y));
            let loss = self.loss(link);
            links.push(Link { name: format!("{a} - {b}"), between, delay, loss });
        }
        links
    }

    pub(super) fn wan_delay(&mut self) -> Distribution {
        let default = &defaults::STUDY_WAN_DELAY;
        let study = self.scenario.tables.study.as_ref();
        let given = study.and_then(|s| s.says.wan_delay.as_ref().map(|d| (s, d)));
        match given {
            Some((study, text)) => self.given_time(study, "wan_delay", text),
            None => {
                if self.scenario.tables.site.len() > 1 {
                    self.assume(default);
                }
                Distribution::new(default.key, self.shape_of(default))
            }
        }
    }
}
