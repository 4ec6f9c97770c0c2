import OctopusHelpdeskContract
import OctopusMesh
import OctopusServiceKit

extension ThrottlePolicy {
    /// Messages of a customer in a conversation: as many as nobody types, and then one in two seconds.
    fileprivate static let customer = ThrottlePolicy(
        "customerMessage",
        free: 30,
        delays: .seconds(2) ... .seconds(2),
        forgettingOneEach: .seconds(2)
    )
    /// Messages of visitors from one address of the network, which may be a whole office's.
    fileprivate static let address = ThrottlePolicy(
        "visitorMessageAddress",
        free: 300,
        delays: .seconds(1) ... .seconds(10),
        forgettingOneEach: .milliseconds(200)
    )
    /// Messages of visitors through one program: it can begin as many visits as it likes.
    fileprivate static let program = ThrottlePolicy(
        "visitorMessageProgram",
        free: 2000,
        forgettingOneEach: .milliseconds(20)
    )
}

extension CommandContext {
    /// Counts what a customer writes, or changes of what they wrote; operators write as they like.
    ///
    /// - Throws: `throttled`.
    func pace(_ participant: Participant, in conversation: ConversationID) throws {
        guard case .customer(let customer) = participant else { return }
        let throttle = Throttle.messages(of: customer, in: conversation, caller)
        try throttle.check(in: database, at: now)
        try throttle.count(in: database, at: now)
    }
}

extension Throttle {
    fileprivate static func messages(
        of customer: Customer,
        in conversation: ConversationID,
        _ caller: Caller
    ) -> Throttle {
        let own = ThrottleKey(.customer, "\(conversation)", "\(customer.uuid)")
        guard case .visitor = customer else { return Throttle(own) }
        return Throttle(
            own,
            lasting: caller.place.source.map { [ThrottleKey(.address, $0)] } ?? [],
            crowd: ThrottleKey(.program, caller.principal.name)
        )
    }
}
