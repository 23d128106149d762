//! Pages on their way out, inside the shell that fits who reads them.

use maud::{Markup, html};
use vocab::Role;

use crate::{
    Need,
    ui::{self, ActsAs, Doors, Head, MenuGroup, MenuItem, Shell, User},
    visit::{Call, Visit},
};

/// A whole page on its way out.
pub type Html = axum::response::Html<String>;

/// The desk on which everything waits that somebody has to do: its line in the navigation says how
/// much.
pub const WAITING: &str = "/waiting";

/// Menu items that a phone's bar has room for.
const BAR_ITEMS_MAX: usize = 5;

impl Call {
    /// A page of this cell under its title, with the navigation of whoever is logged in.
    pub fn page(&self, title: &str, body: &Markup) -> Html {
        self.page_under(title, &Head::new(title), body)
    }

    /// A page of this cell under a head of its own.
    pub fn page_under(&self, title: &str, head: &Head<'_>, body: &Markup) -> Html {
        let whole = html! { (head) (body) };
        let shell = self.shell(title);
        let page = match self.actor.as_ref().map(crate::Actor::role) {
            None => shell.public(&whole),
            Some(Role::Guardian) => shell.phone(&whole),
            Some(_) => shell.desk(&whole),
        };
        axum::response::Html(page.into_string())
    }

    /// A page for a phone, whoever reads it: a roll call.
    pub fn phone_page(&self, title: &str, body: &Markup) -> Html {
        axum::response::Html(self.shell(title).phone(body).into_string())
    }

    /// A page for anyone, printed with its own address.
    pub fn public_page(&self, title: &str, body: &Markup) -> Html {
        let address = self.absolute(self.path()).into();
        let shell = Shell { address: Some(address), ..self.shell(title) };
        axum::response::Html(shell.public(body).into_string())
    }

    fn shell<'a>(&'a self, title: &'a str) -> Shell<'a> {
        let weekday = vocab::weekday_label(self.today().weekday());
        Shell {
            title: title.into(),
            cell_name: self.cell.name.as_str().into(),
            home: self.link("/").into(),
            demo: self.cell.demo,
            demo_tools: self.demo_tools(),
            large: self.large,
            today: format!("{} {weekday}", self.today()).into(),
            user: self.user(),
            menu: self.menu(),
            bar: self.bar(),
            doors: self.doors(),
            unread: self.actor.as_ref().map_or(0, |it| it.unread),
            csrf: Some(self.csrf()),
            flash: None,
            address: None,
        }
    }

    /// The demo's hour, which leads to where an administrator moves it on.
    fn demo_tools(&self) -> Option<Markup> {
        if !self.cell.demo {
            return None;
        }
        let hour = self.civil_now().strftime("%Y-%m-%d %H:%M").to_string();
        let moves = self.opens("/demo/time");
        Some(html! {
            @if moves { a href=(self.link("/demo/time")) { "演示日历 " (hour) } }
            @else { span { "演示日历 " (hour) } }
        })
    }

    fn user(&self) -> Option<User<'_>> {
        let actor = self.actor.as_ref()?;
        Some(User {
            name: actor.name.as_str().into(),
            role: actor.role().label().into(),
            place: actor.identity.place_name.as_str().into(),
            identities: actor.identities.iter().map(|it| identity(it, &actor.identity)).collect(),
        })
    }

    /// What the identity in use may open, group by group in the order of the modules.
    fn menu(&self) -> Vec<MenuGroup<'_>> {
        let mut groups: Vec<MenuGroup<'_>> = Vec::new();
        for item in self.app.menu.iter().filter(|it| self.meets(it.need)) {
            let shown = self.menu_item(item);
            match groups.iter_mut().find(|it| it.label == item.group) {
                Some(group) => group.items.push(shown),
                None => groups.push(MenuGroup { label: item.group.into(), items: vec![shown] }),
            }
        }
        groups
    }

    fn bar(&self) -> Vec<MenuItem<'_>> {
        let open = self.app.menu.iter().filter(|it| self.meets(it.need));
        open.take(BAR_ITEMS_MAX).map(|it| self.menu_item(it)).collect()
    }

    fn menu_item(&self, item: &crate::MenuItem) -> MenuItem<'static> {
        MenuItem {
            label: item.label.into(),
            href: self.link(item.path).into(),
            icon: item.icon,
            count: if item.path == WAITING { self.waiting() } else { 0 },
            here: self.is_nearest(item.path),
        }
    }

    fn waiting(&self) -> u64 {
        self.actor.as_ref().map_or(0, |it| it.waiting)
    }

    /// Whether this page lies under `path`, and under no longer path of the menu.
    fn is_nearest(&self, path: &str) -> bool {
        let under = |path: &str| {
            let rest = self.path().strip_prefix(path);
            rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        let longer = self.app.menu.iter().any(|it| it.path.len() > path.len() && under(it.path));
        under(path) && !longer
    }

    fn doors(&self) -> Doors<'_> {
        let door = |path: &str| self.opens(path).then(|| self.link(path).into());
        Doors {
            search: door("/search"),
            inbox: door("/inbox"),
            account: door("/me"),
            identities: self.actor.as_ref().map(|_| self.link("/identity").into()),
            sign_out: self.actor.as_ref().map(|_| self.link("/logout").into()),
            sign_in: self.actor.is_none().then(|| self.link("/login").into()),
        }
    }

    /// Whether there is a page at `path` that this person may open.
    fn opens(&self, path: &str) -> bool {
        let mut routes = self.app.routes.iter();
        self.actor.is_some()
            && routes.any(|it| it.path == path && it.need != Need::Open && self.meets(it.need))
    }
}

impl Visit {
    /// A page of this cell with the navigation of the identity in use.
    pub fn page(&self, title: &str, body: &Markup) -> Html {
        self.call().page(title, body)
    }
}

fn identity<'a>(it: &'a crate::Identity, in_use: &crate::Identity) -> ActsAs<'a> {
    ActsAs {
        role: it.role.label().into(),
        place: it.place_name.as_str().into(),
        grant: it.grant.to_string().into(),
        here: it == in_use,
    }
}

/// A page outside any cell.
pub fn bare(title: &str, body: &Markup) -> Html {
    ui::page(title, &html! { (Head::new(title)) (body) })
}
