//! Forms: which parameters are in the signed text.

use alipay_sign::Pairs;

use super::{
    super::reading::{Form, Rule},
    Altered,
};

/// Without each of the parameters, but that which the rules are about.
pub(super) fn left_out(form: &Form) -> Altered<Form> {
    let all: Vec<_> = form.pairs.clone().into_iter().collect();
    let without = |at: usize| -> Pairs {
        let others = all.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, pair)| pair.clone()).collect()
    };
    let name = |at: usize| all.get(at).map(|(name, _)| String::from_utf8_lossy(name).into_owned());
    let is_own = |at: &usize| all.get(*at).is_some_and(|(name, _)| name != "sign_type");
    (0..all.len()).filter(is_own).map(|at| (name(at), form.with(without(at)))).collect()
}

pub(super) fn add(form: &mut Form) {
    form.pairs.push("_url", "/pay/notify");
}

pub(super) fn with_sign_type(form: &Form) -> Altered<Form> {
    match form.pairs.get("sign_type") {
        Some(b"RSA2") => Vec::new(),
        _ => vec![(None, form.with(form.pairs.clone().without("sign_type").with("sign_type", "RSA2")))],
    }
}

pub(super) fn drop_sign_type(form: &mut Form) {
    form.pairs.remove("sign_type");
}

/// What is sent is signed by one rule, and another one may have been used by mistake. What is received is checked by all.
fn by(form: &Form, change: fn(&mut Rule)) -> Altered<Form> {
    let Some(rule) = form.rule else { return Vec::new() };
    let mut form = form.clone();
    change(form.rule.insert(rule));
    vec![(None, form)]
}

pub(super) fn without_sign_type(form: &Form) -> Altered<Form> {
    by(form, |rule| rule.sign_type = false)
}

pub(super) fn spoil_rule_sign_type(form: &mut Form) {
    form.rule = form.rule.map(|rule| Rule { sign_type: false, ..rule });
}

pub(super) fn with_blanks(form: &Form) -> Altered<Form> {
    by(form, |rule| rule.blanks = true)
}

pub(super) fn spoil_rule_blanks(form: &mut Form) {
    form.pairs.push("return_url", "");
    form.rule = form.rule.map(|rule| Rule { blanks: true, ..rule });
}

pub(super) fn as_sent(form: &Form) -> Altered<Form> {
    by(form, |rule| rule.sorted = false)
}

pub(super) fn spoil_rule_order(form: &mut Form) {
    form.rule = form.rule.map(|rule| Rule { sorted: false, ..rule });
}
