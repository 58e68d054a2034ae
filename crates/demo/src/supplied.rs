//! The files of the demo that do not depend on the seed.

/// Name under which [`TABLE`] is imported.
pub const TABLE_NAME: &str = "2024年项目支出绩效目标表（演示）.txt";

/// The performance table, in the layout in which bureaus publish theirs.
pub const TABLE: &str = include_str!("../../../knowledge/demo/table.txt");

/// What feeds each of its targets (YAML; see `targets::binding`).
pub const BINDINGS: &str = include_str!("../../../knowledge/demo/bindings.yaml");

/// Evidence of the attested targets: file name and content; [`BINDINGS`] names their digests.
pub const ATTESTATIONS: &[(&str, &str)] = &[
    ("业务科室评价汇总.txt", include_str!("../../../knowledge/demo/attestations/业务科室评价汇总.txt")),
    ("年会经费付清说明.txt", include_str!("../../../knowledge/demo/attestations/年会经费付清说明.txt")),
    ("帮扶干部回访记录.txt", include_str!("../../../knowledge/demo/attestations/帮扶干部回访记录.txt")),
    ("元创中心分项验收情况.txt", include_str!("../../../knowledge/demo/attestations/元创中心分项验收情况.txt")),
];

/// What people of the demo said of its table in monitoring and self-evaluation, and what they issued (YAML).
pub const APPRAISAL: &str = include_str!("../../../knowledge/demo/appraisal.yaml");
