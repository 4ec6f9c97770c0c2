public import struct FoundationEssentials.UUID

/// Appends CBOR items to an array of bytes, each in its shortest form.
///
/// It does not count: after opening an array of three elements the caller writes three.
public struct CBORWriter: Sendable {
    /// Shared by copies until one of them writes.
    ///
    /// Sendable unchecked: it is only written to while one writer alone refers to it.
    private final class Storage: @unchecked Sendable {
        var output: ByteOutput

        init(_ output: consuming ByteOutput) { self.output = output }
    }

    private var storage: Storage

    /// Makes a writer with room for so many bytes.
    public init(capacity: Int = 0) {
        storage = Storage(ByteOutput(capacity: capacity))
    }

    /// What has been written.
    public var bytes: [UInt8] { storage.output.bytes }

    /// Writes to storage that is not shared.
    @inline(__always)
    private mutating func write(_ body: (inout ByteOutput) -> Void) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.output.copy()) }
        body(&storage.output)
    }

    /// Writes an unsigned integer.
    public mutating func unsigned(_ value: UInt64) { write { $0.unsigned(value) } }

    /// Writes an integer.
    public mutating func integer(_ value: Int64) { write { $0.integer(value) } }

    /// Writes `-1 - value`, which reaches below `Int64`.
    public mutating func negative(minusOneMinus value: UInt64) {
        write { $0.head(Head.negative, value) }
    }

    /// Writes a byte string.
    public mutating func bytes(_ value: some Collection<UInt8>) { write { $0.bytes(value) } }

    /// Writes a text.
    public mutating func text(_ value: String) { write { $0.text(value) } }

    /// Begins an array; its elements follow.
    public mutating func array(count: Int) { write { $0.head(Head.array, UInt64(count)) } }

    /// Begins a map; a key and a value follow for each of its pairs.
    public mutating func map(count: Int) { write { $0.head(Head.map, UInt64(count)) } }

    /// Tags the item that follows.
    public mutating func tag(_ number: UInt64) { write { $0.head(Head.tag, number) } }

    /// Writes tag 37 with sixteen bytes.
    public mutating func uuid(_ value: UUID) { write { $0.uuid(value) } }

    /// Writes true or false.
    public mutating func bool(_ value: Bool) { write { $0.bool(value) } }

    /// Writes null.
    public mutating func null() { write { $0.null() } }

    /// Writes undefined.
    public mutating func undefined() { write { $0.byte(0xF7) } }

    /// Writes a simple value that has no method of its own; 24 to 31 don't exist.
    public mutating func simple(_ value: UInt8) {
        precondition(!(24...31).contains(value), "there is no simple value \(value)")
        write { $0.head(Head.simple, UInt64(value)) }
    }

    /// Writes the shortest of the three widths that holds exactly this number.
    public mutating func double(_ value: Double) { write { $0.double(value) } }

    /// Appends items that are encoded already.
    public mutating func encoded(_ items: some Collection<UInt8>) {
        write { $0.append(items) }
    }
}
