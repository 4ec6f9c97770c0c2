import Foundation
import Testing

@testable import OctopusStore

@Suite struct SealerTests {
    let folder: Folder
    var path: String { folder.file("seal.key") }
    private let place = SealedPlace(table: "signing_keys", column: "secret", row: [1])

    init() throws { folder = try Folder() }

    private func problem(_ path: String) -> String? {
        do throws(StoreError) {
            _ = try KeyRing(file: path)
            return nil
        } catch {
            guard case .keyFile(path, let problem) = error else { return "\(error)" }
            return problem
        }
    }

    @Test func `what was sealed opens at its place`() throws {
        try KeyRing.create(file: path)
        let sealer = Sealer(try KeyRing(file: path))
        let sealed = try sealer.seal([1, 2, 3], for: place)
        #expect(try sealer.open(sealed, at: place) == [1, 2, 3])
        #expect(sealed.count == 5 + 12 + 3 + 16)
        #expect(try sealer.seal([1, 2, 3], for: place) != sealed)
    }

    @Test(arguments: [
        SealedPlace(table: "signing_keys", column: "secret", row: [2]),
        SealedPlace(table: "signing_keys", column: "other", row: [1]),
        SealedPlace(table: "mail", column: "secret", row: [1]),
        SealedPlace(table: "signing_key", column: "ssecret", row: [1]),
    ])
    func `moved elsewhere it does not`(other: SealedPlace) throws {
        try KeyRing.create(file: path)
        let sealer = Sealer(try KeyRing(file: path))
        let sealed = try sealer.seal([1, 2, 3], for: place)
        #expect(throws: StoreError.unreadableSecret(table: other.table, column: other.column)) {
            try sealer.open(sealed, at: other)
        }
    }

    @Test func `one that was changed or cut does not open`() throws {
        try KeyRing.create(file: path)
        let sealer = Sealer(try KeyRing(file: path))
        let sealed = try sealer.seal([1, 2, 3], for: place)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: StoreError.self) { try sealer.open(changed, at: place) }
            #expect(throws: StoreError.self) {
                try sealer.open(Array(sealed[..<index]), at: place)
            }
        }
    }

    @Test func `after a rotation the old still opens, and says that it is old`() throws {
        try KeyRing.create(file: path)
        let old = Sealer(try KeyRing(file: path))
        let sealed = try old.seal([7], for: place)
        try KeyRing.rotate(file: path)
        let new = Sealer(try KeyRing(file: path))
        #expect(try new.open(sealed, at: place) == [7])
        #expect(new.needsResealing(sealed))
        #expect(!new.needsResealing(try new.seal([7], for: place)))
        #expect(throws: StoreError.self) { try old.open(new.seal([7], for: place), at: place) }
    }

    @Test func `a rotation that has ended leaves the newest key alone`() throws {
        try KeyRing.create(file: path)
        let old = try Sealer(KeyRing(file: path)).seal([7], for: place)
        #expect(try !KeyRing(file: path).isRotating)
        try KeyRing.rotate(file: path)
        #expect(try KeyRing(file: path).isRotating)
        let new = try Sealer(KeyRing(file: path)).seal([7], for: place)
        try KeyRing.finishRotation(file: path)
        let ring = try KeyRing(file: path)
        #expect(!ring.isRotating)
        #expect(try Sealer(ring).open(new, at: place) == [7])
        #expect(throws: StoreError.self) { try Sealer(ring).open(old, at: place) }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a key file is its owner's alone and never written over`() throws {
        try KeyRing.create(file: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) { try KeyRing.create(file: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(problem(path)?.contains("chmod 600") == true)
    }

    @Test(arguments: [
        "", "nonsense\n", "00000001 abcd\n", "00000001\n",
        "0000000g \(String(repeating: "a", count: 64))\n",
    ])
    func `a wrong key file is refused`(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(problem(path)?.contains("restore it") == true)
    }

    @Test func `a missing key file is named`() {
        #expect(problem(folder.file("none"))?.contains("can't be read") == true)
    }
}
