/// Something that travels as a body: a request, a reply, an event.
///
/// A message is a CBOR map with the names of its fields as text keys. Its shape is derived by
/// decoding (see `Shape/`), so messages keep the conventions of the wire: no validation in
/// `init(from:)` but in leaves, no `Date`, no `Set`, no nested containers, absent instead of null.
public protocol Message: Codable, Hashable, Sendable {
    /// What the fields may hold beyond their types; nothing, if the message does not say.
    static var limits: [FieldLimit<Self>] { get }
}

/// The message without fields.
public struct Empty: Message {
    /// Makes the empty message.
    public init() {}
}
