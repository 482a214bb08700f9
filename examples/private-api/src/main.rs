//! Asks an embedded gateway how many points a customer has. No account, no network.

use std::error::Error;

use alipay::{Client, sandbox::Sandbox};
use private_api::QueryPoints;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::new();
    sandbox.register(|routes| private_api::catalog(routes));
    let client =
        Client::builder(sandbox.endpoints().dws()).credentials(sandbox.credentials()).http(sandbox.clone()).build()?;

    let answer = client.send(&QueryPoints::new("2162265049047338")).await?;
    println!("{} points, tier {}", answer.points, answer.tier.as_ref().map_or("none", |tier| tier.as_str()));
    Ok(())
}
