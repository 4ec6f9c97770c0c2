import OctopusContract
import Crypto
import OctopusMesh
import struct FoundationEssentials.UUID

/// Under whose name a command's key counts: program, person, actor, tenant, method.
enum IdempotencyScope {
    static func digest(_ caller: Caller, method: String) -> [UInt8] {
        var parts = DigestedParts()
        parts.add(caller.principal.lasting)
        parts.add(caller.person?.subject)
        parts.add(caller.person?.actor)
        parts.add(caller.tenant?.uuid)
        parts.add(caller.partner?.uuid)
        parts.add(method)
        return parts.digest
    }
}

extension Caller {
    /// Who asks: program, person, and who acts in the person's place.
    var asking: [String?] {
        [principal.lasting, person?.subject.uuidString, person?.actor?.uuidString]
    }

    /// The same as 32 bytes, for what they alone go on with.
    package var askingDigest: [UInt8] { TextDigest.of(asking) }
}

enum TextDigest {
    /// A digest that no two lists share.
    static func of(_ parts: [String?]) -> [UInt8] {
        var digested = DigestedParts()
        for part in parts { digested.add(part) }
        return digested.digest
    }
}

/// What is hashed of a list, so that no two lists give the same bytes: each part's sort and length come first.
private struct DigestedParts {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(256) }

    mutating func add(_ text: String?) {
        guard let text else { return bytes.append(0) }
        bytes.append(1)
        withUnsafeBytes(of: UInt32(text.utf8.count).bigEndian) { bytes += $0 }
        bytes += text.utf8
    }

    mutating func add(_ id: UUID?) {
        guard let id else { return bytes.append(0) }
        bytes.append(2)
        withUnsafeBytes(of: id.uuid) { bytes += $0 }
    }

    var digest: [UInt8] { SHA256.hash(data: bytes).withUnsafeBytes { Array($0) } }
}
