//! `alipay keygen`: a key pair, in every form a console, a tool or a file may want.

use std::fs;

use crate::{
    args::KeygenArgs,
    failure::Failure,
    files::{self, KeyFile},
    output,
};

pub(crate) fn run(args: &KeygenArgs) -> Result<(), Failure> {
    let folder = &args.out;
    let shown = files::shown(folder);
    fs::create_dir_all(folder)
        .map_err(|error| Failure::usage(format!("--out: the folder {shown} cannot be made")).because(error))?;
    // Before a key is made, which takes a while, and before any file is written.
    if let Some((name, ..)) =
        FORMS.iter().find(|(name, ..)| !args.force && folder.join(name).symlink_metadata().is_ok())
    {
        let problem = format!("--out: {shown} has a {name} already; --force replaces it, and the old key is lost");
        return Err(Failure::usage(problem));
    }

    let pair = alipay_sign::generate().map_err(|error| Failure::usage("no key pair can be made").because(error))?;
    let (pkcs8_pem, pkcs1_pem) = (pair.private_pkcs8_pem(), pair.private_pkcs1_pem());
    let (pkcs8_base64, public_pem) = (pair.private_pkcs8_base64(), pair.public_spki_pem());
    let public_base64 = pair.public_spki_base64();
    let texts: [&str; 5] = [&pkcs8_pem, &pkcs1_pem, &pkcs8_base64, &public_pem, &public_base64];

    let files: Vec<KeyFile<'_>> =
        FORMS.into_iter().zip(texts).map(|((name, is_secret, _), text)| KeyFile { name, text, is_secret }).collect();
    let written = if args.force { files::replace(&files, folder) } else { files::create(&files, folder) };
    written.map_err(|error| Failure::usage(format!("--out: nothing can be written into {shown}")).because(error))?;

    let purposes = FORMS.map(|(name, _, purpose)| format!("{name:<18}  {purpose}\n")).concat();
    output::to_stdout(format!("{purposes}{ADVICE}").as_bytes())
}

const ADVICE: &str = "
Upload the public key, in whichever form the console asks for. Keep the private
files to yourself: they are one key in three forms, and anyone who has one of them
can sign in your name.
";

/// Name, whether it is secret, and what it is for.
const FORMS: [(&str, bool, &str); 5] = [
    ("private_pkcs8.pem", true, "private key, PKCS#8 PEM: for this program and the SDK"),
    ("private_pkcs1.pem", true, "private key, PKCS#1 PEM: the form Ant calls non-Java"),
    ("private_pkcs8.txt", true, "private key, PKCS#8 on one line: the form Ant calls Java"),
    ("public.pem", false, "public key, PEM"),
    ("public.txt", false, "public key on one line: to be pasted into Ant's consoles"),
];
