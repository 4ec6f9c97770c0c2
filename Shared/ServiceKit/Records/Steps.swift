package import OctopusContract

/// The table of a state machine: which method leads from which states to which.
///
/// Who may take a step is the method's declared access; what is told is the record's state. What is
/// not in the table is refused with the state that is.
///
///     let couponSteps = Steps<CouponStatus>(
///         .by(PublishCoupon.self, from: .draft, .paused, to: .published),
///         .by(PauseCoupon.self, from: .published, to: .paused)
///     )
///
///     record.status = try couponSteps.next(by: PublishCoupon.self, from: record.status)
package struct Steps<State: RawRepresentable & Hashable & Sendable>: Sendable
where State.RawValue == String {
    /// One row of the table.
    package struct Step: Sendable {
        package let method: String
        package let from: [State]
        package let to: State

        package static func by<M: Method>(
            _ method: M.Type,
            from: State...,
            to: State
        ) -> Step {
            Step(method: M.declaration.name, from: from, to: to)
        }
    }

    package let table: [Step]

    package init(_ table: Step...) {
        self.table = table
    }

    /// The state that a method leads to.
    ///
    /// - Throws: `wrongState`, naming the state that is and those that the method wants.
    package func next<M: Method>(by method: M.Type, from state: State) throws(Refusal) -> State {
        let steps = table.filter { $0.method == M.declaration.name }
        if let step = steps.first(where: { $0.from.contains(state) }) { return step.to }
        let wanted = steps.flatMap { $0.from.map(\.rawValue) }.joined(separator: " or ")
        throw Refusal(.wrongState, "It is \(state.rawValue); it must be \(wanted).")
    }
}
