//! `records submit`: one record with its files, handed in by an account; another accepts it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use collect::records::{self, Submission, Submitted};
use serde_json::json;
use store::DraftFile;
use targets::proof;

use crate::commands::data::import::refused;
use crate::commands::folder::{Folder, allowed, stored};
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::shell::Shell;

/// Arguments of `records submit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 记录类型 | type of the record
    #[arg(long = "type", value_name = "TYPE")]
    kind: String,
    /// 是什么事 | what it is, in a sentence
    #[arg(long)]
    name: String,
    /// 字段=内容，可重复，如 发生日期=2024-09-05 | FIELD=TEXT, may be repeated
    #[arg(long = "field", value_name = "FIELD=TEXT")]
    fields: Vec<String>,
    /// 凭证种类=文件，可重复 | KIND=FILE of evidence, may be repeated
    #[arg(long = "file", value_name = "KIND=FILE")]
    files: Vec<String>,
    /// 登记账号 | account that enters it
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    folder: Folder,
}

fn pair<'a>(text: &'a str, flag: &str, shell: &Shell) -> Result<(&'a str, &'a str), Failure> {
    text.split_once('=').map(|(name, rest)| (name.trim(), rest.trim())).ok_or_else(|| {
        Failure::usage(format!("{flag} {text}"), shell.say("写成 名称=内容。", "Write it as NAME=TEXT."))
    })
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let mut fields = BTreeMap::new();
    for field in &args.fields {
        let (name, text) = pair(field, "--field", shell)?;
        fields.insert(name.to_owned(), text.to_owned());
    }
    let store = args.folder.open(shell)?;
    let by = allowed(&store, Some(&args.by), "records.write", shell)?;
    let mut files = Vec::new();
    for file in &args.files {
        let (kind, path) = pair(file, "--file", shell)?;
        let input = input::read(&PathBuf::from(path), shell)?;
        let taken = proof::take(&input.name, input.bytes)
            .map_err(|refusal| Failure::refused(refusal.code, refusal.message, refusal.hint))?;
        let digest = store.put_bytes(&taken.bytes).map_err(|error| stored(error, shell.lang))?;
        files.push(DraftFile { digest, name: taken.name, media: taken.media.to_owned(), kind: kind.to_owned() });
    }
    let (kind, name) = (args.kind.clone(), args.name.clone());
    let given = Submission { record: None, base: None, kind, name, fields, files, draft: None };
    match records::submit(&store, &by, &given).map_err(|error| refused(error, shell))? {
        Submitted::Waiting(id) => {
            let own = store.read(|r| r.identifiers(id)).map_err(|error| stored(error, shell.lang))?;
            let number = own.into_iter().find(|one| one.scheme == "record_no").map(|one| one.value);
            if shell.json {
                shell.value(&json!({"number": number, "faults": []}))?;
            } else {
                let said = shell.say("已提交，等另一人采纳", "submitted; another person accepts it");
                shell.line(format!("{} {said}", number.unwrap_or_default()))?;
            }
            Ok(Outcome::Done)
        }
        // Only a record that is worked on again can have been changed by another meanwhile.
        Submitted::Moved => Ok(Outcome::Negative),
        Submitted::Faulty(faults) => {
            if shell.json {
                let faults: Vec<_> = faults
                    .iter()
                    .map(|(field, message, mend, code)| {
                        json!({"field": field, "code": code, "message": message, "mend": mend})
                    })
                    .collect();
                shell.value(&json!({"number": null, "faults": faults}))?;
            } else {
                for (field, message, mend, _) in faults {
                    shell.line(format!("{field}: {message}。{mend}。"))?;
                }
            }
            Ok(Outcome::Negative)
        }
    }
}
