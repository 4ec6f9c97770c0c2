import Glibc
import OctopusContract
import OctopusMesh

/// Where a call comes from: the device of the person, if the program may tell it, or else the program.
///
/// Nothing is parsed until somebody asks: nearly no call does.
package struct CallerPlace: Sendable, Hashable {
    private let told: String?
    private let own: String?

    package static let unknown = CallerPlace(told: nil, own: nil)

    /// Makes a place.
    ///
    /// - Parameters:
    ///   - told: What a program that may do so told of its person.
    ///   - own: The program's own address.
    package init(told: String?, own: String?) {
        self.told = told
        self.own = own
    }

    init(_ call: IncomingCall, _ principal: Principal) {
        let told = call.clientAddress.flatMap { Self.mayTell(principal) ? $0 : nil }
        self.init(told: told, own: call.peer)
    }

    /// An IP address in its canonical form; nil for calls from within the process.
    package var address: String? { toldAddress ?? own.flatMap(Self.canonical) }

    /// The address of the person's device; nil unless the program told it and may.
    package var toldAddress: String? { told.flatMap(Self.canonical) }

    /// The right to tell the addresses of persons, which no wildcard has: who has it decides whose
    /// guesses are counted together.
    package static let grant = "mesh.v1/TellClientAddress"

    private static func mayTell(_ principal: Principal) -> Bool {
        principal.isService || principal.mayCall(grant, byNameAlone: true)
    }

    /// Whose guesses are counted together: one address of version 4, one network of 64 bits of version 6.
    ///
    /// Nil if the program told nothing: then the guesses of all its persons look alike.
    package var source: String? {
        guard let address = toldAddress else { return nil }
        guard let bytes = Self.bytes6(address) else { return address }
        return Self.text6(Array(bytes[..<8]) + [UInt8](repeating: 0, count: 8)) + "/64"
    }

    /// One text for an address, however it was written; nil if it is none.
    ///
    /// A version 4 address that is written as version 6 is one of version 4.
    static func canonical(_ text: String) -> String? {
        guard text.utf8.count <= 45 else { return nil }
        var four = in_addr()
        // It takes the canonical text alone: four numbers without zeros before them.
        if inet_pton(AF_INET, text, &four) == 1 { return text }
        guard let bytes = bytes6(text) else { return nil }
        let isMapped =
            bytes[..<10].allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 255 }
        return isMapped ? text4(Array(bytes[12...])) : text6(bytes)
    }

    private static func text4(_ bytes: [UInt8]) -> String {
        bytes.map(String.init).joined(separator: ".")
    }

    private static func bytes6(_ text: String) -> [UInt8]? {
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        return withUnsafeBytes(of: six) { Array($0) }
    }

    private static func text6(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = bytes.withUnsafeBytes {
            inet_ntop(AF_INET6, $0.baseAddress, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
