//! Why a name was or was not taken for a firm, in words of both languages, with the bits that speak for it.

use super::matching::{Answer, Hold};
use super::parts::Name;
use super::registry::{Desk, Registry};

/// Reasons in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What is to be done, in both languages.
    pub decision: String,
    /// What agreed and what differed, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Puts the best guess of an answer into words.
pub fn explain(query: &Name, registry: &Registry, answer: &Answer) -> Said {
    let Some((best, _)) = answer.ranked.first() else {
        return Said {
            decision: "名录里没有 · not in the registry".to_owned(),
            zh: "名录里没有一个名称与它有相同的字。".to_owned(),
            en: "No name of the registry shares a character with it.".to_owned(),
        };
    };
    let known = &registry.names()[best.name as usize];
    let trace = registry.trace(query, best, &mut Desk::default());
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if best.exact {
        zh.push(format!("写法统一后完全相同（{:+.1} 位）", best.bits));
        en.push(format!("the same after folding ({:+.1} bits)", best.bits));
    } else {
        zh.push(format!("名称证据合计 {:+.1} 位", best.bits));
        en.push(format!("evidence in all {:+.1} bits", best.bits));
        for (text, said, said_en) in [
            (&trace.kept, "相同", "agree"),
            (&trace.mistaken, "写成别的字", "written as other characters"),
            (&trace.added, "名录名称里没有", "not in the registered name"),
            (&trace.dropped, "名称里省去", "left out of the name"),
        ] {
            if !text.is_empty() {
                zh.push(format!("{said}：{text}"));
                en.push(format!("{said_en}: {text}"));
            }
        }
        if trace.province {
            zh.push("地名用了省的简称".to_owned());
            en.push("the place stands as the short name of its province".to_owned());
        }
    }
    if known.rank > 0 {
        zh.push(format!("对上的是别名或曾用名“{}”", known.name.plain));
        en.push(format!("it is an alias or former name, {}, that fits", known.name.plain));
    }
    if best.branch {
        let branch = query.branch.as_ref().or(known.name.branch.as_ref()).map_or("", String::as_str);
        zh.push(format!("一方是分支机构（{branch}），分支机构不等于总部"));
        en.push(format!("one side is a branch ({branch}); a branch is not its head office"));
    }
    let (decision, more, more_en) = match answer.hold {
        Hold::None => ("自动 · automatic", "", ""),
        Hold::Nothing => ("名录里没有 · not in the registry", "", ""),
        Hold::Branch => ("人工核对 · by hand", "", ""),
        Hold::Rival => ("二选一 · choose", "另有名称相近的企业", "another firm fits nearly as well"),
        Hold::Claimed => (
            "二选一 · choose",
            "同一企业另有名称对应得更好或一样好",
            "another name fits the same firm as well or better",
        ),
        Hold::Replaced => {
            ("人工核对 · by hand", "字号或地名有一字不同", "a character of the brand or the place differs")
        }
        Hold::Weak => ("人工核对 · by hand", "只凭名称把握不够", "the name alone says too little"),
    };
    if !more.is_empty() {
        zh.push(more.to_owned());
        en.push(more_en.to_owned());
    }
    Said { decision: decision.to_owned(), zh: zh.join("；"), en: en.join("; ") }
}
