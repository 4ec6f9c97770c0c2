import OctopusContract

/// The one frame that a message is: a prefix of eight bytes, a header, a body.
///
/// ```
/// 'O' 'M'  version  kind  header length (4, big endian)  header  body
/// ```
public struct Frame: Hashable, Sendable {
    /// The protocol version that this module speaks.
    public static let version: UInt8 = 1
    /// The length of what stands before the header.
    public static let prefixBytes = 8
    private static let magic: (UInt8, UInt8) = (UInt8(ascii: "O"), UInt8(ascii: "M"))

    /// What the frame is for.
    public var header: FrameHeader
    /// One CBOR item, or nothing.
    public var body: [UInt8]

    /// Makes a frame.
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
        guard Self.hasMagic(bytes) else { throw .wrongMagic }
        guard bytes[2] == Self.version else { throw .unknownVersion(bytes[2]) }
        guard let kind = FrameKind(rawValue: bytes[3]) else { throw .unknownKind(bytes[3]) }
        let headerCount = Self.headerCount(bytes)
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
        body = bodyCount == 0 ? [] : Array(UnsafeRawBufferPointer(rebasing: bytes[headerEnd...]))
    }

    /// Whether these bytes, eight at least, begin as a frame does.
    @inline(__always)
    static func hasMagic(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes[0] == magic.0 && bytes[1] == magic.1
    }

    /// The header's length as the prefix, which must be there, says it.
    @inline(__always)
    static func headerCount(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
    }

    /// Reads a frame of an array's bytes.
    ///
    /// - Throws: The first fault.
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
            Self.fill(
                UnsafeMutableRawBufferPointer(target),
                kind: header.kind,
                header: writer.bytes,
                body: body
            )
            used = count
        }
    }

    /// Writes the frame straight into a message that libzmq then owns.
    package func write(to message: ZMQMessage) {
        header.write(to: &message.header)
        Self.finish(message, kind: header.kind, body: body)
    }

    /// Writes a call's frame without making one: it is what a client does most.
    static func write(_ request: RequestHeader, body: [UInt8], to message: ZMQMessage) {
        message.header.write(request)
        finish(message, kind: .request, body: body)
    }

    private static func finish(_ message: ZMQMessage, kind: FrameKind, body: [UInt8]) {
        let count = prefixBytes + message.header.count + body.count
        fill(message.reset(count: count), kind: kind, header: message.header.bytes, body: body)
    }

    private static func fill(
        _ target: UnsafeMutableRawBufferPointer,
        kind: FrameKind,
        header: UnsafeRawBufferPointer,
        body: [UInt8]
    ) {
        target[0] = magic.0
        target[1] = magic.1
        target[2] = version
        target[3] = kind.rawValue
        target.storeBytes(of: UInt32(header.count).bigEndian, toByteOffset: 4, as: UInt32.self)
        let headerEnd = prefixBytes + header.count
        UnsafeMutableRawBufferPointer(rebasing: target[prefixBytes..<headerEnd])
            .copyMemory(from: header)
        guard !body.isEmpty else { return }
        body.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: target[headerEnd...]).copyMemory(from: $0)
        }
    }
}
