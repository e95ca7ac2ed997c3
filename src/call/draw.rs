//! What a draw is for, and the draws: each has a key of its own, made of the call, the attempt and the purpose.

use super::probe::Probe;
use super::simulation::{Running, Simulation};
use crate::base::Span;
use crate::kernel::{Key, Permutation, Variate};
use crate::network::{Network, UserFlag};

/// Attributes of users that are fixed by rank, each with its own salt.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Attribute {
    Mailbox = 1,
    MailboxServer,
    FrontEnd,
    Bypass,
    Endpoints,
}

/// The salt of the first flag of users; those of [`Attribute`] lie below.
const FIRST_FLAG_SALT: u64 = 64;

/// What a draw is for. Numbers are part of every key: never reuse one.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Purpose {
    Service = 1,
    Wait,
    Delay,
    Handshake,
    User,
    Gateway,
    Patience,
    Registered,
    DoNotDisturb,
    Busy,
    AnswerShare,
    AnswerAfter,
    Ring,
    Talk,
    GreetingShare,
    GreetingMoment,
    Greeting,
    MessageShare,
    Message,
    RetryShare,
    RetryAfter,
    Delivery,
    Leg,
    Menu,
    TransferShare,
    TransferTarget,
    AnyServer,
    Resolved,
    LogOn,
    WrongPin,
    Session,
    CngDetect,
    GivesUp,
    PersonHangsUp,
    Transmission,
    MachineBusy,
    MachineAnswers,
    ToTelephoneNetwork,
    Balancer,
    OutgoingGateway,
    FarOutgoing,
    CallerNamed,
}

impl Purpose {
    /// The key of the scenario that gives the distribution, for faults.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Purpose::Service => "processing (service)",
            Purpose::Wait => "processing (wait)",
            Purpose::Delay => "link.delay or site.lan_delay",
            Purpose::Handshake => "connection.tls_handshake",
            Purpose::Patience => "traffic.patience",
            Purpose::AnswerAfter => "users.answers.after",
            Purpose::Ring => "users.ring",
            Purpose::Talk => "traffic.talk",
            Purpose::Greeting | Purpose::GreetingMoment => {
                "users.voice_mail.greeting or fax_line.greeting"
            }
            Purpose::Message => "users.voice_mail.message",
            Purpose::RetryAfter => "traffic.retry.after",
            Purpose::Delivery => "delivery",
            Purpose::Menu => "auto_attendant.menu",
            Purpose::LogOn => "access_number.log_on",
            Purpose::Session => "access_number.session",
            Purpose::CngDetect => "gateway.fax.cng_detect",
            Purpose::GivesUp => "traffic.gives_up",
            Purpose::PersonHangsUp => "traffic.person_hangs_up",
            Purpose::Transmission => "traffic.page",
            Purpose::MachineAnswers => "fax_line.answers_after",
            Purpose::Balancer => "load_balancer.delay",
            _ => "a share",
        }
    }
}

/// Which users have what: for each group and attribute its users in an order that nothing else depends on.
#[derive(Debug)]
pub(super) struct Shuffles {
    by_attribute: Vec<[Permutation; 5]>,
    /// Of what only a share of a group's users have; nothing is kept of what all or none have.
    by_flag: Vec<[Option<Permutation>; UserFlag::ALL.len()]>,
}

impl Shuffles {
    pub(super) fn new(net: &Network) -> Self {
        let some_bypass = net.hops.iter().any(|hop| (0.0..1.0).contains(&hop.bypass));
        let by_attribute = net.groups.iter().map(|group| {
            use Attribute::*;
            [Mailbox, MailboxServer, FrontEnd, Bypass, Endpoints].map(|attribute| {
                let asked = match attribute {
                    Mailbox => group.mailboxes.len() > 1,
                    MailboxServer => group.mailboxes.iter().any(|(_, servers)| servers.len() > 1),
                    FrontEnd => group.front_ends.len() > 1,
                    Bypass => group.has_endpoints && some_bypass,
                    Endpoints => group.endpoints.1 > 0,
                };
                let salt = Key::new(group.salt).absorb(attribute as u64);
                let shuffle = Permutation::new(group.count, salt);
                if asked { shuffle.written_down() } else { shuffle }
            })
        });
        let by_flag = net.groups.iter().map(|group| {
            UserFlag::ALL.map(|flag| {
                let some = (0.0..1.0).contains(&group.access.shares[flag as usize]);
                let salt = Key::new(group.salt).absorb(FIRST_FLAG_SALT + flag as u64);
                some.then(|| Permutation::new(group.count, salt))
            })
        });
        Shuffles { by_attribute: by_attribute.collect(), by_flag: by_flag.collect() }
    }
}

impl Simulation<'_> {
    /// The rank of a user in the shuffle of one attribute, 0 to count − 1.
    #[inline]
    pub(super) fn rank(&self, group: u32, attribute: Attribute, user: u32) -> u32 {
        self.shuffles.by_attribute[group as usize][attribute as usize - 1].rank(user)
    }

    /// The rank of a user in the shuffle of something that only a share of the group has.
    pub(super) fn flag_rank(&self, group: u32, flag: UserFlag, user: u32) -> u32 {
        self.shuffles.by_flag[group as usize][flag as usize].as_ref().map_or(0, |s| s.rank(user))
    }
}

impl<P: Probe> Running<'_, '_, P> {
    /// The key of attempt `attempt` of a call.
    pub(super) fn attempt_key(&self, source: u32, number: u64, attempt: u8) -> Key {
        self.sim.source_keys[source as usize].absorb(number).absorb(u64::from(attempt))
    }

    /// One draw of `variate` for a purpose of this leg.
    #[inline]
    pub(super) fn draw(&self, slot: u32, purpose: Purpose, variate: &Variate) -> Span {
        self.draw_ordinal(slot, purpose, 0, variate)
    }

    /// Whether a share of this attempt's kind applies to it.
    #[inline]
    pub(super) fn chance(&self, slot: u32, purpose: Purpose, share: f64) -> bool {
        share >= 1.0 || (share > 0.0 && self.key(slot, purpose, 0).uniform() < share)
    }

    #[inline]
    pub(super) fn key(&self, slot: u32, purpose: Purpose, ordinal: u64) -> Key {
        self.sim.calls[slot as usize].key.absorb((purpose as u64) << 32 | ordinal)
    }

    #[inline]
    pub(super) fn draw_ordinal(
        &self,
        slot: u32,
        purpose: Purpose,
        ordinal: u64,
        variate: &Variate,
    ) -> Span {
        let span = match variate {
            Variate::Constant(value) => return *value,
            drawn => drawn.sample(&mut self.key(slot, purpose, ordinal).rng()),
        };
        if span == Span::MAX {
            self.sim.overflow.set(Some(purpose));
        }
        span
    }
}
