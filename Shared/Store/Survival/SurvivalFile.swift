import Glibc

/// The open file: it appends, takes marks, and is replaced whole when much of it may be forgotten.
///
/// Its user locks it.
final class SurvivalFile {
    let path: String
    private let text: SurvivalText
    private let descriptor: Int32
    private(set) var mark: SurvivalMark
    private(set) var records: [SurvivalRecord.Key: SurvivalRecord] = [:]
    private(set) var lineCount = 0
    private var end = SurvivalText.headBytes
    private var isSecondPlace = false

    deinit { close(descriptor) }

    /// Reads what is there.
    ///
    /// A record that was torn when the machine stopped was never acknowledged, and is cut off.
    ///
    /// - Returns: nil if there is no file.
    /// - Throws: `StoreError.keyFile` if it is damaged, or of another key.
    static func open(
        _ path: String,
        owner: String,
        _ ring: KeyRing
    ) throws(StoreError) -> SurvivalFile? {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path, "can't be opened")
        }
        do throws(StoreError) {
            let bytes = try read(descriptor, path)
            return try SurvivalFile(path, descriptor, bytes, owner, ring)
        } catch {
            close(descriptor)
            throw error
        }
    }

    private init(
        _ path: String,
        _ descriptor: Int32,
        _ bytes: [UInt8],
        _ owner: String,
        _ ring: KeyRing
    ) throws(StoreError) {
        let places = [0, SurvivalText.markBytes].map { start in
            bytes.dropFirst(start).prefix(SurvivalText.markBytes)
        }
        var found: (text: SurvivalText, mark: SurvivalMark, place: Int)?
        for (number, place) in places.enumerated() {
            guard let id = SurvivalText.keyID(ofMark: place),
                let key = ring.keys.first(where: { $0.id == id })
            else { continue }
            let text = SurvivalText(owner: owner, key)
            guard let mark = text.mark(place) else { continue }
            if let other = found?.mark, other.isAfter(mark) { continue }
            found = (text, mark, number)
        }
        guard let found else {
            throw .keyFile(
                path: ring.path,
                problem:
                    "did not write \(path), or that file is damaged: restore both; or move \(path) "
                    + "away, and the service asks you to confirm a restore"
            )
        }
        (self.path, self.descriptor) = (path, descriptor)
        (text, mark, isSecondPlace) = (found.text, found.mark, found.place == 1)
        try takeLines(bytes.dropFirst(SurvivalText.headBytes))
    }

    private func takeLines(_ bytes: ArraySlice<UInt8>) throws(StoreError) {
        var good = bytes.startIndex
        var isBroken = false
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        where line.endIndex < bytes.endIndex {
            if let record = text.record(line, number: number) {
                guard !isBroken else {
                    throw .keyFile(
                        path: path,
                        problem: "is damaged in its middle: restore it; or move it away, and the "
                            + "service asks you to confirm a restore"
                    )
                }
                records[record.key] = record
                (lineCount, good) = (number + 1, line.endIndex + 1)
            } else {
                isBroken = true
            }
            number += 1
        }
        end = SurvivalText.headBytes + good - bytes.startIndex
        guard good < bytes.endIndex else { return }
        guard ftruncate(descriptor, off_t(end)) == 0, fsync(descriptor) == 0 else {
            throw Self.failure(path, "can't be written")
        }
    }

    /// Writes a whole new file, in the place of one that is there.
    init(
        _ path: String,
        owner: String,
        _ ring: KeyRing,
        mark: SurvivalMark,
        records: [SurvivalRecord.Key: SurvivalRecord] = [:]
    ) throws(StoreError) {
        guard let key = ring.keys.last else { throw .keyFile(path: ring.path, problem: "is empty") }
        let text = SurvivalText(owner: owner, key)
        var bytes = text.mark(mark) + text.mark(mark)
        for (number, record) in records.values.enumerated() {
            bytes += text.line(record, number: number)
        }
        let new = path + ".new"
        let descriptor = Glibc.open(new, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(new, "can't be made") }
        do throws(StoreError) {
            try Self.write(bytes, at: 0, descriptor, new)
            guard fsync(descriptor) == 0, rename(new, path) == 0 else {
                throw Self.failure(path, "can't be written")
            }
            try KeyRing.syncFolder(of: path)
        } catch {
            close(descriptor)
            throw error
        }
        (self.path, self.text, self.descriptor) = (path, text, descriptor)
        (self.mark, self.records) = (mark, records)
        (lineCount, end) = (records.count, bytes.count)
    }

    /// Appends records; once it returns they are on the disk.
    ///
    /// - Throws: `StoreError` with nothing appended.
    func append(_ new: [SurvivalRecord]) throws(StoreError) {
        var bytes: [UInt8] = []
        for (offset, record) in new.enumerated() {
            bytes += text.line(record, number: lineCount + offset)
        }
        do throws(StoreError) {
            try Self.write(bytes, at: end, descriptor, path)
            guard fsync(descriptor) == 0 else { throw Self.failure(path, "can't be written") }
        } catch {
            ftruncate(descriptor, off_t(end))
            throw error
        }
        end += bytes.count
        lineCount += new.count
        for record in new { records[record.key] = record }
    }

    /// Takes a mark, without waiting for the disk: a power cut may cost the last half minute of it.
    func take(_ new: SurvivalMark) {
        mark = new
        isSecondPlace.toggle()
        let place = isSecondPlace ? SurvivalText.markBytes : 0
        // What fails here leaves an older mark, which claims less.
        try? Self.write(text.mark(new), at: place, descriptor, path)
    }

    func sync() { _ = fsync(descriptor) }

    private static func read(_ descriptor: Int32, _ path: String) throws(StoreError) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure(path, "is not a file")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor,
                    buffer.baseAddress.map { $0 + count },
                    buffer.count - count,
                    off_t(count)
                )
            }
            guard more > 0 else { throw failure(path, "can't be read to its end") }
            count += more
        }
        return bytes
    }

    private static func write(
        _ bytes: [UInt8],
        at offset: Int,
        _ descriptor: Int32,
        _ path: String
    ) throws(StoreError) {
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw failure(path, "can't be written")
        }
    }

    private static func failure(_ path: String, _ what: String) -> StoreError {
        .inputOutput(path: path, cause: "\(what): \(String(cString: strerror(errno)))")
    }
}

extension SurvivalMark {
    func isAfter(_ other: SurvivalMark) -> Bool {
        (generation, seq) > (other.generation, other.seq)
    }
}
