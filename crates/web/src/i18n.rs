//! Texts on screen in Chinese and English, from the message files under `locales/`, checked by a test.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// One message file in both languages. To add an area, add a pair of files and a line here.
macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        /// `(area, Chinese file, English file)` of every message file.
        pub const FILES: &[(&str, &str, &str)] = &[$((
            $area,
            include_str!(concat!("../locales/zh/", $area, ".yml")),
            include_str!(concat!("../locales/en/", $area, ".yml")),
        )),*];
    };
}

areas![
    "shell",
    "errors",
    "account",
    "admin",
    "roles",
    "parts",
    "targets",
    "evidence",
    "import",
    "facts",
    "batches",
    "records",
    "entry",
    "survey",
    "metrics",
    "home",
    "search",
    "binding",
    "review",
    "said",
    "draft",
    "years",
    "appraisal",
    "checks",
];

type Messages = HashMap<String, String>;

static ZH: LazyLock<Messages> = LazyLock::new(|| load(|file| file.1));
static EN: LazyLock<Messages> = LazyLock::new(|| load(|file| file.2));

fn load(pick: fn(&(&'static str, &'static str, &'static str)) -> &'static str) -> Messages {
    let mut all = Messages::new();
    for file in FILES {
        match serde_norway::from_str::<BTreeMap<String, String>>(pick(file)) {
            Ok(messages) => {
                for (key, text) in messages {
                    all.insert(format!("{}.{key}", file.0), text);
                }
            }
            Err(error) => tracing::error!(area = file.0, %error, "message file does not parse"),
        }
    }
    all
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language tag for `lang=` and the cookie.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language named by a tag such as `zh`, `zh-CN`, `en`, `en-GB`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    fn messages(self) -> &'static Messages {
        match self {
            Self::Zh => &ZH,
            Self::En => &EN,
        }
    }

    /// The text of `key` (`area.name`); the key itself when there is no such text, which a test forbids.
    #[must_use]
    pub fn t<'k>(self, key: &'k str) -> &'k str
    where
        'static: 'k,
    {
        self.messages().get(key).map_or(key, String::as_str)
    }

    /// The text of `key` when there is one.
    #[must_use]
    pub fn find(self, key: &str) -> Option<&'static str> {
        self.messages().get(key).map(String::as_str)
    }

    /// The text of `key` with each `{name}` replaced by its value.
    #[must_use]
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.t(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// Every key of this language, in no order.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        self.messages().keys().map(String::as_str)
    }
}
