//! Ctrl-K: projects, targets, firms and pages by their words or pinyin initials.

use askama::Template;
use axum::extract::{Query, State};
use domain::SubjectKind;

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::pinyin::matches;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Most hits of one sort.
const HITS: usize = 20;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/search", Need::May("search.use"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

#[derive(Default)]
struct Group {
    heading: String,
    hits: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Found {
    shell: Shell,
    q: String,
    groups: Vec<Group>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<Found>, Failure> {
    let lang = visit.lang;
    let shell = Shell::new(&app, &visit, lang.t("search.title"));
    let q = asked.q.trim().to_owned();
    let mut groups = Vec::new();
    if !q.is_empty() {
        let links = shell.nav.iter().flat_map(|group| &group.links);
        let pages = links.filter(|link| matches(&link.text, &q)).map(|l| (l.text.clone(), l.path.to_owned()));
        groups.push(Group { heading: lang.t("search.pages").to_owned(), hits: pages.collect() });
        let (tables, names, words) = (app.judged.clone(), app.names.clone(), q.clone());
        let firms_too = visit.may("enterprises.read");
        let (projects, targets, firms) = app
            .run(move |store| {
                let (mut projects, mut targets, mut firms) = (Vec::new(), Vec::new(), Vec::new());
                let asked = words.to_lowercase();
                for judged in tables.all(store)?.iter() {
                    let table = judged.row.id;
                    for one in judged.found(&asked) {
                        match &one.target {
                            None if projects.len() < HITS => {
                                projects.push((one.text.clone(), format!("/targets/{table}?project={}", one.project)));
                            }
                            Some(target) if targets.len() < HITS => {
                                let token = Token::Target { table, target: target.clone() }.to_string();
                                let address = format!("/evidence/{}", crate::links::encode(&token));
                                targets.push((one.text.clone(), address));
                            }
                            _ => {}
                        }
                    }
                }
                if firms_too {
                    if let Some(firm) =
                        store.read(|r| r.entity_identified(&firm(), "usci", &words.to_uppercase(), None))?
                    {
                        firms.push((firm.name, format!("/enterprises/{}", firm.id)));
                    }
                    let all = names.of(store, &firm())?;
                    let named = all.found(&words).take(HITS);
                    firms.extend(named.map(|firm| (firm.name.clone(), format!("/enterprises/{}", firm.id))));
                }
                Ok::<_, Failure>((projects, targets, firms))
            })
            .await?;
        for (key, mut hits) in [("projects", projects), ("targets", targets), ("firms", firms)] {
            hits.truncate(HITS);
            groups.push(Group { heading: lang.t(&format!("search.{key}")).to_owned(), hits });
        }
        groups.retain(|group| !group.hits.is_empty());
    }
    Ok(Page(Found { shell, q, groups }))
}

fn firm() -> SubjectKind {
    SubjectKind::new("firm")
}
