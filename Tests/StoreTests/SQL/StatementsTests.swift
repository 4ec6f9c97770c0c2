import Foundation
import GRDB
import Testing

@testable import OctopusStore

/// The writer's own statements say the same as GRDB's.
@Suite struct StatementsTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private enum Colour: String, SQLValue { case red, green }

    @Test func `a value comes back as it was given`() async throws {
        try await withStore(in: folder) { store in
            let id = UUID()
            try await store.write { transaction in
                let row = try transaction.statements.first(
                    "SELECT ?, ?, ?, ?, ?, ?, ?, ?",
                    [
                        Int64.min, UInt8.max, true, "Ünï\0 ☕", [UInt8](0...255), [UInt8](), id,
                        Colour.green,
                    ]
                ) { row in
                    #expect(try row.value(0) == Int64.min)
                    #expect(try row.value(1) == UInt8.max)
                    #expect(try row.value(3) == "Ünï\0 ☕")
                    #expect(try row.value(4) == [UInt8](0...255))
                    #expect(try row.value(5) == [UInt8]())
                    #expect(try row.value(6) == id)
                    #expect(try row.value(7) == Colour.green)
                    return try row.value(2, as: Bool.self)
                }
                #expect(row == true)
            }
        }
    }

    @Test func `what is remembered goes with its transaction and with what of it is undone`()
        async throws
    {
        final class Memory {}
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                let statements = transaction.statements
                statements.memory = Memory()
                try statements.run("SAVEPOINT part")
                #expect(statements.memory != nil)
                try statements.undo("ROLLBACK TO part")
                #expect(statements.memory == nil)
                try statements.run("RELEASE part")
                statements.memory = Memory()
            }
            try await store.write { #expect($0.statements.memory == nil) }
        }
    }

    @Test func `null is nil, and a fault where a value must be`() async throws {
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                let missing: String? = nil
                let found = try transaction.statements.first("SELECT ?", [missing]) { row in
                    try row.optional(0, as: String.self) ?? "nothing"
                }
                #expect(found == "nothing")
                #expect(throws: DatabaseError.self) {
                    try transaction.statements.first("SELECT NULL") {
                        try $0.value(0, as: Int.self)
                    }
                }
                #expect(throws: DatabaseError.self) {
                    try transaction.statements.first("SELECT 'text'") {
                        try $0.value(0, as: UUID.self)
                    }
                }
            }
        }
    }

    @Test func `a broken rule of the schema is told by its code, and the statement runs again`()
        async throws
    {
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                func note(_ text: String) throws {
                    try transaction.statements.run("INSERT INTO notes (text) VALUES (?)", [text])
                }
                try note("one")
                let error = #expect(throws: DatabaseError.self) { try note("one") }
                #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE)
                try note("two")
            }
            try await store.expect(notes: ["one", "two"])
        }
    }
}
