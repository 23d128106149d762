//! What a sheet should hold: its columns, their titles as people write them, and their kinds.

/// What the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any text, kept as typed.
    Text,
    /// Digits where leading zeros count; `digits` is their number, 0 where it varies.
    Code {
        /// How many digits, or 0.
        digits: u8,
    },
    /// An identity document's number: up to 18 letters and digits, which Excel must hold as text.
    IdNumber,
    /// A telephone number.
    Phone,
    /// A whole number.
    Integer,
    /// A number with at most `places` decimals, read as a whole number of the smallest unit.
    Decimal {
        /// How many decimals.
        places: u8,
    },
    /// Money in yuan, read as fen.
    Money,
    /// A day.
    Date,
    /// A month of a year, as in 入学年月.
    Month,
    /// 是 or 否.
    YesNo,
    /// One of these words, and nothing else.
    Choice(Vec<String>),
}

impl Kind {
    /// Whether Excel must keep the cell as text, lest it drop zeros or digits.
    pub fn is_texty(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::Code { .. } | Self::IdNumber | Self::Phone | Self::Choice(_)
        )
    }
}

/// One column of a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name that programs use.
    pub key: String,
    /// The title that people see.
    pub title: String,
    /// Other titles that people give it.
    pub synonyms: Vec<String>,
    /// Whether the sheet must have the column.
    pub required: bool,
    /// Whether each row must fill it.
    pub filled: bool,
    /// What its cells hold.
    pub kind: Kind,
    /// What the template tells whoever fills it in; may be empty.
    pub note: String,
}

impl Column {
    /// A column that may be absent or empty.
    pub fn new(key: &str, title: &str, kind: Kind) -> Self {
        Self {
            key: key.to_owned(),
            title: title.to_owned(),
            synonyms: Vec::new(),
            required: false,
            filled: false,
            kind,
            note: String::new(),
        }
    }

    /// The same column, known by `titles` as well.
    #[must_use]
    pub fn also(mut self, titles: &[&str]) -> Self {
        self.synonyms.extend(titles.iter().map(|it| (*it).to_owned()));
        self
    }

    /// The same column, which must be there and filled in each row.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self.filled = true;
        self
    }

    /// The same column, which must be there but may be empty.
    #[must_use]
    pub fn present(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same column with a note for the template.
    #[must_use]
    pub fn note(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }
}

/// The columns of a sheet, in the order of its template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What the sheet is called, as in 学生名册.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Layout {
    /// A layout of `columns`.
    ///
    /// # Panics
    ///
    /// If two columns share a key: a slip of the program, not of a person.
    pub fn new(name: &str, columns: Vec<Column>) -> Self {
        for (at, column) in columns.iter().enumerate() {
            let twice = columns[..at].iter().any(|it| it.key == column.key);
            assert!(!twice, "two columns of {name} have the key {}", column.key);
        }
        Self { name: name.to_owned(), columns }
    }

    /// The same layout with another column behind the rest.
    ///
    /// # Panics
    ///
    /// If its key is taken: a slip of the program, not of a person.
    #[must_use]
    pub fn with(mut self, column: Column) -> Self {
        self.columns.push(column);
        Self::new(&self.name, self.columns)
    }

    /// The place of the column `key`.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|it| it.key == key)
    }
}
