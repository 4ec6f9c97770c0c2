/// Knows which programs may connect.
///
/// It is asked on the socket thread, at every handshake and on every frame, so that a revoked key
/// is refused on its next frame. It must answer at once: from memory, without waiting.
package protocol PrincipalDirectory: Sendable {
    /// - Parameter key: The key that the program proved to have.
    /// - Returns: Nil for a key that is not registered, or no longer.
    func principal(for key: CurvePublicKey) -> Principal?

    /// Counts the changes: as long as it stays the same, so does every answer.
    ///
    /// It rises before a change is said to be made, so a server that asks for it on every frame need
    /// not ask for the same principal again.
    var version: UInt64 { get }
}
