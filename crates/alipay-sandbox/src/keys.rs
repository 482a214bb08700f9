//! Both sides' keys, and how they change.

use std::sync::{
    LazyLock,
    atomic::{AtomicBool, Ordering},
};

use alipay_sign::{Credentials, KeyRing, PrivateKey};

use crate::Sandbox;

/// The keys of both sides, and the ones they change to.
pub(crate) struct Keys {
    first: Version,
    next: Version,
    /// Whether the next ones are in use.
    rotated: AtomicBool,
}

/// The keys of both sides under one `keyVersion`.
#[derive(Clone)]
struct Version {
    client: PrivateKey,
    gateway: PrivateKey,
    client_private_pem: &'static str,
    gateway_public_pem: &'static str,
}

/// Read once for all sandboxes: to check a private key takes longer than most tests.
static BUILT_IN: LazyLock<[Version; 2]> = LazyLock::new(|| {
    let first = Version::read(
        1,
        include_str!("../keys/client_private.pem"),
        include_str!("../keys/gateway_private.pem"),
        include_str!("../keys/gateway_public.pem"),
    );
    let next = Version::read(
        2,
        include_str!("../keys/client_next_private.pem"),
        include_str!("../keys/gateway_next_private.pem"),
        include_str!("../keys/gateway_next_public.pem"),
    );
    [first, next]
});

impl Keys {
    pub(crate) fn built_in() -> Self {
        let [first, next] = BUILT_IN.clone();
        Self { first, next, rotated: AtomicBool::new(false) }
    }

    /// The gateway's first key: that of the Open Platform too.
    pub(crate) fn gateway(&self) -> &PrivateKey {
        &self.first.gateway
    }

    #[cfg(feature = "cert")]
    pub(crate) fn next_gateway(&self) -> &PrivateKey {
        &self.next.gateway
    }

    /// The client's first key.
    pub(crate) fn client(&self) -> &PrivateKey {
        &self.first.client
    }

    /// The client's key after a change.
    #[cfg(any(feature = "diagnose", feature = "listen"))]
    pub(crate) fn next_client(&self) -> &PrivateKey {
        &self.next.client
    }

    /// With which key the signed-header gateways sign now.
    pub(crate) fn signed_header_gateway(&self) -> &PrivateKey {
        &self.now().gateway
    }

    /// The client's keys that the gateways take now.
    pub(crate) fn of_client(&self) -> KeyRing {
        self.ring(|version| &version.client)
    }

    /// The first key, and the next one beside it while they overlap.
    fn ring(&self, side: fn(&Version) -> &PrivateKey) -> KeyRing {
        let ring = KeyRing::new("1", side(&self.first).public_key());
        if self.is_rotated() { ring.and("2", side(&self.next).public_key()) } else { ring }
    }

    fn now(&self) -> &Version {
        if self.is_rotated() { &self.next } else { &self.first }
    }

    pub(crate) fn is_rotated(&self) -> bool {
        self.rotated.load(Ordering::Acquire)
    }
}

impl Version {
    fn read(
        version: u32,
        client_private_pem: &'static str,
        gateway_private_pem: &'static str,
        gateway_public_pem: &'static str,
    ) -> Self {
        #[expect(clippy::expect_used, reason = "the keys are part of this crate")]
        let read = |text| PrivateKey::from_text(text).expect("a built-in key is readable").version(version);
        Self {
            client: read(client_private_pem),
            gateway: read(gateway_private_pem),
            client_private_pem,
            gateway_public_pem,
        }
    }
}

impl Sandbox {
    /// Our side's credentials: the client's private key and the gateway's public key.
    ///
    /// In certificate mode, which is the Open Platform's alone, the client's key is certified, and the gateway's is that
    /// of its old certificate; certificates it changes to can be learned. After [`rotate_keys`](Self::rotate_keys): the
    /// client's next key, and both of the gateway's.
    #[expect(clippy::missing_panics_doc, reason = "the built-in key pairs differ")]
    pub fn credentials(&self) -> Credentials {
        #[cfg(feature = "cert")]
        if let Some(certificates) = &self.certificates {
            return certificates.credentials(self.keys.client());
        }
        let client = self.keys.now().client.clone();
        let made = match self.keys.is_rotated() {
            true => Credentials::new(client, self.keys.ring(|version| &version.gateway)),
            false => Credentials::new(client, self.keys.gateway().public_key()),
        };
        #[expect(clippy::expect_used, reason = "the built-in key pairs differ")]
        made.expect("the sandbox has different key pairs")
    }

    /// Changes both sides to their next keys, `keyVersion` 2, while everything runs.
    ///
    /// From now on the Digital Wallet and WorldFirst gateways sign with the next key, and take requests signed with
    /// either of the client's: under the version they name, or with any of the two where they name none.
    /// [`credentials`](Self::credentials) and the texts of the keys are then the next ones; credentials made before know
    /// one key of the gateway only, and have to be swapped.
    ///
    /// The Open Platform knows no versions: its gateway keeps its key, and takes both of the client's. See
    /// `rotate_certificate` for the way it changes.
    pub fn rotate_keys(&self) {
        self.keys.rotated.store(true, Ordering::Release);
    }

    /// The client's private key, for anyone who reads keys from text.
    pub fn client_private_key_pem(&self) -> &'static str {
        self.keys.now().client_private_pem
    }

    /// The gateway's public key, for anyone who reads keys from text.
    pub fn gateway_public_key_pem(&self) -> &'static str {
        self.keys.now().gateway_public_pem
    }
}
