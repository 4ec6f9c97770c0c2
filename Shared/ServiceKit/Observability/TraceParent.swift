package import ServiceContextModule
import Synchronization

/// The W3C `traceparent`: which trace something belongs to, and which span caused it.
package struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    let traceHigh: UInt64
    let traceLow: UInt64
    let span: UInt64
    let flags: UInt8

    /// Begins a trace.
    static func begin() -> TraceParent {
        TraceParent(
            traceHigh: TraceNumbers.next(),
            traceLow: TraceNumbers.next(),
            span: TraceNumbers.next(),
            flags: 1
        )
    }

    /// A new span of the same trace.
    func child() -> TraceParent {
        TraceParent(
            traceHigh: traceHigh,
            traceLow: traceLow,
            span: TraceNumbers.next(),
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

    package var description: String {
        Self.text { digits in
            digits.append("00-" as StaticString)
            writeTraceID(to: &digits)
            digits.append(UInt8(ascii: "-"))
            digits.appendHex(span)
            digits.append(UInt8(ascii: "-"))
            digits.appendHex(UInt64(flags), digits: 2)
        }
    }

    package var traceID: String { Self.text(writeTraceID) }

    package var spanID: String { Self.text { $0.appendHex(span) } }

    func writeTraceID(to line: inout LineBuffer) {
        line.appendHex(traceHigh)
        line.appendHex(traceLow)
    }

    private static func text(_ write: (inout LineBuffer) -> Void) -> String {
        var line = LineBuffer()
        write(&line)
        return String(decoding: line.bytes, as: UTF8.self)
    }

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
}

/// Numbers that no other process makes, and that need not be secret.
///
/// The system's randomness costs a call of the kernel for each, three times on every call.
private enum TraceNumbers {
    private static let state = Atomic(UInt64.random(in: .min ... .max))

    /// SplitMix64, from a place that this process alone began at; never zero.
    static func next() -> UInt64 {
        let place = state.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        var mixed = (place ^ (place >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return max(1, mixed ^ (mixed >> 31))
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
