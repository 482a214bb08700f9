//! The user's environment.

use crate::Text;

crate::text! {
    /// Where the user is. The set is open.
    pub struct TerminalType show {
        /// The merchant's application.
        APP = "APP";
        /// The wallet inside the merchant's application.
        IPAY_APP = "IPAY_APP";
        /// A web page on a computer.
        WEB = "WEB";
        /// A web page on a phone.
        WAP = "WAP";
        /// A mini program.
        MINI_APP = "MINI_APP";
    }
}

crate::model! {
    /// The user's device and session, for the gateway's risk control.
    ///
    /// One model for all APIs: `queryAccountAndBenefit` calls the field `environment`, the others `env`. Scalars are
    /// written as strings, as the pages ask.
    pub struct Env {
        required {}
        optional {
            /// Version of the merchant's application, such as `6.84.2`.
            "appVersion" app_version: String as Text,
            /// Kind of browser.
            "browserType" browser_type: String as Text,
            /// Version of the browser.
            "browserVersion" browser_version: String as Text,
            /// The user's IP address.
            "clientIp" client_ip: String as Text,
            /// UMID of the client.
            "clientUmid" client_umid: String as Text,
            /// UUID of the client.
            "clientUuid" client_uuid: String as Text,
            /// Cookie of the session.
            "cookieId" cookie_id: String as Text,
            /// Model of the device.
            "deviceModel" device_model: String as Text,
            /// Token of the device, from the security SDK.
            "deviceTokenId" device_token_id: String as Text,
            /// Version of the device.
            "deviceVersion" device_version: String as Text,
            /// Whether the payment in process is hidden.
            "hideProcessPayment" hide_process_payment: bool as Text,
            /// IMEI of the device.
            "imei" imei: String as Text,
            /// Whether the card number was pasted.
            "isPastedCard" is_pasted_card: bool as Text,
            /// The user's language, such as `en-PH`.
            "language" language: String as Text,
            /// Latitude of the user.
            "latitude" latitude: String as Text,
            /// Longitude of the user.
            "longitude" longitude: String as Text,
            /// Where the operation was begun, such as `DWS`.
            "operateEntrance" operate_entrance: String as Text,
            /// Operating system, such as `Android`.
            "osType" os_type: String as Text,
            /// Version of the operating system.
            "osVersion" os_version: String as Text,
            /// Session of the user.
            "sessionId" session_id: String as Text,
            /// Where the user is.
            "terminalType" terminal_type: TerminalType {show},
            /// UMID token of the device, from the security SDK.
            "umidTokenId" umid_token_id: String as Text,
            /// User agent of the browser.
            "userAgent" user_agent: String as Text,
            /// UTDID of the device.
            "utdId" utd_id: String as Text,
            /// Data the security SDK collected for verification.
            "verifyEnvData" verify_env_data: String as Text,
        }
    }
}
