//! Definitions below `knowledge/`: dated, cited files, checked when they are read and by the examples they bring.

use std::path::Path;

use collect::{KnowledgeFault, KnowledgeFile, Registry};
use domain::Period;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A document that a definition comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Its number and title.
    pub document: String,
    /// What was taken from it and whether it was checked.
    pub note: String,
}

/// What every definition says of itself.
pub trait Definition: DeserializeOwned {
    /// The folder below `knowledge/`.
    const FOLDER: &'static str;

    /// What people call it by; several files may hold one code for different times.
    fn code(&self) -> &str;

    /// First and last day in force; no last day while it is.
    fn in_force(&self) -> (Date, Option<Date>);

    /// Whether its formulas make sense and its examples come out as they say.
    ///
    /// # Errors
    /// The first fault, with the words it stands at.
    fn check(&self, file: &KnowledgeFile, registry: &Registry) -> Result<(), KnowledgeFault>;
}

/// The definitions of a folder that can be used, by code and then by time, and what is wrong with the others.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    all: Vec<T>,
    /// Files that cannot be used.
    pub faults: Vec<KnowledgeFault>,
}

impl<T: Definition> Shelf<T> {
    /// Reads those that come with the program and those of a data folder.
    pub fn load(data: &Path, registry: &Registry) -> Self {
        let mut faults = Vec::new();
        let files = collect::knowledge_files(data, T::FOLDER, &mut faults);
        Self::read(&files, registry, faults)
    }

    /// Reads those that come with the program.
    pub fn supplied(registry: &Registry) -> Self {
        Self::read(&collect::supplied_knowledge(T::FOLDER), registry, Vec::new())
    }

    fn read(files: &[KnowledgeFile], registry: &Registry, mut faults: Vec<KnowledgeFault>) -> Self {
        let mut all: Vec<T> = Vec::with_capacity(files.len());
        for file in files {
            match read::<T>(file, registry) {
                Ok(one) if all.iter().any(|other| other.code() == one.code() && overlap(other, &one)) => {
                    let message = format!("“{}”在同一时间有两个文件。", one.code());
                    faults.push(file.fault(one.code(), message, "写明 valid_from 和 valid_until，使时间不重叠。"));
                }
                Ok(one) => all.push(one),
                Err(fault) => faults.push(fault),
            }
        }
        all.sort_by(|one, other| (one.code(), one.in_force().0).cmp(&(other.code(), other.in_force().0)));
        Self { all, faults }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter()
    }

    /// Those in force at the end of a period.
    pub fn in_force(&self, period: Period) -> impl Iterator<Item = &T> {
        self.all.iter().filter(move |one| covers(*one, period.end()))
    }

    /// The one in force at the end of a period; where none was yet, or no more, none.
    pub fn find(&self, code: &str, period: Period) -> Option<&T> {
        let day = period.end();
        self.all.iter().find(|one| one.code() == code && covers(*one, day))
    }
}

fn covers<T: Definition>(one: &T, day: Date) -> bool {
    let (from, until) = one.in_force();
    from <= day && until.is_none_or(|until| day <= until)
}

fn overlap<T: Definition>(one: &T, other: &T) -> bool {
    covers(one, other.in_force().0) || covers(other, one.in_force().0)
}

/// Reads one file.
///
/// # Errors
/// The first fault.
pub fn read<T: Definition>(file: &KnowledgeFile, registry: &Registry) -> Result<T, KnowledgeFault> {
    let one: T = serde_norway::from_str(&file.text).map_err(|error| file.malformed(&error))?;
    let (from, until) = one.in_force();
    if until.is_some_and(|until| until < from) {
        return Err(file.fault("valid_until", "失效日早于生效日。", "核对 valid_from 和 valid_until。"));
    }
    one.check(file, registry)?;
    Ok(one)
}
