import OctopusContract

/// Refusals for load, encoded once for each: only the call's debug id differs, and it comes last.
struct EncodedRefusals {
    private struct Encoded {
        let retryAfterMilliseconds: Int64?
        /// The body up to the debug id's own text.
        let beginning: [UInt8]
    }

    private var known: [Fullness: Encoded] = [:]

    mutating func answer(
        _ fullness: Fullness,
        debugID: String,
        _ limits: ServerLimits
    ) -> CallAnswer {
        let encoded = known[fullness] ?? encode(fullness.refusal(limits))
        known[fullness] = encoded
        var body = encoded.beginning
        let count = UInt8(truncatingIfNeeded: debugID.utf8.count)
        body.reserveCapacity(body.count + 2 + Int(count))
        // A text of fewer than 24 bytes has its length in its first byte, one of fewer than 256 in a second.
        if count < 24 {
            body.append(0x60 | count)
        } else {
            body.append(0x78)
            body.append(count)
        }
        body.append(contentsOf: debugID.utf8)
        return CallAnswer(
            status: Reason.overloaded.status,
            effect: .notStarted,
            retryAfterMilliseconds: encoded.retryAfterMilliseconds,
            body: body
        )
    }

    private func encode(_ refusal: Refusal) -> Encoded {
        let whole = CallAnswer(refusal, effect: .notStarted, debugID: "").body
        // An empty text is one byte, the last.
        return Encoded(
            retryAfterMilliseconds: refusal.retryAfterMilliseconds,
            beginning: Array(whole.dropLast())
        )
    }
}
