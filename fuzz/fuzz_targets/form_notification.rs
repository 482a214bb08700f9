//! `form_notification` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    alipay_fuzz::form_notification(data);
});
