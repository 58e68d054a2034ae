//! Many scenarios on many threads, each result the same whatever the threads.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::fault::{Fault, What};
use crate::frontier::Workspace;
use crate::model::Model;
use crate::outcome::{Loss, Outcome, State};
use crate::shock::Shock;

/// How to run scenarios.
#[derive(Clone, Copy, Default)]
pub struct Run<'p> {
    /// Number of threads; `None` takes one for each core.
    pub threads: Option<usize>,
    /// Whether to compute the losses of sectors.
    pub sectors: bool,
    /// Hears, from any thread, how many scenarios are done.
    pub progress: Option<&'p (dyn Fn(usize) + Sync)>,
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("threads", &self.threads).field("sectors", &self.sectors).finish_non_exhaustive()
    }
}

impl Model<'_> {
    /// The full failure of every firm: outcome `k` is that of the firm at place `k`.
    ///
    /// # Errors
    /// No threads could be started.
    pub fn esri_all(&self, run: &Run<'_>) -> Result<Vec<Outcome>, Fault> {
        let firms: Vec<usize> = (0..self.network.firms()).collect();
        self.esri(&firms, run)
    }

    /// The full failure of each of these firms, by place.
    ///
    /// # Errors
    /// A place without a firm; no threads could be started.
    pub fn esri(&self, firms: &[usize], run: &Run<'_>) -> Result<Vec<Outcome>, Fault> {
        if let Some(stranger) = firms.iter().find(|firm| **firm >= self.network.firms()) {
            return Err(What::UnknownFirm(*stranger as u64).into());
        }
        self.each(firms.len(), &|scenario| Shock::failure(firms[scenario]), run)
    }

    /// Any scenarios, in their order.
    ///
    /// # Errors
    /// No threads could be started.
    pub fn scenarios(&self, shocks: &[Shock], run: &Run<'_>) -> Result<Vec<Outcome>, Fault> {
        self.each(shocks.len(), &|scenario| shocks[scenario].clone(), run)
    }

    /// One scenario, firm by firm.
    pub fn cascade(&self, shock: &Shock) -> State {
        Workspace::new(self, false).state(shock, |_, _| {})
    }

    /// One scenario, firm by firm, with the loss of the network (first weight) after each iteration.
    pub fn course(&self, shock: &Shock) -> (State, Vec<Loss>) {
        let mut course = Vec::new();
        let state = Workspace::new(self, false).state(shock, |_, loss| course.push(loss));
        (state, course)
    }

    fn each(
        &self,
        count: usize,
        shock: &(dyn Fn(usize) -> Shock + Sync),
        run: &Run<'_>,
    ) -> Result<Vec<Outcome>, Fault> {
        // Costly ones first, so that no thread begins a hub when the others are done.
        let mut order: Vec<(u64, usize)> = (0..count).map(|scenario| (self.cost(&shock(scenario)), scenario)).collect();
        order.sort_unstable_by_key(|(cost, scenario)| (std::cmp::Reverse(*cost), *scenario));
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            let mut space = Workspace::new(self, run.sectors);
            let mut outcomes = Vec::new();
            while let Some((_, scenario)) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                outcomes.push((*scenario, space.run(&shock(*scenario))));
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if let Some(progress) = run.progress {
                    progress(done);
                }
            }
            outcomes
        };
        let threads = run.threads.unwrap_or(0);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|_| What::Setting("threads cannot be started"))?;
        let parts = pool.broadcast(|_| work());
        let mut outcomes = vec![Outcome::default(); count];
        for (scenario, outcome) in parts.into_iter().flatten() {
            outcomes[scenario] = outcome;
        }
        Ok(outcomes)
    }

    fn cost(&self, shock: &Shock) -> u64 {
        shock.down.iter().chain(shock.up()).map(|(firm, _)| u64::from(self.links.reach(*firm as usize)) + 1).sum()
    }
}
