package import OctopusContract

// The wall clock may be set, in both directions. What remembers an instant asks these instead of
// comparing by itself, so that a clock that was ahead leaves nothing that lives for days.

extension Instant {
    /// Whether a life that ends at this instant has not ended, and can have begun.
    ///
    /// A clock that was ahead gives ends too far away. What it made lives on, if the step was shorter
    /// than a life, or is dead; so nothing lives longer than twice its time.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - life: How long such a thing lives, in milliseconds.
    ///   - step: By how much the clock may have been set back meanwhile; a life unless told otherwise.
    /// - Returns: Whether it is alive.
    package func isAlive(at now: Instant, life: Int64, step: Int64? = nil) -> Bool {
        self > now && self <= now.latestEnd(life: life, step: step)
    }

    package func adding(_ span: Duration) -> Instant {
        adding(milliseconds: span.milliseconds)
    }

    /// The latest end that a life can have now, for conditions in SQL; `self` is now.
    package func latestEnd(life: Int64, step: Int64? = nil) -> Instant {
        adding(milliseconds: life).adding(milliseconds: step ?? life)
    }

    /// Whether this instant is less than so many milliseconds from now, before or after.
    package func isNear(_ now: Instant, within span: Int64) -> Bool {
        self > now.adding(milliseconds: -span) && self < now.adding(milliseconds: span)
    }
}
