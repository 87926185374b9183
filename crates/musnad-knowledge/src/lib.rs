//! Musnad's knowledge layer.
