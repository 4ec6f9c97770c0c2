import OctopusContract
import Crypto
import OctopusMesh
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// Under whose name a command's key counts: program, person, actor, tenant, method.
enum IdempotencyScope {
    static func digest(_ caller: Caller, method: String) -> [UInt8] {
        var text = ""
        for part in [
            caller.principal.lasting,
            caller.person?.subject.uuidString, caller.person?.actor?.uuidString,
            caller.tenant?.uuid.uuidString, caller.partner?.uuid.uuidString, method,
        ] {
            // The length comes first, so that no two lists give one text.
            text += part.map { "\($0.utf8.count):\($0)" } ?? "-"
        }
        return Array(SHA256.hash(data: Data(text.utf8)))
    }
}
