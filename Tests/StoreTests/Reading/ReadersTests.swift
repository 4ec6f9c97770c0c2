import Foundation
import Testing

@testable import OctopusStore

@Suite struct ReadersTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `more reads than readers all get their answers`() async throws {
        try await withStore(in: folder) { store in
            try await store.write { try $0.note("one") }
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await store.notes().count }
                }
                return try await group.reduce(0, +)
            }
            #expect(counts == 100)
        }
    }

    @Test func `a store that was closed refuses to read`() async throws {
        let store = try Store.open(.test(folder.file("test.db")), logger: quiet)
        await store.close()
        await #expect(throws: StoreError.closed) { try await store.notes() }
    }
}
