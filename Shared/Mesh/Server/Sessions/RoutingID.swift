/// The name that the ROUTER gave to one connection: a zero and four bytes.
///
/// Clients may not choose routing ids (trap 8): a client could wait for another's connection to end
/// and get the replies to it.
struct RoutingID: Hashable, Sendable {
    static let byteCount = 5
    private let number: UInt32

    /// Nil for an id that was not given by the ROUTER.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.byteCount, bytes[0] == 0 else { return nil }
        number = bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)
    }

    init(number: UInt32) { self.number = number }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var bytes: (UInt8, UInt32) = (0, 0)
        return withUnsafeMutableBytes(of: &bytes) { buffer in
            buffer.storeBytes(of: number, toByteOffset: 1, as: UInt32.self)
            return body(UnsafeRawBufferPointer(rebasing: buffer[..<Self.byteCount]))
        }
    }
}
