//! What an installation says of its providers.

use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::{
    Provider, ProviderKind, StandIn, Wire, dingtalk::DingTalk, oidc::Oidc, wechat::WeChat,
};

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Speaks {
    Oidc,
    Dingtalk,
    Wechat,
    StandIn,
}

/// A provider, as a county's configuration names it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Which: `zhelibao`, `zhezhengding`, `dingtalk`, `wechat`.
    pub kind: ProviderKind,
    /// `oidc`, `dingtalk`, `wechat`; `stand-in` in a demo alone.
    protocol: Speaks,
    /// The name under which the provider knows us.
    #[serde(default)]
    client_id: String,
    /// The file that holds our secret there, in the data folder unless absolute.
    #[serde(default)]
    pub secret_file: String,
    /// OpenID Connect: who issues the tokens.
    #[serde(default)]
    issuer: String,
    /// OpenID Connect: where browsers are sent.
    #[serde(default)]
    authorize: String,
    /// OpenID Connect: where codes are exchanged.
    #[serde(default)]
    token: String,
    /// OpenID Connect: where the keys are.
    #[serde(default)]
    keys: String,
}

/// A provider that the configuration does not describe well enough.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("provider {kind}: {what}")]
pub struct BadProvider {
    kind: &'static str,
    what: String,
}

impl ProviderConfig {
    /// The demo's own provider, as if it were `kind`.
    pub fn stand_in(kind: ProviderKind) -> Self {
        Self {
            kind,
            protocol: Speaks::StandIn,
            client_id: "xueyu-demo".to_owned(),
            secret_file: String::new(),
            issuer: String::new(),
            authorize: String::new(),
            token: String::new(),
            keys: String::new(),
        }
    }

    /// Whether it is the demo's own.
    pub fn is_stand_in(&self) -> bool {
        self.protocol == Speaks::StandIn
    }

    /// The provider itself, for the cell called `cell`; `secret` is what the file holds.
    pub fn open(
        &self,
        cell: &str,
        secret: &str,
        wire: &Arc<dyn Wire>,
        stand_in: &Arc<StandIn>,
    ) -> Result<Provider, BadProvider> {
        let bad = |what: String| BadProvider { kind: self.kind.key(), what };
        if !self.is_stand_in() && (self.client_id.is_empty() || secret.trim().is_empty()) {
            return Err(bad("client_id and secret_file are needed".to_owned()));
        }
        let (client, secret) = (self.client_id.clone(), secret.trim().to_owned());
        let wire = wire.clone();
        let protocol: Arc<dyn super::Protocol> = match self.protocol {
            Speaks::Dingtalk => Arc::new(DingTalk { client, secret, wire }),
            Speaks::Wechat => Arc::new(WeChat { client, secret, wire }),
            Speaks::StandIn => stand_in.protocol(cell, self.kind),
            Speaks::Oidc => {
                let named = [
                    ("issuer", &self.issuer),
                    ("authorize", &self.authorize),
                    ("token", &self.token),
                    ("keys", &self.keys),
                ];
                for (name, value) in named {
                    if !value.starts_with("https://") {
                        return Err(bad(format!("{name} is not an https:// address")));
                    }
                }
                Arc::new(Oidc {
                    issuer: self.issuer.clone(),
                    authorize: self.authorize.clone(),
                    token: self.token.clone(),
                    keys: self.keys.clone(),
                    client,
                    secret,
                    wire,
                    known: Mutex::default(),
                })
            }
        };
        Ok(Provider { kind: self.kind, protocol, is_stand_in: self.is_stand_in() })
    }
}
