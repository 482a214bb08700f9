//! `key_public` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    alipay_fuzz::key_public(data);
});
