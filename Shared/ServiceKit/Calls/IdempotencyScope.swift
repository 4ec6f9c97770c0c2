import OctopusContract
import Crypto
import OctopusMesh
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// Under whose name a command's key counts: program, person, actor, tenant, method.
enum IdempotencyScope {
    static func digest(_ caller: Caller, method: String) -> [UInt8] {
        TextDigest.of(
            caller.asking + [
                caller.tenant?.uuid.uuidString, caller.partner?.uuid.uuidString, method,
            ]
        )
    }
}

extension Caller {
    /// Who asks: program, person, and who acts in the person's place.
    var asking: [String?] {
        [principal.lasting, person?.subject.uuidString, person?.actor?.uuidString]
    }
}

enum TextDigest {
    /// A digest that no two lists share.
    static func of(_ parts: [String?]) -> [UInt8] {
        var text = ""
        for part in parts {
            // The length comes first, so that no two lists give one text.
            text += part.map { "\($0.utf8.count):\($0)" } ?? "-"
        }
        return Array(SHA256.hash(data: Data(text.utf8)))
    }
}
