//! Asking houses elsewhere over TLS: the bucket of files, the providers of log-ins.

use std::{sync::Arc, time::Duration};

use ring::hmac;
use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

/// What asks: trusts whom the machine trusts, waits for `patience` at most, and is sent nowhere else.
pub(crate) fn agent(patience: Duration) -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(patience))
        .max_redirects(0)
        .build()
        .into()
}

/// What a house that signs its questions by HMAC-SHA256 adds to `words`.
pub(crate) fn signature(secret: &str, words: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), words.as_bytes())
}
