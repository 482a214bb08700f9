//! Shows what is in a wallet.

use std::{error::Error, fs::read_to_string};

use alipay_dws_accounts::{QueryAccountAndBenefit, QueryAccountAndBenefitResponse};
use alipay_sign::{PrivateKey, PublicKey};
use alipay_wire::SignedHeader;
use own_transport::Gateway;

const USAGE: &str = "usage: own-transport BASE_URL CLIENT_ID PRIVATE_KEY ALIPAY_PUBLIC_KEY CUSTOMER";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base_url, client_id, private_key, alipay_public_key, customer] = arguments.as_slice() else {
        println!("{USAGE}");
        return if arguments.is_empty() { Ok(()) } else { Err("five arguments are needed".into()) };
    };
    let key = PrivateKey::from_text(&read_to_string(private_key)?)?;
    let alipay_key = PublicKey::from_text(&read_to_string(alipay_public_key)?)?;
    let gateway = Gateway::new(SignedHeader::new(base_url, client_id)?, key, alipay_key);

    match gateway.send(&QueryAccountAndBenefit::new(customer.as_str()))? {
        QueryAccountAndBenefitResponse::Balance(balance) => {
            for amount in balance.accounts.iter().filter_map(|account| account.available_amount.as_ref()) {
                println!("{} {}", amount.currency, amount.to_major()?);
            }
        }
        QueryAccountAndBenefitResponse::Challenge(_) => println!("the customer must prove who they are first"),
    }
    Ok(())
}
