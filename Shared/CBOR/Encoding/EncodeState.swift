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
    @exclusivity(unchecked) var output = ByteOutput(capacity: 512)
    /// The innermost container; outside all of them one that can't be written to.
    @exclusivity(unchecked) private var top = outside
    /// Those around it, from the outside; a flat message never has any.
    @exclusivity(unchecked) private var outer: [Frame] = []
    /// The number of open containers.
    @exclusivity(unchecked) private(set) var depth = 0
    /// The first fault where nothing could be thrown; thrown at the next occasion.
    @exclusivity(unchecked) private(set) var failure: CBORError?
    /// Where a super encoder may still write; an empty map if it doesn't.
    @exclusivity(unchecked) private var openSlot = -1
    @exclusivity(unchecked) private var limits = CBORLimits.default
    private static let outside = Frame(start: -1, isMap: false)

    static let spare = Spare<EncodeState>()

    /// Forgets whatever was written before.
    @inline(__always)
    func begin(_ limits: CBORLimits) {
        self.limits = limits
        top = Self.outside
        if depth > 0 {
            outer.removeAll(keepingCapacity: true)
            depth = 0
        }
        failure = nil
        openSlot = -1
    }

    /// Lets go of what was written; an encoder that is kept too long writes to no later message.
    @inline(__always)
    func end() { output.clear(keepingBytes: Spare<EncodeState>.mostBytes) }

    @inline(__always) var count: Int { output.count }

    /// The container of a slot, if it is open.
    private func frame(_ slot: Slot) -> Frame? {
        guard depth > slot.depth else { return nil }
        let frame = slot.depth + 1 == depth ? top : outer[slot.depth]
        return frame.start == slot.start ? frame : nil
    }

    /// The elements that a slot's container has so far.
    func elements(of slot: Slot) -> Int { frame(slot)?.count ?? 0 }

    /// Opens the container of a slot, or finds the one that its value has opened before.
    func open(_ slot: Slot, isMap: Bool) {
        guard isFree(slot) else {
            guard let frame = frame(slot) else {
                return fail("a container that is opened after another value was begun")
            }
            if frame.isMap != isMap {
                fail("a value that is written both as a map and as an array")
            }
            return
        }
        guard slot.depth < limits.depth, count < limits.inputBytes else {
            return fail(
                slot.depth < limits.depth
                    ? .inputTooLarge(limit: limits.inputBytes)
                    : .nestingTooDeep(limit: limits.depth)
            )
        }
        if depth > 0 {
            if outer.isEmpty { outer.reserveCapacity(8) }
            outer.append(top)
        }
        depth += 1
        top = Frame(start: count, isMap: isMap)
        output.byte(0)
    }

    /// Whether a slot's value has not been begun, and is what comes next.
    @inline(__always)
    func isFree(_ slot: Slot) -> Bool { count == slot.start && depth == slot.depth }

    /// Makes a container ready for one more element.
    @inline(__always)
    func enter(_ slot: Slot) {
        // No two containers begin at the same byte, so this is the slot's own.
        if top.start == slot.start, count != openSlot {
            top.count &+= 1
        } else {
            reenter(slot)
        }
    }

    /// The same when containers inside it are still open.
    private func reenter(_ slot: Slot) {
        guard frame(slot) != nil else { return fail("containers that are written alternately") }
        close(downTo: slot.depth + 1)
        top.count += 1
    }

    /// Closes the containers deeper than a level.
    @inline(__always)
    func close(downTo depth: Int) {
        if count == openSlot { output.byte(0xA0) }
        while self.depth > depth {
            output.replaceByte(
                at: top.start,
                withHead: top.isMap ? Head.map : Head.array,
                UInt64(truncatingIfNeeded: top.count)
            )
            top = outer.popLast() ?? Self.outside
            self.depth -= 1
        }
    }

    /// Writes a value as a whole at the present place.
    @inline(__always)
    func encode<T: Encodable>(_ value: T, depth: Int) throws {
        if T.self == UUID.self {
            // The types were compared just before, here and below.
            output.uuid(unsafeBitCast(value, to: UUID.self))
        } else if T.self == Bytes.self {
            output.bytes(unsafeBitCast(value, to: Bytes.self).bytes)
        } else if T.self == Data.self {
            output.bytes(unsafeBitCast(value, to: Data.self))
        } else {
            let start = count
            do {
                try value.encode(
                    to: ValueEncoder(state: self, slot: Slot(depth, start), type: T.self)
                )
            } catch {
                // Half a value is written, so a type that swallows this gets no bytes.
                fail("a value whose encoding failed")
                throw error
            }
            close(downTo: depth)
            // A type without fields asks for no container.
            if count == start { output.byte(0xA0) }
        }
        try check()
    }

    /// Throws the failure that could not be thrown before.
    @inline(__always)
    func check() throws(CBORError) {
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
        let wire = Wire(output.written)
        let frames = depth > 0 ? outer + [top] : []
        return zip(frames, frames.dropFirst().map(\.start) + [count]).map { frame, next in
            step(in: frame, to: next, wire)
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
