package import ServiceContextModule

/// The W3C `traceparent`: which trace something belongs to, and which span caused it.
package struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    let traceHigh: UInt64
    let traceLow: UInt64
    let span: UInt64
    let flags: UInt8

    /// Begins a trace.
    static func begin() -> TraceParent {
        TraceParent(
            traceHigh: .random(in: 1 ... .max),
            traceLow: .random(in: 1 ... .max),
            span: .random(in: 1 ... .max),
            flags: 1
        )
    }

    /// A new span of the same trace.
    func child() -> TraceParent {
        TraceParent(
            traceHigh: traceHigh,
            traceLow: traceLow,
            span: .random(in: 1 ... .max),
            flags: flags
        )
    }

    private init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, flags: UInt8) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.flags = flags
    }

    /// Reads `00-<32 hex>-<16 hex>-<2 hex>`; nil for anything else, which begins a new trace.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].elementsEqual("00".utf8), parts[1].count == 32,
            let high = Self.number(parts[1].prefix(16)), let low = Self.number(parts[1].suffix(16)),
            parts[2].count == 16, let span = Self.number(parts[2]),
            parts[3].count == 2, let flags = Self.number(parts[3]),
            high | low != 0, span != 0
        else { return nil }
        self.init(
            traceHigh: high,
            traceLow: low,
            span: span,
            flags: UInt8(truncatingIfNeeded: flags)
        )
    }

    package var description: String { "00-\(traceID)-\(spanID)-\(Self.hex(UInt64(flags), 2))" }

    package var traceID: String { Self.hex(traceHigh, 16) + Self.hex(traceLow, 16) }

    package var spanID: String { Self.hex(span, 16) }

    /// Lower-case hex digits alone, as the standard demands.
    private static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: number = number << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: number = number << 4 | UInt64(digit - 0x57)
            default: return nil
            }
        }
        return number
    }

    private static func hex(_ number: UInt64, _ count: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}

/// Where the current span's `traceparent` is kept.
private enum TraceParentKey: ServiceContextKey {
    typealias Value = TraceParent
    static var nameOverride: String? { "traceparent" }
}

extension ServiceContext {
    package var traceParent: TraceParent? {
        get { self[TraceParentKey.self] }
        set { self[TraceParentKey.self] = newValue }
    }
}
