import Synchronization

/// What the runtime knows of types, found once and then by a type's address.
///
/// To open a map the runtime would look up `KeyedDecoder<Key>` and its conformance in tables of
/// everything generic: 670 instructions. Here the address of `Key` leads to an object of a class
/// that is generic in the container, so that it bears both; it is used as its base class, which is
/// generic in `Key` alone.
///
/// Sendable unchecked: an entry is written before its address is, and never again.
struct TypeTable: ~Copyable, @unchecked Sendable {
    private struct Entry {
        let type: ObjectIdentifier
        let object: AnyObject
    }

    // Types are as many as a program declares; those beyond are looked up each time.
    private static let places = 1024
    private static let tries = 8

    private let table: UnsafeMutablePointer<Atomic<UnsafePointer<Entry>?>>

    /// A table is made once for a program, and stays.
    init() {
        table = .allocate(capacity: Self.places)
        for place in 0..<Self.places { (table + place).initialize(to: Atomic(nil)) }
    }

    /// What was noted for a type.
    @inline(__always)
    func find(_ type: any Any.Type) -> AnyObject? {
        let type = ObjectIdentifier(type)
        var place = Self.firstPlace(of: type)
        for _ in 0..<Self.tries {
            guard let entry = table[place].load(ordering: .acquiring) else { return nil }
            if entry.pointee.type == type { return entry.pointee.object }
            place = (place &+ 1) & (Self.places &- 1)
        }
        return nil
    }

    /// Notes it, unless another thread has or there is no room.
    func note(_ type: any Any.Type, _ object: AnyObject) {
        let type = ObjectIdentifier(type)
        let entry = UnsafeMutablePointer<Entry>.allocate(capacity: 1)
        entry.initialize(to: Entry(type: type, object: object))
        var place = Self.firstPlace(of: type)
        for _ in 0..<Self.tries {
            let (isNoted, other) = table[place].compareExchange(
                expected: nil,
                desired: UnsafePointer(entry),
                ordering: .acquiringAndReleasing
            )
            if isNoted { return }
            if other?.pointee.type == type { break }
            place = (place &+ 1) & (Self.places &- 1)
        }
        entry.deinitialize(count: 1)
        entry.deallocate()
    }

    @inline(__always)
    private static func firstPlace(of type: ObjectIdentifier) -> Int {
        // Types lie 8 bytes apart at least; the multiplication spreads their addresses.
        let mixed = UInt(bitPattern: type) &* 0x9E37_79B9_7F4A_7C15
        return Int(bitPattern: mixed &>> 54)
    }
}
