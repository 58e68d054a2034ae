//! `enterprises link`: rows of two tables, or of one, that are the same firm.

use std::path::PathBuf;
use std::time::Instant;

use enterprises::linkage::records::{Field, Held, Kind, Linked, MOST_FIELDS, Terms, link, reasons};
use enterprises::linkage::table::{self, Table};
use serde_json::json;

use super::{review, tables};
use crate::failure::{Failure, Outcome};
use crate::progress;
use crate::result_file::{self, Output, csv_field};
use crate::shell::Shell;

/// Arguments of `enterprises link`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 一张表（csv 或 xlsx） | one table (csv or xlsx)
    left: PathBuf,
    /// 另一张表；查重时不给 | the other table; none with --dedupe
    #[arg(required_unless_present = "dedupe", conflicts_with = "dedupe")]
    right: Option<PathBuf>,
    /// 在一张表内查重 | finds the rows of one table that are one firm
    #[arg(long)]
    dedupe: bool,
    /// 结果文件：left_id,right_id,probability,automatic（- 为标准输出） | file of results (- is standard output)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 复核清单（csv 或 xlsx），附逐项理由 | sheet for review with the reasons field by field (csv or xlsx)
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,
    /// 编号列；两表列名不同时写 左=右，下同 | column of ids; LEFT=RIGHT where the tables differ, so for all columns
    #[arg(long, value_name = "C", default_value = "id")]
    id: String,
    /// 企业名称列，可重复 | column of names of firms, repeatable
    #[arg(long, value_name = "C")]
    firm: Vec<String>,
    /// 统一社会信用代码列 | column of credit codes
    #[arg(long, value_name = "C")]
    code: Vec<String>,
    /// 文字列：地址、法定代表人 | column of words: address, representative
    #[arg(long, value_name = "C")]
    text: Vec<String>,
    /// 数字或日期列：电话、成立日期 | column of numbers or dates: telephone, day of founding
    #[arg(long, value_name = "C")]
    digits: Vec<String>,
    /// 只看相同与否的列 | column that is equal or not
    #[arg(long, value_name = "C")]
    exact: Vec<String>,
    /// 右表的一行可以对应左表的多行 | a row of the right table may answer several of the left
    #[arg(long, conflicts_with = "dedupe")]
    many_to_one: bool,
    /// 自动对应的概率下限 | least probability of an automatic link
    #[arg(long, value_name = "P", default_value = "0.99")]
    automatic: f64,
    /// 写入结果的概率下限 | least probability of a row of the results
    #[arg(long, value_name = "P", default_value = "0.5")]
    least: f64,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    for file in std::iter::once(&args.out).chain(&args.review) {
        result_file::check(file, shell)?;
    }
    let columns = columns(args, shell)?;
    let bar = progress::bar(3);
    let sides = |side: usize| -> Vec<&str> {
        std::iter::once(args.id.as_str())
            .chain(columns.iter().map(|(_, name)| *name))
            .map(|c| side_of(c, side))
            .collect()
    };
    let left = read(&args.left, &sides(0), shell)?;
    let right = args.right.as_ref().map(|path| read(path, &sides(1), shell)).transpose()?;
    let none = Vec::new();
    let others = right.as_ref().map_or(&none, |table| &table.rows);
    bar.set_position(1);
    let mut fields = Vec::with_capacity(columns.len());
    for (at, (kind, name)) in columns.iter().enumerate() {
        let ours = left.rows.iter().map(|row| row.fields[at + 1].as_str());
        let theirs = others.iter().map(|row| row.fields[at + 1].as_str());
        fields.push(Field::new(side_of(name, 0), *kind, ours, theirs));
    }
    let reading = begun.elapsed();
    let terms = Terms { one_to_one: !args.many_to_one, least: args.least, automatic: args.automatic };
    let linked = link(&fields, left.rows.len(), &terms);
    bar.set_position(2);
    let found = Found { left: &left, right: right.as_ref().unwrap_or(&left), fields: &fields, linked: &linked };
    found.write(&args.out, args.dedupe)?;
    if let Some(place) = &args.review {
        review::write(place, &HEADING, found.reviewed())?;
    }
    bar.finish_and_clear();
    found.tell(begun.elapsed().saturating_sub(reading), shell)?;
    tables::spent(begun, shell);
    Ok(Outcome::Done)
}

/// The fields that were named, in the order of their kinds.
fn columns<'a>(args: &'a Args, shell: &Shell) -> Result<Vec<(Kind, &'a str)>, Failure> {
    let mut columns = Vec::new();
    for (kind, names) in [
        (Kind::Code, &args.code),
        (Kind::Firm, &args.firm),
        (Kind::Text, &args.text),
        (Kind::Digits, &args.digits),
        (Kind::Exact, &args.exact),
    ] {
        columns.extend(names.iter().map(|name| (kind, name.as_str())));
    }
    if columns.is_empty() || columns.len() > MOST_FIELDS {
        return Err(Failure::usage(
            shell.say("要给出 1 到 20 列来比较", "name 1 to 20 columns to compare"),
            shell.say(
                "例如：--code 代码 --firm 名称 --text 地址 --text 法定代表人 --digits 成立日期",
                "For instance: --code usci --firm name --text address --digits founded",
            ),
        ));
    }
    for share in [args.automatic, args.least] {
        if !(0.0..=1.0).contains(&share) {
            let message = shell.say("概率应在 0 到 1 之间", "a probability is between 0 and 1");
            return Err(Failure::usage(message, ""));
        }
    }
    Ok(columns)
}

/// The name of a column on one side: `左=右` names both.
fn side_of(column: &str, side: usize) -> &str {
    match column.split_once('=') {
        Some((left, right)) => [left, right][side],
        None => column,
    }
}

/// Reads a table whose ids are all different.
fn read(path: &std::path::Path, wanted: &[&str], shell: &Shell) -> Result<Table, Failure> {
    let table = tables::read(path, wanted, shell)?;
    match table::twice(&table, 0, wanted[0], true) {
        Some(refusal) => Err(tables::refused(refusal, shell)),
        None => Ok(table),
    }
}

const HEADING: [&str; 6] = [
    "左 left id",
    "右 right id",
    "概率 probability",
    "处理 decision",
    "理由（权重以位计）",
    "reasons (weights in bits)",
];

struct Found<'a> {
    left: &'a Table,
    right: &'a Table,
    fields: &'a [Field],
    linked: &'a Linked,
}

impl Found<'_> {
    fn write(&self, place: &std::path::Path, grouped: bool) -> Result<(), Failure> {
        let mut group_of = vec![None; self.left.rows.len()];
        for group in &self.linked.groups {
            for record in group {
                group_of[*record] = group.first().copied();
            }
        }
        let mut file = Output::create(place)?;
        let out = file.writer();
        writeln!(out, "left_id,right_id,probability,automatic{}", if grouped { ",group" } else { "" })?;
        for link in &self.linked.links {
            let (left, right) = (&self.left.rows[link.left].fields[0], &self.right.rows[link.right].fields[0]);
            let automatic = u8::from(link.held == Held::No);
            write!(out, "{},{},{:.6},{automatic}", csv_field(left), csv_field(right), link.probability)?;
            if grouped {
                let group = group_of[link.left].filter(|group| group_of[link.right] == Some(*group));
                let id = group.map_or("", |group| self.left.rows[group].fields[0].as_str());
                write!(out, ",{}", csv_field(id))?;
            }
            writeln!(out)?;
        }
        file.finish()
    }

    /// What is not automatic, the most probable first.
    fn reviewed(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for link in self.linked.links.iter().filter(|link| link.held != Held::No) {
            let said = reasons(self.fields, link);
            rows.push(vec![
                self.left.rows[link.left].fields[0].clone(),
                self.right.rows[link.right].fields[0].clone(),
                format!("{:.3}", link.probability),
                said.decision,
                said.zh,
                said.en,
            ]);
        }
        rows
    }

    fn tell(&self, computing: std::time::Duration, shell: &mut Shell) -> Result<(), Failure> {
        let linked = self.linked;
        let automatic = linked.links.iter().filter(|link| link.held == Held::No).count();
        let nanoseconds = computing.as_secs_f64() * 1e9 / linked.compared.max(1) as f64;
        if shell.json {
            let passes: Vec<_> = linked
                .passes
                .iter()
                .map(|pass| {
                    json!({"key": pass.title[1], "pairs": pass.pairs, "blocks_left_out": pass.blocks_left_out,
                           "pairs_left_out": pass.pairs_left_out, "largest": pass.largest})
                })
                .collect();
            return shell.value(&json!({
                "links": linked.links.len(), "automatic": automatic, "groups": linked.groups.len(),
                "pairs_compared": linked.compared, "pairs_possible": linked.possible,
                "share_of_pairs": linked.chances.share, "seconds": computing.as_secs_f64(), "passes": passes,
            }));
        }
        eprintln!(
            "{} {} · {} {automatic} · {} {} · {} {}",
            shell.say("对应", "links"),
            linked.links.len(),
            shell.say("自动", "automatic"),
            shell.say("待复核", "for review"),
            linked.links.len() - automatic,
            shell.say("组", "groups"),
            linked.groups.len(),
        );
        eprintln!(
            "{} {} / {} · {:.2} s · {nanoseconds:.0} ns",
            shell.say("逐对比较", "pairs compared"),
            linked.compared,
            linked.possible,
            computing.as_secs_f64(),
        );
        for pass in linked.passes.iter().filter(|pass| pass.blocks_left_out > 0) {
            eprintln!(
                "  {}: {} {}, {} {}, {} {:?}",
                shell.say(&pass.title[0], &pass.title[1]),
                pass.blocks_left_out,
                shell.say("块过大未比较", "blocks too large, not compared"),
                pass.pairs_left_out,
                shell.say("对", "pairs"),
                shell.say("最大的一块", "the largest"),
                pass.largest,
            );
        }
        Ok(())
    }
}
