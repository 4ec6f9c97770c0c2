/// Knows which programs may connect.
///
/// It is asked on the socket thread, at every handshake and on every frame, so that a revoked key
/// is refused on its next frame. It must answer at once: from memory, without waiting.
package protocol PrincipalDirectory: Sendable {
    /// - Parameter key: The key that the program proved to have.
    /// - Returns: Nil for a key that is not registered, or no longer.
    func principal(for key: CurvePublicKey) -> Principal?
}
