extension WorkContext {
    /// Does something with one thing after another, and begins with no further one after 20 ms, so that a slow
    /// disk or machine holds nobody up.
    ///
    ///     guard try context.each(due, { try context.begin($0) }) else { return .again }
    ///
    /// - Parameters:
    ///   - things: Some hundreds at most.
    ///   - act: What is done; as slow as one command may be.
    /// - Returns: Whether it was done with all of them.
    package func each<Thing>(_ things: [Thing], _ act: (Thing) throws -> Void) rethrows -> Bool {
        let end = ContinuousClock.now + .milliseconds(20)
        for (number, thing) in things.enumerated() {
            // One is done at least, or the slices would never end.
            if number > 0, ContinuousClock.now > end { return false }
            try act(thing)
        }
        return true
    }
}
