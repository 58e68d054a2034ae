//! A client for measuring: one connection that is kept open, answers of known length, cookies.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail};

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    cookies: Vec<String>,
    body: String,
}

/// One connection.
pub(super) struct Client {
    stream: BufReader<TcpStream>,
    address: String,
    /// What is sent as cookies.
    pub(super) cookie: String,
}

impl Client {
    /// Connects.
    pub(super) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), address: address.to_owned(), cookie: String::new() })
    }

    /// Asks for a page.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "")
    }

    /// Signs in; the answer is the cookie of the session.
    pub(super) fn sign_in(&mut self, name: &str, password: &str) -> Result<String> {
        let form = self.get("/sign-in")?;
        self.keep(&form);
        let token = form.body.split_once("name=\"_csrf\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
        let (token, _) = token.context("the form of sign-in has no token")?;
        let answer = self.ask("POST", "/sign-in", &format!("_csrf={token}&next=&name={name}&password={password}"))?;
        if answer.status != 303 {
            bail!("sign-in is {}", answer.status);
        }
        self.keep(&answer);
        Ok(self.cookie.clone())
    }

    fn keep(&mut self, answer: &Answer) {
        if !answer.cookies.is_empty() {
            self.cookie = answer.cookies.join("; ");
        }
    }

    fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n", self.address, self.cookie);
        if method == "POST" {
            let origin = format!("Origin: http://{}\r\n", self.address);
            let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
            head.push_str(&format!("{origin}{kind}Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        head.push_str(body);
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no answer")?;
        let (mut length, mut cookies) = (0, Vec::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "set-cookie" => cookies.push(value.split(';').next().unwrap_or("").trim().to_owned()),
                "transfer-encoding" => bail!("an answer of unknown length"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, cookies, body: String::from_utf8_lossy(&body).into_owned() })
    }
}
