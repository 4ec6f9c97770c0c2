/// Encodes Codable values as CBOR of definite lengths with text keys, in the order of encoding.
///
/// A `UUID` becomes tag 37, `Bytes` and `Data` a byte string, an absent optional an absent key.
/// What the format can't say (a dictionary whose keys are no text, containers that are written
/// alternately, more levels than a reader accepts) is a `CBORError`.
public struct CBOREncoder: Sendable {
    private let limits: CBORLimits

    /// Makes an encoder that refuses values nested deeper than the limits say.
    public init(limits: CBORLimits = .default) {
        self.limits = limits
    }

    /// Encodes one value.
    ///
    /// - Parameter value: The message.
    /// - Returns: One CBOR item.
    /// - Throws: A `CBORError`, or what the value's own `encode(to:)` threw.
    public func encode(_ value: some Encodable) throws -> [UInt8] {
        var state = EncodeState.spare.take() ?? EncodeState()
        state.begin(limits)
        defer {
            state.end()
            EncodeState.spare.put(&state)
        }
        do {
            try state.encode(value, depth: 0)
        } catch let EncodingError.invalidValue(_, context) {
            throw CBORError(
                path: PathStep.text(context.codingPath),
                offset: state.count,
                fault: .invalidValue(context.debugDescription)
            )
        }
        state.close(downTo: 0)
        try state.check()
        return state.output.bytes
    }
}
