import OctopusCBOR
import OctopusClient

/// A type that the input is decoded into.
struct MessageType: Sendable {
    let name: String
    /// Decodes; see `CBORTarget`.
    let check: @Sendable (UnsafeRawBufferPointer) -> Void
    let example: @Sendable () throws -> [UInt8]

    init<M: Codable & Equatable & Sendable>(
        _ name: String,
        _ type: M.Type,
        example: @escaping @Sendable () throws -> M
    ) {
        self.name = name
        check = { CBORTarget.check(M.self, $0) }
        self.example = { try CBOREncoder().encode(example()) }
    }

    /// Every message of the contract, and types that have what messages don't.
    static let all: [MessageType] = {
        var types = [
            MessageType("", Anything.self) { .array([.text("a"), .map(["b": .double(0.5)])]) },
            MessageType("Everything", Everything.self) { Everything() },
        ]
        for method in ContractIndex.methods { add(method, to: &types) }
        for event in ContractIndex.events { add(event, to: &types) }
        return types
    }()

    private static func add<M: OctopusContract.Method>(
        _ method: M.Type,
        to types: inout [MessageType]
    ) {
        add(message: M.Request.self, to: &types)
        add(message: M.Reply.self, to: &types)
    }

    private static func add<E: Event>(_ event: E.Type, to types: inout [MessageType]) {
        add(message: E.self, to: &types)
        add(message: E.Personal.self, to: &types)
    }

    private static func add<M: Message>(message: M.Type, to types: inout [MessageType]) {
        let name = String(reflecting: M.self)
        guard !types.contains(where: { $0.name == name }) else { return }
        types.append(MessageType(name, M.self) { try ShapeRecorder.example(of: M.self) })
    }
}

/// Elements that two bytes of an input choose from, by a hash of their names.
///
/// A list that grows would give the corpus's inputs other meanings; so only those change whose
/// hash lies between a new name's and the one before.
struct NamedChoice<Element: Sendable>: Sendable {
    private let ring: [(hash: UInt16, element: Element)]

    init(_ elements: [Element], name: (Element) -> String) {
        ring = elements.map { (Self.hash(name($0)), $0) }.sorted { $0.hash < $1.hash }
    }

    func choose(_ choices: inout Choices) -> Element {
        let wanted = UInt16(choices.byte()) << 8 | UInt16(choices.byte())
        return (ring.first { $0.hash >= wanted } ?? ring[0]).element
    }

    /// The bytes that choose a name.
    static func bytes(choosing name: String) -> [UInt8] {
        let hash = hash(name)
        return [UInt8(hash >> 8), UInt8(truncatingIfNeeded: hash)]
    }

    /// FNV-1a, folded; the same in every process, unlike `Hasher`.
    private static func hash(_ name: String) -> UInt16 {
        let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return UInt16(truncatingIfNeeded: hash >> 16 ^ hash)
    }
}
