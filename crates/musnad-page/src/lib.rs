//! Musnad's page layer.
