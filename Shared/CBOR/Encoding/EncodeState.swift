import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// The bytes so far and the arrays and maps that are open in them.
///
/// A container's head is written when it closes, because only then its count is known: one byte
/// is kept free, and what follows moves if that is too short.
final class EncodeState {
    struct Frame {
        let start: Int
        let isMap: Bool
        var count = 0
    }

    // Checking exclusive access at run time was a third of all time. One thread uses a state, and
    // no access of a property lasts beyond a statement of this class.
    @exclusivity(unchecked) var writer = CBORWriter(capacity: 256)
    @exclusivity(unchecked) var frames: [Frame] = []
    /// The first fault where nothing could be thrown; thrown at the next occasion.
    @exclusivity(unchecked) var failure: CBORError?
    /// Where a super encoder may still write; an empty map if it doesn't.
    @exclusivity(unchecked) private var openSlot = -1
    private let limits: CBORLimits

    init(limits: CBORLimits) {
        self.limits = limits
        frames.reserveCapacity(8)
    }

    @inline(__always) var count: Int { writer.bytes.count }

    /// Opens the container of a slot, or finds the one that its value has opened before.
    func open(_ slot: Slot, isMap: Bool) {
        if frames.count > slot.depth, frames[slot.depth].start == slot.start {
            if frames[slot.depth].isMap != isMap {
                fail("a value that is written both as a map and as an array")
            }
            return
        }
        guard frames.count == slot.depth, count == slot.start else {
            return fail("a container that is opened after another value was begun")
        }
        guard slot.depth < limits.depth, count < limits.inputBytes else {
            return fail(
                slot.depth < limits.depth
                    ? .inputTooLarge(limit: limits.inputBytes)
                    : .nestingTooDeep(limit: limits.depth)
            )
        }
        frames.append(Frame(start: count, isMap: isMap))
        writer.bytes.append(0)
    }

    /// Makes a container ready for one more element.
    @inline(__always)
    func enter(_ slot: Slot) {
        guard frames.count > slot.depth, frames[slot.depth].start == slot.start else {
            return fail("containers that are written alternately")
        }
        close(downTo: slot.depth + 1)
        frames[slot.depth].count += 1
    }

    /// Closes the containers deeper than a level.
    @inline(__always)
    func close(downTo depth: Int) {
        if count == openSlot { writer.bytes.append(0xA0) }
        while frames.count > depth, let frame = frames.popLast() { writeHead(frame) }
    }

    @inline(__always)
    private func writeHead(_ frame: Frame) {
        let major = frame.isMap ? Head.map : Head.array
        if frame.count < 24 {
            writer.bytes[frame.start] = major << 5 | UInt8(truncatingIfNeeded: frame.count)
        } else {
            var head = CBORWriter()
            head.head(major, UInt64(frame.count))
            writer.bytes.replaceSubrange(frame.start..<(frame.start + 1), with: head.bytes)
        }
    }

    /// Writes a value as a whole at the present place.
    @inline(__always)
    func encode<T: Encodable>(_ value: T, depth: Int) throws {
        if T.self == UUID.self {
            // The types were compared just before, here and below.
            writer.uuid(unsafeBitCast(value, to: UUID.self))
        } else if T.self == Bytes.self {
            writer.bytes(unsafeBitCast(value, to: Bytes.self).bytes)
        } else if T.self == Data.self {
            writer.bytes(unsafeBitCast(value, to: Data.self))
        } else {
            let start = count
            do {
                try value.encode(
                    to: ValueEncoder(state: self, slot: Slot(depth, start), type: T.self)
                )
            } catch {
                // Half a value is written, so whoever swallows this gets no bytes.
                fail("a value whose encoding failed")
                throw error
            }
            close(downTo: depth)
            // A type without fields asks for no container.
            if count == start { writer.bytes.append(0xA0) }
        }
        if let failure { throw failure }
    }

    /// Keeps the place for a value that a super encoder may write.
    func reserveSlot(depth: Int) -> Slot {
        openSlot = count
        return Slot(depth, count)
    }

    func fail(_ what: String) { fail(.unsupported(what)) }

    func fail(_ fault: CBORFault) {
        guard failure == nil else { return }
        failure = CBORError(path: PathStep.text(path), offset: count, fault: fault)
    }

    /// The way to the place that is written, read back from the bytes.
    var path: [any CodingKey] {
        writer.bytes.withUnsafeBytes { buffer in
            let wire = Wire(buffer)
            return frames.indices.map { index in
                let next = index + 1 < frames.count ? frames[index + 1].start : count
                return step(in: frames[index], to: next, wire)
            }
        }
    }

    private func step(in frame: Frame, to target: Int, _ wire: Wire) -> any CodingKey {
        guard frame.isMap else { return PathStep(intValue: max(frame.count - 1, 0)) }
        var position = frame.start + 1
        var key = position
        while position < target {
            key = position
            guard let value = try? wire.end(of: position, depth: 0, checksText: false),
                value < target,
                let end = try? wire.end(of: value, depth: .max, checksText: false)
            else { break }
            position = end
        }
        return wire.keyStep(at: key)
    }
}

/// The place of one value: how many containers are around it, and where it begins.
struct Slot {
    private let storedDepth: UInt32
    private let storedStart: UInt32

    @inline(__always)
    init(_ depth: Int, _ start: Int) {
        storedDepth = UInt32(truncatingIfNeeded: depth)
        storedStart = UInt32(truncatingIfNeeded: start)
    }

    @inline(__always) var depth: Int { Int(storedDepth) }
    @inline(__always) var start: Int { Int(storedStart) }
}
