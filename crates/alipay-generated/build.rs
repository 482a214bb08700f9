//! Writes types as a user of `alipay api rust` has them.

use std::{collections::BTreeMap, env, error::Error, fs, path::PathBuf};

use alipay_catalogue::{Catalogue, Kind, Members, Method, rust};

/// Every kind of method there is: with shared models, with names that Rust does not take, with files, with models within
/// themselves.
const FEW: [&str; 12] = [
    "/ams/api/v1/aba/cards/applyCard",
    "/ams/api/v1/payments/pay",
    "alios.open.auto.info.query",
    "alipay.commerce.app.auth.upload",
    "alipay.ebpp.invoice.apply",
    "alipay.fund.trans.uni.transfer",
    "alipay.merchant.life.miniprogram.modify",
    "alipay.open.public.life.label.batchquery",
    "alipay.system.oauth.token",
    "alipay.trade.create",
    "alipay.trade.orderinfo.sync",
    "alipay.user.authentication.match",
];

/// In a soak: as many that are chosen by a seed, and the largest.
const MANY: (usize, usize) = (300, 50);

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=ALIPAY_SOAK");
    println!("cargo::rerun-if-env-changed=ALIPAY_SEED");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = out.join("api");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let (open_platform, antom) = (Catalogue::open_platform()?, Catalogue::antom()?);
    let mut methods: BTreeMap<&str, Method<'_>> = BTreeMap::new();
    for name in FEW {
        let method = open_platform.method(name).or_else(|| antom.method(name)).ok_or(name)?;
        methods.insert(name, method);
    }
    if env::var_os("ALIPAY_SOAK").is_some() {
        let seed = env::var("ALIPAY_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(18);
        methods.extend(many(open_platform, antom, seed));
    }
    let methods: Vec<_> = methods.into_values().collect();
    let mut each = BTreeMap::from([("Antom", String::new()), ("OpenPlatform", String::new())]);
    for file in rust::generate(&methods) {
        fs::write(folder.join(&file.name), &file.text)?;
        if let Some(request) = &file.request {
            let dialect = if file.text.contains("    Antom,\n    name") { "Antom" } else { "OpenPlatform" };
            let module = file.name.trim_end_matches(".rs");
            let line = format!("    visit.visit::<api::{module}::{request}>();\n");
            each.entry(dialect).or_default().push_str(&line);
        }
    }
    let mut text = format!("#[path = {:?}]\npub mod api;\n", folder.join("mod.rs"));
    for (dialect, visits) in each {
        let name = if dialect == "Antom" { "each_of_antom" } else { "each_of_open_platform" };
        text.push_str(&format!(
            "\n/// Shows every API to `visit`.\npub fn {name}(visit: &mut impl Visit<alipay_wire::{dialect}>) {{\n{visits}}}\n"
        ));
    }
    fs::write(out.join("generated.rs"), text)?;
    Ok(())
}

fn many(
    open_platform: &'static Catalogue,
    antom: &'static Catalogue,
    seed: u64,
) -> Vec<(&'static str, Method<'static>)> {
    let all = || open_platform.methods().chain(antom.methods());
    let mut by_chance: Vec<_> = all().collect();
    by_chance.sort_by_key(|method| mixed(method.name(), seed));
    let mut by_size: Vec<_> = all().collect();
    by_size.sort_by_key(|method| std::cmp::Reverse(size(method.request(), 0) + size(method.answer(), 0)));
    let chosen = by_chance.into_iter().take(MANY.0).chain(by_size.into_iter().take(MANY.1));
    chosen.map(|method| (method.name(), method)).collect()
}

fn size(members: Members<'_>, depth: usize) -> usize {
    let of = |kind| match kind {
        Kind::Model(model) if depth < 8 => 1 + size(model.members(), depth + 1),
        _ => 1,
    };
    members.map(|member| of(member.kind)).sum()
}

/// FNV-1a, begun with the seed.
fn mixed(name: &str, seed: u64) -> u64 {
    name.bytes()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
