//! How long demand is met without a site (time to survive), and what is lost until it recovers (risk exposure): the
//! linear programmes of Simchi-Levi and others (2014).

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable};

use crate::fault::{Fault, What};

/// Days a stock lasts at a daily use: the time to survive of one input, without a linear programme. Endless without use.
pub fn days_of_stock(stock: f64, daily_use: f64) -> f64 {
    if daily_use > 0.0 { stock / daily_use } else { f64::INFINITY }
}

/// An input of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    /// The product used.
    pub product: usize,
    /// Units of it in a unit of what the site makes.
    pub per_unit: f64,
    /// Units of it that lie in stock.
    pub stock: f64,
}

/// A place that makes one product.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// What it makes.
    pub product: usize,
    /// Units it can make in a day.
    pub capacity: f64,
    /// Units it has ready.
    pub stock: f64,
    /// Units a day that final customers want of it.
    pub demand: f64,
    /// Profit lost with a unit not delivered to them.
    pub profit: f64,
    /// What it needs.
    pub needs: Vec<Need>,
}

/// A way on which a site's product can reach another, by place in the list of sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The site that makes it.
    pub from: usize,
    /// The site that uses it.
    pub to: usize,
}

/// Sites and the ways between them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Survival {
    /// The sites.
    pub sites: Vec<Site>,
    /// The ways.
    pub routes: Vec<Route>,
}

/// The parts of a programme that both questions share.
struct Programme {
    variables: ProblemVariables,
    made: Vec<Variable>,
    sent: Vec<Variable>,
}

impl Survival {
    /// Days for which the demand of every other site is met while a site makes and sends nothing; `horizon` at most.
    ///
    /// # Errors
    /// Places or amounts that make no sense; a programme that cannot be solved.
    pub fn time_to_survive(&self, without: usize, horizon: f64) -> Result<f64, Fault> {
        self.checked(without, horizon)?;
        let Programme { mut variables, made, sent } = self.programme();
        let days = variables.add(variable().min(0.0).max(horizon));
        let mut model = variables.maximise(days).using(microlp);
        for (place, site) in self.sites.iter().enumerate() {
            let capacity = if place == without { 0.0 } else { site.capacity };
            model = model.with(constraint!(made[place] <= capacity * days));
            let out = self.out_of(place, &sent);
            model = match place == without {
                true => model.with(constraint!(out <= 0.0)),
                false => model.with(constraint!(out + site.demand * days <= made[place] + site.stock)),
            };
        }
        for balance in self.balances(&made, &sent) {
            model = model.with(constraint!(balance >= 0.0));
        }
        let solution = model.solve().map_err(|_| What::Setting("the programme has no solution"))?;
        Ok(solution.value(days))
    }

    /// Least profit lost in `days` in which a site makes and sends nothing.
    ///
    /// # Errors
    /// As [`Survival::time_to_survive`].
    pub fn exposure(&self, without: usize, days: f64) -> Result<f64, Fault> {
        self.checked(without, days)?;
        let Programme { mut variables, made, sent } = self.programme();
        let lost: Vec<Variable> =
            self.sites.iter().map(|site| variables.add(variable().min(0.0).max(site.demand * days))).collect();
        let profit: Expression = self.sites.iter().zip(&lost).map(|(site, lost)| site.profit * *lost).sum();
        let mut model = variables.minimise(profit.clone()).using(microlp);
        for (place, site) in self.sites.iter().enumerate() {
            let stopped = place == without;
            let capacity = if stopped { 0.0 } else { site.capacity * days };
            model = model.with(constraint!(made[place] <= capacity));
            let out = self.out_of(place, &sent);
            let stock = if stopped { 0.0 } else { site.stock };
            model = model.with(constraint!(out + site.demand * days - lost[place] <= made[place] + stock));
        }
        for balance in self.balances(&made, &sent) {
            model = model.with(constraint!(balance >= 0.0));
        }
        let solution = model.solve().map_err(|_| What::Setting("the programme has no solution"))?;
        Ok(solution.eval(&profit))
    }

    fn programme(&self) -> Programme {
        let mut variables = ProblemVariables::new();
        let made = self.sites.iter().map(|_| variables.add(variable().min(0.0))).collect();
        let sent = self.routes.iter().map(|_| variables.add(variable().min(0.0))).collect();
        Programme { variables, made, sent }
    }

    fn out_of(&self, place: usize, sent: &[Variable]) -> Expression {
        self.routes.iter().zip(sent).filter(|(route, _)| route.from == place).map(|(_, sent)| *sent).sum()
    }

    /// For each need: what arrives and lies in stock less what is used.
    fn balances(&self, made: &[Variable], sent: &[Variable]) -> Vec<Expression> {
        let mut balances = Vec::new();
        for (place, site) in self.sites.iter().enumerate() {
            for need in &site.needs {
                let fits = |route: &Route| route.to == place && self.sites[route.from].product == need.product;
                let arrives: Expression =
                    self.routes.iter().zip(sent).filter(|(route, _)| fits(route)).map(|(_, sent)| *sent).sum();
                balances.push(arrives + need.stock - need.per_unit * made[place]);
            }
        }
        balances
    }

    fn checked(&self, without: usize, days: f64) -> Result<(), Fault> {
        let amount = |value: f64| value.is_finite() && value >= 0.0;
        let site = |site: &Site| {
            let own = [site.capacity, site.stock, site.demand, site.profit];
            own.into_iter().all(amount) && site.needs.iter().all(|need| amount(need.per_unit) && amount(need.stock))
        };
        let known = |route: &Route| route.from < self.sites.len() && route.to < self.sites.len();
        if !amount(days) || !self.sites.iter().all(site) {
            return Err(
                What::Setting("days, capacities, stocks, demands and needs must be finite and at least 0").into()
            );
        }
        if without >= self.sites.len() || !self.routes.iter().all(known) {
            return Err(What::Setting("a route or the failing site names a site that is not there").into());
        }
        Ok(())
    }
}
