//! Musnad's extract layer.
