/// The release of Octopus that this source is.
///
/// `--version` of every program tells it, and `deploy/launch --version` reads it here.
public enum Release {
    /// As `1.2.3`.
    public static let version = "0.1.0"
}
