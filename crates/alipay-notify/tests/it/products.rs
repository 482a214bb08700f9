//! The notifications that product crates declare.

use alipay_dws_topups::notify_topup::NotifyTopup;
use alipay_notify::{MemoryInbox, Receiver};
use alipay_wire::{Dws, MoneyOutcome, WorldFirst};
use alipay_worldfirst_transfer::notify_transfer::NotifyTransfer;

use crate::support::{golden, now, parties};

#[test]
fn a_topup() {
    let delivery = Receiver::<Dws>::at("/notify/topup", parties()).read::<NotifyTopup>(&golden("dws-topup")).unwrap();
    assert_eq!(delivery.notification().outcome(), MoneyOutcome::Moved);
    assert!(delivery.id().event().ends_with("topupId/202203031901080000000"));
    assert!(now(delivery.process(MemoryInbox::new(), async |_| Ok::<_, String>(()))).is_ok());
}

#[test]
fn a_transfer() {
    let delivery = Receiver::<WorldFirst>::at("/notify/transfer", parties())
        .read::<NotifyTransfer>(&golden("worldfirst-transfer"))
        .unwrap();
    assert_eq!(delivery.notification().outcome(), MoneyOutcome::Moved);
    assert!(delivery.id().event().ends_with("/transfer-1"));
    let acknowledgement = now(delivery.process(MemoryInbox::new(), async |_| Ok::<_, String>(()))).unwrap();
    assert!(acknowledgement.into_response().headers().contains_key("signature"));
}
