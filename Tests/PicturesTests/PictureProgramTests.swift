import FoundationEssentials
import Glibc
import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusFiles

/// The program that decodes what strangers sent, as services start it.
///
/// One after another: what a test writes to be run can't be started (ETXTBSY) while a process that another
/// one starts at that moment still has it open.
@Suite(.serialized)
struct PictureProgramTests {
    @Test func `small pictures are upright and have no metadata`() async throws {
        let small = try await shrink(Pictures.jpeg, .jpeg)
        #expect(small.width == 16 && small.height == 24, "turned by a quarter")
        #expect(small.pictures.map(\.variant) == [.large, .medium, .small])
        for picture in small.pictures {
            #expect(picture.width == 16 && picture.height == 24, "never larger than it was")
            let text = String(decoding: picture.content, as: Unicode.ASCII.self)
            #expect(!text.contains("EXIF") && !text.contains("ICCP"))
        }
    }

    @Test func `what can't be read is told from what costs too much`() async throws {
        try await refused(Array("no picture at all".utf8), .png, .damaged)
        try await refused(Pictures.jpeg, .png, .damaged)
        var cut = Array(Pictures.jpeg.dropLast(60))
        cut += [0xFF, 0xD9]
        try await refused(cut, .jpeg, .damaged)
    }

    @Test func `a service without the program does not start`() throws {
        let program = try self.program()
        #expect(program.path.hasSuffix("/octopus-thumbnail"))
        let settings = Settings(Setting.files, ["files.thumbnail-program": .text("/no/program")])
        #expect(throws: StartFailure.self) { try PictureProgram(settings) }
    }

    @Test func `it is killed when nobody waits for it any more`() async throws {
        // Says its number, and works for ever.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, told) = (folder.path + "/slow", folder.path + "/pid")
        try "#!/bin/sh\necho $$ > \(told).new; mv \(told).new \(told); exec sleep 1000\n"
            .write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, 0o700)
        let settings = Settings(Setting.files, ["files.thumbnail-program": .text(path)])
        let program = try PictureProgram(settings)
        let memory = try MemoryFile("test")
        let task = Task { try await program.shrink(memory, .jpeg) }
        let begun = ContinuousClock.now
        while !FileManager.default.fileExists(atPath: told) {
            try #require(begun.duration(to: .now) < .seconds(60), "it does not start")
            await Task.yield()
        }
        let text = try String(contentsOfFile: told, encoding: .utf8)
        let process = try #require(pid_t(text.filter(\.isNumber)))
        #expect(kill(process, 0) == 0)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(kill(process, 0) != 0, "it is gone")
    }

    /// What it answers is looked at: the program may have been taken over by what it read.
    @Test func `an answer that is none is refused`() async throws {
        #expect(SmallPictures([]) == nil)
        #expect(SmallPictures([UInt8](repeating: 0, count: 100)) == nil)
        #expect(SmallPictures([UInt8](repeating: 0xFF, count: 100)) == nil)
        let head: [UInt8] = [0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 5]
        #expect(SmallPictures(head + Array("<svg>".utf8)) == nil)
    }

    private func program() throws -> PictureProgram {
        try PictureProgram(Settings(Setting.files))
    }

    private func shrink(_ bytes: [UInt8], _ type: FileType) async throws -> SmallPictures {
        let memory = try MemoryFile("test")
        try memory.append(Data(bytes))
        return try await program().shrink(memory, type)
    }

    private func refused(_ bytes: [UInt8], _ type: FileType, _ fault: FileFault) async throws {
        await #expect(throws: FileRefusal(fault)) { try await shrink(bytes, type) }
    }
}
