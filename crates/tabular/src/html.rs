//! Web pages: a standard tokenizer feeds the page builder. No tree is built, so a large page stays small in memory.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::limits::{Budget, too_large};
use crate::page::{Page, Vertical};
use crate::{Refusal, Row};

/// Attributes one tag may have; the tokenizer compares each with all before it.
const MOST_ATTRIBUTES: usize = 4_000;

/// Reads a page or a fragment of one.
pub(crate) fn read_html(text: &str, budget: &mut Budget) -> Result<Vec<Row>, Refusal> {
    refuse_crowded_tags(text)?;
    let reader = Reader { page: Page::new(budget), skipping: None, preformatted: 0, failed: None };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(reader)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(1 << 14);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        queue.push_back(StrTendril::from_slice(piece));
        rest = after;
        let _ = tokenizer.feed(&queue);
        if let Some(refusal) = tokenizer.sink.0.borrow_mut().failed.take() {
            return Err(refusal);
        }
    }
    tokenizer.end();
    let reader = tokenizer.sink.0.into_inner();
    match reader.failed {
        Some(refusal) => Err(refusal),
        None => reader.page.finish(),
    }
}

fn refuse_crowded_tags(text: &str) -> Result<(), Refusal> {
    let mut count = 0;
    for byte in text.bytes() {
        match byte {
            b'<' | b'>' => count = 0,
            b'=' => count += 1,
            byte if byte.is_ascii_whitespace() => count += 1,
            _ => {}
        }
        // Long stretches of text count too, but those hold few of these bytes between two tags.
        if count > MOST_ATTRIBUTES * 16 {
            return Err(too_large("一个标签的属性数".into(), MOST_ATTRIBUTES as u64, "attributes of one tag"));
        }
    }
    Ok(())
}

struct Sink<'b>(RefCell<Reader<'b>>);

struct Reader<'b> {
    page: Page<'b>,
    /// Element whose content is not text of the page.
    skipping: Option<&'static str>,
    preformatted: u32,
    failed: Option<Refusal>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        if reader.failed.is_some() {
            return TokenSinkResult::Continue;
        }
        let (result, next) = match token {
            Token::CharacterTokens(text) => (reader.characters(&text), TokenSinkResult::Continue),
            Token::TagToken(tag) => match tag.kind {
                StartTag => {
                    let next = raw_content(&tag.name);
                    (reader.start(&tag), next)
                }
                EndTag => (reader.end(&tag.name), TokenSinkResult::Continue),
            },
            _ => (Ok(()), TokenSinkResult::Continue),
        };
        if let Err(refusal) = result {
            reader.failed = Some(refusal);
        }
        next
    }
}

/// Elements whose content the tokenizer must not take for tags.
fn raw_content(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "address"
            | "blockquote"
            | "center"
            | "pre"
            | "form"
            | "fieldset"
            | "legend"
            | "figure"
            | "figcaption"
            | "hr"
            | "body"
            | "html"
            | "option"
            | "caption"
    )
}

impl Reader<'_> {
    fn characters(&mut self, text: &str) -> Result<(), Refusal> {
        if self.skipping.is_some() {
            return Ok(());
        }
        if self.preformatted > 0 {
            return self.page.text(&text.replace("\r\n", "\n").replace('\r', "\n"));
        }
        let mut flowing = String::with_capacity(text.len());
        let mut after_space = self.page.so_far().is_empty() || self.page.so_far().ends_with([' ', '\n']);
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if !after_space {
                    flowing.push(' ');
                }
                after_space = true;
            } else {
                flowing.push(c);
                after_space = false;
            }
        }
        self.page.text(&flowing)
    }

    fn start(&mut self, tag: &Tag) -> Result<(), Refusal> {
        let name: &str = &tag.name;
        if self.skipping.is_some() {
            return Ok(());
        }
        match name {
            "script" => self.skipping = Some("script"),
            "style" => self.skipping = Some("style"),
            "title" => self.skipping = Some("title"),
            "textarea" => self.skipping = Some("textarea"),
            "iframe" => self.skipping = Some("iframe"),
            "select" => self.skipping = Some("select"),
            "template" => self.skipping = Some("template"),
            "br" => self.line_break()?,
            "table" => self.page.open_table()?,
            "tr" if self.page.in_table() => self.page.open_row()?,
            "thead" | "tbody" | "tfoot" if self.page.in_table() => self.page.close_row()?,
            "td" | "th" if self.page.in_table() => {
                let columns = number(tag, "colspan").clamp(1, 1000);
                let rows = number(tag, "rowspan").clamp(1, 65_534);
                self.page.open_cell(columns, Vertical::Rows(rows))?;
            }
            name if is_block(name) => {
                self.page.boundary()?;
                self.preformatted += u32::from(name == "pre");
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        if let Some(skipped) = self.skipping {
            if skipped == name {
                self.skipping = None;
            }
            return Ok(());
        }
        match name {
            "table" if self.page.in_table() => self.page.close_table()?,
            "tr" | "thead" | "tbody" | "tfoot" if self.page.in_table() => self.page.close_row()?,
            "td" | "th" if self.page.in_table() => self.page.close_cell()?,
            "br" => self.line_break()?,
            name if is_block(name) => {
                self.page.boundary()?;
                self.preformatted = self.preformatted.saturating_sub(u32::from(name == "pre"));
            }
            _ => {}
        }
        Ok(())
    }

    fn line_break(&mut self) -> Result<(), Refusal> {
        if self.page.in_cell() { self.page.text("\n") } else { self.page.boundary() }
    }
}

fn number(tag: &Tag, name: &str) -> u32 {
    let value = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    value.and_then(|attribute| attribute.value.trim().parse().ok()).unwrap_or(1)
}
