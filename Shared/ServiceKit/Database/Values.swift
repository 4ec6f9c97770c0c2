public import OctopusContract
public import GRDB
import OctopusStore
import struct FoundationEssentials.UUID

// How the contract's values lie in a database: an identifier as the 16 bytes that GRDB stores for
// a UUID, an instant as an integer.

extension ID: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { uuid.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> ID? {
        UUID.fromDatabaseValue(value).map(ID.init)
    }
}

extension Instant: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { milliseconds.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        Int64.fromDatabaseValue(value).map(Instant.init(milliseconds:))
    }
}

// The same for the writer's own statements.

extension ID: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        uuid.bindValue(to: statement, at: index)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let uuid = UUID(statement, column: column) else { return nil }
        self.init(uuid)
    }
}

extension Instant: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        milliseconds.bindValue(to: statement, at: index)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let milliseconds = Int64(statement, column: column) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
