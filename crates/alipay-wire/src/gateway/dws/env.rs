//! The user's environment.

use crate::{Extra, Model, OtherText, StringEnum, Text};

/// Where the user is. The set is open.
#[derive(Clone, StringEnum)]
#[wire(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum TerminalType {
    /// The merchant's application.
    App,
    /// The wallet inside the merchant's application.
    IpayApp,
    /// A web page on a computer.
    Web,
    /// A web page on a phone.
    Wap,
    /// A mini program.
    MiniApp,
    /// A word that is not listed here.
    Other(OtherText),
}

/// The user's device and session, for the gateway's risk control.
///
/// One model for all APIs: `queryAccountAndBenefit` calls the field `environment`, the others `env`. Scalars are
/// written as strings, as the pages ask.
#[derive(Clone, PartialEq, Model)]
#[model(Dws)]
#[non_exhaustive]
pub struct Env {
    /// Version of the merchant's application, such as `6.84.2`.
    #[wire(with = Text)]
    pub app_version: Option<String>,
    /// Kind of browser.
    #[wire(with = Text)]
    pub browser_type: Option<String>,
    /// Version of the browser.
    #[wire(with = Text)]
    pub browser_version: Option<String>,
    /// The user's IP address.
    #[wire(with = Text)]
    pub client_ip: Option<String>,
    /// UMID of the client.
    #[wire(with = Text)]
    pub client_umid: Option<String>,
    /// UUID of the client.
    #[wire(with = Text)]
    pub client_uuid: Option<String>,
    /// Cookie of the session.
    #[wire(with = Text)]
    pub cookie_id: Option<String>,
    /// Model of the device.
    #[wire(with = Text)]
    pub device_model: Option<String>,
    /// Token of the device, from the security SDK.
    #[wire(with = Text)]
    pub device_token_id: Option<String>,
    /// Version of the device.
    #[wire(with = Text)]
    pub device_version: Option<String>,
    /// Whether the payment in process is hidden.
    #[wire(with = Text)]
    pub hide_process_payment: Option<bool>,
    /// IMEI of the device.
    #[wire(with = Text)]
    pub imei: Option<String>,
    /// Whether the card number was pasted.
    #[wire(with = Text)]
    pub is_pasted_card: Option<bool>,
    /// The user's language, such as `en-PH`.
    #[wire(with = Text)]
    pub language: Option<String>,
    /// Latitude of the user.
    #[wire(with = Text)]
    pub latitude: Option<String>,
    /// Longitude of the user.
    #[wire(with = Text)]
    pub longitude: Option<String>,
    /// Where the operation was begun, such as `DWS`.
    #[wire(with = Text)]
    pub operate_entrance: Option<String>,
    /// Operating system, such as `Android`.
    #[wire(with = Text)]
    pub os_type: Option<String>,
    /// Version of the operating system.
    #[wire(with = Text)]
    pub os_version: Option<String>,
    /// Session of the user.
    #[wire(with = Text)]
    pub session_id: Option<String>,
    /// Where the user is.
    #[wire(show)]
    pub terminal_type: Option<TerminalType>,
    /// UMID token of the device, from the security SDK.
    #[wire(with = Text)]
    pub umid_token_id: Option<String>,
    /// User agent of the browser.
    #[wire(with = Text)]
    pub user_agent: Option<String>,
    /// UTDID of the device.
    #[wire(with = Text)]
    pub utd_id: Option<String>,
    /// Data the security SDK collected for verification.
    #[wire(with = Text)]
    pub verify_env_data: Option<String>,
    /// Members this type has no field for.
    pub extra: Extra,
}
