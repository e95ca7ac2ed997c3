//! What a draw is for.

/// What a draw is for. Numbers are part of every key: never reuse one.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(in crate::call) enum Purpose {
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
    LinkLoss,
    HeldBack,
}

impl Purpose {
    /// The key of the scenario that gives the distribution, for messages.
    pub(in crate::call) const fn key(self) -> &'static str {
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
