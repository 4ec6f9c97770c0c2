import OctopusContract

/// Which end users of a tenant belong to which segments: a bit for each pair, a row for each end user.
///
/// A decision reads one row, which is one or two lines of the processor's cache for a thousand segments. A million
/// end users and 1,024 segments take 128 MB, and the numbers of the end users 45 MB. Rows are in blocks, so that
/// growing copies little.
struct Profiles: Sendable {
    private static let blockRows = 4096

    private var numbers: [EndUserID: UInt32] = [:]
    private var segments: [SegmentID: Int32] = [:]
    private var freeSegments: [Int32] = []
    private var words = 1
    private var blocks: [[UInt64]] = []
    /// Numbers are not given again before a restart: counts of caps may still name an erased end user's.
    private var next: UInt32 = 0

    init(expecting count: Int = 0) { numbers.reserveCapacity(count) }

    var endUsers: Int { numbers.count }

    /// The segments that campaigns ask for.
    var known: some Sequence<SegmentID> { segments.keys }

    /// The number of an end user; nil if they have none yet, and so belong to no segment.
    func number(of endUser: EndUserID) -> UInt32? { numbers[endUser] }

    /// The number of an end user, a new one if need be.
    mutating func enter(_ endUser: EndUserID) -> UInt32 {
        if let number = numbers[endUser] { return number }
        let number = next
        next += 1
        numbers[endUser] = number
        if Int(number) / Self.blockRows == blocks.count {
            blocks.append(Array(repeating: 0, count: Self.blockRows * words))
        }
        return number
    }

    /// Erases an end user.
    mutating func forget(_ endUser: EndUserID) {
        guard let number = numbers.removeValue(forKey: endUser) else { return }
        let row = row(number)
        for word in 0..<words { blocks[row.block][row.word + word] = 0 }
    }

    /// The number of a segment, a new one if need be, which nobody belongs to.
    mutating func enter(_ segment: SegmentID) -> Int32 {
        if let number = segments[segment] { return number }
        let number = freeSegments.popLast() ?? Int32(segments.count)
        segments[segment] = number
        if Int(number) >= words * 64 { widen() }
        return number
    }

    /// No campaign asks for a segment any longer: its bits are cleared and its number is given to another.
    mutating func forget(_ segment: SegmentID) {
        guard let number = segments.removeValue(forKey: segment) else { return }
        let (word, mask) = (Int(number) / 64, ~(1 << UInt64(number % 64)) as UInt64)
        for block in blocks.indices {
            for row in 0..<Self.blockRows { blocks[block][row * words + word] &= mask }
        }
        freeSegments.append(number)
    }

    func contains(_ user: UInt32, _ segment: Int32) -> Bool {
        let row = row(user)
        return blocks[row.block][row.word + Int(segment) / 64] >> UInt64(segment % 64) & 1 == 1
    }

    /// What a rule said of an end user.
    mutating func set(_ user: UInt32, _ segment: Int32, to belongs: Bool) {
        let (row, bit) = (row(user), 1 << UInt64(segment % 64) as UInt64)
        if belongs {
            blocks[row.block][row.word + Int(segment) / 64] |= bit
        } else {
            blocks[row.block][row.word + Int(segment) / 64] &= ~bit
        }
    }

    private func row(_ user: UInt32) -> (block: Int, word: Int) {
        let (block, row) = Int(user).quotientAndRemainder(dividingBy: Self.blockRows)
        return (block, row * words)
    }

    /// Twice as many segments have room.
    private mutating func widen() {
        let old = words
        words *= 2
        for block in blocks.indices {
            var wide = Array(repeating: 0 as UInt64, count: Self.blockRows * words)
            for row in 0..<Self.blockRows {
                for word in 0..<old { wide[row * words + word] = blocks[block][row * old + word] }
            }
            blocks[block] = wide
        }
    }
}
