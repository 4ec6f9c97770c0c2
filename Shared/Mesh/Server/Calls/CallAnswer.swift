import OctopusCBOR
package import OctopusContract

/// What a handler answers.
package struct CallAnswer: Sendable, Hashable {
    package var status: Status
    package var effect: Effect
    /// Where the command's events stand in the service's own log.
    package var position: LogPosition?
    package var retryAfterMilliseconds: Int64?
    /// The reply, or the error.
    package var body: [UInt8]

    package init(
        status: Status,
        effect: Effect,
        position: LogPosition? = nil,
        retryAfterMilliseconds: Int64? = nil,
        body: [UInt8]
    ) {
        self.status = status
        self.effect = effect
        self.position = position
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.body = body
    }

    /// The answer of a refusal.
    package init(_ refusal: Refusal, effect: Effect, debugID: String) {
        status = refusal.reason.status
        self.effect = effect
        retryAfterMilliseconds = refusal.retryAfterMilliseconds
        // An error reply is texts and a number: there is nothing in it that can't be encoded.
        body = (try? CBOREncoder().encode(ErrorReply(refusal, debugId: debugID))) ?? []
    }

    /// What is sent instead of a body that no frame may carry.
    ///
    /// The client's socket would refuse the frame and close the connection that all its users share.
    /// What the call did stays said: a command that is committed remains so.
    ///
    /// - Parameters:
    ///   - limit: The longest body, in bytes.
    ///   - debugID: Finds the call in the log.
    /// - Returns: The answer with an error as its body.
    package func replacedAsTooLarge(limit: Int, debugID: String) -> CallAnswer {
        var answer = CallAnswer(
            Refusal(
                .replyTooLarge,
                "The reply has \(body.count) bytes, more than the \(limit) of a frame."
            ),
            effect: effect,
            debugID: debugID
        )
        answer.position = position
        return answer
    }
}
