import OctopusCBOR
import OctopusClient
import FoundationEssentials
import Testing

/// One line for every message: its name and its example as CBOR, in hexadecimal digits.
///
/// A change of the coder or of a message shows here, and the Python tests validate each line
/// against the CDDL. `OCTOPUS_REGENERATE=1` writes the file anew.
struct GoldenTests {
    @Test func `Every message's example is encoded as it was`() throws {
        let lines = try Self.examples().sorted { $0.key < $1.key }.map { name, bytes in
            let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return "\(name) \(digits)\n"
        }
        let text = lines.joined()
        if ProcessInfo.processInfo.environment["OCTOPUS_REGENERATE"] != nil {
            try text.write(toFile: Self.path, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOfFile: Self.path, encoding: .utf8)
        let before = Set(golden.split(separator: "\n"))
        for line in text.split(separator: "\n") where !before.contains(line) {
            Issue.record("changed or new, so run again with OCTOPUS_REGENERATE=1: \(line)")
        }
        #expect(golden == text, "a line is no longer needed")
    }

    @Test func `Every message's example is read as it was written`() throws {
        for method in ContractIndex.methods { try Self.roundTrip(method) }
        for event in ContractIndex.events { try Self.roundTrip(event) }
    }

    private static func examples() throws -> [String: [UInt8]] {
        var examples: [String: [UInt8]] = [:]
        for method in ContractIndex.methods { try add(method, to: &examples) }
        for event in ContractIndex.events { try add(event, to: &examples) }
        return examples
    }

    private static func add<M: OctopusContract.Method>(
        _ method: M.Type,
        to examples: inout [String: [UInt8]]
    ) throws {
        try add(message: M.Request.self, to: &examples)
        try add(message: M.Reply.self, to: &examples)
    }

    private static func add<E: Event>(
        _ event: E.Type,
        to examples: inout [String: [UInt8]]
    ) throws {
        try add(message: E.self, to: &examples)
        try add(message: E.Personal.self, to: &examples)
    }

    private static func add<M: Message>(
        message: M.Type,
        to examples: inout [String: [UInt8]]
    ) throws {
        guard case .named(let name) = try ShapeRecorder.shape(of: M.self) else { return }
        examples[name] = try CBOREncoder().encode(ShapeRecorder.example(of: M.self))
    }

    private static func roundTrip<M: OctopusContract.Method>(_ method: M.Type) throws {
        try roundTrip(message: M.Request.self)
        try roundTrip(message: M.Reply.self)
    }

    private static func roundTrip<E: Event>(_ event: E.Type) throws {
        try roundTrip(message: E.self)
        try roundTrip(message: E.Personal.self)
    }

    private static func roundTrip<M: Message>(message: M.Type) throws {
        let example = try ShapeRecorder.example(of: M.self)
        let bytes = try CBOREncoder().encode(example)
        #expect(try CBORDecoder().decode(M.self, from: bytes) == example, "\(M.self)")
    }

    private static var path: String {
        #filePath.replacing("GoldenTests.swift", with: "Golden/examples.txt")
    }
}
