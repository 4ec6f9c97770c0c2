import FoundationEssentials

/// A folder for one test, which goes with it.
package struct TemporaryFolder: Sendable {
    package let path: String

    /// Makes a folder, lets `body` use it, and removes it.
    package static func with<T>(
        _ body: (TemporaryFolder) async throws -> T
    ) async throws -> T {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await body(folder)
    }

    /// Makes a folder that stays until it is removed.
    package init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "octopus-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A path inside.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file with a mode.
    @discardableResult
    package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
        try setMode(mode, of: name)
        return file(name)
    }

    package func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: file(name)
        )
    }
}
