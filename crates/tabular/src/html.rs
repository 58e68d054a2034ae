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

/// Bytes given to the tokenizer at a time.
const PIECE: usize = 1 << 14;
/// The tokenizer compares each attribute of a tag with all before it; so many comparisons take a second.
const MOST_COMPARISONS: u64 = 400_000_000;

/// Reads a page or a fragment of one.
pub(crate) fn read_html(text: &str, budget: &mut Budget) -> Result<Vec<Row>, Refusal> {
    let reader =
        Reader { page: Page::new(budget), skipping: None, preformatted: 0, tokens: 0, comparisons: 0, failed: None };
    let tokenizer = Tokenizer::new(Sink(RefCell::new(reader)), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = text;
    let (mut tokens, mut attributes, mut comparisons) = (0, 0, 0_u64);
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        queue.push_back(StrTendril::from_slice(piece));
        rest = after;
        let _ = tokenizer.feed(&queue);
        let mut reader = tokenizer.sink.0.borrow_mut();
        if let Some(refusal) = reader.failed.take() {
            return Err(refusal);
        }
        // As long as no token comes out, a tag may be gathering attributes; finished tags say what they cost.
        let more = possible_attributes(piece);
        if reader.tokens == tokens {
            attributes += more;
            comparisons += more * attributes;
        } else {
            (tokens, attributes) = (reader.tokens, more);
        }
        comparisons += std::mem::take(&mut reader.comparisons);
        if comparisons > MOST_COMPARISONS {
            return Err(too_large("一个标签的属性数".into(), attributes, "attributes of one tag"));
        }
    }
    tokenizer.end();
    let reader = tokenizer.sink.0.into_inner();
    match reader.failed {
        Some(refusal) => Err(refusal),
        None => reader.page.finish(),
    }
}

/// The most attributes a piece of a tag can hold; none when it is rather a long value such as an embedded picture.
fn possible_attributes(piece: &str) -> u64 {
    let is_separator = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'=');
    let separators =
        piece.as_bytes().windows(2).filter(|pair| !is_separator(&pair[0]) && is_separator(&pair[1])).count();
    if separators * 20 < piece.len() { 0 } else { separators as u64 }
}

struct Sink<'b>(RefCell<Reader<'b>>);

struct Reader<'b> {
    page: Page<'b>,
    /// Element whose content is not text of the page.
    skipping: Option<&'static str>,
    preformatted: u32,
    /// Tokens that have come out.
    tokens: u64,
    /// Comparisons of attributes that finished tags have cost.
    comparisons: u64,
    failed: Option<Refusal>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        if reader.failed.is_some() {
            return TokenSinkResult::Continue;
        }
        reader.tokens += u64::from(!matches!(token, Token::ParseError(_)));
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
        let attributes = tag.attrs.len() as u64;
        // Repeated attributes have been compared and dropped.
        let dropped = if tag.had_duplicate_attributes { 1000 } else { 0 };
        self.comparisons += attributes * (attributes + dropped);
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
