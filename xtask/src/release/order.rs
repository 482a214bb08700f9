//! In which order the crates are published: each after those it depends on.

use crate::{Result, workspace::Package};

pub(super) fn of(packages: &[Package]) -> Result<Vec<&str>> {
    let mut waiting: Vec<_> = packages.iter().filter(|package| package.published).collect();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        // crates.io looks up versioned dev-dependencies, too.
        let is_blocked = |package: &Package| {
            let versioned =
                package.dependencies.iter().filter(|dependency| dependency.local && dependency.requirement != "*");
            versioned.into_iter().any(|dependency| waiting.iter().any(|other| other.name == dependency.name))
        };
        let (blocked, ready): (Vec<&Package>, Vec<&Package>) = waiting.iter().partition(|package| is_blocked(package));
        if ready.is_empty() {
            let names: Vec<_> = blocked.iter().map(|package| package.name.as_str()).collect();
            return Err(format!("these depend on each other in a circle: {}", names.join(", ")).into());
        }
        order.extend(ready.into_iter().map(|package| package.name.as_str()));
        waiting = blocked;
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_come_first() {
        let bench = Package { published: false, ..Package::sample("alipay-bench").needs("alipay") };
        let packages = [
            Package::sample("alipay").needs("alipay-wire").needs("alipay-trade"),
            bench,
            Package::sample("alipay-sign").needs("ring"),
            Package::sample("alipay-trade").needs("alipay-wire").needs_dev("alipay", "*"),
            Package::sample("alipay-wire").needs("alipay-sign"),
        ];
        assert_eq!(of(&packages).unwrap(), ["alipay-sign", "alipay-wire", "alipay-trade", "alipay"]);
    }

    #[test]
    fn a_circle_has_no_order() {
        let wire = Package::sample("alipay-wire").needs("alipay-sign");
        let sign = Package::sample("alipay-sign").needs_dev("alipay-wire", "=0.1.0");
        assert!(of(&[wire, sign]).unwrap_err().to_string().ends_with("alipay-wire, alipay-sign"));
    }
}
