//! What invented names are made of.
//!
//! Surnames weigh roughly as they do on the coast of eastern Zhejiang with its many newcomers; the
//! weights are ours, rounded, and reproduce no register. Given names follow the fashion of the
//! years: one list for those who were born before 1995, one for those after.

/// Surnames, each with how often it is met, the commonest first.
pub(super) const SURNAMES: &str = "\
    陈:860 王:640 张:590 徐:470 李:450 胡:410 沈:330 孙:320 陆:300 罗:270 刘:270 杨:260 \
    施:240 岑:230 周:230 吴:220 黄:200 余:190 叶:190 马:180 方:170 许:160 戚:150 龚:140 \
    朱:140 赵:130 郑:130 高:120 潘:120 何:110 郭:100 鲁:100 林:100 柴:90 励:80 谢:80 \
    韩:80 童:80 杜:70 任:70 宋:70 冯:70 邹:70 蒋:60 毛:60 华:60 严:60 唐:60 \
    俞:60 戎:60 袁:50 邓:50 曹:50 彭:50 曾:50 田:40 程:40 丁:40 蔡:40 魏:40 \
    姚:40 卢:40 傅:40 苏:30 章:30 虞:30 楼:30 应:30 裘:30 范:30 石:30 钱:30 \
    汪:30 戴:30 夏:30 姜:30 廖:20 熊:20 金:20 白:20 江:20 阮:20 宓:20 桑:20 \
    茅:20 乐:15 翁:15 竺:15 邵:15 洪:15 贺:15 龙:15 尹:15 万:15 段:15 雷:15 \
    侯:15 孟:15 覃:10 单:8 仇:6 解:5 欧阳:8 诸葛:3 上官:3 司徒:2 㑇:1";

/// Characters of boys' names of the last two decades, the commonest first.
pub(super) const BOYS: &str = "\
    子宇浩轩梓泽俊晨博文一铭佳睿辰天嘉豪昊杰煜鑫涵宸逸皓恒景思家奕航\
    瑞凯阳霖哲乐诚明彦然成锦鹏志书翔城源越毅森楷烨卓安启尧屹骁翊珩垚";

/// Characters of girls' names of the last two decades.
pub(super) const GIRLS: &str = "\
    欣梓雨涵怡佳诗语思子一馨悦可萱琪妍彤婷瑶嘉晨艺雅静心汐依若芷沐琳\
    璇紫伊梦菲玥诺晓乐宁溪琬薇曦婉月恩熙灵桐柠岚清舒颖娴昕煊禾鸢槿翎";

/// Characters of men's names before 1995.
pub(super) const MEN: &str = "\
    军伟建波杰国勇华明平峰强海斌文飞志林松辉涛刚永超江君东亮\
    春立荣忠晓鹏利成庆红金良旭新云浩权银洪炳岳科孟迪央钢焕尧";

/// Characters of women's names before 1995.
pub(super) const WOMEN: &str = "\
    丽燕红芳娜萍飞霞亚君玲敏静娟英琴秀华梅月慧晓珍艳波群爱芬\
    央颖佳莉云小平海雪素琼春建洁利文琳婷凤青莹珠倩菊蓉维婉翠";

/// Parts of the names of people whose languages write a dot between them.
pub(super) const DOTTED: &str = "阿依努尔 买买提 古丽娜尔 艾力 热依汗 吐尔逊 迪丽拜尔 库尔班";

/// First and second character of an invented school's word.
pub(super) const SCHOOL_FIRST: &str = "霁砚芷澄筠槿棠沅蘅岚皓瑶珩葭翊琅昀苒漪晗皎葳璟瀚";
pub(super) const SCHOOL_SECOND: &str = "湖汀川坡原庐湾桥亭田渚林岭园";

/// Roads and villages of invented addresses.
pub(super) const ROADS: &str = "\
    青禾路 望潮路 砚台弄 稻香村 白鹭村 枇杷巷 海塘路 越窑路 杨梅岭村 桂语苑 \
    芦花村 观潮苑 橘灯里 月湾村 松涛苑 梅雨巷 荷风苑 石桥头村 麦浪村 星河里";
