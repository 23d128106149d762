//! Logging in through another house: 浙里办, 浙政钉, 钉钉, 微信.
//!
//! A browser is sent to the provider with a fresh state, nonce and PKCE challenge (RFC 7636), and
//! comes back with a code, which is exchanged for who it is. Where the provider speaks OpenID
//! Connect, its ID token is verified here; each of these four has a dialect of its own. A state
//! works once, for ten minutes, in the browser that it was given to.
//!
//! Who somebody is there opens an account here only after its person has linked the two: at the
//! first time they log in as usual and confirm, in the same browser. Administrators do not come in
//! this way.
//!
//! The client and the verifier of ID tokens are small and stand on `ring`, which TLS brings anyway:
//! the well-known libraries would add some sixty crates for two algorithms (RS256, ES256).
//!
//! A house that knows real names can also show who a citizen without an account is ([`identified`]):
//! name and ID number, kept by the browser under our seal for a quarter of an hour and nowhere else.
//!
//! A demo has a provider of its own ([`StandIn`]), inside the process and marked as such; a real
//! cell refuses it.

mod actions;
mod config;
mod dingtalk;
mod identity;
mod jws;
mod oidc;
mod pages;
mod rules;
mod stand_in;
mod store;
#[cfg(test)]
mod tests;
mod views;
mod wechat;
mod wire;
mod zhelibao;
mod zhezhengding;

use std::sync::Arc;

use jiff::Timestamp;
use vocab::{IdNumber, Personal};
use web::{Cell, Later, Routes};

pub use config::{BadProvider, ProviderConfig};
pub use identity::{Identified, begin_identity, can_identify, end_identity, identified};
pub use stand_in::{DemoPerson, StandIn, set_demo_persons};
pub(crate) use store::delete_attempts;
pub(crate) use views::buttons;
pub use wire::{Ask, Internet, Wire, WireError};

/// A house through which one can log in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// 浙里办, for families.
    Zhelibao,
    /// 浙政钉, for officials and staff.
    Zhezhengding,
    /// 钉钉, for staff.
    Dingtalk,
    /// 微信, for families.
    Wechat,
}

impl ProviderKind {
    /// Every kind, in the order of the buttons.
    pub const ALL: [Self; 4] = [Self::Zhelibao, Self::Wechat, Self::Zhezhengding, Self::Dingtalk];

    /// The word that is stored and stands in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Zhelibao => "zhelibao",
            Self::Zhezhengding => "zhezhengding",
            Self::Dingtalk => "dingtalk",
            Self::Wechat => "wechat",
        }
    }

    /// The kind whose word is `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Zhelibao => "浙里办",
            Self::Zhezhengding => "浙政钉",
            Self::Dingtalk => "钉钉",
            Self::Wechat => "微信",
        }
    }
}

/// What goes with one log-in.
#[derive(Debug, Clone)]
pub struct Begun {
    /// Comes back with the browser.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    /// What only we know until the code is exchanged (PKCE).
    pub verifier: String,
    /// Where the browser comes back to.
    pub redirect: String,
    /// Whether the real name is asked for, and not only who it is.
    pub wants_person: bool,
}

/// A person as a provider has made sure of: by real name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealName {
    /// The name.
    pub name: Personal<String>,
    /// The ID number.
    pub number: IdNumber,
}

/// What a browser brings back, under the names that the providers give it.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Brought {
    #[serde(default)]
    state: String,
    code: Option<String>,
    #[serde(rename = "authCode")]
    auth_code: Option<String>,
    #[serde(rename = "ticketId")]
    ticket: Option<String>,
    #[serde(rename = "redirectUrl")]
    redirect_url: Option<String>,
}

/// How one provider is spoken to.
pub trait Protocol: Send + Sync {
    /// Where the browser is sent.
    fn address(&self, it: &Begun) -> String;

    /// The state and the code, out of what the browser brings back.
    fn brought(&self, it: &Brought) -> (String, Option<String>) {
        (it.state.clone(), it.code.clone())
    }

    /// Who it is there: a name that never changes, for the code that the browser brought back.
    fn subject<'a>(
        &'a self,
        it: &'a Begun,
        code: &'a str,
        now: Timestamp,
    ) -> Later<'a, Result<String, NotShown>>;

    /// Whether it makes sure of real names.
    fn knows_names(&self) -> bool {
        false
    }

    /// Who it is by name and ID number, for the code that the browser brought back.
    fn real_name<'a>(
        &'a self,
        _: &'a Begun,
        _: &'a str,
        _: Timestamp,
    ) -> Later<'a, Result<RealName, NotShown>> {
        Box::pin(async { Err(NotShown::Answer("no real names")) })
    }
}

/// A name and a number as a provider tells them.
fn real_name(name: Option<&str>, number: Option<&str>) -> Result<RealName, NotShown> {
    let name = name.map(str::trim).filter(|it| !it.is_empty());
    let name = name.ok_or(NotShown::Answer("no name"))?;
    let number = number.and_then(|it| it.parse().ok());
    let number = number.ok_or(NotShown::Answer("no ID number"))?;
    Ok(RealName { name: Personal::new(name.to_owned()), number })
}

/// Why a provider's answer shows nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// It could not be asked.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// It refused the code, or answered something else than was agreed.
    #[error("the provider's answer is refused: {0}")]
    Answer(&'static str),
}

/// A provider that this cell offers.
#[derive(Clone)]
pub struct Provider {
    /// Which.
    pub kind: ProviderKind,
    /// How it is spoken to.
    pub protocol: Arc<dyn Protocol>,
    /// Whether it is the demo's own.
    pub is_stand_in: bool,
}

/// The providers of a cell, as its service.
#[derive(Clone, Default)]
pub struct Providers(pub Vec<Provider>);

/// A real cell was given the demo's provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("演示用的登录替身只能用在演示环境：谁都能用它以任何人的身份登录")]
pub struct StandInIsReal;

impl Providers {
    /// Whether a cell may offer these.
    pub fn may_serve(&self, is_demo: bool) -> Result<(), StandInIsReal> {
        if !is_demo && self.0.iter().any(|it| it.is_stand_in) { Err(StandInIsReal) } else { Ok(()) }
    }

    fn find(&self, kind: ProviderKind) -> Option<&Provider> {
        self.0.iter().find(|it| it.kind == kind)
    }
}

/// What `cell` offers.
pub(crate) fn offered(cell: &Cell) -> &[Provider] {
    cell.find_service::<Providers>().map_or(&[], |it| &it.0)
}

/// Whether `cell` offers any.
pub(crate) fn is_offered(cell: &Cell) -> bool {
    !offered(cell).is_empty()
}

/// The pages.
pub(crate) fn routes() -> Routes {
    pages::routes().merge(stand_in::routes())
}
