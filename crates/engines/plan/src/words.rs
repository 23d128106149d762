//! The words that the reader knows: units, comparators, and what only looks like a figure.

/// Units, each before those that it begins with.
pub(crate) const UNITS: &[&str] = &[
    "个百分点",
    "个学位",
    "平方米",
    "平方公里",
    "立方米",
    "公里",
    "公斤",
    "千米",
    "千瓦",
    "千克",
    "百分点",
    "人次",
    "人天",
    "小时",
    "分钟",
    "课时",
    "学时",
    "学分",
    "个月",
    "个",
    "所",
    "家",
    "名",
    "位",
    "人",
    "项",
    "件",
    "次",
    "场",
    "期",
    "门",
    "节",
    "例",
    "条",
    "张",
    "支",
    "席",
    "枚",
    "对",
    "套",
    "台",
    "间",
    "堂",
    "篇",
    "起",
    "户",
    "辆",
    "座",
    "处",
    "批",
    "天",
    "岁",
    "元",
    "亩",
    "册",
    "本",
    "份",
    "部",
    "幅",
    "首",
    "队",
    "组",
    "类",
    "种",
    "轮",
    "班",
    "片",
    "块",
    "倍",
    "米",
    "吨",
    "分",
    "年",
    "周",
    "金",
    "银",
    "铜",
    "大",
    "%",
    "‰",
];

/// Units that a Chinese numeral counts in; others make fixed words (三级, 五年, 四大).
pub(crate) const COUNTED: &[&str] = &[
    "人次",
    "小时",
    "个月",
    "个百分点",
    "个",
    "所",
    "家",
    "名",
    "位",
    "人",
    "项",
    "件",
    "次",
    "场",
    "期",
    "门",
    "例",
    "条",
    "张",
    "支",
    "席",
    "枚",
    "对",
    "套",
    "台",
    "间",
    "堂",
    "篇",
    "起",
    "户",
    "辆",
    "座",
    "处",
    "天",
    "册",
    "本",
    "份",
    "部",
    "倍",
    "亩",
    "元",
];

/// After a number: it is a date, an edition or a name.
pub(crate) const NOT_COUNTED: &[&str] =
    &["月", "日", "号", "时", "点", "届", "周年", "世纪", "级", "学年", ":", "后"];

/// What must not happen: none of it is a zero that counts.
pub(crate) const EVENTS: &[&str] = &[
    "辍学", "溺亡", "事故", "死亡", "伤亡", "投诉", "感染", "上访", "发生", "犯罪", "违规", "欠薪",
    "择校",
];

/// Names of general use that begin like a count.
pub(crate) const FIXED: &[&str] =
    &["八项规定", "六项纪律", "四个自信", "四个意识", "两个维护", "三项制度", "两个确立"];

/// After the unit: the number is the least, the most, or about right.
pub(crate) const LEAST_AFTER: &[&str] = &["及以上", "以上", "或以上"];
pub(crate) const MOST_AFTER: &[&str] = &["及以下", "以下", "以内", "之内"];
pub(crate) const ABOUT_AFTER: &[&str] = &["左右", "上下"];

pub(crate) const LEAST: &[&str] =
    &["不得低于", "不得少于", "不低于", "不少于", "不小于", "至少", "最少", "满"];
pub(crate) const MOST: &[&str] = &[
    "不得超过",
    "不得高于",
    "不超过",
    "不高于",
    "不大于",
    "不多于",
    "至多",
    "最多",
    "控制在",
    "限于",
];
pub(crate) const OVER: &[&str] = &["超过", "突破", "高于", "大于", "多于", "超", "逾"];
pub(crate) const UNDER: &[&str] = &["低于", "少于", "小于", "不足", "不到"];
pub(crate) const NEAR: &[&str] = &["接近", "将近", "近"];
pub(crate) const ABOUT: &[&str] = &["大约", "约为", "约"];
pub(crate) const REACH_UP: &[&str] = &[
    "达到了",
    "达到",
    "提升到",
    "提升至",
    "提高到",
    "提高至",
    "增加到",
    "增加至",
    "增长到",
    "增长至",
    "上升到",
    "上升至",
    "扩大到",
    "扩大至",
    "增至",
    "升至",
    "达至",
    "达",
];
pub(crate) const REACH_DOWN: &[&str] = &[
    "下降到",
    "下降至",
    "降低到",
    "降低至",
    "减少到",
    "减少至",
    "压减到",
    "压减至",
    "降至",
    "降到",
    "减至",
];
/// Between a comparator and a number, of no weight.
pub(crate) const FILLERS: &[&str] =
    &["了", "为", "有", "共", "共计", "合计", "累计", "总计", "仅", "到"];

/// A clause with one of these promises, whatever the document does.
pub(crate) const PROMISING: &[&str] = &["力争", "争取", "确保", "务必", "预计", "计划到"];
/// A clause with one of these reports.
pub(crate) const REPORTING: &[&str] = &["截至目前", "上年", "去年", "已达", "已完成"];

/// What stands before 第一 and makes it a motto.
pub(crate) const MOTTOES: &[&str] = &["安全", "质量", "健康", "生命", "预防", "育人"];

/// Drops from the beginning of what a number counts.
pub(crate) const BEGINNINGS: &[&str] = &["的", "了", "以上", "左右", "以内"];

/// Places that a sentence may speak of, largest words first.
pub(crate) const PLACES: &[&str] = &[
    "各区(县、市)",
    "各区、县(市)",
    "各县(市、区)",
    "各区县",
    "县域内",
    "全市",
    "全县",
    "全区",
    "市直",
    "全镇",
];

/// Places in which a rank is held.
pub(crate) const RANKED_IN: &[&str] = &["全国", "全省"];

/// The longest of `words` that `signs` begins with.
pub(crate) fn begins<'a>(signs: &[char], words: &[&'a str]) -> Option<&'a str> {
    let fits = |it: &&&str| {
        it.chars().count() <= signs.len()
            && it.chars().eq(signs[..it.chars().count()].iter().copied())
    };
    words.iter().filter(fits).max_by_key(|it| it.chars().count()).copied()
}

/// The longest of `words` that `signs` ends with.
pub(crate) fn ends<'a>(signs: &[char], words: &[&'a str]) -> Option<&'a str> {
    let fits = |it: &&&str| {
        let count = it.chars().count();
        count <= signs.len() && it.chars().eq(signs[signs.len() - count..].iter().copied())
    };
    words.iter().filter(fits).max_by_key(|it| it.chars().count()).copied()
}

/// Whether one of `words` stands in `signs`.
pub(crate) fn holds(signs: &[char], words: &[&str]) -> bool {
    (0..signs.len()).any(|at| begins(&signs[at..], words).is_some())
}

/// The length in signs.
pub(crate) fn length(word: &str) -> usize {
    word.chars().count()
}
