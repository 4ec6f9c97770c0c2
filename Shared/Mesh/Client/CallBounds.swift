import OctopusContract

/// What is refused before it leaves: a service would only answer that it can't read the frame.
enum CallBounds {
    private static let methodBytes = 128
    private static let tokenBytes = 8 * 1024
    private static let traceBytes = 256

    static func check(method: String) throws(CallFailure) {
        let name = method.utf8
        guard let slash = name.firstIndex(of: UInt8(ascii: "/")),
            name[..<slash].contains(UInt8(ascii: ".")), name.count <= methodBytes
        else {
            throw CallFailure(
                .unknownMethod,
                "a method is named as service.v1/Verb, not \(method.prefix(64))",
                effect: .notStarted
            )
        }
    }

    static func check(body: [UInt8], _ options: CallOptions) throws(CallFailure) {
        let limit = FrameLimits.standard.bodyBytes
        guard body.count <= limit else {
            throw CallFailure(
                .tooLarge,
                "the request has \(body.count) bytes, more than the \(limit) of a frame",
                effect: .notStarted
            )
        }
        guard (options.token?.utf8.count ?? 0) <= tokenBytes,
            (options.trace?.utf8.count ?? 0) <= traceBytes
        else {
            throw CallFailure(
                .tooLarge,
                "the token or the trace is longer than a header may be",
                effect: .notStarted
            )
        }
    }
}
