//! Radicals for characters: programs that make PDF files write ⼯ (the radical, U+2F2F) where 工 was
//! meant, because a font draws both with one shape.

/// The characters of the 214 radicals of Kangxi, U+2F00 and on.
const KANGXI: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀\
    寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋\
    比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸\
    缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛\
    辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻\
    黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Those of the supplement that are whole characters: radical, then character.
const SUPPLEMENT: &str = "⻅见⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⺠民⺟母⻄西⻆角⻁虎⻑長";

/// The character that is meant.
pub(crate) fn character(sign: char) -> char {
    match sign {
        '\u{2F00}'..='\u{2FD5}' => {
            let at = usize::try_from(u32::from(sign) - 0x2F00).unwrap_or(0);
            KANGXI.chars().nth(at).unwrap_or(sign)
        }
        '\u{2E80}'..='\u{2EFF}' => {
            let mut signs = SUPPLEMENT.chars();
            std::iter::from_fn(|| signs.next().zip(signs.next()))
                .find(|it| it.0 == sign)
                .map_or(sign, |it| it.1)
        }
        it => it,
    }
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn a_radical_is_the_character_that_is_meant() {
        let plain: String = "⼯作⾸⻚⻓⼈⼆⻰".chars().map(character).collect();
        assert_eq!(plain, "工作首页长人二龙");
        assert_eq!(character('\u{2FD5}'), '龠');
    }
}
