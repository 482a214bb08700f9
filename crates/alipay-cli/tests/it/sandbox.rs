//! `alipay sandbox` as a process: what it writes, and how it ends.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use alipay::{
    Client, OpenPlatform, PrivateKey, PublicKey,
    config::{Config, DialectName, Profile},
    fund_account::{AccountType, FundAccountQuery},
};

use crate::support::{Ran, SandboxProcess, alipay};

#[test]
fn tells_one_line_and_writes_its_keys() {
    let sandbox = SandboxProcess::start(&["--tls"]);
    for (dialect, members) in [
        ("open_platform", ["gateway", "app_id", "private_key_file", "alipay_public_key_file"]),
        ("dws", ["base_url", "client_id", "private_key_file", "alipay_public_key_file"]),
        ("worldfirst", ["base_url", "client_id", "private_key_file", "alipay_public_key_file"]),
    ] {
        let told = &sandbox.ready[dialect];
        assert_eq!(told.as_object().unwrap().len(), 4, "{told}");
        let [_, _, private, public] =
            members.map(|name| told[name].as_str().unwrap_or_else(|| panic!("{name}: {told}")));
        PrivateKey::from_text(&fs::read_to_string(private).unwrap()).unwrap();
        PublicKey::from_text(&fs::read_to_string(public).unwrap()).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    assert!(sandbox.ready["open_platform"]["gateway"].as_str().unwrap().ends_with("/gateway.do"));
    let ca = fs::read_to_string(sandbox.ready["ca_file"].as_str().unwrap()).unwrap();
    assert!(ca.starts_with("-----BEGIN CERTIFICATE-----"), "{ca}");
}

#[cfg(unix)]
#[test]
fn ends_when_asked() {
    for signal in ["-INT", "-TERM"] {
        let mut sandbox = SandboxProcess::start(&[]);
        let sent = Command::new("kill").args([signal, &sandbox.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let limit = Instant::now() + Duration::from_secs(10);
        let status = loop {
            match sandbox.child.try_wait().unwrap() {
                Some(status) => break status,
                None => assert!(Instant::now() < limit, "{signal} is ignored"),
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[test]
fn starts_again_over_its_own_files() {
    let first = SandboxProcess::start(&[]);
    let keys = first.ready["dws"]["private_key_file"].as_str().unwrap().to_owned();
    let folder = first.folder.path().to_owned();
    let mut second = alipay(&folder);
    second.args(["sandbox", "--keys-dir", "keys", "--listen"]);
    // The address is taken: told, and nothing else.
    let taken = first.ready["dws"]["base_url"].as_str().unwrap().trim_start_matches("http://").to_owned();
    Ran::of(second.arg(&taken)).refuses::<&str>(&["--listen", "in use"], []);
    assert!(fs::metadata(keys).is_ok());
}

#[test]
fn serves_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80", "localhost", "8443", ""] {
        let ran = Ran::of(alipay(folder.path()).args(["sandbox", "--keys-dir", "keys", "--listen", address]));
        ran.refuses::<&str>(&["--listen"], []);
    }
    Ran::of(alipay(folder.path()).arg("sandbox")).refuses::<&str>(&["--keys-dir"], []);
    fs::write(folder.path().join("file"), "").unwrap();
    let ran = Ran::of(alipay(folder.path()).args(["sandbox", "--keys-dir", "file"]));
    ran.refuses::<&str>(&["--keys-dir", "file"], []);
}

/// The client of a profile as the line says it.
fn client(sandbox: &SandboxProcess) -> Client<OpenPlatform> {
    let told = &sandbox.ready["open_platform"];
    let folder = sandbox.folder.path();
    let lines = told.as_object().unwrap().iter().map(|(name, value)| format!("{name} = {value}\n"));
    let file = format!("[profiles.sandbox]\ndialect = \"open-platform\"\n{}", lines.collect::<String>());
    let config = Config::parse(&file, folder.join("alipay.toml")).unwrap();
    config.profile("sandbox").unwrap().open_platform_client().unwrap()
}

fn files(sandbox: &SandboxProcess) -> Vec<String> {
    let told = sandbox.ready["open_platform"].as_object().unwrap().iter();
    told.filter(|(name, _)| name.ends_with("_file")).map(|(_, file)| file.as_str().unwrap().to_owned()).collect()
}

#[test]
fn its_modes_are_told_as_a_profile_wants_them() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (flags, members) in [
        (&[][..], &["alipay_public_key_file", "app_id", "gateway", "private_key_file"][..]),
        (
            &["--certificates"],
            &["alipay_cert_file", "alipay_root_cert_file", "app_cert_file", "app_id", "gateway", "private_key_file"],
        ),
        (&["--content-key"], &["alipay_public_key_file", "app_id", "content_key_file", "gateway", "private_key_file"]),
        (
            &["--certificates", "--content-key"],
            &[
                "alipay_cert_file",
                "alipay_root_cert_file",
                "app_cert_file",
                "app_id",
                "content_key_file",
                "gateway",
                "private_key_file",
            ],
        ),
    ] {
        let sandbox = SandboxProcess::start(flags);
        let told: Vec<_> = sandbox.ready["open_platform"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(told, members);
        assert!(files(&sandbox).iter().all(|file| fs::metadata(file).unwrap().len() > 0));
        #[cfg(unix)]
        for file in files(&sandbox) {
            use std::os::unix::fs::PermissionsExt;
            let is_secret = file.contains("private_key") || file.contains("content_key");
            let mode = if is_secret { 0o600 } else { 0o644 };
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode, "{file}");
        }

        let query = FundAccountQuery::new("2088301409188095").account_type(AccountType::AcctransAccount);
        let answer = runtime.block_on(async { client(&sandbox).send(&query).await }).unwrap();
        assert_eq!(answer.available_amount.to_string(), "100.00", "{flags:?}");
        if flags.contains(&"--certificates") {
            // Who does not name certificates is refused.
            let keys = Profile::new(DialectName::OpenPlatform)
                .address(sandbox.ready["open_platform"]["gateway"].as_str().unwrap())
                .identity(sandbox.ready["open_platform"]["app_id"].as_str().unwrap())
                .private_key_file(sandbox.ready["dws"]["private_key_file"].as_str().unwrap())
                .alipay_public_key_file(sandbox.ready["dws"]["alipay_public_key_file"].as_str().unwrap());
            let error = runtime.block_on(async { keys.open_platform_client().unwrap().send(&query).await });
            let error = error.unwrap_err();
            assert_eq!(error.answer().unwrap().leading().as_str(), "isv.missing-app-cert-sn", "{error:?}");
        }
    }
}
