//! `alipay keygen`.

use std::fs;

use alipay::{PrivateKey, PublicKey};

use crate::support::{Ran, alipay, pieces};

#[test]
fn every_form_loads_again_and_nothing_is_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let keygen = |more: &[&str]| Ran::of(alipay(folder.path()).args(["keygen", "--out", "new/keys"]).args(more));
    let keys = folder.path().join("new/keys");
    let read = |name: &str| fs::read_to_string(keys.join(name)).unwrap();

    let ran = keygen(&[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let told = String::from_utf8(ran.stdout).unwrap();
    let public = PublicKey::from_text(&read("public.pem")).unwrap();
    assert_eq!(PublicKey::from_text(&read("public.txt")).unwrap(), public);
    for (name, label) in [
        ("private_pkcs8.pem", "-----BEGIN PRIVATE KEY-----\n"),
        ("private_pkcs1.pem", "-----BEGIN RSA PRIVATE KEY-----\n"),
        ("private_pkcs8.txt", "MII"),
        ("public.pem", "-----BEGIN PUBLIC KEY-----\n"),
        ("public.txt", "MII"),
    ] {
        let text = read(name);
        assert!(text.starts_with(label), "{name}");
        assert_eq!(text.lines().count() == 1, name.ends_with(".txt"), "{name}");
        assert!(told.lines().any(|line| line.starts_with(name) && line.len() <= 80), "{told}");
        if name.starts_with("private") {
            assert_eq!(PrivateKey::from_text(&text).unwrap().public_key(), public, "{name}");
            assert_only_the_owner_reads(&keys.join(name));
        }
        assert!(pieces(&text).iter().all(|piece| !told.contains(piece)), "{told}");
    }
    assert_eq!(fs::read_dir(&keys).unwrap().count(), 5);

    let before = read("private_pkcs8.pem");
    fs::remove_file(keys.join("private_pkcs8.txt")).unwrap();
    keygen(&[]).refuses(&["--out", "private_pkcs8.pem", "--force"], pieces(&before));
    assert_eq!(read("private_pkcs8.pem"), before);
    assert!(!keys.join("private_pkcs8.txt").exists(), "all or nothing");

    assert_eq!(keygen(&["--force"]).code, 0);
    assert_ne!(read("private_pkcs8.pem"), before);
    assert_eq!(PublicKey::from_text(&read("public.txt")).unwrap(), PublicKey::from_text(&read("public.pem")).unwrap());
    assert_only_the_owner_reads(&keys.join("private_pkcs8.pem"));
    assert_eq!(fs::read_dir(&keys).unwrap().count(), 5, "no leftovers");
}

#[cfg(unix)]
#[test]
fn an_open_file_is_closed_by_force() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("private_pkcs8.pem");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(Ran::of(alipay(folder.path()).args(["keygen", "--out", ".", "--force"])).code, 0);
    assert_only_the_owner_reads(&file);
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    Ran::of(alipay(folder.path()).args(["keygen", "--out", "file/keys"])).refuses::<&str>(&["--out", "file/keys"], []);
    Ran::of(alipay(folder.path()).args(["keygen"])).refuses::<&str>(&["--out"], []);
}

fn assert_only_the_owner_reads(path: &std::path::Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    #[cfg(not(unix))]
    let _ = path;
}
