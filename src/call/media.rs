//! Media streams of a call, which take bandwidth on the links between sites.

use super::engine::{CallId, Engine, Flag, Id16, Probe};
use crate::base::SimTime;
use crate::network::SiteId;

impl<P: Probe> Engine<'_, '_, P> {
    /// Media flows from the gateway or caller to site `to`: over the Mediation Server, or past it.
    pub(super) fn connect_media(&mut self, slot: CallId, now: SimTime, to: SiteId, past: bool) {
        let net = self.state.net;
        let link = |from: SiteId, to: SiteId| Id16::from(net.link(from, to));
        let caller = self.caller_place(slot).site();
        let links = if self.call(slot).trunk.is_none() || past {
            [link(caller, to), Id16::NONE]
        } else {
            let middle = self.mediation_place(slot).site();
            [link(caller, middle), link(middle, to)]
        };
        self.call_mut(slot).links = links;
        self.report_streams(slot, now, 1);
    }

    /// Media stops, if any flowed.
    pub(super) fn disconnect_media(&mut self, slot: CallId, now: SimTime) {
        self.report_streams(slot, now, -1);
        self.call_mut(slot).links = [Id16::NONE; 2];
    }

    fn report_streams(&mut self, slot: CallId, now: SimTime, delta: i64) {
        let call = self.call(slot);
        let (links, person) = (call.links, !call.has(Flag::ByVoiceMail));
        for (leg, link) in links.iter().enumerate() {
            if let Some(link) = link.get() {
                // Second leg to a person: RTAudio narrowband; all others G.711 (domain §2.8).
                let rate = if leg == 1 && person { RTAUDIO } else { G711 };
                self.probe.stream(now, link, delta, rate);
            }
        }
    }
}

/// Bandwidth of a G.711 stream with IP, RTP and SRTP, in 100 bit/s (domain §2.8: 92 kbit/s).
const G711: u32 = 920;
/// Bandwidth of an RTAudio narrowband stream, in 100 bit/s (domain §2.8: 39.8 kbit/s).
const RTAUDIO: u32 = 398;
