//! Names of firms: one spelling, their parts, and how likely one name stands for another.

mod background;
mod calibrate;
mod channel;
mod evidence;
mod explain;
mod fold;
mod learning;
mod lexicon;
mod matching;
mod measure;
mod parts;
mod registry;
mod sounds;
mod trailing;
mod weights;

pub use background::Background;
pub use calibrate::{fit, threshold};
pub use channel::{Asked, Channel, Room, Step};
pub use evidence::{Evidence, FEATURES, Trace, probability};
pub use explain::{Said, explain};
pub use fold::{LONGEST, fold};
pub use learning::{Pair, learn};
pub use lexicon::{Lexicon, lexicon};
pub use matching::{Answer, Hold, Matched, Settings, match_names};
pub use measure::{Case, Judged, Score, judge, score};
pub use parts::{Name, PARTS, Part, Spelling};
pub use registry::{Candidate, Caps, Desk, Known, Met, Registry, sounds_of};
pub use sounds::sound;
pub use weights::{Style, Weights};
