/// Whose turns and room are kept apart from everybody else's.
package enum Lane: Sendable, Hashable, CaseIterable {
    /// The services' own calls, and what tells how a service is. No other load fills it.
    case mesh
    /// Everything else.
    case open
}
