/// Decodes Codable values from CBOR, of definite and indefinite lengths, with text keys.
///
/// The whole input is checked first: well-formed, UTF-8, lengths within the input, nesting within
/// the limit, no text key twice in a map, nothing behind it. Then the type takes what it asks for;
/// keys that it doesn't know are passed over. Refused, as `CBORError` with the path: a key that is
/// missing, another type than asked for (an integer is no floating-point number, null is no
/// absence, a tag other than 37 changes a meaning), a number that does not fit.
public struct CBORDecoder: Sendable {
    private let limits: CBORLimits

    /// Makes a decoder.
    ///
    /// - Parameter limits: How deep and how long an input may be.
    public init(limits: CBORLimits = .default) {
        self.limits = limits
    }

    /// Decodes one value from an array, as from a buffer.
    ///
    /// - Throws: A `CBORError`, or an error of the type's own `init(from:)`.
    public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try bytes.withUnsafeBytes { try decode(type, from: $0) }
    }

    /// Decodes one value from a part of an array, as from a buffer.
    ///
    /// - Throws: A `CBORError`, or an error of the type's own `init(from:)`.
    public func decode<T: Decodable>(_ type: T.Type, from bytes: ArraySlice<UInt8>) throws -> T {
        try bytes.withUnsafeBytes { try decode(type, from: $0) }
    }

    /// Decodes one value.
    ///
    /// - Parameters:
    ///   - type: The message's type.
    ///   - bytes: One CBOR item, which is read only during this call.
    /// - Returns: The message.
    /// - Throws: A `CBORError`, or an error of the type's own `init(from:)`.
    public func decode<T: Decodable>(
        _ type: T.Type,
        from bytes: UnsafeRawBufferPointer
    ) throws -> T {
        var state = DecodeState.spare.take() ?? DecodeState()
        defer {
            state.end()
            DecodeState.spare.put(&state)
        }
        try state.begin(Wire(bytes), limits: limits)
        let value = try state.decode(type, at: state.root)
        if let failure = state.failure { throw failure }
        return value
    }
}
