import Crypto
import struct FoundationEssentials.UUID

/// What the file says, between bytes and values.
///
/// Two places of 512 bytes take the mark in turn, so that one of them is whole at any time. From byte
/// 1024 on each record is a line. Each mark and each line ends with a proof that the sealing key made;
/// a line's is of its number too.
struct SurvivalText {
    static let markBytes = 512
    static let headBytes = 1024
    private static let title = "octopus-survival 1"

    /// The service and shard.
    let owner: String
    let keyID: UInt32
    private let key: SymmetricKey

    init(owner: String, _ key: KeyRing.Key) {
        (self.owner, keyID) = (owner, key.id)
        let use = HMAC<SHA256>.authenticationCode(for: Array("survival".utf8), using: key.key)
        self.key = SymmetricKey(data: use)
    }

    func mark(_ mark: SurvivalMark) -> [UInt8] {
        let key = Hexadecimal.text(keyID.bigEndianBytes)
        let said =
            "\(Self.title) \(key) \(owner) \(mark.id.uuidString) \(mark.epoch.uuidString) "
            + "\(mark.seq) \(mark.generation)"
        let text = Array("\(said) \(proof(said))".utf8)
        let room = max(0, Self.markBytes - 1 - text.count)
        return text + [UInt8](repeating: UInt8(ascii: " "), count: room) + [UInt8(ascii: "\n")]
    }

    func line(_ record: SurvivalRecord, number: Int) -> [UInt8] {
        Array("\(record.text) \(proof("\(number) \(record.text)"))\n".utf8)
    }

    /// The key that a mark names.
    static func keyID(ofMark bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = Self.parts(bytes)
        guard parts.count == 9, parts.prefix(2).joined(separator: " ") == title else { return nil }
        return UInt32(parts[2], radix: 16)
    }

    /// The mark; nil if it is torn, or another's.
    func mark(_ bytes: ArraySlice<UInt8>) -> SurvivalMark? {
        let parts = Self.parts(bytes)
        guard parts.count == 9, parts[3] == owner[...],
            proof(parts.dropLast().joined(separator: " ")) == parts[8],
            let id = UUID(uuidString: String(parts[4])),
            let epoch = UUID(uuidString: String(parts[5])),
            let seq = Int64(parts[6]), let generation = Int64(parts[7])
        else { return nil }
        return SurvivalMark(id: id, epoch: epoch, seq: seq, generation: generation)
    }

    /// The record of a line; nil if it is torn or damaged.
    func record(_ line: ArraySlice<UInt8>, number: Int) -> SurvivalRecord? {
        let parts = Self.parts(line)
        guard parts.count == 5,
            proof("\(number) " + parts.dropLast().joined(separator: " ")) == parts[4]
        else { return nil }
        return SurvivalRecord(parts.dropLast())
    }

    private func proof(_ text: String) -> String {
        Hexadecimal.text(
            HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).prefix(16)
        )
    }

    private static func parts(_ bytes: ArraySlice<UInt8>) -> [Substring] {
        String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true).first?
            .split(separator: " ") ?? []
    }
}
