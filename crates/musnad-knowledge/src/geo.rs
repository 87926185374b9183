//! Distances and directions on the globe, taken as a sphere: right to half a percent.

/// Radius of the earth in kilometres.
const RADIUS: f64 = 6371.0;

/// Kilometres between two points, each degrees north and east.
///
/// ```
/// let (aleppo, damascus) = ((36.202, 37.16), (33.513, 36.292));
/// assert!((musnad_knowledge::kilometres(aleppo, damascus) - 309.0).abs() < 3.0);
/// ```
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let (half_lat, half_lon) = ((lat2 - lat1) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * RADIUS * h.sqrt().min(1.0).asin()
}

/// The point `kilometres` away from `from` in the direction `bearing`, degrees clockwise from north.
pub fn destination(from: (f64, f64), bearing: f64, kilometres: f64) -> (f64, f64) {
    let (lat, lon, turn) = (from.0.to_radians(), from.1.to_radians(), bearing.to_radians());
    let arc = kilometres / RADIUS;
    let to_lat = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * turn.cos()).asin();
    let to_lon = lon + (turn.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to_lat.sin());
    (to_lat.to_degrees(), to_lon.to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_out_and_measuring_back_agree() {
        for bearing in [0.0, 45.0, 90.0, 210.0, 315.0] {
            let from = (33.75, 44.6);
            let to = destination(from, bearing, 40.0);
            assert!((kilometres(from, to) - 40.0).abs() < 0.01, "{bearing}");
        }
        assert!(destination((30.0, 31.0), 0.0, 10.0).0 > 30.0);
        assert!(destination((30.0, 31.0), 90.0, 10.0).1 > 31.0);
    }
}
