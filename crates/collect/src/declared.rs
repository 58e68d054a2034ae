//! Declares what stands in knowledge files: lists, metrics, types of records. For a new data folder those that come
//! with the program; for one in use whatever has been added or changed, file by file.

use store::knowledge::{CodeList, MetricDraft, read_list, read_metrics};
use store::{Act, Actor, Declared, Reader, Result, Store, StoreError, Writer};

use crate::knowledge::{self, KnowledgeFault, KnowledgeFile};
use crate::records::{RecordType, RecordTypes, check_type, read_type, settle_all, settle_by_new_rules};
use crate::{Registry, records, surveys};

/// Declares what comes with the program; what is declared already in the same words stays as it is.
///
/// # Errors
/// [`store::StoreError::Knowledge`] for a file that is not well formed, or the database's refusal.
pub fn declare_supplied(writer: &Writer<'_>) -> Result<()> {
    for file in knowledge::supplied("lists") {
        writer.declare_list(&read_list(&file.name, &file.text)?)?;
    }
    for file in knowledge::supplied("metrics") {
        writer.declare_metrics(&read_metrics(&file.name, &file.text)?)?;
    }
    for file in knowledge::supplied("record-types") {
        // A test checks those that come with the program.
        let (kind, metrics) = read_type(&file)
            .map_err(|fault| StoreError::Knowledge { file: file.name.clone(), reason: fault.to_string() })?;
        declare_type(writer, &kind, &metrics)?;
    }
    writer.declare_list(&RecordTypes::load(writer)?.list())?;
    records::by_these_rules(writer)?;
    for file in knowledge::supplied("surveys") {
        let survey = surveys::read(&file)
            .map_err(|fault| StoreError::Knowledge { file: file.name.clone(), reason: fault.to_string() })?;
        writer.declare(surveys::DECLARED, &survey.code, &survey_json(&survey)?)?;
    }
    Ok(())
}

fn survey_json(survey: &surveys::Survey) -> Result<serde_json::Value> {
    serde_json::to_value(survey).map_err(|e| StoreError::Damaged(format!("survey {}: {e}", survey.code)))
}

fn declare_type(writer: &Writer<'_>, kind: &RecordType, metrics: &[MetricDraft]) -> Result<()> {
    writer.declare_metrics(metrics)?;
    let json = to_json(kind)?;
    if writer.declare(records::DECLARED, &kind.code, &json)? == Declared::Changed {
        settle_all(writer, &kind.code)?;
    }
    Ok(())
}

fn to_json(kind: &RecordType) -> Result<serde_json::Value> {
    serde_json::to_value(kind).map_err(|e| StoreError::Damaged(format!("type of record {}: {e}", kind.code)))
}

/// What is wrong with the types of records that come with the program; a test demands nothing.
///
/// # Errors
/// The database's refusal.
pub fn check_supplied(reader: &Reader<'_>) -> Result<Vec<KnowledgeFault>> {
    let registry = Registry::load(reader)?;
    let mut faults = Vec::new();
    let mut shared = Vec::new();
    for file in knowledge::supplied("metrics") {
        shared.extend(read_metrics(&file.name, &file.text)?.into_iter().map(|metric| metric.name));
    }
    for file in knowledge::supplied("record-types") {
        let checked = read_type(&file).and_then(|(kind, own)| check_type(&file, &kind, &own, &registry, &shared));
        faults.extend(checked.err());
    }
    Ok(faults)
}

/// Brings a data folder up to its knowledge files: those of the program and its own. A file that cannot be used is
/// told and keeps nothing else out; what was declared before stays in force.
///
/// # Errors
/// The database's refusal.
pub fn refresh(store: &Store) -> Result<Vec<KnowledgeFault>> {
    let mut faults = Vec::new();
    for file in knowledge::files(store.dir(), "lists", &mut faults) {
        let list = match read_list(&file.name, &file.text) {
            Ok(list) if list.name == records::TYPE_LIST => {
                let message = format!("代码表 {} 由 knowledge/record-types 的文件产生。", list.name);
                faults.push(file.fault(&list.name, message, "删去这个文件；新类型写成 record-types 里的一个文件。"));
                continue;
            }
            Ok(list) => list,
            Err(error) => {
                faults.push(refused(&file, error));
                continue;
            }
        };
        let same = store.read(|r| Ok(r.code_list(&list.name)?.as_ref() == Some(&list)))?;
        bring(store, &file, same, &mut faults, |w| w.declare_list(&list).map(|_| ()))?;
    }
    let mut shared = Vec::new();
    for file in knowledge::files(store.dir(), "metrics", &mut faults) {
        let metrics = match read_metrics(&file.name, &file.text) {
            Ok(metrics) => metrics,
            Err(error) => {
                faults.push(refused(&file, error));
                continue;
            }
        };
        shared.extend(metrics.iter().map(|metric| metric.name.clone()));
        let same = store.read(|r| declared(r, &metrics))?;
        bring(store, &file, same, &mut faults, |w| w.declare_metrics(&metrics).map(|_| ()))?;
    }
    let registry = store.read(Registry::load)?;
    let mut files_of: Vec<(String, String)> = Vec::new();
    let supplied: Vec<String> = knowledge::supplied("record-types").into_iter().map(|file| file.name).collect();
    let mut types = knowledge::files(store.dir(), "record-types", &mut faults);
    // A code belongs to the file of the program that has it, or the one put in its place; no other file takes it over.
    types.sort_by_key(|file| !supplied.contains(&file.name.replace(".yml", ".yaml")));
    for file in types {
        let (kind, metrics) = match read_type(&file) {
            Ok(read) => read,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        if let Some((_, first)) = files_of.iter().find(|(code, _)| *code == kind.code) {
            let message = format!("类型“{}”已在 {first} 里。", kind.code);
            faults.push(file.fault("code", message, "用同样的文件名来替换它，或换一个代码。"));
            continue;
        }
        files_of.push((kind.code.clone(), file.name.clone()));
        let same = store.read(|r| {
            let json = to_json(&kind)?;
            let known = r.declarations(records::DECLARED)?;
            Ok(declared(r, &metrics)? && known.iter().any(|one| one.name == kind.code && one.json == json))
        })?;
        if let Some(fault) = (!same).then(|| check_type(&file, &kind, &metrics, &registry, &shared).err()).flatten() {
            faults.push(fault);
            continue;
        }
        bring(store, &file, same, &mut faults, |w| {
            declare_type(w, &kind, &metrics)?;
            w.declare_list(&RecordTypes::load(w)?.list()).map(|_| ())
        })?;
    }
    for file in knowledge::files(store.dir(), "surveys", &mut faults) {
        let survey = match surveys::read(&file) {
            Ok(survey) => survey,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let json = survey_json(&survey)?;
        let same = store.read(|r| {
            let known = r.declarations(surveys::DECLARED)?;
            Ok(known.iter().any(|one| one.name == survey.code && one.json == json))
        })?;
        bring(store, &file, same, &mut faults, |w| w.declare(surveys::DECLARED, &survey.code, &json).map(|_| ()))?;
    }
    let list: CodeList = store.read(RecordTypes::load)?.list();
    if !list.codes.is_empty() && store.read(|r| r.code_list(&list.name))?.as_ref() != Some(&list) {
        let act = Act::new(Actor::System("knowledge"), "knowledge.declare", list.name.clone());
        store.write(&act, |w| w.declare_list(&list))?;
    }
    settle_by_new_rules(store)?;
    Ok(faults)
}

fn declared(reader: &Reader<'_>, metrics: &[MetricDraft]) -> Result<bool> {
    if metrics.is_empty() {
        return Ok(true);
    }
    let known = reader.metrics()?;
    let same = |draft: &MetricDraft| known.iter().any(|metric| MetricDraft::from(metric.clone()) == *draft);
    Ok(metrics.iter().all(same))
}

/// Declares what a file says unless it is declared already. A refusal is the file's fault, not the folder's.
fn bring(
    store: &Store,
    file: &KnowledgeFile,
    same: bool,
    faults: &mut Vec<KnowledgeFault>,
    declare: impl FnOnce(&Writer<'_>) -> Result<()>,
) -> Result<()> {
    if same {
        return Ok(());
    }
    let act = Act::new(Actor::System("knowledge"), "knowledge.declare", file.name.clone());
    match store.write(&act, declare) {
        Ok(()) => Ok(()),
        Err(error @ (StoreError::Exists { .. } | StoreError::Refused { .. } | StoreError::Knowledge { .. })) => {
            faults.push(refused(file, error));
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn refused(file: &KnowledgeFile, error: StoreError) -> KnowledgeFault {
    match error {
        StoreError::Exists { key, .. } => {
            file.fault(&key, format!("名称“{key}”已被另一个指标使用。"), "换一个名称或别名。")
        }
        StoreError::Knowledge { reason, .. } => {
            let line = reason.rsplit_once(" at line ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
            KnowledgeFault {
                line, ..file.fault("", format!("读不懂：{reason}。"), "对照同一文件夹里的其他文件改正。")
            }
        }
        other => file.fault("", format!("{other}。"), "已有数据的指标不能改种类；另立一个指标。"),
    }
}
