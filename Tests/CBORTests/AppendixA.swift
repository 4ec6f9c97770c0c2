/// The examples of RFC 8949, Appendix A: bytes, meaning, and whether those bytes are the ones that
/// this module writes (the shortest form, definite lengths).
struct Example: CustomStringConvertible, Sendable {
    let hex: String
    let item: Item
    let isWritten: Bool

    init(_ hex: String, _ item: Item, isWritten: Bool = true) {
        self.hex = hex
        self.item = item
        self.isWritten = isWritten
    }

    var description: String { hex }

    static let appendixA: [Example] = numbers + simpleValues + tagged + strings + containers

    private static let numbers: [Example] = [
        Example("00", .unsigned(0)),
        Example("01", .unsigned(1)),
        Example("0a", .unsigned(10)),
        Example("17", .unsigned(23)),
        Example("1818", .unsigned(24)),
        Example("1819", .unsigned(25)),
        Example("1864", .unsigned(100)),
        Example("1903e8", .unsigned(1000)),
        Example("1a000f4240", .unsigned(1_000_000)),
        Example("1b000000e8d4a51000", .unsigned(1_000_000_000_000)),
        Example("1bffffffffffffffff", .unsigned(.max)),
        Example("c249010000000000000000", .tag(2, .bytes([1, 0, 0, 0, 0, 0, 0, 0, 0]))),
        Example("3bffffffffffffffff", .negative(.max)),
        Example("c349010000000000000000", .tag(3, .bytes([1, 0, 0, 0, 0, 0, 0, 0, 0]))),
        Example("20", .negative(0)),
        Example("29", .negative(9)),
        Example("3863", .negative(99)),
        Example("3903e7", .negative(999)),
        Example("f90000", .float(0.0)),
        Example("f98000", .float(-0.0)),
        Example("f93c00", .float(1.0)),
        Example("fb3ff199999999999a", .float(1.1)),
        Example("f93e00", .float(1.5)),
        Example("f97bff", .float(65504.0)),
        Example("fa47c35000", .float(100000.0)),
        Example("fa7f7fffff", .float(3.4028234663852886e+38)),
        Example("fb7e37e43c8800759c", .float(1.0e+300)),
        Example("f90001", .float(5.960464477539063e-8)),
        Example("f90400", .float(0.00006103515625)),
        Example("f9c400", .float(-4.0)),
        Example("fbc010666666666666", .float(-4.1)),
        Example("f97c00", .float(.infinity)),
        Example("f97e00", .float(.nan)),
        Example("f9fc00", .float(-.infinity)),
        Example("fa7f800000", .float(.infinity), isWritten: false),
        Example("fa7fc00000", .float(.nan), isWritten: false),
        Example("faff800000", .float(-.infinity), isWritten: false),
        Example("fb7ff0000000000000", .float(.infinity), isWritten: false),
        Example("fb7ff8000000000000", .float(.nan), isWritten: false),
        Example("fbfff0000000000000", .float(-.infinity), isWritten: false),
    ]

    private static let simpleValues: [Example] = [
        Example("f4", .bool(false)),
        Example("f5", .bool(true)),
        Example("f6", .null),
        Example("f7", .undefined),
        Example("f0", .simple(16)),
        Example("f8ff", .simple(255)),
    ]

    private static let tagged: [Example] = [
        Example(
            "c074323031332d30332d32315432303a30343a30305a",
            .tag(0, .text("2013-03-21T20:04:00Z"))
        ),
        Example("c11a514b67b0", .tag(1, .unsigned(1_363_896_240))),
        Example("c1fb41d452d9ec200000", .tag(1, .float(1_363_896_240.5))),
        Example("d74401020304", .tag(23, .bytes([1, 2, 3, 4]))),
        Example("d818456449455446", .tag(24, .bytes([0x64, 0x49, 0x45, 0x54, 0x46]))),
        Example(
            "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
            .tag(32, .text("http://www.example.com"))
        ),
    ]

    private static let strings: [Example] = [
        Example("40", .bytes([])),
        Example("4401020304", .bytes([1, 2, 3, 4])),
        Example("60", .text("")),
        Example("6161", .text("a")),
        Example("6449455446", .text("IETF")),
        Example("62225c", .text("\"\\")),
        Example("62c3bc", .text("\u{00fc}")),
        Example("63e6b0b4", .text("\u{6c34}")),
        Example("64f0908591", .text("\u{10151}")),
        Example("5f42010243030405ff", .bytes([1, 2, 3, 4, 5]), isWritten: false),
        Example("7f657374726561646d696e67ff", .text("streaming"), isWritten: false),
    ]

    private static let oneToThree: Item = .array([
        .unsigned(1), .array([.unsigned(2), .unsigned(3)]), .array([.unsigned(4), .unsigned(5)]),
    ])
    private static let oneToTwentyFive: Item = .array((1...25).map { .unsigned($0) })
    private static let aAndB: Item = .map([
        .init(.text("a"), .unsigned(1)),
        .init(.text("b"), .array([.unsigned(2), .unsigned(3)])),
    ])
    private static let aWithMap: Item = .array([
        .text("a"), .map([.init(.text("b"), .text("c"))]),
    ])

    private static let containers: [Example] = [
        Example("80", .array([])),
        Example("83010203", .array([.unsigned(1), .unsigned(2), .unsigned(3)])),
        Example("8301820203820405", oneToThree),
        Example(
            "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
            oneToTwentyFive
        ),
        Example("a0", .map([])),
        Example(
            "a201020304",
            .map([.init(.unsigned(1), .unsigned(2)), .init(.unsigned(3), .unsigned(4))])
        ),
        Example("a26161016162820203", aAndB),
        Example("826161a161626163", aWithMap),
        Example(
            "a56161614161626142616361436164614461656145",
            .map(["a", "b", "c", "d", "e"].map { .init(.text($0), .text($0.uppercased())) })
        ),
        Example("9fff", .array([]), isWritten: false),
        Example("9f018202039f0405ffff", oneToThree, isWritten: false),
        Example("9f01820203820405ff", oneToThree, isWritten: false),
        Example("83018202039f0405ff", oneToThree, isWritten: false),
        Example("83019f0203ff820405", oneToThree, isWritten: false),
        Example(
            "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
            oneToTwentyFive,
            isWritten: false
        ),
        Example("bf61610161629f0203ffff", aAndB, isWritten: false),
        Example("826161bf61626163ff", aWithMap, isWritten: false),
        Example(
            "bf6346756ef563416d7421ff",
            .map([.init(.text("Fun"), .bool(true)), .init(.text("Amt"), .negative(1))]),
            isWritten: false
        ),
    ]
}
