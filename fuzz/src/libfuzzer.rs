//! One body under libFuzzer: the one named in `ALIPAY_FUZZ_BODY`. Built and run by `cargo xtask fuzz --libfuzzer`.
#![no_main]

use std::{env, sync::LazyLock};

use alipay_fuzz::Body;

static BODY: LazyLock<&Body> = LazyLock::new(|| {
    let name = env::var("ALIPAY_FUZZ_BODY").unwrap_or_default();
    Body::named(&name).unwrap_or_else(|| panic!("ALIPAY_FUZZ_BODY names no body: {name:?}"))
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    (BODY.run)(data);
});
