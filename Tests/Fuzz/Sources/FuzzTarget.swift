/// What is done with an input that libFuzzer made up.
protocol FuzzTarget: SendableMetatype {
    static var name: String { get }
    /// Inputs that reach far, to begin with.
    static func seeds() throws -> [[UInt8]]
    /// Ends the process if something is wrong; the bytes end where AddressSanitizer sees it.
    static func run(_ input: UnsafeRawBufferPointer)
}

let fuzzTargets: [any FuzzTarget.Type] = [
    CBORTarget.self, FrameTarget.self, SessionTarget.self, JSONTarget.self,
]

/// Ends the process, which is how libFuzzer learns of a finding, if something does not hold.
func expect(_ holds: Bool, _ finding: @autoclosure () -> String) {
    if !holds { fatalError(finding()) }
}

/// An input, taken as a sequence of choices; zeros when it is used up.
struct Choices {
    private var rest: Slice<UnsafeRawBufferPointer>

    init(_ input: UnsafeRawBufferPointer) { rest = input[...] }

    var isEmpty: Bool { rest.isEmpty }
    /// What has not been taken.
    var remainder: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: rest) }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func below(_ bound: Int) -> Int { Int(byte()) % bound }

    mutating func flag() -> Bool { byte() & 1 == 1 }

    /// Any number, the extreme ones often.
    mutating func number() -> UInt64 {
        switch byte() {
        case 0..<128: UInt64(byte())
        case 128..<160: UInt64.max - UInt64(byte())
        case 160..<192: UInt64(Int64.max) - UInt64(byte())
        case let sort: (0..<8).reduce(UInt64(sort)) { number, _ in number << 8 | UInt64(byte()) }
        }
    }

    mutating func pick<C: RandomAccessCollection>(_ all: C) -> C.Element? where C.Index == Int {
        all.isEmpty ? nil : all[all.startIndex + below(all.count)]
    }
}
