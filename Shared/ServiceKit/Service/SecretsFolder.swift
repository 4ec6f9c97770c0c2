import Glibc
import Logging
import OctopusProgram
import OctopusStore

/// The folder of what must not lie with the database: the sealing key `secrets.key`, and
/// `<service>.survival`, what a restore of the database must not undo.
struct SecretsFolder {
    let path: String
    let survivalPath: String
    /// Where the audit's chain has come to.
    let auditHead: AuditHead
    private let keyPath: String
    private let data: DataFolder

    /// Makes the folder, for its user alone, if it does not exist.
    ///
    /// - Parameters:
    ///   - wish: the folder that is set; nil is the data folder's name with `.secrets` behind.
    ///   - data: the folder of the database.
    /// - Throws: `StartFailure` if it lies in the data folder, or others can write in it.
    init(_ wish: String?, besides data: DataFolder) throws(StartFailure) {
        let dataPath = Self.resolved(data.path)
        path = wish ?? dataPath + ".secrets"
        keyPath = "\(path)/secrets.key"
        survivalPath = "\(path)/\(data.service).survival"
        auditHead = AuditHead(path: "\(path)/\(data.service).audit-head")
        self.data = data
        try DataFolder.make(path, "secrets folder", flag: "--secrets-folder")
        let own = Self.resolved(path)
        guard own != dataPath, !own.hasPrefix(dataPath + "/") else {
            throw StartFailure(
                .configuration,
                "the secrets folder \(path) lies in the data folder, so a copy of the database would "
                    + "bring its key along: name another with --secrets-folder"
            )
        }
        guard let status = FileStatus(path: path), status.isFolder else {
            throw StartFailure(.cannotCreate, "the secrets folder \(path) is no folder")
        }
        guard status.owner == geteuid(), !status.isWritableByOthers else {
            throw StartFailure(
                .noPermission,
                "others can write in the secrets folder \(path): chown it to this user, chmod 700 it"
            )
        }
    }

    /// The sealing keys.
    ///
    /// A new service gets a new key; a database without its key is refused. A key beside the database,
    /// where older programs kept it, is moved here.
    func ring(_ logger: Logger) throws -> KeyRing {
        let former = "\(data.path)/secrets.key"
        if access(keyPath, F_OK) != 0 {
            if access(former, F_OK) == 0 {
                try move(former, logger)
            } else {
                guard access(data.databasePath, F_OK) != 0 else {
                    throw StartFailure(
                        .noInput,
                        "\(keyPath) is missing, and \(data.databasePath) has secrets that only it "
                            + "opens: restore it from where it is kept apart from the backups"
                    )
                }
                try KeyRing.create(file: keyPath)
            }
        } else if access(former, F_OK) == 0 {
            logger.warning(
                "An old sealing key lies with the database and is not used: remove it",
                metadata: ["unused": "\(former)", "used": "\(keyPath)"]
            )
        }
        return try KeyRing(file: keyPath)
    }

    /// What a restore of the database must not undo.
    ///
    /// - Throws: `StartFailure` if the database is gone and that is left: a new one is made for a new
    ///   installation alone.
    func survival(_ owner: String, _ ring: KeyRing) throws -> Survival {
        let survival = Survival(path: survivalPath, owner: owner, ring: ring)
        if access(data.databasePath, F_OK) != 0, try survival.load() {
            throw StartFailure(
                .noInput,
                "\(data.databasePath) is missing, and \(survivalPath) knows of one: restore it; or, for "
                    + "a new installation, remove \(path) with the old secrets"
            )
        }
        return survival
    }

    private func move(_ former: String, _ logger: Logger) throws {
        _ = try KeyRing(file: former)
        guard rename(former, keyPath) == 0 else {
            throw StartFailure(
                .cannotCreate,
                "the sealing key no longer lies with the database, and could not be moved "
                    + "(\(String(cString: strerror(errno)))): move \(former) to \(keyPath)"
            )
        }
        logger.notice(
            "The sealing key was moved away from the database: keep this folder apart from backups",
            metadata: ["from": "\(former)", "to": "\(keyPath)"]
        )
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
