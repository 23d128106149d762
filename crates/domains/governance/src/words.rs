//! Small sets of words: how one is stored, and how people read it.

macro_rules! words {
    ($(#[$doc:meta])* $vis:vis $name:ident { $($(#[$arm:meta])* $case:ident = $key:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$arm])* $case,)+ }

        impl $name {
            /// All of them.
            $vis const ALL: &[Self] = &[$(Self::$case,)+];

            /// The word that is stored.
            $vis fn key(self) -> &'static str {
                match self { $(Self::$case => $key,)+ }
            }

            /// As people read it.
            $vis fn label(self) -> &'static str {
                match self { $(Self::$case => $label,)+ }
            }

            /// What is stored under `key`.
            $vis fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.key() == key)
            }
        }
        db::words!($name);
    };
}
pub(crate) use words;
