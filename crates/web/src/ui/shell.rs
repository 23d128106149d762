//! What stands around every page: at a desk, on a phone, in public.

use maud::{DOCTYPE, Markup, html};

use super::{Button, Text, icon, qr};
use crate::assets;

/// What every page of a demo county says.
pub const DEMO: &str = "演示数据·非真实";

/// What stands around a page. Fill in what there is: a door without an address is not shown.
#[derive(Debug, Default)]
pub struct Shell<'a> {
    /// The page's title, for the window.
    pub title: Text<'a>,
    /// 慈溪市.
    pub cell_name: Text<'a>,
    /// Where the brand leads.
    pub home: Text<'a>,
    /// Whether this county is made up; every page then says so, on paper too.
    pub demo: bool,
    /// Beside the demo's mark: the day it plays on, and the administrator's buttons.
    pub demo_tools: Option<Markup>,
    /// Whether the reader asked for large type (cookie `large=1`).
    pub large: bool,
    /// Today by the cell's calendar: 2021-12-20 周一.
    pub today: Text<'a>,
    /// Who is signed in.
    pub user: Option<User<'a>>,
    /// The desk's menu.
    pub menu: Vec<MenuGroup<'a>>,
    /// The phone's bar at the bottom: four or five at most.
    pub bar: Vec<MenuItem<'a>>,
    /// Where search, inbox and the rest are.
    pub doors: Doors<'a>,
    /// Unread notices.
    pub unread: u64,
    /// The hidden field for forms in the shell (signing out).
    pub csrf: Option<Markup>,
    /// What just happened, to be said once at the top of the page.
    pub flash: Option<Markup>,
    /// The page's full address, printed on paper, as a QR code too on public pages.
    pub address: Option<Text<'a>>,
}

/// Who is signed in, and as what.
#[derive(Debug, Default)]
pub struct User<'a> {
    /// 周晓.
    pub name: Text<'a>,
    /// 基教科.
    pub role: Text<'a>,
    /// Where: 慈溪市教育局.
    pub place: Text<'a>,
    /// Everything that this person may act as, the one in use included; one alone is not offered.
    pub identities: Vec<ActsAs<'a>>,
}

/// A role at a place, and the tap that makes it the one in use.
#[derive(Debug, Default)]
pub struct ActsAs<'a> {
    /// 班主任.
    pub role: Text<'a>,
    /// 四年级(1)班.
    pub place: Text<'a>,
    /// What the tap sends.
    pub grant: Text<'a>,
    /// Whether it is the one in use.
    pub here: bool,
}

/// A group of the desk's menu.
#[derive(Debug, Default)]
pub struct MenuGroup<'a> {
    /// Its heading; empty for the first.
    pub label: Text<'a>,
    /// What is in it.
    pub items: Vec<MenuItem<'a>>,
}

/// A page in the menu.
#[derive(Debug, Default)]
pub struct MenuItem<'a> {
    /// 课后服务.
    pub label: Text<'a>,
    /// Where it leads.
    pub href: Text<'a>,
    /// A name from `web-assets/icons.txt`.
    pub icon: &'static str,
    /// How many wait there; nothing is shown for none.
    pub count: u64,
    /// Whether one is there.
    pub here: bool,
}

/// Addresses of what every page leads to.
#[derive(Debug, Default)]
pub struct Doors<'a> {
    /// Search across the county; a GET with `q`.
    pub search: Option<Text<'a>>,
    /// The inbox.
    pub inbox: Option<Text<'a>>,
    /// One's own account.
    pub account: Option<Text<'a>>,
    /// Switching to another identity; a POST.
    pub identities: Option<Text<'a>>,
    /// Signing out; a POST.
    pub sign_out: Option<Text<'a>>,
    /// Signing in, on public pages.
    pub sign_in: Option<Text<'a>>,
}

impl Shell<'_> {
    /// A page at a desk: the menu on the left.
    pub fn desk(&self, body: &Markup) -> Markup {
        let inside = html! {
            div.frame {
                aside.side #side popover="auto" { div.side-inside { (self.brand()) (self.side_menu()) } }
                div.page {
                    (self.topbar())
                    (self.identities())
                    main #main tabindex="-1" { (self.flash_or_nothing()) (body) }
                    (self.footer())
                }
            }
        };
        self.document("desk", &inside)
    }

    /// A page for the phone: a bar at the bottom, a column in the middle of a desk.
    pub fn phone(&self, body: &Markup) -> Markup {
        let inside = html! {
            header.topbar.topbar-phone { (self.brand()) div.tools { (self.tools()) } }
            (self.identities())
            main #main tabindex="-1" { (self.flash_or_nothing()) (body) }
            (self.footer())
            @if !self.bar.is_empty() {
                nav.bar aria-label="主菜单" { ul { @for item in &self.bar { li { (menu_link(item)) } } } }
            }
        };
        self.document("phone", &inside)
    }

    /// A page for anyone, made for paper as much as for the screen.
    pub fn public(&self, body: &Markup) -> Markup {
        let inside = html! {
            header.topbar.topbar-public {
                (self.brand())
                div.tools {
                    (large_toggle(self.large))
                    (Button::print().ghost())
                    @if let Some(href) = &self.doors.sign_in { (Button::link("登录", href.as_ref())) }
                }
            }
            main #main tabindex="-1" {
                (self.flash_or_nothing())
                (body)
                @if let Some(address) = &self.address {
                    aside.seal aria-label="本页地址" {
                        (qr(address))
                        p { "扫码核对本页" br; span.address { (address) } }
                    }
                }
            }
            (self.footer())
        };
        self.document("public", &inside)
    }

    fn document(&self, class: &str, inside: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="zh-CN" data-large[self.large] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    title { @if self.demo { "演示 · " } (self.title) @if !self.cell_name.is_empty() { " · " (self.cell_name) } " · 学域" }
                    meta name="theme-color" content="#2f7d6d";
                    meta name="format-detection" content="telephone=no";
                    meta name="htmx-config" content=(HTMX);
                    link rel="icon" type="image/svg+xml" href=(assets::url("mark.svg"));
                    link rel="stylesheet" href=(assets::url("app.css"));
                    script type="module" src=(assets::url("app.js")) {}
                }
                body class=(class) {
                    a.skip href="#main" { "跳到正文" }
                    @if self.demo { (self.demo_strip()) }
                    (inside)
                    (confirm_dialog())
                    div.visually-hidden #live role="status" {}
                }
            }
        }
    }

    fn demo_strip(&self) -> Markup {
        html! {
            aside.demo aria-label="演示说明" {
                strong { (DEMO) }
                span.demo-more { "人员、学校均为虚构" }
                @if let Some(tools) = &self.demo_tools { div.demo-tools { (tools) } }
            }
        }
    }

    fn brand(&self) -> Markup {
        html! {
            a.brand href=(self.home) {
                span.brand-mark aria-hidden="true" { "学" }
                span.brand-words { "学域" @if !self.cell_name.is_empty() { small { (self.cell_name) } } }
            }
        }
    }

    fn side_menu(&self) -> Markup {
        html! {
            nav.menu aria-label="主菜单" {
                @for (at, group) in self.menu.iter().enumerate() {
                    @let id = format!("menu-{at}");
                    @if group.label.is_empty() {
                        ul { @for item in &group.items { li { (menu_link(item)) } } }
                    } @else {
                        p.menu-label id=(id) { (group.label) }
                        ul aria-labelledby=(id) { @for item in &group.items { li { (menu_link(item)) } } }
                    }
                }
            }
        }
    }

    fn topbar(&self) -> Markup {
        html! {
            header.topbar {
                button.tool.side-open type="button" popovertarget="side" aria-label="打开菜单" { (icon("menu-2")) }
                @if let Some(action) = &self.doors.search {
                    // Posted: people type whole ID numbers here, and an address is kept and passed on.
                    form.find role="search" aria-label="全局查找" method="post" action=(action) {
                        @if let Some(csrf) = &self.csrf { (csrf) }
                        (icon("search"))
                        input type="search" name="q" aria-label="全局查找" placeholder="查找学生、学校、教师、办件号" autocomplete="off";
                    }
                }
                div.tools {
                    @if !self.today.is_empty() { span.today { (icon("calendar")) (self.today) } }
                    (self.tools())
                }
            }
        }
    }

    fn tools(&self) -> Markup {
        html! {
            (large_toggle(self.large))
            @if let Some(href) = &self.doors.inbox {
                a.tool href=(href) {
                    (icon("bell"))
                    @if self.unread > 0 {
                        span.tool-count { (self.unread.min(99)) }
                        span.visually-hidden { "条未读消息" }
                    } @else { span.visually-hidden { "消息" } }
                }
            }
            @if let Some(user) = &self.user { (self.user_menu(user)) }
        }
    }

    fn user_menu(&self, user: &User) -> Markup {
        html! {
            details.drop data-menu {
                summary.tool.tool-user {
                    (icon("user")) span.tool-user-name { (user.name) small { (user.role) } } span.visually-hidden { "账号菜单" } (icon("chevron-down"))
                }
                div.drop-box {
                    p.drop-who { strong { (user.name) } br; (user.role) " · " (user.place) }
                    @if let Some(href) = &self.doors.account { a href=(href) { (icon("settings")) "我的账号" } }
                    @if let Some(action) = &self.doors.sign_out {
                        form method="post" action=(action) {
                            @if let Some(csrf) = &self.csrf { (csrf) }
                            button type="submit" { (icon("logout")) "退出登录" }
                        }
                    }
                }
            }
        }
    }

    /// A button for each identity of a person with several: one tap, with or without script.
    fn identities(&self) -> Markup {
        let Some((action, user)) = self.doors.identities.as_ref().zip(self.user.as_ref()) else {
            return html! {};
        };
        if user.identities.len() < 2 {
            return html! {};
        }
        html! {
            form.identities method="post" action=(action) aria-label="切换身份" {
                @if let Some(csrf) = &self.csrf { (csrf) }
                (icon("switch-horizontal"))
                @for it in &user.identities {
                    @if it.here {
                        span.identity aria-current="true" { (it.role) small { (it.place) } }
                    } @else {
                        button.identity type="submit" name="grant" value=(it.grant) { (it.role) small { (it.place) } }
                    }
                }
            }
        }
    }

    fn flash_or_nothing(&self) -> Markup {
        html! { @if let Some(flash) = &self.flash { (flash) } }
    }

    fn footer(&self) -> Markup {
        html! {
            footer.foot {
                span { "学域" @if !self.cell_name.is_empty() { " · " (self.cell_name) } }
                @if self.demo { strong { (DEMO) } }
                @if let Some(address) = &self.address { span.address.print-only { (address) } }
                @if !self.today.is_empty() { span.print-only { "打印日期 " (self.today) } }
            }
        }
    }
}

/// No evaluation of strings and no styles from script, so that the strictest policy holds.
const HTMX: &str = r#"{"allowEval":false,"allowScriptTags":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}"#;

fn menu_link(item: &MenuItem) -> Markup {
    html! {
        a href=(item.href) aria-current=[item.here.then_some("page")] data-prefetch {
            (icon(item.icon)) span.menu-word { (item.label) }
            @if item.count > 0 {
                span.menu-count { (item.count.min(999)) span.visually-hidden { " 件待办" } }
            }
        }
    }
}

fn large_toggle(large: bool) -> Markup {
    html! {
        button.tool.needs-script type="button" data-large-toggle aria-pressed=(large) {
            span.tool-type aria-hidden="true" { "大" } span.visually-hidden { "大字版" }
        }
    }
}

fn confirm_dialog() -> Markup {
    html! {
        dialog.ask #confirm aria-labelledby="confirm-text" {
            form method="dialog" {
                p.ask-text #confirm-text data-confirm-text {}
                div.actions {
                    button.btn.btn-primary value="yes" data-confirm-yes { "确定" }
                    button.btn value="no" autofocus { "再想想" }
                }
            }
        }
    }
}
