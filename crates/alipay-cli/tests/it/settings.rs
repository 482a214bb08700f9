//! Flag before environment before profile.

use std::process::Command;

use crate::support::{DWS, Gateway, OPEN_PLATFORM, Ran, alipay};

/// Where the settings of a call come from. Each source has its own client id, so that the gateway's ledger tells.
fn call(gateway: &Gateway, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = alipay(gateway.keys.folder());
    command.args(["call", "dws", DWS.api, "--data", DWS.data, "--json"]).args(arguments);
    Ran::of(command.envs(environment.iter().copied()))
}

fn identity(gateway: &Gateway) -> String {
    gateway.sandbox.ledger().pop().expect("a call").identity
}

#[test]
fn flag_before_environment_before_profile() {
    let gateway = Gateway::start();
    let origin = gateway.origin();
    let config = format!(
        "[profiles.p]\ndialect = \"dws\"\nbase_url = \"{origin}\"\nclient_id = \"FROM_PROFILE\"\n\
         private_key_file = \"private.pem\"\nalipay_public_key_file = \"public.pem\"\n\
         [profiles.good]\ndialect = \"dws\"\nbase_url = \"{origin}\"\nclient_id = \"T_WALLET_1\"\n\
         private_key_env = \"WALLET_KEY\"\nalipay_public_key_file = \"public.pem\"\ntimeout = 10\n"
    );
    gateway.keys.write("alipay.toml", &config);
    gateway.keys.write("other.toml", config.replace("FROM_PROFILE", "FROM_OTHER"));

    call(&gateway, &["--profile", "p"], &[]);
    assert_eq!(identity(&gateway), "FROM_PROFILE");
    call(&gateway, &["--profile", "p", "--config", "other.toml"], &[]);
    assert_eq!(identity(&gateway), "FROM_OTHER");
    call(&gateway, &[], &[("ALIPAY_PROFILE", "p"), ("ALIPAY_CONFIG", "other.toml")]);
    assert_eq!(identity(&gateway), "FROM_OTHER");
    call(&gateway, &["--profile", "p"], &[("ALIPAY_CLIENT_ID", "FROM_ENVIRONMENT")]);
    assert_eq!(identity(&gateway), "FROM_ENVIRONMENT");
    call(&gateway, &["--profile", "p", "--client-id", "FROM_FLAG"], &[("ALIPAY_CLIENT_ID", "FROM_ENVIRONMENT")]);
    assert_eq!(identity(&gateway), "FROM_FLAG");

    // All from a profile, the key from the variable it names; and a flag that replaces that.
    let key = std::fs::read_to_string(gateway.keys.folder().join("private.pem")).unwrap();
    let ran = call(&gateway, &["--profile", "good"], &[("WALLET_KEY", &key)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = call(&gateway, &["--profile", "good", "--private-key", "private.pem"], &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let message = call(&gateway, &["--profile", "good"], &[]).error(2)["message"].to_string();
    assert!(message.contains("private_key_env names the variable WALLET_KEY, which is not set"), "{message}");
}

#[test]
fn everything_from_the_environment() {
    let gateway = Gateway::start();
    let url = OPEN_PLATFORM.url(&gateway.origin());
    let mut command = alipay(gateway.keys.folder());
    command.args(["call", "open-platform", OPEN_PLATFORM.api, "--data", OPEN_PLATFORM.data]);
    command.envs([
        ("ALIPAY_GATEWAY", url.as_str()),
        ("ALIPAY_APP_ID", OPEN_PLATFORM.identity.1),
        ("ALIPAY_PRIVATE_KEY_FILE", "private.pem"),
        ("ALIPAY_PUBLIC_KEY_FILE", "public.pem"),
        ("ALIPAY_TIMEOUT", "9.5"),
        ("ALIPAY_ATTEMPTS", "2"),
    ]);
    let ran = Ran::of(&mut command);
    assert_eq!(ran.code, 0, "{ran:?}");

    let origin = gateway.origin();
    let from_environment =
        [("ALIPAY_BASE_URL", origin.as_str()), ("ALIPAY_CLIENT_ID", "T_WALLET_1"), ("ALIPAY_KEY_VERSION", "1")];
    let keys = ["--private-key", "private.pem", "--alipay-public-key", "public.pem"];
    assert_eq!(call(&gateway, &keys, &from_environment).code, 0);
    let signature = gateway.sandbox.ledger().pop().unwrap().signature;
    assert!(signature.contains("keyVersion=1,"), "{signature}");
}

#[test]
fn help_names_every_variable_and_shows_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let help = |arguments: &[&str], command: &mut Command| {
        let ran = Ran::of(command.args(arguments).env("ALIPAY_APP_ID", "SENTINEL").env("ALIPAY_PROXY", "SENTINEL"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        String::from_utf8(ran.stdout).unwrap()
    };
    let open_platform = help(&["call", "open-platform", "--help"], &mut alipay(folder.path()));
    let dws = help(&["call", "dws", "--help"], &mut alipay(folder.path()));
    for variable in
        ["PRIVATE_KEY_FILE", "PUBLIC_KEY_FILE", "CA_FILE", "PROXY", "PROFILE", "CONFIG", "TIMEOUT", "ATTEMPTS"]
    {
        for help in [&open_platform, &dws] {
            assert!(help.contains(&format!("[env: ALIPAY_{variable}]")), "{variable}: {help}");
        }
    }
    for (help, variables) in
        [(&open_platform, &["GATEWAY", "APP_ID"][..]), (&dws, &["BASE_URL", "CLIENT_ID", "KEY_VERSION"])]
    {
        assert!(variables.iter().all(|variable| help.contains(&format!("[env: ALIPAY_{variable}]"))), "{help}");
        assert!(!help.contains("SENTINEL"), "{help}");
    }
    for (arguments, expected) in
        [(&["--help"][..], "Exit codes:"), (&["-V"], "alipay 0."), (&["call", "-h"], "worldfirst")]
    {
        assert!(help(arguments, &mut alipay(folder.path())).contains(expected));
    }
}
