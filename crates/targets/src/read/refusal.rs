//! Why a document is refused as a performance table, and how to mend it.

/// Why a document was not read as a performance table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{hint}")]
pub struct Refusal {
    /// Stable machine-readable code: `no_table`, `not_filled_in`, `columns_lost`, `too_many_projects`.
    pub code: &'static str,
    /// For people, in Chinese: what is wrong.
    pub message: String,
    /// For people, in Chinese: how to mend it.
    pub hint: String,
}

/// More projects and indicators than fit in memory.
pub(super) fn too_many() -> Refusal {
    Refusal {
        code: "too_many_projects",
        message: "一份表里的项目和指标太多（约十万个项目以上），不像是一个部门的绩效目标表，因此没有读取。".into(),
        hint: "请核对每一行是否都是一个项目；确实有这么多时，请按单位拆成几份文件上传。".into(),
    }
}

/// Columns that cannot be told apart.
pub(super) fn columns_lost() -> Refusal {
    Refusal {
        code: "columns_lost",
        message:
            "文件里有绩效目标表的字样，但各列之间的分隔已经丢失或次序错乱，无法确定哪个数字属于哪一栏，因此没有读取。"
                .into(),
        hint: "请直接上传 xlsx、docx、html 原件，或从网页选中整张表格复制到电子表格后另存为 xlsx 再上传。".into(),
    }
}

/// A form without content.
pub(super) fn not_filled_in() -> Refusal {
    Refusal {
        code: "not_filled_in",
        message: "这份绩效目标表只有表样，没有填写项目、目标和指标，因此没有读取。".into(),
        hint: "请填写后再上传，或核对是否选错了文件。".into(),
    }
}
