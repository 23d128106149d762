//! A page of each kind with made-up content: what the tests check, and what one looks at while
//! changing the looks (`cargo run -p web --example gallery`).

mod desk;
mod phone;
mod public;
mod work;

use maud::Markup;

use super::{ActsAs, Doors, MenuGroup, MenuItem, Shell, User};

/// A page of the gallery.
#[derive(Debug)]
pub struct Sample {
    /// Its name in the address.
    pub name: &'static str,
    /// The whole page.
    pub page: Markup,
}

/// All pages.
pub fn samples() -> Vec<Sample> {
    let sample = |name, page| Sample { name, page };
    vec![
        sample("cockpit", desk::cockpit()),
        sample("list", desk::list()),
        sample("list-empty", desk::list_empty()),
        sample("form", desk::form()),
        sample("record", work::record()),
        sample("task", work::task()),
        sample("charts", work::charts()),
        sample("job", work::job()),
        sample("confirm", work::confirm()),
        sample("overtaken", work::overtaken()),
        sample("home", phone::home()),
        sample("courses", phone::courses()),
        sample("roll-call", phone::roll_call()),
        sample("receipt", phone::receipt()),
        sample("public", public::notice()),
        sample("plain", public::plain()),
    ]
}

fn shell(title: &'static str) -> Shell<'static> {
    Shell {
        title: title.into(),
        cell_name: "慈溪市".into(),
        home: "/cixi/".into(),
        demo: true,
        today: "2021-12-20 周一".into(),
        user: Some(User {
            name: "周晓".into(),
            role: "基教科".into(),
            place: "慈溪市教育局".into(),
            identities: vec![
                acts_as("基教科", "慈溪市教育局", true),
                acts_as("家长", "2 个孩子", false),
            ],
        }),
        menu: menu(title),
        doors: Doors {
            search: Some("/cixi/search".into()),
            inbox: Some("/cixi/inbox".into()),
            account: Some("/cixi/me".into()),
            identities: Some("/cixi/identity".into()),
            sign_out: Some("/cixi/logout".into()),
            sign_in: None,
        },
        unread: 3,
        csrf: Some(csrf()),
        address: Some("http://127.0.0.1:8080/cixi/aftercare/programmes".into()),
        ..Shell::default()
    }
}

fn acts_as(role: &'static str, place: &'static str, here: bool) -> ActsAs<'static> {
    ActsAs { role: role.into(), place: place.into(), grant: "grn_0".into(), here }
}

fn csrf() -> Markup {
    maud::html! { input type="hidden" name="csrf" value="sample"; }
}

fn menu(here: &str) -> Vec<MenuGroup<'static>> {
    let item = |label: &'static str, icon, count| MenuItem {
        label: label.into(),
        href: "#main".into(),
        icon,
        count,
        here: label == here,
    };
    let group = |label: &'static str, items| MenuGroup { label: label.into(), items };
    vec![
        group("", vec![item("驾驶舱", "layout-dashboard", 0), item("待办", "checklist", 12)]),
        group(
            "课后服务",
            vec![
                item("方案备案", "clipboard-check", 3),
                item("拓展课程", "books", 0),
                item("每日点名", "user-check", 0),
                item("师资薪酬补助", "cash", 0),
            ],
        ),
        group(
            "名册",
            vec![
                item("学校", "school", 0),
                item("学生", "users", 0),
                item("教师", "id-badge-2", 0),
                item("校外机构", "building", 0),
            ],
        ),
        group(
            "治理",
            vec![item("指标与目标", "target-arrow", 0), item("审计日志", "shield-lock", 0)],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_well_formed_labelled_and_free_of_what_the_policy_refuses() {
        for sample in samples() {
            let faults = crate::ui::check::faults(&sample.page.0);
            assert!(faults.is_empty(), "{}: {faults:#?}", sample.name);
        }
    }

    #[test]
    fn every_page_of_a_demo_says_so_at_the_top_and_at_the_foot() {
        for sample in samples().iter().filter(|it| it.name != "plain") {
            let page = &sample.page.0;
            assert!(page.matches(crate::ui::DEMO).count() >= 2, "{}", sample.name);
        }
    }

    #[test]
    fn pages_stay_small() {
        for sample in samples() {
            assert!(sample.page.0.len() < 60_000, "{}: {}", sample.name, sample.page.0.len());
        }
    }
}
