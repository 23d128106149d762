//! What acts are called: the words of the trail for the one who reads it.

use std::collections::BTreeMap;

/// What an act's kind is called: `("account.log-in", "登录")`.
pub type ActLabel = (&'static str, &'static str);

/// The words that the modules declare, as a service of each cell.
#[derive(Debug, Clone, Default)]
pub struct ActLabels(BTreeMap<&'static str, &'static str>);

impl ActLabels {
    /// What the modules declare.
    pub fn new<'a>(declared: impl IntoIterator<Item = &'a ActLabel>) -> Self {
        Self(declared.into_iter().copied().collect())
    }

    /// The words for `kind`, or the kind itself where nobody declared any.
    pub fn label<'a>(&self, kind: &'a str) -> &'a str
    where
        'static: 'a,
    {
        // A demo county is made by many acts; the words for one of them serve for all.
        let demo = kind.starts_with("demo.load.").then_some("生成演示数据");
        self.0.get(kind).copied().or(demo).unwrap_or(kind)
    }

    /// Every kind with its words, in the order of the kinds.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.0.iter().map(|(kind, label)| (*kind, *label))
    }
}

/// The acts of this floor.
pub(crate) const ACTS: &[ActLabel] = &[
    ("account.add", "新建账号"),
    ("account.activate", "凭邀请激活账号"),
    ("account.close", "关闭账号"),
    ("account.hand-over", "移交工作"),
    ("account.log-in", "登录"),
    ("account.log-in.wrong", "登录失败"),
    ("account.log-out", "退出登录"),
    ("account.log-out.forced", "强制退出登录"),
    ("account.log-out.others", "退出其他设备"),
    ("account.password", "修改密码"),
    ("account.password.reset", "重置密码"),
    ("account.switch", "切换身份"),
    ("account.totp", "设置动态验证码"),
    ("account.totp.reset", "清除动态验证码"),
    ("account.unlock", "解锁账号"),
    ("administrator.add", "增加管理员"),
    ("administrator.end", "停用管理员"),
    ("administrator.reset", "重置管理员密码"),
    ("api-key.make", "新建接口密钥"),
    ("api-key.revoke", "停用接口密钥"),
    ("audit.broken", "审计链校验发现异常"),
    ("audit.check", "校验审计链"),
    ("cell.backup", "备份"),
    ("cell.init", "建立县(市、区)"),
    ("clearance.ask", "申请查看加密信息"),
    ("clearance.decide", "审批查看加密信息"),
    ("clearance.end", "收回查看加密信息"),
    ("code.enter", "凭短信验证码登录"),
    ("code.prove", "核对短信验证码"),
    ("code.send", "发送短信验证码"),
    ("consent.answer", "答复告知与同意"),
    ("consent.publish", "发布告知文本"),
    ("consent.remind", "催办未作答的告知与同意"),
    ("consent.tell", "通知告知文本的新版本"),
    ("demo.time", "拨动演示日历"),
    ("grant.deputy", "安排代理"),
    ("grant.end", "停止身份"),
    ("grant.end.unused", "停止闲置授权"),
    ("grant.give", "授予身份"),
    ("invitation.make", "生成激活邀请"),
    ("job.done", "后台任务完成"),
    ("job.failed", "后台任务失败"),
    ("job.retry", "重新执行任务"),
    ("job.withdraw", "撤销待发的批量操作"),
    ("list.answer", "核对上传的名单"),
    ("login.link", "绑定第三方登录"),
    ("login.outside", "通过第三方登录"),
    ("login.unlink", "解除第三方登录绑定"),
    ("notice.choose", "设置消息接收方式"),
    ("privacy.erase", "删除个人信息"),
    ("privacy.retention", "清理到期数据"),
    ("request.ask", "申请更正或删除个人信息"),
    ("request.copy", "下载自己的全部信息"),
    ("request.decide", "办理个人信息申请"),
    ("request.supply", "补充申请材料"),
    ("request.withdraw", "撤回个人信息申请"),
    ("seal.rotate", "更换加密密钥"),
];
