public import OctopusContract

/// Why bytes are no frame.
public enum FrameFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer bytes than the prefix has.
    case tooShort(count: Int)
    /// The first two bytes are not `OM`.
    case wrongMagic
    /// Another protocol version.
    case unknownVersion(UInt8)
    /// A kind of frame that does not exist.
    case unknownKind(UInt8)
    /// More than the limit, or more than the frame has.
    case headerTooLong(count: Int, limit: Int)
    /// More than the limit.
    case bodyTooLong(count: Int, limit: Int)
    /// What the header's map has instead of what it should, in words.
    case malformedHeader(String)
    /// A key comes twice.
    case duplicateKey(HeaderKey)
    /// A key that this kind of frame always has.
    case missingKey(HeaderKey)

    /// The fault in plain words.
    public var description: String {
        switch self {
        case .tooShort(let count): "a frame of \(count) bytes is shorter than its prefix of 8"
        case .wrongMagic: "the frame does not begin with OM"
        case .unknownVersion(let version): "protocol version \(version) is not spoken here, only 1"
        case .unknownKind(let kind): "there is no kind \(kind) of frame"
        case .headerTooLong(let count, let limit):
            "a header of \(count) bytes is longer than the \(limit) it may have"
        case .bodyTooLong(let count, let limit):
            "a body of \(count) bytes is longer than the \(limit) it may have"
        case .malformedHeader(let fault): "the header can't be read: \(fault)"
        case .duplicateKey(let key): "the header has \(key.name) twice"
        case .missingKey(let key): "the header lacks \(key.name)"
        }
    }

    /// What a request with this fault is refused with.
    var refusal: Refusal {
        switch self {
        case .headerTooLong: refusal(.tooLarge, at: "header", "size")
        case .bodyTooLong: refusal(.tooLarge, at: "body", "size")
        case .duplicateKey(let key): refusal(.malformed, at: "header.\(key.name)", "duplicate")
        case .missingKey(let key): refusal(.malformed, at: "header.\(key.name)", "required")
        case .tooShort, .wrongMagic, .unknownVersion, .unknownKind, .malformedHeader:
            refusal(.malformed, at: "header", "malformed")
        }
    }

    private func refusal(_ reason: Reason, at path: String, _ rule: String) -> Refusal {
        Refusal(
            reason,
            description,
            violations: [Violation(path: path, rule: rule, message: description)]
        )
    }
}
