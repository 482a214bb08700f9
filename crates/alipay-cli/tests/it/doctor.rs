//! `alipay doctor`: the file as a whole, and how it is told.

use serde_json::Value;

use crate::doctor_clinic::{Clinic, bad};

#[test]
fn the_file_is_read_as_far_as_it_goes() {
    let mut clinic = Clinic::new();
    clinic.profile("good", "dws", &[]);
    clinic.config = format!(
        "other = \"SENTINEL\"\n[profiles.none]\nclient_id = \"SENTINEL\"\n[profiles.odd]\ndialect = \"SENTINEL\"\n{}",
        clinic.config
    );
    let findings = clinic.findings(&["--all"]);
    assert_eq!(findings[0]["field"], "other");
    assert_eq!((&findings[0]["profile"], &findings[0]["code"]), (&Value::Null, &Value::from("invalid-setting")));
    for broken in ["none", "odd"] {
        assert_eq!(bad(&findings, broken), [("error", "invalid-setting", "dialect")]);
    }
    assert!(bad(&findings, "good").is_empty());
    // Who asks for one is told of that one, and of the file.
    let findings = clinic.findings(&["none"]);
    assert_eq!(findings.len(), 2, "{findings:#?}");
}

#[test]
fn what_cannot_be_examined_is_no_finding() {
    let mut clinic = Clinic::new();
    clinic.profile("good", "dws", &[]);
    clinic.run(&["nobody"]).refuses(&["no profile nobody; there are: good"], ["SENTINEL"]);
    clinic.run(&["--config", "no.toml"]).refuses(&["no.toml cannot be read", "--config"], ["SENTINEL"]);
    clinic.run(&["good", "--all"]).refuses(&["PROFILE", "beside one that excludes it"], ["SENTINEL"]);
    clinic.config = "[profiles".to_owned();
    clinic.run(&[]).refuses(&["alipay.toml, line 1", "not TOML"], ["SENTINEL"]);
    clinic.config = String::new();
    clinic.run(&["--json"]).error(2);
}

#[test]
fn people_see_each_profile_by_itself() {
    let mut clinic = Clinic::new();
    clinic.profile("good", "dws", &[]);
    clinic.profile("bad", "dws", &[("base_url", "\"http://gateway.example.com/v1\""), ("client_id", "\"SANDBOX_1\"")]);
    let ran = clinic.run(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (11, ""), "{ran:?}");
    let expected = "\
bad (dws)
  error    plain-http (base_url)
           the address is http:// : anyone on the way could read and change
           requests
           -> write https://
  error    wrong-path (base_url)
           the address has a path, and the paths belong to the APIs
           -> leave out everything behind the host and its port
  warning  sandbox-client-id (client_id)
           this is a client id of the sandbox, and the paths are those of
           production
           -> set sandbox_paths = true, or give the client id for production
  ok       private_key_file: RSA, 2048 bits, PKCS#8 (Ant calls it Java)
  ok       alipay_public_key_file: RSA, 2048 bits, X.509

good (dws)
  ok       base_url: https
  ok       private_key_file: RSA, 2048 bits, PKCS#8 (Ant calls it Java)
  ok       alipay_public_key_file: RSA, 2048 bits, X.509

2 errors, 1 warning
";
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected);
    // Warnings alone are no failure.
    let mut clinic = Clinic::new();
    clinic.profile("odd", "dws", &[("client_id", "\"SANDBOX_1\"")]);
    assert_eq!(clinic.run(&["odd"]).code, 0);
}

#[test]
fn the_document_is_as_it_was() {
    let mut clinic = Clinic::new();
    clinic.profile(
        "p",
        "worldfirst",
        &[
            ("private_key_file", ""),
            ("private_key_env", "\"NO_SUCH_VARIABLE\""),
            ("alipay_public_key_file", "\"no.pem\""),
            ("base_url", "\"https://open-sea.worldfirst.com\""),
        ],
    );
    let ran = clinic.run(&["p", "--json"]);
    let expected = concat!(
        r#"{"schema":1,"config":"alipay.toml","errors":2,"warnings":0,"findings":["#,
        r#"{"severity":"ok","code":"address","profile":"p","field":"base_url","file":null,"variable":null,"#,
        r#""problem":"https","advice":null},"#,
        r#"{"severity":"error","code":"unset-variable","profile":"p","field":"private_key_env","file":null,"#,
        r#""variable":"NO_SUCH_VARIABLE","problem":"the environment variable is not set, or holds no text","#,
        r#""advice":"set NO_SUCH_VARIABLE where this program runs, or name a file instead"},"#,
        r#"{"severity":"error","code":"unreadable-file","profile":"p","field":"alipay_public_key_file","#,
        r#""file":"no.pem","variable":null,"#,
        r#""problem":"the file cannot be read: No such file or directory (os error 2)","#,
        r#""advice":"correct the name, which is relative to the configuration file, or let this user read the file"}]}"#,
        "\n"
    );
    #[cfg(unix)]
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected);
    #[cfg(not(unix))]
    assert_eq!(ran.stdout.is_empty(), expected.is_empty());
}
