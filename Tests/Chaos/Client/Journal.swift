import OctopusClient
import FoundationEssentials
import Glibc
import OctopusMesh
import Synchronization

/// What a client asked and was answered, a line each; `Tests/Chaos/README.md` tells the form.
///
/// A line is with the kernel before the frame is, so it stays when the client is killed.
final class Journal: Sendable {
    private let file: Int32
    private let asked = Mutex(0)

    init(path: String) throws {
        file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        guard file >= 0 else { throw JournalError(path: path, code: errno) }
    }

    deinit { close(file) }

    /// - Returns: the ask's number, for its answer.
    func ask(_ ask: Ask, route: UUID) -> Int {
        let number = asked.withLock { asked in
            asked += 1
            return asked
        }
        write(
            """
            {"ask": \(number), "key": "\(ask.key.uuidString)", "method": "\(ask.method)", \
            "route": "\(route.uuidString)", "body": "\(hex(ask.body))"}
            """
        )
        return number
    }

    func answer(_ number: Int, _ body: [UInt8]) {
        write(
            """
            {"answer": \(number), "status": 0, "effect": \(Effect.committed.rawValue), \
            "body": "\(hex(body))"}
            """
        )
    }

    /// The library tells a refusal's parts, not its bytes.
    func refusal(_ number: Int, _ failure: CallFailure) {
        write(
            """
            {"answer": \(number), "status": \(failure.status.rawValue), \
            "effect": \(failure.effect.rawValue), "reason": "\(failure.reason)", \
            "debugId": "\(failure.debugID ?? "")"}
            """
        )
    }

    func read(_ method: String, isBalanced: Bool? = nil, isInOrder: Bool? = nil) {
        let balance = isBalanced.map { ", \"isBalanced\": \($0)" } ?? ""
        let order = isInOrder.map { ", \"isInOrder\": \($0)" } ?? ""
        write("{\"read\": \"\(method)\"\(balance)\(order)}")
    }

    /// One `write` with `O_APPEND`: lines of many tasks don't mix.
    private func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        let written = Glibc.write(file, bytes, bytes.count)
        precondition(written == bytes.count, "the journal can't be written: errno \(errno)")
    }

    private func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

struct JournalError: Error {
    let path: String
    let code: Int32
}
