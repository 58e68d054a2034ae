//! `enterprises match-names`: for each name the firm of a registry it most likely means, and whether that is safe.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;

use enterprises::linkage::names::{Answer, Hold, Matched, Name, Registry, Settings, Weights, explain, match_names};
use enterprises::linkage::table::{self, Table};
use serde_json::json;

use super::{review, tables};
use crate::failure::{Failure, Outcome};
use crate::progress;
use crate::result_file::{self, Output, csv_field};
use crate::shell::Shell;

/// Arguments of `enterprises match-names`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 要找的名称：id,name（csv 或 xlsx） | names to find: id,name (csv or xlsx)
    queries: PathBuf,
    /// 名录：id,name；一家企业的多个名称写在别名列里 | the registry: id,name; further names go in alias columns
    registry: PathBuf,
    /// 结果文件：query_id,registry_id,probability,automatic（- 为标准输出） | file of results (- is standard output)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 复核清单（csv 或 xlsx），附理由 | sheet for review with reasons (csv or xlsx)
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,
    /// 两个文件里的编号列 | column of ids in both files
    #[arg(long, value_name = "C", default_value = "id")]
    id: String,
    /// 两个文件里的名称列 | column of names in both files
    #[arg(long, value_name = "C", default_value = "name")]
    name: String,
    /// 名录里的别名、曾用名列，可重复 | column of aliases or former names in the registry, repeatable
    #[arg(long, value_name = "C")]
    alias: Vec<String>,
    /// 一家企业可以对应多个名称；默认每家企业最多自动对应一个 | a firm may answer several names; unless given, at most one by itself
    #[arg(long)]
    many_to_one: bool,
    /// 自动对应的概率下限；默认取实测准确率不低于 0.99 的值 | least probability of an automatic link; the measured one unless given
    #[arg(long, value_name = "P")]
    automatic: Option<f64>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    for file in std::iter::once(&args.out).chain(&args.review) {
        result_file::check(file, shell)?;
    }
    if args.automatic.is_some_and(|least| !(0.0..=1.0).contains(&least)) {
        return Err(Failure::usage(
            shell.say("--automatic 应在 0 到 1 之间", "--automatic is between 0 and 1"),
            shell.say("不给就用实测的下限。", "Leave it out for the measured one."),
        ));
    }
    let queries = tables::read(&args.queries, &[&args.id, &args.name], shell)?;
    let mut wanted = vec![args.id.as_str(), args.name.as_str()];
    wanted.extend(args.alias.iter().map(String::as_str));
    let known = tables::read(&args.registry, &wanted, shell)?;
    let mut outcome = Outcome::Done;
    if let Some(refusal) = table::twice(&queries, 0, &args.id, false) {
        let hint = shell.say(
            "每一行仍各自作答，但凭编号分不清是哪一行的答案；编号要各不相同。",
            "Every row is answered, but ids do not tell which answer is whose: give every row an id of its own.",
        );
        shell.complain(&Failure { hint: hint.to_owned(), ..tables::refused(refusal, shell) });
        outcome = Outcome::Partly;
    }
    if let Some(refusal) = table::twice(&known, 0, &args.id, false) {
        let note = shell.say("名录里同一编号的各行当作一家企业的几个名称。", "Rows of one id are names of one firm.");
        eprintln!("{} {note}", tables::refused(refusal, shell).message);
    }
    let weights = Weights::learnt();
    let (firms, firm_rows) = grouped(&known);
    let registry = Registry::new(&firms, weights);
    let (names, question) = asked(&queries);
    let bar = progress::bar(names.len());
    let settings = Settings { one_to_one: !args.many_to_one, automatic: args.automatic, ..Settings::default() };
    let matched = match_names(&names, &registry, weights, &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    let given = Given { queries: &queries, question: &question, known: &known, firm_rows: &firm_rows };
    write(&args.out, &given, &matched)?;
    if let Some(place) = &args.review {
        let rows = reviewed(&given, &names, &registry, &matched);
        review::write(place, &HEADING, rows)?;
    }
    tell(&matched, names.len(), firms.len(), shell)?;
    tables::spent(begun, shell);
    Ok(outcome)
}

/// The files with what their rows became.
struct Given<'a> {
    queries: &'a Table,
    /// For each row of the queries its question.
    question: &'a [usize],
    known: &'a Table,
    /// For each firm its first row.
    firm_rows: &'a [usize],
}

impl Given<'_> {
    /// The row of a firm.
    fn firm(&self, firm: u32) -> &[String] {
        &self.known.rows[self.firm_rows[firm as usize]].fields
    }
}

/// The names of each firm, and its first row: rows with one id are one firm.
fn grouped(known: &Table) -> (Vec<Vec<&str>>, Vec<usize>) {
    let (mut firms, mut rows): (Vec<Vec<&str>>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (at, row) in known.rows.iter().enumerate() {
        let firm = *places.entry(row.fields[0].as_str()).or_insert(firms.len());
        if firm == firms.len() {
            firms.push(Vec::new());
            rows.push(at);
        }
        for (column, name) in row.fields.iter().skip(1).enumerate() {
            if (column == 0 && firms[firm].is_empty()) || !(name.is_empty() || firms[firm].contains(&name.as_str())) {
                firms[firm].push(name);
            }
        }
    }
    (firms, rows)
}

/// The questions, and for each row which it asks: the same id with the same name asks once.
fn asked(queries: &Table) -> (Vec<Name>, Vec<usize>) {
    let (mut names, mut question) = (Vec::new(), Vec::with_capacity(queries.rows.len()));
    let mut places: HashMap<&[String], usize> = HashMap::new();
    for row in &queries.rows {
        let at = *places.entry(&row.fields).or_insert(names.len());
        if at == names.len() {
            names.push(Name::parse(&row.fields[1]));
        }
        question.push(at);
    }
    (names, question)
}

fn write(place: &std::path::Path, given: &Given<'_>, matched: &Matched) -> Result<(), Failure> {
    let mut file = Output::create(place)?;
    let out = file.writer();
    writeln!(out, "query_id,registry_id,probability,automatic")?;
    for (row, question) in given.queries.rows.iter().zip(given.question) {
        let answer = &matched.answers[*question];
        let best = answer.ranked.first();
        let id = best.map_or("", |(candidate, _)| given.firm(candidate.firm)[0].as_str());
        let probability = best.map_or(0.0, |(_, probability)| *probability);
        let automatic = u8::from(answer.hold == Hold::None);
        writeln!(out, "{},{},{probability:.6},{automatic}", csv_field(&row.fields[0]), csv_field(id))?;
    }
    file.finish()
}

const HEADING: [&str; 9] = [
    "编号 id",
    "名称 name",
    "名录编号 registry id",
    "名录名称 registry name",
    "概率 probability",
    "处理 decision",
    "理由",
    "reasons",
    "其次 second best",
];

/// One row for each query that is not automatic, the nearest first.
fn reviewed(given: &Given<'_>, names: &[Name], registry: &Registry, matched: &Matched) -> Vec<Vec<String>> {
    let answers = &matched.answers;
    let likely =
        |row: &usize| answers[given.question[*row]].ranked.first().map_or(0.0, |(_, probability)| *probability);
    let mut order: Vec<usize> = (0..given.question.len()).collect();
    order.retain(|row| answers[given.question[*row]].hold != Hold::None);
    order.sort_by(|a, b| likely(b).total_cmp(&likely(a)).then(a.cmp(b)));
    let mut rows = Vec::with_capacity(order.len());
    for row in order {
        let question = given.question[row];
        let (asked, answer): (_, &Answer) = (&given.queries.rows[row].fields, &answers[question]);
        let firm = |rank: usize| answer.ranked.get(rank).map(|(candidate, p)| (given.firm(candidate.firm), *p));
        let (id, name) = firm(0).map_or(("", ""), |(fields, _)| (fields[0].as_str(), fields[1].as_str()));
        let second = firm(1).map(|(fields, p)| format!("{} {} {p:.3}", fields[0], fields[1])).unwrap_or_default();
        let said = explain(&names[question], registry, answer);
        rows.push(vec![
            asked[0].clone(),
            asked[1].clone(),
            id.to_owned(),
            name.to_owned(),
            format!("{:.3}", likely(&row)),
            said.decision,
            said.zh,
            said.en,
            second,
        ]);
    }
    rows
}

/// The summary, and what was not compared.
fn tell(matched: &Matched, queries: usize, firms: usize, shell: &mut Shell) -> Result<(), Failure> {
    let count = |hold: Hold| matched.answers.iter().filter(|answer| answer.hold == hold).count();
    let automatic = count(Hold::None);
    if shell.json {
        return shell.value(&json!({
            "queries": queries, "firms": firms, "automatic": automatic,
            "held": { "rival": count(Hold::Rival), "claimed": count(Hold::Claimed), "branch": count(Hold::Branch),
                      "replaced": count(Hold::Replaced), "weak": count(Hold::Weak), "nothing": count(Hold::Nothing) },
            "share_with_firm": matched.share, "pairs_compared": matched.compared,
            "pairs_left_out": matched.left_out, "frequent_characters_not_followed": matched.not_followed,
        }));
    }
    let pairs = queries as u64 * firms as u64;
    let apart = pairs.saturating_sub(matched.compared + matched.left_out);
    // Results may go to standard output: the summary does not mix with them.
    eprintln!(
        "{queries} {} · {firms} {} · {} {automatic} · {} {}（{} {} · {} {} · {} {} · {} {} · {} {} · {} {}）",
        shell.say("个名称", "names"),
        shell.say("家企业", "firms"),
        shell.say("自动对应", "automatic"),
        shell.say("待复核", "for review"),
        queries - automatic,
        shell.say("证据不足", "too weak"),
        count(Hold::Weak),
        shell.say("字号或地名有一字不同", "brand or place differs"),
        count(Hold::Replaced),
        shell.say("有相近的另一家", "a rival is near"),
        count(Hold::Rival),
        shell.say("被另一名称占用", "claimed by another name"),
        count(Hold::Claimed),
        shell.say("分支机构", "branch"),
        count(Hold::Branch),
        shell.say("无相同字", "no character shared"),
        count(Hold::Nothing),
    );
    eprintln!(
        "{} {} · {} {} · {} {apart} · {} {}",
        shell.say("逐对比较", "pairs compared"),
        matched.compared,
        shell.say("有相同字但未比较（候选上限）", "sharing a character, not compared (cap of candidates)"),
        matched.left_out,
        shell.say("无相同字", "sharing nothing"),
        shell.say("未跟踪的高频字", "frequent characters not followed"),
        matched.not_followed,
    );
    Ok(())
}
