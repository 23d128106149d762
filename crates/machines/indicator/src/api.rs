//! What programs may ask of indicators: all values of the key's place, and one indicator there and at
//! every place below. Small numbers are left out as they are on pages.

use std::collections::BTreeSet;

use platform::{
    api::{Answer, ApiCall, ApiRoutes, Member, Operation, Parameter, Shape},
    measures::Measures,
};
use serde_json::{Value as Json, json};
use vocab::PlaceId;
use web::Problem;

use crate::{
    asking::{self, AsKnown},
    checks,
    counting::kinds,
    definition::Indicator,
    history, index, is_personal,
    module::READ,
    pages::{self, Error},
    rules,
    store::places,
    value::Value,
};

const VALUE: Shape = Shape::Object(&[
    Member { name: "indicator", about: "指标的代号", shape: Shape::Text },
    Member { name: "label", about: "指标", shape: Shape::Text },
    Member { name: "place", about: "单位编号", shape: Shape::Text },
    Member { name: "place_name", about: "单位", shape: Shape::Text },
    Member { name: "day", about: "截至哪一天", shape: Shape::Day },
    Member {
        name: "value",
        about: "数值；没有可统计的或不足 10 人时为空",
        shape: Shape::Maybe(&Shape::Text),
    },
    Member { name: "unit", about: "单位", shape: Shape::Text },
    Member { name: "numerator", about: "分子", shape: Shape::Maybe(&Shape::Integer) },
    Member {
        name: "denominator",
        about: "分母；总数没有分母",
        shape: Shape::Maybe(&Shape::Integer),
    },
    Member { name: "quality", about: "数据质量：好、一般、差", shape: Shape::Text },
    Member { name: "have", about: "已报全的单位", shape: Shape::Integer },
    Member { name: "due", about: "应报的单位", shape: Shape::Integer },
    Member { name: "hidden", about: "是否因人数少而不给", shape: Shape::Flag },
]);

pub(crate) const DAY: Parameter =
    Parameter {
        name: "day", about: "截至哪一天；不给为今天", shape: Shape::Day, required: false
    };

static ALL: Operation = Operation {
    id: "listIndicators",
    path: "/api/v1/indicators",
    summary: "全部指标的数值",
    about: "密钥所在单位的全部指标，今天的数，附分子、分母和数据质量。",
    permission: READ,
    parameters: &[],
    answer: Shape::List(&VALUE),
    pages: false,
};

static ONE: Operation = Operation {
    id: "listIndicatorValues",
    path: "/api/v1/indicators/values",
    summary: "一个指标在各单位的数值",
    about: "一个指标在密钥所在单位和下级镇街、学校的数值。镇街按全县（市、区）的顺序，学校按镇街、再按名称，不排名次。",
    permission: READ,
    parameters: &[
        Parameter {
            name: "indicator",
            about: "指标的代号，即网址 /indicators/ 后面的词",
            shape: Shape::Text,
            required: true,
        },
        DAY,
    ],
    answer: Shape::List(&VALUE),
    pages: false,
};

/// What programs can ask.
pub(crate) fn routes() -> ApiRoutes {
    ApiRoutes::new()
        .get(&ALL, all)
        .get(&ONE, one)
        .get(&index::api::ALL, index::api::all)
        .get(&checks::api::ALL, checks::api::all)
}

/// What is told of one value.
struct Told<'a> {
    name: &'a str,
    what: &'a Indicator,
    place: (PlaceId, &'a str),
    day: (jiff::civil::Date, Option<i64>),
    value: Value,
    hidden: bool,
}

impl Told<'_> {
    fn json(&self) -> Json {
        let (shape, it) = (&self.what.shape, self.value);
        let open = !self.hidden;
        json!({
            "indicator": self.name,
            "label": self.what.label,
            "place": self.place.0.to_string(),
            "place_name": self.place.1,
            "day": self.day.0.to_string(),
            "value": shape.shown(it).filter(|_| open),
            "unit": shape.unit,
            "numerator": open.then_some(it.part),
            "denominator": (open && shape.is_rate).then_some(it.whole),
            "quality": rules::quality(it, self.day.1).label(),
            "have": it.have,
            "due": it.due,
            "hidden": self.hidden,
        })
    }
}

async fn all(call: ApiCall) -> Result<Answer, Problem> {
    let (place, today) = (call.scope(), call.today());
    let measures = call.service::<Measures>();
    let read: Result<_, Error> = db::read!(call.db(), "indicators for a program", |tx| {
        let (level, name) = pages::place(tx, place).await?;
        let held = asking::now(tx, &[place]).await?;
        let counted = asking::counted(tx, today).await?.map(|it| it.0);
        Ok((kinds(tx).await?, level, name, held, counted))
    });
    let (kinds, level, name, held, counted) = read?;
    let age = counted.map(|it| i64::from((today - it).get_days()));
    let told = kinds.iter().filter(|it| it.what.level >= level).map(|it| {
        let value = held.get(&(it.name.clone(), place)).map_or(Value::default(), |it| it.value);
        let hidden = is_personal(&it.what, measures) && rules::is_few(value);
        let place = (place, name.as_str());
        Told { name: &it.name, what: &it.what, place, day: (today, age), value, hidden }.json()
    });
    Ok(Answer::One(Json::Array(told.collect())))
}

async fn one(call: ApiCall) -> Result<Answer, Problem> {
    let name = call.text("indicator").unwrap_or_default().to_owned();
    let (place, day) = (call.scope(), call.day("day").unwrap_or(call.today()));
    let measures = call.service::<Measures>();
    let at = AsKnown::now(day);
    let read: Result<_, Error> = db::read!(call.db(), "an indicator for a program", |tx| {
        let kind = pages::kind(tx, &name).await?;
        let (_, own) = pages::place(tx, place).await?;
        let tree = places::tree(tx, place, day).await?;
        let counted = asking::counted(tx, day).await?.map(|it| it.0);
        let mut tables = tree.tables(place, kind.what.schools.as_ref());
        tables.retain(|it| kind.what.level >= tree.level_below(it.0));
        let below = tables.iter().flat_map(|it| &it.1).map(|it| it.0);
        let ids: Vec<PlaceId> = below.chain([place]).collect();
        let rows = asking::series(tx, &name, at, &ids).await?;
        Ok((kind, own, tables, rows, counted))
    });
    let (kind, own, tables, rows, counted) = read?;
    let age = counted.map(|it| i64::from((day - it).get_days()));
    let value = |it: PlaceId| rows.get(&it).map_or(Value::default(), |it| history::at(it, day));
    let hidden = if is_personal(&kind.what, measures) {
        rules::left_out_of_all(place, &tables, value)
    } else {
        BTreeSet::new()
    };
    let below = tables.iter().flat_map(|it| &it.1).map(|it| (it.0, it.1.as_str()));
    let told = std::iter::once((place, own.as_str())).chain(below).map(|place| {
        let (value, hidden) = (value(place.0), hidden.contains(&place.0));
        Told { name: &kind.name, what: &kind.what, place, day: (day, age), value, hidden }.json()
    });
    Ok(Answer::One(Json::Array(told.collect())))
}
