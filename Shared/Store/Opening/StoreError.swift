/// Why a database could not be opened, or can't be written.
///
/// Its text names the file and says what to do.
package enum StoreError: Error, Sendable, Hashable {
    /// Another process has it open.
    case inUse(path: String, processID: Int32?)
    case missingFolder(path: String)
    case notWritable(path: String, cause: String)
    case notADatabase(path: String)
    case corrupt(path: String, finding: String)
    /// Another service's, or another shard's.
    case foreign(path: String, owner: String, expected: String)
    /// A newer program has changed it in a way that this one does not know.
    case newerDatabase(path: String, set: String, neededNumber: Int, knownNumber: Int)
    case editedMigration(path: String, migration: String)
    case failedMigration(path: String, cause: String)
    /// The program's own steps are not numbered 1, 2, 3.
    case badMigrations(set: String, names: [String])
    case diskFull(path: String)
    case inputOutput(path: String, cause: String)
    /// Somebody else's lock did not go away in time.
    case busy(path: String)
    /// The store reads and no longer writes.
    case readOnly(path: String, cause: String)
    /// A COMMIT failed: whether its changes are on the disk shows once the store writes again.
    case unknownOutcome(path: String)
    case overloaded
    case closed
    case keyFile(path: String, problem: String)
    case unreadableSecret(table: String, column: String)
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .inUse(let path, let processID):
            let holder = processID.map { "process \($0)" } ?? "another process"
            return "\(path) is in use by \(holder): stop it first, or give this one another folder"
        case .missingFolder(let path):
            return "the folder of \(path) does not exist: create it, or correct the path"
        case .notWritable(let path, let cause):
            return "\(path) can't be written (\(cause)): correct its owner and permissions"
        case .notADatabase(let path):
            return "\(path) is not an SQLite database: correct the path, or move the file away"
        case .corrupt(let path, let finding):
            return "\(path) is damaged (\(finding)): stop, keep a copy, restore the last backup"
        case .foreign(let path, let owner, let expected):
            return "\(path) is the database of \(owner), not of \(expected): correct the path"
        case .newerDatabase(let path, let set, let needed, let known):
            return "\(path) was changed by a newer program: it takes one that knows \(set) step "
                + "\(needed), this one knows \(known): install the newer program"
        case .editedMigration(let path, let migration):
            return "\(migration) is not what was applied to \(path): undo the edit, and add a step"
        case .failedMigration(let path, let cause):
            return
                "\(path) could not be brought up to date (\(cause)): nothing of that step was kept"
        case .badMigrations(let set, let names):
            return "the steps of \(set) are not numbered V001, V002, …: \(names)"
        case .diskFull(let path):
            return "the disk of \(path) is full: make room, and it is written again by itself"
        case .inputOutput(let path, let cause):
            return "\(path) can't be read or written (\(cause)): look at the disk"
        case .busy(let path):
            return "\(path) is locked by another program: end its transaction"
        case .readOnly(let path, let cause):
            return "\(path) is only read: \(cause)"
        case .unknownOutcome(let path):
            return "\(path) did not confirm a commit: ask again once it is written again"
        case .overloaded:
            return "too many commands wait for the database: try again"
        case .closed:
            return "the database has been closed"
        case .keyFile(let path, let problem):
            return "the key file \(path) \(problem)"
        case .unreadableSecret(let table, let column):
            return "\(table).\(column) holds a secret that none of the keys opens"
        }
    }
}
