import OctopusLoyaltyContract
import OctopusMesh
import OctopusServiceKit

extension ThrottlePolicy {
    /// Wrong codes typed by one operator at one program.
    static let guesses = ThrottlePolicy("guesses", free: 5, forgettingOneEach: .seconds(120))
    /// Wrong codes typed at a partner, by all of its operators.
    static let partnerGuesses = ThrottlePolicy(
        "partnerGuesses",
        free: 50,
        forgettingOneEach: .seconds(120)
    )
}

extension Throttle {
    /// Wrong codes of the caller's.
    ///
    /// A right code forgives none of them, or a guesser would mix in codes of their own.
    static func guesses(of caller: Caller, at partner: PartnerID) throws(Refusal) -> Throttle {
        guard let person = caller.person else { throw Refusal(.unauthenticated) }
        return Throttle(
            ThrottleKey(
                .guesses,
                partner.description,
                caller.principal.lasting,
                "\(person.subject)"
            ),
            crowd: ThrottleKey(.partnerGuesses, partner.description)
        )
    }
}
