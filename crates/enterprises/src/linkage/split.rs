//! Which part of a set of examples an example belongs to: by a hash of its key, so that a split never moves.

/// The part of the examples that one belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Weights are learnt from it.
    Learn,
    /// The calibration and the threshold are measured on it.
    Calibrate,
    /// Results are reported on it; nothing is chosen by it.
    Report,
}

/// 45 of 100 keys are for learning, 25 for calibration, 30 for the report.
pub fn fold_of(key: &str) -> Fold {
    match hash(key) % 100 {
        0..45 => Fold::Learn,
        45..70 => Fold::Calibrate,
        _ => Fold::Report,
    }
}

/// FNV-1a, 64 bits, finished by a multiplication so that short keys spread.
pub fn hash(key: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}
