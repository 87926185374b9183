//! Musnad's morph layer.
