//! What the form of a registration is made of, whoever fills it in: the family on its phone, or its
//! school for a family without one.

use vocab::SchoolId;
use web::{
    Markup, Posts, html,
    ui::{self, Alert, Field, Tone},
};

use super::read;
use crate::kindergarten::fee_words;
use crate::registration::{
    error::Error,
    model::{Campaign, Category, Entry, Seats, Wish},
    terms::Terms,
};

/// How the schools that a family names are counted.
const NTH: [&str; 3] = ["一", "二", "三"];

/// What stands in the form: of a new one what was typed, else what is registered.
#[derive(Default)]
pub(in crate::registration) struct Filled {
    pub(super) school: Option<SchoolId>,
    pub(super) guardian: String,
    pub(super) phone: String,
    pub(super) address: String,
    pub(super) category: String,
    pub(super) wish: Option<Wish>,
    pub(super) choices: Vec<SchoolId>,
    pub(super) names: [String; 2],
    pub(super) numbers: [String; 2],
    pub(super) ticked: Vec<String>,
}

impl Filled {
    /// What was typed.
    pub(in crate::registration) fn of(posts: &Posts) -> Self {
        let text = |name: &str| read::field(posts, name).to_owned();
        let named =
            |name: &'static str| posts.pairs.iter().filter(move |it| it.0.starts_with(name));
        Self {
            school: text("school").parse().ok(),
            guardian: text("guardian"),
            phone: text("phone"),
            address: text("address"),
            category: text("category"),
            wish: Wish::from_key(&text("wish")),
            choices: named("choice").filter_map(|it| it.1.parse().ok()).collect(),
            names: [text("name"), text("name2")],
            numbers: [text("id_number"), text("id_number2")],
            ticked: named("child").map(|it| it.1.clone()).collect(),
        }
    }

    /// A form that nothing is typed into, at a school.
    pub(in crate::registration) fn at(school: SchoolId) -> Self {
        Self { school: Some(school), ..Self::default() }
    }
}

/// What is said of a field that was typed wrongly.
pub(in crate::registration) fn told<'a>(wrong: Option<&'a Error>, field: &str) -> Option<&'a str> {
    match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.as_str()),
        _ => None,
    }
}

/// The form with what was wrong.
pub(in crate::registration) fn with_wrong<'a>(
    form: ui::Form<'a>,
    wrong: Option<&'a Error>,
) -> ui::Form<'a> {
    match wrong {
        Some(Error::Wrong(field, words)) => form.error(*field, words.as_str()),
        Some(other) => form.problem(other.to_string()),
        None => form,
    }
}

/// A child, or two, by name and number.
pub(in crate::registration) fn typed_children<'a>(
    it: &Campaign,
    filled: &Filled,
    told: impl Fn(&'static str) -> Option<&'a str>,
) -> Markup {
    html! {
        (Field::text("name", "孩子姓名").value(filled.names[0].as_str()).max_length(30).sometimes().hint("与户口簿一致").error(told("name")))
        (Field::text("id_number", "孩子身份证号").value(filled.numbers[0].as_str()).max_length(18).sometimes().hint(format!("{} 至 {} 出生", it.born_from, it.born_to)).error(told("id_number")))
        details open[!filled.names[1].is_empty()] {
            summary { "双胞胎、多胞胎一起报名" }
            (Field::text("name2", "另一个孩子姓名").value(filled.names[1].as_str()).max_length(30).sometimes())
            (Field::text("id_number2", "另一个孩子身份证号").value(filled.numbers[1].as_str()).max_length(18).sometimes().error(told("id_number2")))
        }
    }
}

/// Who registers, and the telephone.
pub(in crate::registration) fn guardian<'a>(
    filled: &Filled,
    told: impl Fn(&'static str) -> Option<&'a str>,
) -> Markup {
    html! {
        (Field::text("guardian", "监护人姓名").value(filled.guardian.as_str()).max_length(30).required().error(told("guardian")))
        (Field::phone("phone", "联系电话").value(filled.phone.as_str()).required().error(told("phone")))
    }
}

/// The parts that a new form and a changed one have in common.
pub(in crate::registration) fn shared<'a>(
    form: ui::Form<'a>,
    (terms, again): (&Terms, Option<&str>),
    (filled, address, wish): (&'a Filled, Option<&'a str>, Option<&'a str>),
) -> ui::Form<'a> {
    let entry = terms.campaign.entry;
    let school = filled.school.and_then(|it| terms.area(it));
    let at = school.map(|it| it.school);
    let categories = at.map(|it| terms.categories_at(it)).unwrap_or_default();
    let is_kindergarten = entry == Entry::Kindergarten;
    form.section(if is_kindergarten { "服务区" } else { "学区" }, html! {
        @if let Some(it) = school {
            input type="hidden" name="school" value=(it.school);
            p {
                strong { (it.name) } "（" (it.town_name) "）"
                @if let Some(again) = again { "· " a href=(again) { "换一所" } }
            }
        }
        (Field::text("address", "现住址").value(filled.address.as_str()).max_length(80).required().hint("社区或村、路名和门牌号").error(address))
    })
    .section("类别", html! {
        (Field::radio("category", "孩子属于哪一类", categories.iter().map(|it| (it.key.clone(), format!("{}：{}", it.label, it.about)))).value(filled.category.as_str()).required())
        (documents(&categories))
    })
    .section(if is_kindergarten { "志愿" } else { "公办还是民办" }, if is_kindergarten {
        kindergartens(terms, (filled, school), wish)
    } else {
        wishes(terms, filled, wish)
    })
}

/// What each category is to show.
fn documents(all: &[Category]) -> Markup {
    html! {
        details {
            summary { "各类要准备的材料" }
            @for it in all {
                p { strong { (it.label) } "：" (it.documents.join("；")) }
            }
        }
    }
}

/// A kindergarten as a family chooses it: what it is and charges stands beside its name.
pub(in crate::registration) fn kindergarten(it: &Seats) -> String {
    format!("{} · {} · {}", it.name, it.nature.label(), fee_words(it.fee.as_ref()))
}

/// The kindergartens in the order of a family's wishes, and what follows of them.
fn kindergartens(
    terms: &Terms,
    (filled, area): (&Filled, Option<&Seats>),
    wrong: Option<&str>,
) -> Markup {
    let most = usize::try_from(terms.campaign.private_choices).unwrap_or(0).min(NTH.len());
    let mut all: Vec<&Seats> = terms.named().collect();
    // Its own first, then those of its town: a list of a whole county is long on a phone.
    all.sort_by_key(|it| area.map(|own| (own.school != it.school, own.town != it.town)));
    let option = |it: &&Seats| {
        (it.school.to_string(), format!("{} · 计划 {} 人", kindergarten(it), it.seats))
    };
    let chosen = |at: usize| match filled.choices.get(at) {
        Some(it) => it.to_string(),
        None if at == 0 && filled.choices.is_empty() => {
            area.map(|it| it.school.to_string()).unwrap_or_default()
        }
        None => String::new(),
    };
    let none = || std::iter::once((String::new(), "不填".to_owned()));
    html! {
        @for at in 0..most {
            @let label = format!("第{}志愿", NTH[at]);
            @let field = format!("choice{}", at + 1);
            @if at == 0 { (Field::select(field, label, all.iter().map(option)).value(chosen(at)).required().error(wrong)) }
            @else { (Field::select(field, label, none().chain(all.iter().map(option))).value(chosen(at)).sometimes()) }
        }
        p { "每月收费是保育教育费，不含伙食费。" }
        (Alert::new(Tone::Info, "志愿怎么用").detail(html! {
            "第一志愿填服务区幼儿园的，先按类别、再按远近就近录取。各园就近录取后剩下的学位，在所有填了这所幼儿园的孩子里"
            strong { "大片区摇号" } "，名单封存、过程公开、双胞胎一个号、人人可以核对；不超的全部录取。"
            "几所都轮到的，录取志愿最靠前的一所。都没有轮到的，就近安排到还有空位的公办、民办普惠幼儿园，可以放弃；都没有空位的，等候递补。"
        }))
    }
}

/// Public or private, and what follows where a private school's draw is lost.
fn wishes(terms: &Terms, filled: &Filled, wrong: Option<&str>) -> Markup {
    let it = &terms.campaign;
    let most = usize::try_from(it.private_choices).unwrap_or(0);
    let none_private = most == 0 || terms.named().next().is_none();
    let wish = filled.wish.unwrap_or(Wish::Public).key();
    if none_private {
        return html! { input type="hidden" name="wish" value="public"; p { "这次招生只有公办学校。" } };
    }
    html! {
        (Field::radio("wish", "报哪一种", it.entry.wishes().iter().map(|it| (it.key(), it.label()))).value(wish).required().error(wrong))
        @for at in 0..most {
            @let chosen = filled.choices.get(at).map(ToString::to_string).unwrap_or_default();
            (Field::select(format!("choice{}", at + 1), format!("民办志愿{}", if most > 1 { NTH[at] } else { "" }),
                std::iter::once((String::new(), "不报民办".to_owned())).chain(terms.named().map(|it| (it.school.to_string(), format!("{}（计划 {} 人）", it.name, it.seats)))))
                .value(chosen).sometimes())
        }
        (Alert::new(Tone::Info, "报民办以前请看清楚").detail(html! {
            "报名人数不超过计划的，全部录取；超过的，全部由电脑随机派位，过程公开、人人可以核对。派位没有录取的："
            strong { (it.unlucky.label()) } "。"
        }))
    }
}
