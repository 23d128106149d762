//! What an installation says of its providers.

use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::{
    Provider, ProviderKind, StandIn, Wire,
    dingtalk::DingTalk,
    oidc::Oidc,
    wechat::WeChat,
    zhelibao::{self, Zhelibao},
    zhezhengding::{self, Zhezhengding},
};

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Speaks {
    Oidc,
    Dingtalk,
    Wechat,
    Zhelibao,
    Zhezhengding,
    StandIn,
}

/// A provider, as a county's configuration names it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Which: `zhelibao`, `zhezhengding`, `dingtalk`, `wechat`.
    pub kind: ProviderKind,
    /// `zhelibao`, `zhezhengding`, `dingtalk`, `wechat`, `oidc`; `stand-in` in a demo alone.
    protocol: Speaks,
    /// The name under which the provider knows us.
    #[serde(default)]
    client_id: String,
    /// The file that holds our secret there, in the data folder unless absolute.
    #[serde(default)]
    pub secret_file: String,
    /// 浙里办 and 浙政钉: the number or name of the application, beside its key.
    #[serde(default)]
    app: String,
    /// 浙里办 and 浙政钉: where questions are asked, where that is not as usual.
    #[serde(default)]
    gateway: String,
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
            app: String::new(),
            gateway: String::new(),
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
            Speaks::Zhelibao => {
                let (app, gateway) = self.application(zhelibao::GATEWAY).map_err(bad)?;
                Arc::new(Zhelibao { app, gateway, client, secret, wire })
            }
            Speaks::Zhezhengding => {
                let (app, gateway) = self.application(zhezhengding::GATEWAY).map_err(bad)?;
                Arc::new(Zhezhengding { app, gateway, client, secret, wire })
            }
            Speaks::StandIn => stand_in.protocol(cell, self.kind),
            Speaks::Oidc => Arc::new(self.oidc(client, secret, wire).map_err(bad)?),
        };
        Ok(Provider { kind: self.kind, protocol, is_stand_in: self.is_stand_in() })
    }

    /// The application's name and the gateway that is asked.
    fn application(&self, usual: &str) -> Result<(String, String), String> {
        if self.app.is_empty() {
            return Err("app is needed".to_owned());
        }
        let gateway = if self.gateway.is_empty() { usual } else { &self.gateway };
        if !gateway.starts_with("https://") {
            return Err("gateway is not an https:// address".to_owned());
        }
        Ok((self.app.clone(), gateway.trim_end_matches('/').to_owned()))
    }

    fn oidc(&self, client: String, secret: String, wire: Arc<dyn Wire>) -> Result<Oidc, String> {
        let named = [
            ("issuer", &self.issuer),
            ("authorize", &self.authorize),
            ("token", &self.token),
            ("keys", &self.keys),
        ];
        if let Some((name, _)) = named.iter().find(|it| !it.1.starts_with("https://")) {
            return Err(format!("{name} is not an https:// address"));
        }
        Ok(Oidc {
            issuer: self.issuer.clone(),
            authorize: self.authorize.clone(),
            token: self.token.clone(),
            keys: self.keys.clone(),
            client,
            secret,
            wire,
            knows_names: false,
            known: Mutex::default(),
        })
    }
}
