//! How a cascade is computed: production functions, stop criteria, replaceability, scaling, weights.

/// How the loss of inputs becomes a loss of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Production {
    /// Generalised Leontief: the worst essential input or the sum of the others, as the matrix says.
    #[default]
    Generalised,
    /// Every input non-essential: losses add up.
    Linear,
    /// Every input essential: the worst supplying sector counts.
    Leontief,
}

/// When a cascade is at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Criterion {
    /// No firm's loss, in either direction, grew by more than eps in an iteration.
    #[default]
    Largest,
    /// The weighted loss of the whole network grew by no more than the share eps in an iteration.
    Relative,
}

/// Settings of a [`crate::Model`]. Vectors hold one entry for each firm, in the order of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Production function.
    pub production: Production,
    /// Threshold of the stop criterion, above 0.
    pub eps: f64,
    /// Stop criterion.
    pub criterion: Criterion,
    /// Market of each firm: a supplier's failure counts only as far as the rest of its market cannot replace it.
    /// `None` switches replaceability off.
    pub market: Option<Vec<u32>>,
    /// Revenue of each firm: what its loss of customers is divided by. `None` takes what it sells in the network.
    pub revenue: Option<Vec<f64>>,
    /// Costs of each firm: what its loss of inputs is divided by. `None` takes what it buys in the network.
    pub costs: Option<Vec<f64>>,
    /// Weights of the firms in the network's loss, at least 0, normalised to 1; none takes what each sells.
    pub weights: Vec<Vec<f64>>,
    /// Computes as the published reference does: an empty market counts as 1 money unit, revenue and costs of 0 as 1.
    pub compat: bool,
    /// Iterations after which a cascade is cut off and says so.
    pub max_iterations: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            production: Production::Generalised,
            eps: 1e-2,
            criterion: Criterion::Largest,
            market: None,
            revenue: None,
            costs: None,
            weights: Vec::new(),
            compat: false,
            max_iterations: 100_000,
        }
    }
}
