import Glibc

/// What the system knows of an open or a named file.
///
/// It stands in this module because `stat` can't be used next to ICU: then the compiler takes it for a
/// type of CoreFoundation, depending on which files it compiles together.
package struct FileStatus: Sendable, Hashable {
    /// The same for two names, or descriptors, of one file.
    package struct Identity: Sendable, Hashable {
        let device: UInt
        let number: UInt
    }

    package let identity: Identity
    package let byteCount: Int
    /// Whether it is no folder, device, pipe or socket.
    package let isRegular: Bool
    package let isFolder: Bool
    /// The user that it belongs to.
    package let owner: UInt32
    /// Whether its group or everybody may write in it.
    package let isWritableByOthers: Bool
    /// Whether a name leads to it: an open file may have been deleted.
    package let hasName: Bool

    /// Asks for an open file; nil if there is none of that number.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Asks for a file by its name, through symbolic links; nil if it can't be found.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        identity = Identity(device: UInt(status.st_dev), number: UInt(status.st_ino))
        byteCount = Int(status.st_size)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        owner = status.st_uid
        isWritableByOthers = status.st_mode & 0o022 != 0
        hasName = status.st_nlink > 0
    }
}
