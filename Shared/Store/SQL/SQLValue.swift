package import FoundationEssentials
import GRDBSQLite

/// What the writer's statements are given, and what their rows hold.
package protocol SQLValue {
    /// - Returns: SQLite's result code.
    func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32
    /// The value of a column that is not null; nil if it is of another type.
    init?(_ statement: OpaquePointer, column: Int32)
}

/// Lets SQLite keep a copy, since a value is gone when its statement runs.
// It is the value -1 in a pointer's place, which is how SQLite's own header defines it.
private let keepsCopy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
        self = sqlite3_column_int64(statement, column)
    }
}

extension SQLValue where Self: FixedWidthInteger {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let number = Int64(statement, column: column) else { return nil }
        self.init(exactly: number)
    }
}

extension Int: SQLValue {}
extension UInt8: SQLValue {}

extension Bool: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let number = Int64(statement, column: column) else { return nil }
        self = number != 0
    }
}

extension String: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                sqlite3_bind_text(
                    statement,
                    index,
                    bytes.baseAddress,
                    Int32(bytes.count),
                    keepsCopy
                )
            }
        }
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard sqlite3_column_type(statement, column) == SQLITE_TEXT,
            let start = sqlite3_column_text(statement, column)
        else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        self.init(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}

extension [UInt8]: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        guard !isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return sqlite3_bind_blob(statement, index, self, Int32(count), keepsCopy)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
        self.init(
            UnsafeRawBufferPointer(
                start: sqlite3_column_blob(statement, column),
                count: Int(sqlite3_column_bytes(statement, column))
            )
        )
    }
}

extension UUID: SQLValue {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes(of: uuid) { bytes in
            sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), keepsCopy)
        }
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard sqlite3_column_type(statement, column) == SQLITE_BLOB,
            let bytes = sqlite3_column_blob(statement, column),
            sqlite3_column_bytes(statement, column) == MemoryLayout<uuid_t>.size
        else { return nil }
        self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }
}

/// An enumeration lies in the database under its names.
extension SQLValue where Self: RawRepresentable, RawValue == String {
    package func bindValue(to statement: OpaquePointer, at index: Int32) -> Int32 {
        rawValue.bindValue(to: statement, at: index)
    }

    package init?(_ statement: OpaquePointer, column: Int32) {
        guard let name = String(statement, column: column) else { return nil }
        self.init(rawValue: name)
    }
}
