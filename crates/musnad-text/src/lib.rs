//! Musnad's text layer.
