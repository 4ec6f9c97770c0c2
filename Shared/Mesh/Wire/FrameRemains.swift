import OctopusCBOR
import OctopusContract

/// What a frame that can't be read still says of itself: which call it is about.
///
/// The caller then learns what is wrong, and no other call is touched.
struct FrameRemains: Hashable, Sendable {
    let kind: FrameKind
    /// Nil if it is missing, unreadable, or there twice.
    let callID: UInt64?
    let sessionID: UInt64?
    /// What a reply says that the call did.
    let effect: Effect?

    /// Reads as much of a frame's header as can be read; nil if the frame has no known kind.
    ///
    /// - Parameters:
    ///   - bytes: A message that `Frame` refused.
    ///   - limits: No more of the header is looked at than it may be long.
    init?(of bytes: UnsafeRawBufferPointer, limits: FrameLimits) {
        guard bytes.count >= Frame.prefixBytes, Frame.hasMagic(bytes), bytes[2] == Frame.version,
            let kind = FrameKind(rawValue: bytes[3])
        else { return nil }
        self.kind = kind
        let end = min(
            bytes.count,
            Frame.prefixBytes + min(limits.headerBytes, Frame.headerCount(bytes))
        )
        var numbers: [HeaderKey: UInt64] = [:]
        var repeated: Set<HeaderKey> = []
        var reader = CBORReader(
            UnsafeRawBufferPointer(rebasing: bytes[Frame.prefixBytes..<end])
        )
        // The first pair that can't be read ends it; what came before counts.
        try? Self.eachNumber(&reader) { key, number in
            if numbers.updateValue(number, forKey: key) != nil { repeated.insert(key) }
        }
        func number(_ key: HeaderKey) -> UInt64? { repeated.contains(key) ? nil : numbers[key] }
        callID = number(.callID)
        sessionID = number(.sessionID)
        effect = number(.effect).flatMap(UInt8.init(exactly:)).flatMap(Effect.init(rawValue:))
    }

    private static func eachNumber(
        _ reader: inout CBORReader,
        _ body: (HeaderKey, UInt64) -> Void
    ) throws {
        let count = try reader.map()
        var place = 0
        while try count.map({ place < $0 }) ?? !reader.takeBreak() {
            place += 1
            guard try reader.next() == .unsigned else {
                try reader.skip()
                try reader.skip()
                continue
            }
            let key = UInt8(exactly: try reader.unsigned()).flatMap(HeaderKey.init(rawValue:))
            switch key {
            case .callID, .sessionID, .effect:
                guard let key, try reader.next() == .unsigned else { try reader.skip(); continue }
                body(key, try reader.unsigned())
            default: try reader.skip()
            }
        }
    }
}
