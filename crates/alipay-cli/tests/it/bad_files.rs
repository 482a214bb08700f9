//! Every file missing, empty, of another kind, or cut short.

use std::{fs, path::Path};

use crate::support::{DWS, Keys, NOWHERE, Ran, alipay, for_each, pieces};

/// Keys and other things made by OpenSSL, for the tests of the crate that reads them.
fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../alipay-sign/tests/keys");
    fs::read_to_string(folder.join(name)).unwrap()
}

fn half(text: &str) -> String {
    text[..text.len() / 2].to_owned()
}

#[test]
fn keys_and_authorities() {
    let keys = Keys::new();
    let (private, public) = (sample("pkcs8.pem"), sample("spki.pem"));
    let client = fs::read_to_string(keys.folder().join("private.pem")).unwrap();
    let own_public = alipay::PrivateKey::from_text(&client).unwrap().public_key().to_spki_pem();
    keys.write("ca.pem", sample("certificate.pem"));
    let sentence = "This text SENTINELSENTINEL is no key.\n".to_owned();
    let cases = [
        ("--private-key", String::new(), "the key is empty"),
        ("--private-key", "\n \n".to_owned(), "the key is empty"),
        ("--private-key", public.clone(), "this is a public key"),
        ("--private-key", sample("certificate.pem"), "this is a certificate"),
        ("--private-key", sample("p256-pkcs8.pem"), "this is a key for "),
        ("--private-key", sample("ed25519-pkcs8.pem"), "this is a key for "),
        ("--private-key", sample("encrypted-pkcs8.pem"), "encrypted with a password"),
        ("--private-key", sample("short-pkcs8.pem"), "1024 bits"),
        ("--private-key", sentence.clone(), "not base64"),
        ("--private-key", half(&private), "BEGIN or END line"),
        ("--private-key", half(&sample("pkcs8.txt")), "damaged or cut short"),
        ("--private-key", format!("{private}{private}"), "several PEM blocks"),
        ("--alipay-public-key", String::new(), "the key is empty"),
        ("--alipay-public-key", private.clone(), "this is a private key"),
        ("--alipay-public-key", sample("certificate.pem"), "this is a certificate"),
        ("--alipay-public-key", sample("p256-spki.pem"), "this is a key for "),
        ("--alipay-public-key", sentence.clone(), "not base64"),
        ("--alipay-public-key", half(&public), "BEGIN or END line"),
        ("--alipay-public-key", half(&sample("spki.txt")), "damaged or cut short"),
        ("--alipay-public-key", own_public, "the application's own public key"),
        ("--ca", String::new(), "no readable PEM certificate"),
        ("--ca", private.clone(), "no readable PEM certificate"),
        ("--ca", sentence.clone(), "no readable PEM certificate"),
        ("--ca", half(&sample("certificate.pem")), "no readable PEM certificate"),
    ];
    let numbered: Vec<_> = cases.into_iter().enumerate().collect();
    for_each(&numbered, |(number, (flag, content, expected))| {
        let name = format!("file-{number}.pem");
        keys.write(&name, content);
        let files = [("--private-key", "private.pem"), ("--alipay-public-key", "public.pem"), ("--ca", "ca.pem")];
        let mut command = alipay(keys.folder());
        command.args(["call", "dws", DWS.api, "--data", DWS.data, "--base-url", NOWHERE, "--client-id", "C"]);
        for (other, good) in files {
            command.args([other, if other == *flag { &name } else { good }]);
        }
        let ran = Ran::of(&mut command);
        let secrets = pieces(content).into_iter().chain(["SENTINEL".to_owned(), "2162265049047338".to_owned()]);
        // What the client has in the end is told when it is put together, when the file is no longer known.
        let names_file = *expected != "the application's own public key";
        ran.refuses(&[flag, expected, if names_file { &name } else { "" }], secrets);
    });
}

#[test]
fn requests() {
    let keys = Keys::new();
    let garbage = [b"\xff\xfe{\"customerId\":\"2162265049047338\"}".to_vec(), b"{\"customerId\":\"\xff\"}".to_vec()];
    for content in garbage.into_iter().chain([
        Vec::new(),
        DWS.data.as_bytes()[..20].to_vec(),
        b"customerId=2162265049047338".to_vec(),
        sample("pkcs8.pem").into_bytes(),
    ]) {
        keys.write("request.json", &content);
        let mut command = keys.call(&DWS, NOWHERE, DWS.api);
        let ran = Ran::of(command.args(["--data", "@request.json"]));
        ran.refuses(
            &["--data"],
            pieces(&String::from_utf8_lossy(&content)).into_iter().chain(["2162265049047338".to_owned()]),
        );
    }
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let keys = Keys::new();
    let file = keys.write("locked", DWS.data);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        // The superuser may read everything.
        return;
    }
    let mut command = keys.call(&DWS, NOWHERE, DWS.api);
    Ran::of(command.args(["--data", "@locked"])).refuses::<&str>(&["--data", "locked"], []);
}
