//! One indicator value as written: operator, magnitude, unit, or nothing where the text does not say them with certainty.

use crate::model::{Op, TargetKind};
use crate::promise;

/// What an indicator's value says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedValue {
    /// Operator as written; `None` for a bare number.
    pub op: Option<Op>,
    /// Magnitude as written, without thousands separators.
    pub num: Option<String>,
    /// Unit as written.
    pub unit: Option<String>,
}

/// Reads a value such as `≥90%`, `3年` or `组织不少于30场对接会`. A value with no number, with several, with a range
/// or with a rate of law (减按15%征收) gives nothing: one operator and one number could not stand for it.
pub fn published(text: &str) -> PublishedValue {
    let mut found = promise::scan(text, None);
    let numeric = |p: &promise::Promise| p.kind == TargetKind::Numeric;
    if found.iter().filter(|p| numeric(p)).count() != 1 {
        return PublishedValue::default();
    }
    match found.iter().position(numeric) {
        Some(at) => {
            let only = found.swap_remove(at);
            PublishedValue { op: only.written, num: only.num, unit: only.unit }
        }
        None => PublishedValue::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Op>, Option<String>, Option<String>) {
        let value = published(text);
        (value.op, value.num, value.unit)
    }

    fn some(op: Option<Op>, num: &str, unit: &str) -> (Option<Op>, Option<String>, Option<String>) {
        (op, Some(num.to_owned()), Some(unit.to_owned()).filter(|u| !u.is_empty()))
    }

    #[test]
    fn short_values_are_read_whole() {
        assert_eq!(read("≥90%"), some(Some(Op::AtLeast), "90", "%"));
        assert_eq!(read("15"), some(None, "15", ""));
        assert_eq!(read("3年"), some(None, "3", "年"));
        assert_eq!(read("≥6家"), some(Some(Op::AtLeast), "6", "家"));
        assert_eq!(read("≥2亿元"), some(Some(Op::AtLeast), "2", "亿元"));
        assert_eq!(read("100%"), some(None, "100", "%"));
        assert_eq!(read("=100%"), some(Some(Op::Exactly), "100", "%"));
        assert_eq!(read("20亿"), some(None, "20", "亿"));
        assert_eq!(read("0次"), some(None, "0", "次"));
        assert_eq!(read("不少于50家"), some(Some(Op::AtLeast), "50", "家"));
        assert_eq!(read("达到20000家以上"), some(Some(Op::AtLeast), "20000", "家"));
        assert_eq!(read("＞１，２００人次。"), some(Some(Op::MoreThan), "1200", "人次"));
        assert_eq!(read("≤ 30 天"), some(Some(Op::AtMost), "30", "天"));
        assert_eq!(read("5个工作日内"), some(Some(Op::AtMost), "5", "个工作日"));
        assert_eq!(read("不超过1.5%"), some(Some(Op::AtMost), "1.5", "%"));
        assert_eq!(read("2次/年"), some(None, "2", "次/年"));
        assert_eq!(read("95%及以上"), some(Some(Op::AtLeast), "95", "%"));
        assert_eq!(read("百分之九十五以上"), some(Some(Op::AtLeast), "95", "%"));
        assert_eq!(read("一套"), some(None, "1", "套"));
    }

    #[test]
    fn a_sentence_with_one_promise_gives_it() {
        assert_eq!(read("组织召开不少于30场对接会"), some(Some(Op::AtLeast), "30", "场"));
        assert_eq!(read("不得为负数"), some(Some(Op::AtLeast), "0", ""));
        assert_eq!(read("约300余家企业"), some(None, "300", "家"));
    }

    #[test]
    fn nothing_is_said_where_nothing_is_certain() {
        let nothing = (None, None, None);
        for text in [
            "",
            "增强",
            "企业所得税减按15%征收",
            "80%-90%",
            "培育3家、引进2家",
            "2024年",
            "2024年12月31日前",
            "优于2023年水平",
            "3D打印",
        ] {
            assert_eq!(read(text), nothing, "{text}");
        }
    }
}
