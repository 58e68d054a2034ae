//! Firms: their registry, what they file, how it is cleaned, matched, checked, scored and tiered.
