//! Why a whole file cannot be read.

/// A file that is refused: what it is, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("文件是空的。请检查是否选对了文件。")]
    Empty,
    /// Its content is of another kind, whatever its name says.
    #[error("这不是 Excel 或 CSV 表格，内容是{found}。{advice}")]
    NotASheet {
        /// What the content looks like.
        found: &'static str,
        /// How to get a sheet out of it.
        advice: &'static str,
    },
    /// It is locked with a password.
    #[error("工作簿设有打开密码，无法读取。请在 Excel 或 WPS 中取消密码，另存后再上传。")]
    Encrypted,
    /// Its inside is broken.
    #[error("文件已损坏或没有传完整。请在 Excel 或 WPS 中打开，另存为 .xlsx 后再上传。")]
    Damaged {
        /// Where reading stopped: for engineers, and it may quote the file, so keep it out of logs.
        detail: String,
    },
    /// It is larger than anything that people fill in.
    #[error("文件解开后过大（{what}），疑似不是人工填报的表格。请拆分后再上传。")]
    TooLarge {
        /// The limit that it passed.
        what: String,
    },
    /// The text is in no encoding that is known.
    #[error("文字编码无法识别（第 {row} 行）。请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后再上传。")]
    Encoding {
        /// The first row that cannot be read.
        row: u32,
    },
    /// No sheet has the header of the layout.
    #[error(
        "前 10 行里没有找到《{layout}》的表头。表头应有：{expected}。{found}请使用系统下载的模板，或把表头改成这些列名。"
    )]
    NoHeader {
        /// The layout's name.
        layout: String,
        /// The titles that were looked for.
        expected: String,
        /// What stands there instead, as a sentence; empty where nothing looks like titles.
        found: String,
    },
    /// The sheet that was asked for is not there.
    #[error("工作簿里没有名为“{name}”的工作表。")]
    NoSuchSheet {
        /// The name.
        name: String,
    },
    /// The answer cannot be written: the disk is full, or who reads it went away.
    #[error("结果文件没有写成，可能是磁盘已满。请稍后再试，或联系系统管理员。")]
    NotWritten {
        /// What the system said.
        detail: String,
    },
    /// The header lacks columns that must be there.
    #[error("缺少必填的列：{}。{found}请补上缺少的列，或把对应的列名改成这样。", .missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("；"))]
    MissingColumns {
        /// The sheet's name; empty for CSV.
        sheet: String,
        /// The row of the header, from 1.
        header_row: u32,
        /// Each missing column.
        missing: Vec<Missing>,
        /// What the header has, as sentences.
        found: String,
    },
}

/// A required column that the header lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The title that is wanted.
    pub title: String,
    /// The title in the file that may be meant, with its column's letters.
    pub perhaps: Option<(String, String)>,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "“{}”", self.title)?;
        if let Some((letters, title)) = &self.perhaps {
            write!(f, "（{letters} 列“{title}”如果就是它，请改名为“{}”）", self.title)?;
        }
        Ok(())
    }
}

impl Refusal {
    /// A failure to write, told as such.
    pub(crate) fn not_written(error: impl std::fmt::Display) -> Self {
        Self::NotWritten { detail: error.to_string() }
    }

    /// A broken file, with what the reader said.
    pub(crate) fn damaged(error: impl std::fmt::Display) -> Self {
        Self::Damaged { detail: error.to_string() }
    }
}
