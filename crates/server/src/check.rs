//! What a real installation still lacks.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use platform::{
    accounts, api, audit,
    providers::{Internet, ProviderConfig, Wire},
};
use vocab::{Clock, SystemClock};

use crate::{
    backup::LastBackup,
    config::{CellConfig, Config},
    metrics,
    tools::print,
    wiring::{House, OpenCell},
};

/// From how many days on the last copy is too old.
const DAYS_BETWEEN_COPIES: i64 = 2;

/// Lists what is missing; fails where there is anything.
pub(crate) async fn run(data: &Path) -> anyhow::Result<()> {
    let config = Config::load(data)?;
    let house = House::open(data, false)?;
    let mut lacks = Vec::new();
    if !config.secure_cookies {
        lacks.push("登录凭证没有限定只走 TLS:请在网关上启用 TLS,并在 xueyu.toml 里设 secure_cookies = true".to_owned());
    }
    lacks.extend(metrics::lack(config.metrics.as_ref(), data));
    lacks.extend(gateway(&config));
    for cell in &config.cells {
        let open = house.cell(data, cell).await?;
        lacks.extend(
            of_cell(&open, &house).await?.into_iter().map(|it| format!("{}:{it}", cell.name)),
        );
    }
    for lack in &lacks {
        print(&format!("缺  {lack}"));
    }
    if lacks.is_empty() {
        print("没有发现缺项");
        return Ok(());
    }
    anyhow::bail!("{} 项需要处理", lacks.len())
}

/// What is lacking between the callers and us.
fn gateway(config: &Config) -> Option<String> {
    if let Err(error) = config.proxies() {
        return Some(format!("trusted_proxies 写得不对，xueyu serve 会拒绝启动：{error:#}"));
    }
    let everybody = |it: &String| it.ends_with("/0");
    if config.trusted_proxies.iter().any(everybody) {
        return Some(
            "trusted_proxies 信任了所有地址，任何人都能冒充别的来源：请只写网关的地址".to_owned(),
        );
    }
    config
        .trusted_proxies
        .is_empty()
        .then(|| "没有写明网关(trusted_proxies):按来源的限流会把所有人当成网关一个来源".to_owned())
}

/// What is lacking at the ways in.
fn doors(cell: &OpenCell) -> Vec<String> {
    let mut lacks = Vec::new();
    if !cell.config.demo && cell.config.providers.iter().any(ProviderConfig::is_stand_in) {
        lacks.push("登录替身只能用在演示环境，xueyu serve 会拒绝启动：请从 xueyu.toml 删去 protocol = \"stand-in\" 的登录方式".to_owned());
    }
    for it in cell.config.providers.iter().filter(|it| !it.is_stand_in()) {
        if !cell.data.join(&it.secret_file).is_file() {
            lacks.push(format!("{}登录的密钥文件读不到：{}", it.kind.label(), it.secret_file));
        }
    }
    lacks.extend(sms(&cell.config, &cell.data));
    lacks
}

/// What is lacking of copies. Those of PostgreSQL are taken by its own tools.
fn copies(last: Option<LastBackup>, now: Timestamp) -> Option<String> {
    let Some(last) = last else {
        return Some("还没有备份：请每天用 xueyu backup 备份到另一台机器".to_owned());
    };
    let days = now.duration_since(last.at).as_hours() / 24;
    if days >= DAYS_BETWEEN_COPIES {
        return Some(format!("上次备份在 {days} 天前：请每天用 xueyu backup 备份到另一台机器"));
    }
    last.beside.then(|| {
        "上次备份和数据在同一块磁盘上，磁盘损坏会一起丢失：请备份到另一台机器或另一块磁盘"
            .to_owned()
    })
}

/// What is lacking for SMS.
fn sms(cell: &CellConfig, data: &Path) -> Option<String> {
    let Some(sms) = &cell.sms else {
        let lack = "没有短信通道([cell.sms]):家长不能用手机验证码登录和开通，通知只留在系统内";
        return (!cell.demo).then(|| lack.to_owned());
    };
    if cell.demo {
        return Some(
            "演示环境不能配置短信通道，xueyu serve 会拒绝启动：请从 xueyu.toml 删去 [cell.sms]"
                .to_owned(),
        );
    }
    let Ok(secret) = std::fs::read_to_string(data.join(&sms.secret_file)) else {
        return Some(format!("短信通道的密钥文件读不到：{}", sms.secret_file));
    };
    let (wire, clock): (Arc<dyn Wire>, Arc<dyn Clock>) =
        (Arc::new(Internet::default()), Arc::new(SystemClock));
    if let Err(error) = sms.open(&secret, &wire, &clock) {
        return Some(error.to_string());
    }
    let lack = "短信通道没有通知模板(notice_template):只发验证码，通知只留在系统内";
    (!sms.takes_notices()).then(|| lack.to_owned())
}

async fn of_cell(cell: &OpenCell, house: &House) -> anyhow::Result<Vec<String>> {
    let mut lacks = Vec::new();
    if cell.config.demo {
        lacks.push("这是演示数据，不能当作真实的县(市、区)使用".to_owned());
    }
    lacks.extend(doors(cell));
    if cell.config.database.is_none() && !cell.config.demo {
        lacks.extend(copies(LastBackup::find(cell).await?, house.clock.now()));
    }
    let today = cell.calendar.today();
    let without: Result<i64, db::Error> =
        db::read!(cell.db, "administrators without a factor", |tx| {
            accounts::administrators_without_totp(tx, today).await
        });
    let without = without?;
    if without > 0 {
        lacks.push(format!(
            "{without} 个管理员账号没有设置动态验证码：请各人登录后在“我的账号”里设置"
        ));
    }
    let endless: Result<i64, db::Error> =
        db::read!(cell.db, "api keys without end", |tx| { api::keys_without_end(tx).await });
    let endless = endless?;
    if endless > 0 {
        lacks.push(format!("{endless} 个接口密钥没有有效期：请系统管理员停用后另建有期限的"));
    }
    let report = audit::verify(&cell.db, None).await?;
    if !report.is_whole() {
        lacks.push("审计链不完整：请用 xueyu audit verify 查看".to_owned());
    }
    let waits = report.oldest_age(house.clock.now()).is_some_and(|it| it.as_secs() > 60);
    if waits {
        lacks.push("有审计记录超过一分钟没有封存：请确认 xueyu serve 正在运行".to_owned());
    }
    Ok(lacks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lack(toml: &str, data: &Path) -> Option<String> {
        sms(&toml::from_str(toml).expect("a cell"), data)
    }

    #[test]
    fn copies_are_wanted_daily_and_on_another_disk() {
        let now: Timestamp = "2026-09-03T08:00:00Z".parse().unwrap();
        let says = |at: &str, beside| {
            copies(Some(LastBackup { at: at.parse().unwrap(), beside }), now).unwrap_or_default()
        };
        assert!(copies(None, now).unwrap().contains("还没有备份"));
        assert!(says("2026-09-01T08:00:00Z", false).contains("2 天前"));
        assert!(says("2026-09-02T22:00:00Z", true).contains("同一块磁盘"));
        assert_eq!(says("2026-09-01T09:00:00Z", false), "");
    }

    #[test]
    fn what_is_lacking_for_sms_is_said() {
        let data = std::env::temp_dir().join(format!("xueyu-check-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("sms.secret"), "s3cret\n").unwrap();
        let cell = "key = 'cixi'\nname = '慈溪市'\n";
        let gateway = |url: &str, file: &str, more: &str| {
            format!(
                "{cell}[sms]\nprotocol = 'alibaba'\nurl = '{url}'\nkey_id = 'id'\n\
                 secret_file = '{file}'\nsign = '慈溪教育'\ncode_template = 'SMS_1'\n{more}"
            )
        };
        let url = "https://dysmsapi.aliyuncs.com/";
        let says = |toml: &str, words: &str| {
            let lack = lack(toml, &data).unwrap_or_default();
            assert!(lack.contains(words), "{words}: {lack}");
        };
        says(cell, "没有短信通道");
        says(&gateway(url, "nowhere", ""), "读不到");
        says(&gateway("http://sms.example/", "sms.secret", ""), "https://");
        says(&gateway(url, "sms.secret", ""), "没有通知模板");
        let whole = gateway(url, "sms.secret", "notice_template = 'SMS_2'");
        assert_eq!(lack(&whole, &data), None);
        assert_eq!(lack(&format!("{cell}demo = true"), &data), None);
        says(&format!("demo = true\n{whole}"), "演示环境");
        std::fs::remove_dir_all(&data).unwrap();
    }
}
