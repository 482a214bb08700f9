//! `alipay balance`: what it prints in each format, and how it ends.

use std::{
    collections::BTreeSet,
    fs,
    net::TcpListener,
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use alipay::{
    Amount, Currency,
    dws::accounts::{Account, Wallets},
};
use alipay_sandbox::Fault;
use serde_json::{Value, json};

use crate::{
    balance_fleet::{Fleet, NUMBERED, fund, partner, timeless, wallet},
    support::{NOWHERE, Ran, alipay, any_port},
};

#[test]
fn one_profile_that_is_down_keeps_the_rows_of_the_others() {
    let fleet = Fleet::start();
    let (code, told) = fleet.json(&["--all"]);
    assert_eq!(code, 8, "{told}");
    assert_eq!(told["schema"], 1);
    let profiles: Vec<_> =
        told["rows"].as_array().unwrap().iter().map(|row| row["profile"].as_str().unwrap()).collect();
    assert_eq!(profiles, ["fund", "partner", "purse", "wallet"]);

    let mut row = told["rows"][0].clone();
    assert!(row["as_of"].take().as_str().unwrap().ends_with("+00:00"));
    let money = |raw: &str| json!({ "raw": raw, "unit": "major", "major": raw });
    assert_eq!(
        row,
        json!({
            "profile": "fund", "dialect": "open-platform", "account": "****8095", "type": "ACCTRANS_ACCOUNT",
            "currency": "CNY", "available": money("100.00"), "frozen": money("5.50"), "total": money("105.50"),
            "as_of": null,
        })
    );
    // What the gateway does not tell is null, and never zero.
    let partner = &told["rows"][1];
    assert_eq!(partner["available"], json!({ "raw": "50000", "unit": "smallest", "major": "500.00" }));
    assert_eq!(
        (&partner["account"], &partner["frozen"], &partner["total"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );

    let failures = told["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 1);
    let failed = &failures[0];
    assert_eq!(
        (&failed["profile"], &failed["kind"], &failed["effect"], &failed["exit"], &failed["attempts"]),
        (&json!("down"), &json!("transport"), &json!("none"), &json!(6), &json!(1))
    );
    assert!(failed["advice"].as_str().unwrap().starts_with("Nothing was sent."), "{failed}");
    assert_eq!(told["below"], json!([]));
}

#[test]
fn the_table() {
    let fleet = Fleet::start();
    let ran = fleet.run(&["--all"]);
    assert_eq!(ran.code, 8);
    let expected = "\
PROFILE  ACCOUNT   TYPE                CUR  AVAILABLE  FROZEN   TOTAL      AS OF
fund     ****8095  ACCTRANS_ACCOUNT    CNY     100.00    5.50  105.50  <of-day>
partner            GLOBAL_GLOBAL_SER…  CNY     500.00                  <of-day>
purse    ****8095  TRUSTEESHIP_ACCOU…  CNY      26.45                  <of-day>
wallet   ****1704  BALANCE_ACCOUNT     VND    1500000                  <of-day>
";
    assert_eq!(timeless(&String::from_utf8(ran.stdout).unwrap()), expected);
    for said in ["error: profile down: ", "  kind: transport\n", "  effect: none\n", "  advice: Nothing was sent."] {
        assert!(ran.stderr.contains(said), "{said} is not in {}", ran.stderr);
    }
}

#[test]
fn csv() {
    let fleet = Fleet::start();
    let ran = fleet.run(&["--all", "--csv"]);
    assert_eq!(ran.code, 8);
    let expected = "\
profile,dialect,account,type,currency,available,available_raw,frozen,frozen_raw,total,total_raw,unit,as_of
fund,open-platform,****8095,ACCTRANS_ACCOUNT,CNY,100.00,100.00,5.50,5.50,105.50,105.50,major,<time>
partner,worldfirst,,GLOBAL_GLOBAL_SERVICE,CNY,500.00,50000,,,,,smallest,<time>
purse,open-platform,****8095,TRUSTEESHIP_ACCOUNT,CNY,26.45,26.45,,,,,major,<time>
wallet,dws,****1704,BALANCE_ACCOUNT,VND,1500000,1500000,,,,,smallest,<time>
";
    assert_eq!(timeless(&String::from_utf8(ran.stdout).unwrap()), expected);
    assert!(ran.stderr.contains("profile down"), "{}", ran.stderr);
}

#[test]
fn ndjson() {
    let fleet = Fleet::start();
    let ran = fleet.run(&["wallet", "down", "--ndjson", "--min", "VND=1500001"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (9, ""));
    let text = timeless(&String::from_utf8(ran.stdout).unwrap());
    let lines: Vec<&str> = text.lines().collect();
    let row = "\"account\":\"****1704\",\"type\":\"BALANCE_ACCOUNT\",\"currency\":\"VND\",\
               \"available\":{\"raw\":\"1500000\",\"unit\":\"smallest\",\"major\":\"1500000\"}";
    assert_eq!(
        lines[0],
        format!(
            "{{\"schema\":1,\"time\":\"<time>\",\"row\":{{\"profile\":\"wallet\",\"dialect\":\"dws\",{row},\
             \"frozen\":null,\"total\":null,\"as_of\":\"<time>\"}}}}"
        )
    );
    assert!(
        lines[1].starts_with(r#"{"schema":1,"time":"<time>","failure":{"profile":"down","dialect":"dws""#),
        "{text}"
    );
    assert_eq!(
        lines[2],
        format!(
            "{{\"schema\":1,\"time\":\"<time>\",\"below\":{{\"profile\":\"wallet\",{row},\"minimum\":\"1500001\"}}}}"
        )
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn failures_of_one_kind_end_as_one_call_does() {
    let fleet = Fleet::start();
    let origin = fleet.gateway.origin();
    fleet.configure(
        &[
            wallet("down", NOWHERE, "1"),
            wallet("gone", NOWHERE, "2"),
            wallet("nobody", &origin, "2100000000000000"),
            partner("nowhere", &origin, &["PKR"]),
            fund("bare", &origin, "").replace("alipay_user_id = \"2088301409188095\"", ""),
        ]
        .concat(),
    );
    for (profiles, code) in [
        (&["down"][..], 6),
        (&["down", "gone"], 6),
        (&["nobody"], 3),
        (&["nobody", "nowhere"], 3),
        (&["bare"], 2),
        (&["down", "nobody"], 8),
    ] {
        let (ended, told) = fleet.json(profiles);
        assert_eq!(ended, code, "{told}");
        assert_eq!(
            (told["rows"].as_array().unwrap().len(), told["failures"].as_array().unwrap().len()),
            (0, profiles.len())
        );
    }
    let (_, told) = fleet.json(&["nobody", "nowhere", "bare"]);
    let failure = |at: usize, name: &str| told["failures"][at][name].as_str().unwrap_or_default().to_owned();
    assert_eq!(["USER_NOT_EXIST", "refused", "api"], ["code", "effect", "kind"].map(|name| failure(0, name)));
    assert!(!failure(0, "trace_id").is_empty() || told["failures"][0]["trace_id"].is_null());
    assert_eq!((failure(1, "code"), failure(1, "currency")), ("UN_SUPPORT_BUSINESS".into(), "PKR".into()));
    assert!(failure(1, "advice").contains("Correct the request"), "{told}");
    assert_eq!(failure(2, "kind"), "config");
    assert!(failure(2, "message").contains("profile bare: balance.alipay_user_id is missing"), "{told}");
}

#[test]
fn what_comes_back_is_verified() {
    for (fault, code) in [(Fault::Tampered, 5), (Fault::WrongKey, 5), (Fault::Throttled, 4), (Fault::Unreadable, 7)] {
        let fleet = Fleet::answering();
        fleet.gateway.sandbox.inject(fault);
        let (ended, told) = fleet.json(&["wallet"]);
        assert_eq!((ended, told["rows"].as_array().unwrap().len()), (code, 0), "{fault:?}: {told}");
    }
}

#[test]
fn each_currency_is_a_row_and_nothing_is_added_up() {
    let fleet = Fleet::answering();
    fleet.configure(&partner("partner", &fleet.gateway.origin(), &["USD", "CNY", "JPY"]));
    let (code, told) = fleet.json(&["partner"]);
    let shown = |told: &Value| -> Vec<String> {
        let major = |row: &Value| {
            format!("{} {}", row["currency"].as_str().unwrap(), row["available"]["major"].as_str().unwrap())
        };
        told["rows"].as_array().unwrap().iter().map(major).collect()
    };
    assert_eq!((code, shown(&told)), (0, vec!["CNY 500.00".into(), "JPY 4000000".into(), "USD 12500.00".into()]));
    // The flag stands over the file; among all profiles, it chooses from what the file lists.
    let (code, told) = fleet.json(&["--all", "--currency", "USD,EUR,PKR"]);
    assert_eq!((code, shown(&told)), (0, vec!["USD 12500.00".into()]));
    let (_, told) = fleet.json(&["partner", "--currency", "EUR,CNY"]);
    assert_eq!(shown(&told), ["CNY 500.00", "EUR 8300.00"]);
    // One of them fails: the others are kept, and the failure names its currency.
    let (code, told) = fleet.json(&["partner", "--currency", "EUR", "--currency", "PKR"]);
    assert_eq!((code, shown(&told), &told["failures"][0]["currency"]), (8, vec!["EUR 8300.00".into()], &json!("PKR")));
}

#[test]
fn currencies_choose_among_the_rows_of_the_others() {
    let fleet = Fleet::answering();
    let (code, told) = fleet.json(&["--all", "--currency", "CNY"]);
    let currencies: BTreeSet<_> =
        told["rows"].as_array().unwrap().iter().map(|row| row["currency"].clone().to_string()).collect();
    assert_eq!((code, currencies), (0, BTreeSet::from(["\"CNY\"".to_owned()])));
    assert_eq!(told["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn minimums() {
    let fleet = Fleet::start();
    for (arguments, code) in [
        (&["fund", "--min", "CNY=100"][..], 0),
        (&["fund", "--min", "CNY=100.01"], 9),
        (&["fund", "purse", "--min", "CNY=100"], 9),
        // In no currency but its own, and an account that is not there is below.
        (&["partner", "--min", "CNY=500", "--min", "USD=0"], 9),
        (&["wallet", "--min", "VND=1500000"], 0),
        // Below wins over what could not be asked.
        (&["fund", "down", "--min", "CNY=200"], 9),
        // What is down may have the account.
        (&["fund", "down", "--min", "MYR=1"], 8),
        (&["down", "--min", "MYR=1"], 6),
    ] {
        let ran = fleet.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
    }
    let ran = fleet.run(&["fund", "partner", "--min", "CNY=200", "--min", "USD=1"]);
    assert!(
        ran.stderr.contains("below --min: fund ****8095 ACCTRANS_ACCOUNT CNY: 100.00 available, 200.00 wanted\n"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("below --min: no account in USD\n"), "{ran:?}");
    let (_, told) = fleet.json(&["fund", "--min", "CNY=200"]);
    assert_eq!((&told["below"][0]["account"], &told["below"][0]["minimum"]), (&json!("****8095"), &json!("200.00")));
}

#[test]
fn accounts_that_look_the_same_are_told_apart() {
    let fleet = Fleet::answering();
    let account = |number: &str, value: i64| {
        let amount = Amount::new(Currency::MYR, value);
        Account::new().account_no(number).available_amount(amount).currency(Currency::MYR)
    };
    // In the other order the numbers stay with their accounts.
    for accounts in [[account("A0001234", 1), account("B0001234", 2)], [account("B0001234", 2), account("A0001234", 1)]]
    {
        fleet.gateway.sandbox.with_state(|wallets: &mut Wallets| wallets.insert(NUMBERED, accounts));
        let (_, told) = fleet.json(&["wallet"]);
        let shown: Vec<_> = told["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["account"].clone(), row["available"]["raw"].clone()))
            .collect();
        assert_eq!(shown, [(json!("****1234"), json!("1")), (json!("****1234#2"), json!("2"))]);
    }
}

#[test]
fn amounts_in_several_currencies_are_no_row() {
    let fleet = Fleet::answering();
    let account =
        Account::new().available_amount(Amount::new(Currency::MYR, 1)).frozen_amount(Amount::new(Currency::SGD, 1));
    fleet.gateway.sandbox.with_state(|wallets: &mut Wallets| wallets.insert(NUMBERED, [account]));
    let (code, told) = fleet.json(&["wallet"]);
    assert_eq!((code, &told["failures"][0]["kind"]), (7, &json!("decode")), "{told}");
}

#[test]
fn the_command_line() {
    let fleet = Fleet::start();
    let text = fs::read_to_string(fleet.gateway.keys.folder().join("alipay.toml")).unwrap();
    let real = wallet("real", "https://wallet.example.com", "1");
    fleet.configure(&[text, real].concat());
    let sentinel = "2162265049047338SENTINEL";
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["name the profiles", "--all", "down, fund, partner, purse, real, wallet"]),
        (&["nobody"], &["has no profile nobody", "fund"]),
        (&["wallet", "--all"], &["excludes"]),
        (&["wallet", "--json", "--csv"], &["excludes"]),
        (&["wallet", "--min", sentinel], &["--min", "CNY=50000"]),
        (&["wallet", "--min", "JPY=0.5"], &["--min", "decimals"]),
        (&["wallet", "--currency", sentinel], &["--currency", "CNY,USD"]),
        (&["wallet", "fund", "--customer-id", sentinel], &["--customer-id", "exactly one profile"]),
        (&["fund", "--customer-id", sentinel], &["--customer-id", "open-platform"]),
        (&["wallet", "--transfer-fund-type", "X"], &["--transfer-fund-type", "dws"]),
        (&["fund", "--alipay-user-id", sentinel, "--alipay-open-id", "x"], &["excludes"]),
        (&["wallet", "--config", "no/such.toml"], &["no/such.toml", "--config"]),
        (&["wallet", "--state", "no/such/state"], &["--state"]),
    ];
    for (arguments, expected) in cases {
        // Without `--attempts`, so that nothing but the case is wrong.
        let ran = Ran::of(alipay(fleet.gateway.keys.folder()).arg("balance").args(*arguments));
        if !arguments.contains(&"--json") {
            ran.refuses(expected, ["SENTINEL", "2162265049047338"]);
        }
        assert_eq!((ran.code, ran.stdout.len()), (2, 0), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn all_means_all_but_those_that_are_left_out() {
    let fleet = Fleet::answering();
    let origin = fleet.gateway.origin();
    let left_out = wallet("left", &origin, NUMBERED).replace("customer_id", "in_all = false\ncustomer_id");
    let profiles = |told: &Value| -> Vec<String> {
        told["rows"].as_array().unwrap().iter().map(|row| row["profile"].as_str().unwrap().to_owned()).collect()
    };
    fleet.configure(&format!("{}{left_out}", wallet("wallet", &origin, NUMBERED)));
    assert_eq!(profiles(&fleet.json(&["--all"]).1), ["wallet"]);
    // By name it is asked all the same, and twice is once.
    assert_eq!(profiles(&fleet.json(&["left", "wallet", "left"]).1), ["left", "wallet"]);
    fleet.configure(&left_out);
    fleet.run(&["--all"]).refuses::<&str>(&["--all: there is no profile"], []);
}

#[test]
fn flags_stand_over_the_file() {
    let fleet = Fleet::answering();
    let (_, told) = fleet.json(&["wallet", "--customer-id", "2162265049047338", "--account-type", "BALANCE_ACCOUNT"]);
    assert_eq!(told["rows"][0]["currency"], "MYR", "{told}");
    let (_, told) = fleet.json(&["wallet", "--account-type", "OTHER"]);
    assert_eq!(told["rows"], json!([]), "{told}");
    let (_, told) =
        fleet.json(&["fund", "--account-type", "TRUSTEESHIP_ACCOUNT", "--account-scene-code", "SCENE_000_000_000"]);
    assert_eq!(told["rows"][0]["available"]["raw"], "26.45", "{told}");
    // What excludes something in the file replaces it.
    let (code, told) = fleet.json(&["purse", "--account-scene-code", "SCENE_000_000_000"]);
    assert_eq!((code, &told["rows"][0]["available"]["raw"]), (0, &json!("26.45")), "{told}");
    let (code, _) = fleet.json(&["partner", "--transfer-fund-type", "GLOBAL_WORLDFIRST"]);
    assert_eq!(code, 0);
    let asked = fleet.gateway.sandbox.ledger().pop().unwrap();
    assert!(String::from_utf8_lossy(&asked.body).contains("GLOBAL_WORLDFIRST"));
}

#[test]
fn a_challenge_without_a_terminal_sends_nobody_a_code() {
    let fleet = Fleet::answering();
    fleet.configure(&wallet("wallet", &fleet.gateway.origin(), "2188400000000012"));
    let (code, told) = fleet.json(&["wallet"]);
    assert_eq!((code, &told["failures"][0]["kind"]), (10, &json!("challenge")), "{told}");
    assert!(told["failures"][0]["advice"].as_str().unwrap().contains("--state"), "{told}");
    let called: Vec<_> = fleet.gateway.sandbox.ledger().into_iter().map(|entry| entry.api).collect();
    assert_eq!(called, ["/ams/api/v1/accounts/queryAccountAndBenefit"]);
}

/// Many profiles may be for one gateway, which counts.
#[test]
fn eight_are_asked_at_once_and_no_more() {
    let open = Arc::new((Mutex::new((0_u32, 0_u32)), Condvar::new()));
    let socket = TcpListener::bind(any_port()).unwrap();
    let origin = format!("http://{}", socket.local_addr().unwrap());
    let seen = Arc::clone(&open);
    thread::spawn(move || {
        for stream in socket.incoming().flatten() {
            let open = Arc::clone(&seen);
            thread::spawn(move || {
                let (counts, changed) = &*open;
                let mut counts = counts.lock().unwrap();
                counts.0 += 1;
                counts.1 = counts.1.max(counts.0);
                changed.notify_all();
                // Until all that may come are there, and a little longer for one too many.
                let (counts, _) =
                    changed.wait_timeout_while(counts, Duration::from_secs(5), |counts| counts.1 < 8).unwrap();
                drop(counts);
                thread::sleep(Duration::from_millis(100));
                // Before the connection ends: the next one comes after that.
                open.0.lock().unwrap().0 -= 1;
                drop(stream);
            });
        }
    });
    let fleet = Fleet::answering();
    fleet.configure(&(0..20).map(|number| wallet(&format!("w{number}"), &origin, "1")).collect::<String>());
    let (code, told) = fleet.json(&["--all"]);
    assert_eq!((code, told["failures"].as_array().unwrap().len()), (4, 20), "{told}");
    assert_eq!(open.0.lock().unwrap().1, 8);
}
