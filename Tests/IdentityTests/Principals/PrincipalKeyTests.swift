import OctopusIdentityContract
import OctopusMesh
import Testing

@testable import OctopusIdentity

struct PrincipalKeyTests {
    private static func key(_ first: [UInt8], _ rest: UInt8 = 0, last: UInt8? = nil) -> [UInt8] {
        var bytes = first + [UInt8](repeating: rest, count: 32 - first.count)
        if let last { bytes[31] = last }
        return bytes
    }

    /// All points of small order, in each of their spellings (cr.yp.to/ecdh.html#validate).
    private static let weak: [[UInt8]] = {
        let eighth: [UInt8] = [
            0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F,
            0xC4, 0x6A, 0xDA, 0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16,
            0x5F, 0x49, 0xB8, 0x00,
        ]
        let other: [UInt8] = [
            0x5F, 0x9C, 0x95, 0xBC, 0xA3, 0x50, 0x8C, 0x24, 0xB1, 0xD0, 0xB1, 0x55, 0x9C, 0x83,
            0xEF, 0x5B, 0x04, 0x44, 0x5C, 0xC4, 0x58, 0x1C, 0x8E, 0x86, 0xD8, 0x22, 0x4E, 0xDD,
            0xD0, 0x9F, 0x11, 0x57,
        ]
        let low = [
            key([0]), key([1]), eighth, other, key([0xEC], 0xFF, last: 0x7F),
            key([0xED], 0xFF, last: 0x7F), key([0xEE], 0xFF, last: 0x7F),
        ]
        let masked = low.map { bytes in Array(bytes.dropLast()) + [(bytes.last ?? 0) | 0x80] }
        return low + masked
    }()

    private func fault(_ text: String) -> String? {
        do throws(Refusal) {
            _ = try PrincipalKey.checked(text)
            return nil
        } catch {
            return error.violations.first?.rule
        }
    }

    @Test(arguments: weak)
    func `a point that gives the same secret with every key is no key`(bytes: [UInt8]) throws {
        let key = try #require(CurvePublicKey(bytes: bytes))
        #expect(fault(key.z85) == "lowOrder")
    }

    @Test func `another spelling of a key is refused`() throws {
        for _ in 0..<20 {
            let key = CurveKeyPair.generate().publicKey
            #expect(fault(key.z85) == nil)
            var bytes = key.bytes
            bytes[31] |= 0x80
            let other = try #require(CurvePublicKey(bytes: bytes))
            #expect(fault(other.z85) == "lowOrder")
        }
    }

    @Test(arguments: [
        "\n", " ", "\r\n", "\u{FEFF}", "\u{200B}", "\t", "\0", "\"", "é",
    ])
    func `a key with anything around it, or in it, is refused`(noise: String) {
        let key = CurveKeyPair.generate().publicKey.z85
        for text in [key + noise, noise + key, key.prefix(20) + noise + key.suffix(20)] {
            #expect(fault(text) == "form")
        }
        #expect(fault(key.dropLast() + noise) == "form")
    }

    @Test(arguments: ["", "short", "#####", String(repeating: "#", count: 40)])
    func `what is no Z85 is refused`(text: String) {
        #expect(fault(text) == "form")
    }
}
