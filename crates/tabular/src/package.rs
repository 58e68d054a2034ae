//! Office zip containers: which parts there are, opened one at a time as guarded XML. Nothing is written to disk.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

use crate::limits::{Limits, too_large};
use crate::{Refusal, Warning, detect};

/// Bytes one XML event (a text, a tag with its attributes) may have beyond the cell limit.
const EVENT_SLACK: usize = 1 << 16;

/// A zip container with its parts by normalised name.
pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    parts: BTreeMap<String, usize>,
    limits: Limits,
    unpacked: Rc<Cell<u64>>,
    pub(crate) warnings: Vec<Warning>,
}

impl<'a> Package<'a> {
    /// Looks through the directory of the archive; unpacks nothing yet.
    pub(crate) fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, Refusal> {
        let damaged = |error: zip::result::ZipError| Refusal::damaged_package("压缩容器", error);
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > limits.zip_entries {
            return Err(too_large(
                "压缩容器里的文件数".into(),
                limits.zip_entries as u64,
                "entries in the zip container",
            ));
        }
        let mut parts = BTreeMap::new();
        let mut warnings = Vec::new();
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(damaged)?;
            if entry.encrypted() {
                return Err(detect::locked());
            }
            let name = entry.name().map_err(damaged)?.replace('\\', "/");
            if name.split('/').any(|step| step == "..") || name.starts_with('/') || name.contains([':', '\0']) {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
                warnings.push(Warning {
                    code: "path_ignored".into(),
                    place: None,
                    message: format!("压缩容器里有一个指向外部路径的文件名“{shown}”，已忽略。"),
                });
                continue;
            }
            total = total.saturating_add(entry.size());
            let ratio = entry.size() / entry.compressed_size().max(1);
            if total > limits.unpacked_bytes || (entry.size() > 1 << 20 && ratio > limits.unpack_ratio) {
                return Err(bomb());
            }
            parts.insert(name.to_ascii_lowercase(), index);
        }
        Ok(Self { zip, parts, limits, unpacked: Rc::default(), warnings })
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.parts.contains_key(&path.to_ascii_lowercase())
    }

    /// Whether some part's lower-case name satisfies the test.
    pub(crate) fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        self.parts.keys().any(|name| test(name))
    }

    /// Notes something about the whole file.
    pub(crate) fn warn(&mut self, code: &str, message: &str) {
        self.warnings.push(Warning { code: code.into(), place: None, message: message.into() });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Opens a part.
    pub(crate) fn xml(&mut self, path: &str) -> Result<Xml<impl BufRead>, Refusal> {
        let missing = || Refusal::damaged_package(path, "缺少这一部分");
        let index = *self.parts.get(&path.to_ascii_lowercase()).ok_or_else(missing)?;
        let entry = self.zip.by_index(index).map_err(|error| Refusal::damaged_package(path, error))?;
        let trip = Rc::new(Cell::new(Trip::None));
        let event = Rc::new(Cell::new(0));
        let source = Guarded {
            packed: entry.compressed_size(),
            inner: entry,
            read: 0,
            total: Rc::clone(&self.unpacked),
            limits: self.limits,
            trip: Rc::clone(&trip),
        };
        let source = Metered { inner: BufReader::with_capacity(1 << 16, source), event: Rc::clone(&event) };
        Ok(Xml::new(source, path, self.limits, trip, event))
    }

    /// The relationships of a part: id to (type, target path). External targets are left out.
    pub(crate) fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, Refusal> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let path = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut found = Vec::new();
        if !self.has(&path) {
            return Ok(found);
        }
        let mut xml = self.xml(&path)?;
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let external = attribute(&tag, "TargetMode").is_some_and(|mode| mode == "External");
                    let (Some(id), Some(target)) = (attribute(&tag, "Id"), attribute(&tag, "Target")) else { continue };
                    if external {
                        continue;
                    }
                    let kind = attribute(&tag, "Type").unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.push(Relationship { id, kind, target: resolve(folder, &target) });
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }
}

/// One relationship between parts.
pub(crate) struct Relationship {
    pub(crate) id: String,
    /// Last step of the type address: `worksheet`, `sharedStrings`.
    pub(crate) kind: String,
    /// Path of the part within the container.
    pub(crate) target: String,
}

/// A target relative to a folder as a path from the root of the container; steps above the root are dropped.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let joined = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn bomb() -> Refusal {
    Refusal::new(
        "zip_bomb",
        "文件解压后的体积异常大（疑似压缩炸弹），已拒绝读取。",
        "请用 Excel 或 WPS 打开原文件，删去无关的工作表和图片，另存为新文件后再上传。",
        "The file unpacks to an abnormal size. Save it anew without unneeded sheets and pictures.",
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Trip {
    None,
    Bomb,
}

/// Counts what really comes out of a part, whatever its header claims.
struct Guarded<R> {
    inner: R,
    packed: u64,
    read: u64,
    total: Rc<Cell<u64>>,
    limits: Limits,
    trip: Rc<Cell<Trip>>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(out)?;
        self.read += count as u64;
        self.total.set(self.total.get() + count as u64);
        let ratio = self.read / self.packed.max(1);
        if self.total.get() > self.limits.unpacked_bytes || (self.read > 1 << 20 && ratio > self.limits.unpack_ratio) {
            self.trip.set(Trip::Bomb);
            return Err(std::io::Error::other("limit"));
        }
        Ok(count)
    }
}

/// Counts the bytes of the event being read.
struct Metered<R> {
    inner: R,
    event: Rc<Cell<usize>>,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.inner.read(out)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.event.get() == usize::MAX {
            return Err(std::io::Error::other("event limit"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        let left = self.event.get();
        // MAX marks the end of the allowance.
        self.event.set(if left < count { usize::MAX } else { left - count });
        self.inner.consume(count);
    }
}

/// A pull reader that refuses document types, entities, deep nesting and oversized events.
pub(crate) struct Xml<R> {
    reader: quick_xml::Reader<R>,
    buffer: Vec<u8>,
    part: String,
    limits: Limits,
    depth: usize,
    trip: Rc<Cell<Trip>>,
    event: Rc<Cell<usize>>,
}

impl<R: BufRead> Xml<R> {
    fn new(source: R, part: &str, limits: Limits, trip: Rc<Cell<Trip>>, event: Rc<Cell<usize>>) -> Self {
        let mut reader = quick_xml::Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), part: part.to_owned(), limits, depth: 0, trip, event }
    }

    /// The next event; empty elements come as a start and an end.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, Refusal> {
        self.buffer.clear();
        self.event.set(self.limits.cell_bytes + EVENT_SLACK);
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(_) if self.trip.get() == Trip::Bomb => return Err(bomb()),
            Err(_) if self.event.get() == usize::MAX => {
                let limit = self.limits.cell_bytes as u64;
                return Err(too_large(
                    format!("{}中一处内容的字节数", self.part),
                    limit,
                    "bytes in one piece of content",
                ));
            }
            Err(error) => return Err(Refusal::damaged_package(&self.part, error)),
        };
        match &event {
            Event::DocType(_) => return Err(Refusal::entities(&self.part)),
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > self.limits.nesting {
                    let what = format!("{}中元素嵌套的层数", self.part);
                    return Err(too_large(what, self.limits.nesting as u64, "levels of nested elements"));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Refusal::damaged_package(&self.part, "内容在中途断开")),
            _ => {}
        }
        Ok(event)
    }

    /// Reads on to the end of the element that was just started.
    pub(crate) fn skip(&mut self) -> Result<(), Refusal> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next()?, Event::Eof) {
                return Ok(());
            }
        }
        Ok(())
    }

    pub(crate) fn part(&self) -> &str {
        &self.part
    }
}

/// An attribute by its local name.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in tag.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            return attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned());
        }
    }
    None
}

/// Writes out a character reference or one of the five predefined entities.
pub(crate) fn push_reference(reference: &BytesRef<'_>, part: &str, text: &mut String) -> Result<(), Refusal> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        text.push(c);
        return Ok(());
    }
    let c = match reference.xml10_content().as_ref() {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return Err(Refusal::entities(part)),
    };
    text.push(c);
    Ok(())
}
