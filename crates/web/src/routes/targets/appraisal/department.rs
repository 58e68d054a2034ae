//! 部门汇总: the projects of a department with money, points and grades, and their sums.

use askama::Template;
use axum::extract::{Path, State};
use targets::forms::summed;

use super::scores::{Choice, choices, opinion, rate_figure, token};
use super::{budget_figure, money_figure};
use crate::access::table::{Need, Routes};
use crate::appraised::Appraised;
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/department/{rules}", Need::May("targets.read"), show)
}

struct Line {
    id: String,
    name: String,
    figures: Vec<Figure>,
    grade: String,
    open: Option<Figure>,
    opinion: String,
}

#[derive(Template)]
#[template(path = "appraisal/department.html")]
struct DepartmentPage {
    shell: Shell,
    id: i64,
    table: String,
    department: String,
    unit: String,
    rules: String,
    choices: Vec<Choice>,
    set: String,
    lines: Vec<Line>,
    sums: Vec<Figure>,
    grades: Vec<(String, Figure)>,
    mean: Figure,
    weighted: Figure,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, rules)): Path<(i64, String)>,
) -> Result<Page<DepartmentPage>, Failure> {
    let (tables, lang, wanted) = (app.judged.clone(), visit.lang, rules.clone());
    let (appraised, scored, choices) = app
        .run(move |store| {
            let appraised = Appraised::load(&tables, store, id)?;
            let scored = appraised.scored(store, &wanted)?;
            let choices = choices(store, &appraised, &wanted).0;
            Ok::<_, Failure>((appraised, scored, choices))
        })
        .await?;
    let judged = &appraised.judged;
    let sums = summed(&scored.source(appraised.head(), &judged.overview, &appraised.money));
    let mut lines = Vec::new();
    for (project, one) in judged.table.projects.iter().zip(&scored.scored) {
        let money = appraised.money.get(&project.id);
        let own = token(&appraised, &scored, &project.id);
        let execution = token(&appraised, &scored, &format!("{}.execution", project.id));
        let spent = money.and_then(|money| money.spent.as_ref()).map(|spent| spent.total);
        lines.push(Line {
            id: project.id.clone(),
            name: project.name.clone(),
            figures: vec![
                budget_figure(lang, &appraised, money.and_then(|money| money.opening.as_ref())),
                budget_figure(lang, &appraised, money.and_then(|money| money.in_force())),
                money_figure(lang, &appraised, spent, &execution),
                rate_figure(lang, &appraised, &scored, &project.id),
                Figure::number(lang, one.total).evidence(&own.to_string()),
            ],
            grade: one.grade.clone().unwrap_or_default(),
            open: (one.open.mantissa > 0).then(|| Figure::number(lang, one.open).evidence(&own.to_string())),
            opinion: scored.opinions.get(&project.id).map(|one| opinion(lang, &one.value)).unwrap_or_default(),
        });
    }
    let all = |part: &str| token(&appraised, &scored, &format!("all.{part}"));
    let number = |number: Option<domain::Scaled>, part: &str| match number {
        Some(number) => Figure::number(lang, number).strong().evidence(&all(part).to_string()),
        None => Figure::missing(lang),
    };
    let money = |amount, part: &str| money_figure(lang, &appraised, amount, &all(part)).strong();
    let grade = |(name, count): &(String, usize)| {
        (name.clone(), Figure::count(lang, *count).evidence(&all(&format!("grade.{name}")).to_string()))
    };
    let mut grades: Vec<(String, Figure)> = sums.grades.iter().map(grade).collect();
    let undecided = Figure::count(lang, sums.undecided).evidence(&all("grade.").to_string());
    grades.push((lang.t("appraisal.undecided").to_owned(), undecided));
    Ok(Page(DepartmentPage {
        shell: Shell::new(&app, &visit, lang.t("appraisal.department")),
        id,
        table: judged.row.title.clone(),
        department: judged.row.department.clone(),
        unit: targets::budgets::shown(&judged.table, domain::Scaled::new(0, 2)).1,
        choices,
        rules,
        set: format!("{}（{}）", scored.rules.name, scored.rules.label()),
        lines,
        sums: vec![
            money(sums.opening, "opening"),
            money(sums.budget, "budget"),
            money(sums.spent, "spent"),
            number(sums.rate, "rate"),
            number(sums.weighted, "weighted"),
        ],
        grades,
        mean: number(sums.mean, "mean"),
        weighted: number(sums.weighted, "weighted"),
    }))
}
