import Contract

/// The one frame that a message is: a prefix of eight bytes, a header, a body.
///
/// ```
/// 'O' 'M'  version  kind  header length (4, big endian)  header  body
/// ```
public struct Frame: Hashable, Sendable {
    public static let version: UInt8 = 1
    public static let prefixBytes = 8
    private static let magic: (UInt8, UInt8) = (UInt8(ascii: "O"), UInt8(ascii: "M"))

    public var header: FrameHeader
    /// One CBOR item, or nothing.
    public var body: [UInt8]

    public init(_ header: FrameHeader, body: [UInt8] = []) {
        self.header = header
        self.body = body
    }

    /// Reads a frame that must end where the bytes end.
    ///
    /// - Parameters:
    ///   - bytes: The message; it is copied, so it may be gone afterwards.
    ///   - limits: What is too long is refused before it is read.
    /// - Throws: The first fault.
    public init(
        parsing bytes: UnsafeRawBufferPointer,
        limits: FrameLimits = .standard
    )
        throws(FrameFault)
    {
        guard bytes.count >= Self.prefixBytes else { throw .tooShort(count: bytes.count) }
        guard bytes[0] == Self.magic.0, bytes[1] == Self.magic.1 else { throw .wrongMagic }
        guard bytes[2] == Self.version else { throw .unknownVersion(bytes[2]) }
        guard let kind = FrameKind(rawValue: bytes[3]) else { throw .unknownKind(bytes[3]) }
        let headerCount = Int(
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        )
        let available = bytes.count - Self.prefixBytes
        let longest = min(limits.headerBytes, available)
        guard headerCount <= longest else {
            throw .headerTooLong(count: headerCount, limit: longest)
        }
        let bodyCount = available - headerCount
        guard bodyCount <= limits.bodyBytes else {
            throw .bodyTooLong(count: bodyCount, limit: limits.bodyBytes)
        }
        let headerEnd = Self.prefixBytes + headerCount
        header = try FrameHeader(
            kind: kind,
            parsing: UnsafeRawBufferPointer(rebasing: bytes[8..<headerEnd])
        )
        body = bodyCount == 0 ? [] : Array(bytes[headerEnd...])
    }

    public init(parsing bytes: [UInt8], limits: FrameLimits = .standard) throws(FrameFault) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(FrameFault) in try Frame(parsing: buffer, limits: limits) }
        }
        self = try result.get()
    }

    /// The frame as it travels.
    public func serialized() -> [UInt8] {
        var writer = HeaderWriter()
        header.write(to: &writer)
        let count = Self.prefixBytes + writer.count + body.count
        return [UInt8](unsafeUninitializedCapacity: count) { target, used in
            fill(UnsafeMutableRawBufferPointer(target), header: writer.bytes)
            used = count
        }
    }

    /// Writes the frame straight into a message that libzmq then owns.
    package func write(to message: ZMQMessage) {
        header.write(to: &message.header)
        let count = Self.prefixBytes + message.header.count + body.count
        fill(message.reset(count: count), header: message.header.bytes)
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer, header: UnsafeRawBufferPointer) {
        target[0] = Self.magic.0
        target[1] = Self.magic.1
        target[2] = Self.version
        target[3] = self.header.kind.rawValue
        target.storeBytes(of: UInt32(header.count).bigEndian, toByteOffset: 4, as: UInt32.self)
        let headerEnd = Self.prefixBytes + header.count
        UnsafeMutableRawBufferPointer(rebasing: target[Self.prefixBytes..<headerEnd])
            .copyMemory(from: header)
        guard !body.isEmpty else { return }
        body.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: target[headerEnd...]).copyMemory(from: $0)
        }
    }
}
