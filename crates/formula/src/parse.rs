//! Text to tree: limits first, then the SQL parser, then a whitelist of what the language has.

use sqlparser::ast::{self, BinaryOperator, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer, Whitespace};

use crate::error::ParseError;
use crate::names::{FUNCTIONS, Function, Stat};
use crate::normal::{Normal, normalise};
use crate::suggest::nearest;
use crate::syntax::{Expr, Op};

/// Longest text, in characters.
pub const MAX_LENGTH: usize = 4_000;
/// Most words and signs.
pub const MAX_TOKENS: usize = 1_000;
/// Deepest nesting of brackets, and of anything else that nests.
pub const MAX_NESTING: usize = 24;
/// Deepest tree: `a + b + c` is as deep as it has terms.
const MAX_DEPTH: usize = 200;

pub(crate) fn parse(given: &str) -> Result<Expr, ParseError> {
    if given.chars().count() > MAX_LENGTH {
        return Err(ParseError::new(
            "too_long",
            format!("公式超过 {MAX_LENGTH} 个字符"),
            format!("a formula has at most {MAX_LENGTH} characters"),
        )
        .hint("拆成几个指标", "split it into several metrics"));
    }
    let normal = normalise(given);
    let tokens = tokens(&normal)?;
    let mut parser = Parser::new(&PostgreSqlDialect {}).with_recursion_limit(MAX_NESTING * 2);
    parser = parser.with_tokens_with_locations(tokens);
    let parsed = parser.parse_expr();
    let next = parser.peek_token();
    let place = normal.position((next.span.start.column.max(1) - 1) as usize);
    let parsed = parsed.map_err(|problem| syntax_error(&problem, &next.token, place, given))?;
    if next.token != Token::EOF {
        return Err(trailing(&next.token, place));
    }
    Reader { normal: &normal }.expr(&parsed, 0)
}

fn tokens(normal: &Normal) -> Result<Vec<TokenWithSpan>, ParseError> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, &normal.text).tokenize_with_location().map_err(|problem| {
        let place = normal.position((problem.location.column.max(1) - 1) as usize);
        ParseError::new("syntax", "引号没有配对，或有不认识的符号", problem.message)
            .at(place)
            .hint("名称里有符号时用双引号：\"R&D占比\"", "quote a name that has signs in it: \"R&D占比\"")
    })?;
    let mut depth = 0_usize;
    let mut prefixes = 0_usize;
    let mut count = 0_usize;
    for token in &tokens {
        let place = normal.position((token.span.start.column.max(1) - 1) as usize);
        match &token.token {
            Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_)) => {
                return Err(ParseError::new("comment", "公式里不能有注释", "a formula has no comments")
                    .at(place)
                    .hint("减去负数写成 a - (-1)", "to subtract a negative number write a - (-1)"));
            }
            Token::Whitespace(_) => continue,
            Token::LParen | Token::LBracket | Token::LBrace => depth += 1,
            Token::RParen | Token::RBracket | Token::RBrace => depth = depth.saturating_sub(1),
            Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("case") => depth += 1,
            Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("end") => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        let prefix = match &token.token {
            Token::Minus | Token::Plus | Token::Tilde | Token::ExclamationMark => true,
            Token::Word(word) => word.quote_style.is_none() && word.value.eq_ignore_ascii_case("not"),
            _ => false,
        };
        prefixes = if prefix { prefixes + 1 } else { 0 };
        count += 1;
        if depth > MAX_NESTING || prefixes > MAX_NESTING || count > MAX_TOKENS {
            return Err(too_deep().at(place));
        }
    }
    Ok(tokens)
}

fn too_deep() -> ParseError {
    ParseError::new(
        "too_complex",
        format!("公式过于复杂：括号最多 {MAX_NESTING} 层，词和符号最多 {MAX_TOKENS} 个"),
        format!("too complex: at most {MAX_NESTING} levels of brackets and {MAX_TOKENS} words and signs"),
    )
    .hint("拆成几个指标", "split it into several metrics")
}

fn syntax_error(problem: &sqlparser::parser::ParserError, next: &Token, place: usize, given: &str) -> ParseError {
    if given.trim().is_empty() {
        return ParseError::new("empty", "公式是空的", "the formula is empty").at(0);
    }
    if matches!(problem, sqlparser::parser::ParserError::RecursionLimitExceeded) {
        return too_deep().at(place);
    }
    let (zh, en) = if *next == Token::EOF {
        ("公式没有写完".to_owned(), "the formula ends too early".to_owned())
    } else {
        (format!("“{next}”处写法有误"), format!("unexpected “{next}”"))
    };
    ParseError::new("syntax", zh, format!("{en} ({problem})")).at(place)
}

fn trailing(next: &Token, place: usize) -> ParseError {
    let error = ParseError::new(
        "trailing",
        format!("“{next}”之前的部分已是完整公式，其后多余"),
        format!("the formula is complete before “{next}”"),
    )
    .at(place);
    match next {
        Token::Word(_) => error.hint(
            "单位要乘：2000 * 万元；几个条件用 and、or 连接",
            "a unit is multiplied: 2000 * 万元; conditions are joined by and, or",
        ),
        _ => error.hint("检查括号是否配对", "check that brackets match"),
    }
}

fn refused(what_zh: &str, what_en: &str) -> ParseError {
    ParseError::new("not_allowed", format!("公式里不能用{what_zh}"), format!("a formula has no {what_en}"))
}

struct Reader<'a> {
    normal: &'a Normal,
}

impl Reader<'_> {
    fn expr(&self, from: &ast::Expr, depth: usize) -> Result<Expr, ParseError> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let deeper = depth + 1;
        let boxed = |e: &ast::Expr| self.expr(e, deeper).map(Box::new);
        let is_null = |e, negated| Ok(Expr::IsNull { of: boxed(e)?, negated });
        let is_truth = |e, truth, negated| Ok(Expr::IsTruth { of: boxed(e)?, truth, negated });
        match from {
            ast::Expr::Nested(inner) => self.expr(inner, deeper),
            ast::Expr::Identifier(name) => self.name(name),
            ast::Expr::Value(value) => literal(&value.value),
            ast::Expr::UnaryOp { op: UnaryOperator::Minus, expr } => Ok(Expr::Negative(boxed(expr)?)),
            ast::Expr::UnaryOp { op: UnaryOperator::Plus, expr } => self.expr(expr, deeper),
            ast::Expr::UnaryOp { op: UnaryOperator::Not, expr } => Ok(Expr::Not(boxed(expr)?)),
            ast::Expr::BinaryOp { left, op, right } => {
                Ok(Expr::Binary { op: operator(op)?, left: boxed(left)?, right: boxed(right)? })
            }
            ast::Expr::IsNull(e) | ast::Expr::IsUnknown(e) => is_null(e, false),
            ast::Expr::IsNotNull(e) | ast::Expr::IsNotUnknown(e) => is_null(e, true),
            ast::Expr::IsTrue(e) => is_truth(e, true, false),
            ast::Expr::IsNotTrue(e) => is_truth(e, true, true),
            ast::Expr::IsFalse(e) => is_truth(e, false, false),
            ast::Expr::IsNotFalse(e) => is_truth(e, false, true),
            ast::Expr::InList { expr, list, negated } => {
                let list = list.iter().map(|e| self.expr(e, deeper)).collect::<Result<Vec<_>, _>>()?;
                if list.is_empty() {
                    return Err(ParseError::new("syntax", "in 后的括号里没有内容", "the list after in is empty"));
                }
                Ok(Expr::In { of: boxed(expr)?, list, negated: *negated })
            }
            ast::Expr::Between { expr, negated, low, high } => {
                Ok(Expr::Between { of: boxed(expr)?, low: boxed(low)?, high: boxed(high)?, negated: *negated })
            }
            ast::Expr::Case { operand, conditions, else_result, .. } => {
                let arms = conditions
                    .iter()
                    .map(|arm| Ok((self.expr(&arm.condition, deeper)?, self.expr(&arm.result, deeper)?)))
                    .collect::<Result<Vec<_>, ParseError>>()?;
                Ok(Expr::Case {
                    operand: operand.as_deref().map(boxed).transpose()?,
                    arms,
                    otherwise: else_result.as_deref().map(boxed).transpose()?,
                })
            }
            ast::Expr::Function(call) => self.call(call, deeper),
            ast::Expr::CompoundIdentifier(_) | ast::Expr::CompoundFieldAccess { .. } => {
                Err(refused("带点的名称", "dotted names")
                    .hint("名称里有点时用双引号", "put a name with a dot in double quotes"))
            }
            ast::Expr::Subquery(_) | ast::Expr::Exists { .. } | ast::Expr::InSubquery { .. } => {
                Err(refused("子查询", "subqueries"))
            }
            ast::Expr::Cast { .. } | ast::Expr::Convert { .. } | ast::Expr::TypedString(_) => {
                Err(refused("类型转换", "casts").hint("日期直接写 '2024-09-25'", "write a date as '2024-09-25'"))
            }
            ast::Expr::Like { .. } | ast::Expr::ILike { .. } | ast::Expr::SimilarTo { .. } => {
                Err(refused("模糊匹配", "pattern matching")
                    .hint("代码用 in 或 has(代码, 'x')", "for codes use in or has(codes, 'x')"))
            }
            other => {
                let text: String = other.to_string().chars().take(40).collect();
                Err(refused(&format!("“{text}”这种写法"), &format!("such expression as “{text}”")))
            }
        }
    }

    fn place(&self, ident: &ast::Ident) -> usize {
        self.normal.position((ident.span.start.column.max(1) - 1) as usize)
    }

    fn name(&self, ident: &ast::Ident) -> Result<Expr, ParseError> {
        Ok(Expr::Name { name: ident.value.clone(), position: self.place(ident) })
    }

    fn call(&self, call: &ast::Function, depth: usize) -> Result<Expr, ParseError> {
        let [ast::ObjectNamePart::Identifier(ident)] = call.name.0.as_slice() else {
            return Err(refused("带点的函数名", "dotted function names"));
        };
        let position = self.place(ident);
        let function = Function::named(&ident.value).ok_or_else(|| unknown_function(&ident.value).at(position))?;
        let plain = call.over.is_none()
            && call.null_treatment.is_none()
            && call.within_group.is_empty()
            && matches!(call.parameters, FunctionArguments::None);
        if !plain {
            return Err(refused("窗口和排序子句", "windows and ordering clauses").at(position));
        }
        let aggregate = matches!(function, Function::Aggregate(_));
        if call.filter.is_some() && !aggregate {
            return Err(ParseError::new(
                "filter",
                format!("filter 只能跟在汇总函数之后，{} 不是汇总函数", function.name()),
                format!("filter follows an aggregate, and {} is none", function.name()),
            )
            .at(position));
        }
        let FunctionArguments::List(list) = &call.args else {
            return Err(ParseError::new("arguments", "函数后要有括号和参数", "a function needs arguments").at(position));
        };
        if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
            return Err(refused(" distinct 等参数子句", "distinct or other clauses in arguments").at(position));
        }
        let mut star = false;
        let mut args = Vec::with_capacity(list.args.len());
        for arg in &list.args {
            match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => args.push(self.expr(expr, depth)?),
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if function == Function::Aggregate(Stat::Count) => {
                    star = true;
                }
                _ => return Err(refused("这种参数", "arguments of this form").at(position)),
            }
        }
        let filter = call.filter.as_deref().map(|e| self.expr(e, depth)).transpose()?.map(Box::new);
        if star && !args.is_empty() {
            return Err(ParseError::new("arguments", "count(*) 没有别的参数", "count(*) has no other argument"));
        }
        Ok(Expr::Call { function, args, star, filter, position })
    }
}

fn unknown_function(name: &str) -> ParseError {
    let error = ParseError::new("unknown_function", format!("没有函数“{name}”"), format!("no function “{name}”"));
    let names = FUNCTIONS.iter().flat_map(|row| std::iter::once(row.1).chain(row.2.iter().copied()));
    match nearest(name, names) {
        Some(near) => error.hint(format!("是不是 {near}？"), format!("did you mean {near}?")),
        None => error,
    }
}

fn operator(op: &BinaryOperator) -> Result<Op, ParseError> {
    Ok(match op {
        BinaryOperator::Plus => Op::Add,
        BinaryOperator::Minus => Op::Subtract,
        BinaryOperator::Multiply => Op::Multiply,
        BinaryOperator::Divide => Op::Divide,
        BinaryOperator::Eq => Op::Equal,
        BinaryOperator::NotEq => Op::NotEqual,
        BinaryOperator::Lt => Op::Less,
        BinaryOperator::LtEq => Op::LessEqual,
        BinaryOperator::Gt => Op::Greater,
        BinaryOperator::GtEq => Op::GreaterEqual,
        BinaryOperator::And => Op::And,
        BinaryOperator::Or => Op::Or,
        other => return Err(refused(&format!("运算符 {other}"), &format!("operator {other}"))),
    })
}

fn literal(value: &ast::Value) -> Result<Expr, ParseError> {
    match value {
        ast::Value::Number(digits, false) => number(digits),
        ast::Value::SingleQuotedString(text) => Ok(Expr::Text(text.clone())),
        ast::Value::Boolean(truth) => Ok(Expr::Truth(*truth)),
        ast::Value::Null => Ok(Expr::Null),
        _ => Err(refused("这种常量", "constants of this form")),
    }
}

fn number(digits: &str) -> Result<Expr, ParseError> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ParseError::new(
            "number",
            format!("“{digits}”不是十进制数"),
            format!("“{digits}” is no decimal number"),
        )
        .hint("不用科学记数，也不用千分位", "no exponent, no thousands separator"));
    }
    let scale = u8::try_from(fraction.len()).ok().filter(|scale| *scale <= 12);
    match (all.parse::<i64>(), scale) {
        (Ok(mantissa), Some(scale)) => Ok(Expr::Number { mantissa: i128::from(mantissa), scale }),
        _ => {
            Err(ParseError::new("number", format!("数字“{digits}”位数太多"), format!("“{digits}” has too many digits"))
                .hint("最多 18 位数字、12 位小数", "at most 18 digits, 12 of them decimals"))
        }
    }
}
