import FoundationEssentials
import Glibc
import Testing

@testable import OctopusMesh

@Suite struct KeyFileTests {
    @Test func `a written pair is read back, and only its owner may read it`() throws {
        try withFolder { folder in
            let path = folder + "/keys.json"
            let pair = CurveKeyPair.generate()
            try pair.write(to: path)
            #expect(try CurveKeyPair(file: path).publicKey == pair.publicKey)
            var information = stat()
            stat(path, &information)
            #expect(information.st_mode & 0o777 == 0o600)
            #expect(!"\(pair)".contains(pair.secretKey))
        }
    }

    @Test func `an existing file is never overwritten`() throws {
        try withFolder { folder in
            let path = folder + "/keys.json"
            let first = CurveKeyPair.generate()
            try first.write(to: path)
            #expect(throws: KeyFileError(path: path, fault: .exists)) {
                try CurveKeyPair.generate().write(to: path)
            }
            #expect(try CurveKeyPair(file: path).publicKey == first.publicKey)
        }
    }

    @Test(arguments: [0o644, 0o604, 0o660, 0o620, 0o650, 0o444, 0o601, 0o777] as [mode_t])
    func `a file that others may read is refused`(mode: mode_t) throws {
        try withFolder { folder in
            let path = folder + "/keys.json"
            try CurveKeyPair.generate().write(to: path)
            chmod(path, mode)
            let error = #expect(throws: KeyFileError.self) { try CurveKeyPair(file: path) }
            #expect(error?.fault == .readableByOthers)
            #expect(error?.description.contains("chmod 600 \(path)") == true)
        }
    }

    @Test(arguments: [0o600, 0o400, 0o640, 0o440] as [mode_t])
    func `a file of its own group is read, also through a link`(mode: mode_t) throws {
        try withFolder { folder in
            let pair = CurveKeyPair.generate()
            try pair.write(to: folder + "/..data-key")
            chmod(folder + "/..data-key", mode)
            symlink("..data-key", folder + "/key")
            #expect(try CurveKeyPair(file: folder + "/key").publicKey == pair.publicKey)
        }
    }

    @Test(.enabled(if: geteuid() == 0), arguments: [0o640, 0o440] as [mode_t])
    func `a file that another group may read is refused`(mode: mode_t) throws {
        try withFolder { folder in
            let path = folder + "/keys.json"
            try CurveKeyPair.generate().write(to: path)
            chown(path, 0, 54_321)
            chmod(path, mode)
            let error = #expect(throws: KeyFileError.self) { try CurveKeyPair(file: path) }
            #expect(error?.fault == .readableByGroup)
            chmod(path, 0o600)
            #expect(throws: Never.self) { try CurveKeyPair(file: path) }
        }
    }

    @Test func `a key is read from the text of a secret as it comes out of files and variables`()
        throws
    {
        let pair = CurveKeyPair.generate()
        let file = #"{"publicKey": "\#(pair.publicKey)", "secretKey": "\#(pair.secretKey)"}"#
        for text in [
            file, file + "\n", "\u{FEFF}" + file + "\r\n", "\t\n " + file, pair.secretKey,
            pair.secretKey + "\n", pair.secretKey + "\r\n",
            " \u{FEFF} " + pair.secretKey + "\u{A0}",
            "\u{200B}" + pair.secretKey + "\u{2028}", pair.secretKey + "\0",
            file.replacing(", ", with: ",\r\n\t"),
        ] {
            #expect(try CurveKeyPair(text: text).publicKey == pair.publicKey)
        }
        let other = CurveKeyPair.generate().publicKey
        for (text, fault) in [
            ("", KeyFileError.Fault.malformed), ("{}", .malformed),
            (String(pair.secretKey.dropLast()), .malformed),
            (file + String(repeating: "x", count: 9000), .malformed),
            (pair.secretKey.prefix(20) + " " + pair.secretKey.suffix(20), .malformed),
            (pair.secretKey + pair.secretKey, .malformed),
            (#"{"publicKey": "\#(other)", "secretKey": "\#(pair.secretKey)"}"#, .halvesDiffer),
        ] {
            let error = #expect(throws: KeyFileError.self) { try CurveKeyPair(text: text) }
            #expect(error?.fault == fault)
            #expect(error?.description.contains(pair.secretKey) == false)
        }
    }

    @Test(arguments: [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian], [false, true])
    func `a key file is read as other systems write it, and UTF-16 is named`(
        encoding: String.Encoding,
        isLetters: Bool
    ) throws {
        try withFolder { folder in
            let pair = CurveKeyPair.generate()
            let file = #"{"publicKey": "\#(pair.publicKey)", "secretKey": "\#(pair.secretKey)"}"#
            let text = "\u{FEFF}" + (isLetters ? pair.secretKey : file) + "\r\n"
            let path = folder + "/key"
            try #require(text.data(using: encoding)).write(to: URL(filePath: path))
            chmod(path, 0o600)
            if encoding == .utf8 {
                #expect(try CurveKeyPair(file: path).publicKey == pair.publicKey)
            } else {
                #expect(throws: KeyFileError(path: path, fault: .utf16)) {
                    try CurveKeyPair(file: path)
                }
            }
        }
    }

    @Test func `what is no key file is refused with its path`() throws {
        try withFolder { folder in
            let missing = folder + "/missing.json"
            #expect(throws: KeyFileError(path: missing, fault: .missing)) {
                try CurveKeyPair(file: missing)
            }
            #expect(throws: KeyFileError(path: folder, fault: .notAFile)) {
                try CurveKeyPair(file: folder)
            }
            let pair = CurveKeyPair.generate()
            let other = CurveKeyPair.generate().publicKey
            for (text, fault) in [
                ("", KeyFileError.Fault.malformed), ("{}", .malformed),
                (#"{"publicKey": "a", "secretKey": "b"}"#, .malformed),
                (#"{"publicKey": "\#(other)", "secretKey": "\#(pair.secretKey)"}"#, .halvesDiffer),
            ] {
                let path = folder + "/bad.json"
                unlink(path)
                let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
                write(descriptor, text, text.utf8.count)
                close(descriptor)
                #expect(throws: KeyFileError(path: path, fault: fault)) {
                    try CurveKeyPair(file: path)
                }
            }
        }
    }

    @Test func `keys are read from 40 letters of Z85 and from 32 bytes, and nothing else`() throws {
        let key = CurveKeyPair.generate().publicKey
        #expect(CurvePublicKey(z85: key.z85) == key)
        #expect(CurvePublicKey(bytes: key.bytes) == key)
        #expect(key.z85.withCString { CurveKeyText(key).equals($0) })
        #expect(!CurveKeyPair.generate().publicKey.z85.withCString { CurveKeyText(key).equals($0) })
        #expect(!"short".withCString { CurveKeyText(key).equals($0) })
        #expect(CurvePublicKey(z85: String(key.z85.dropLast())) == nil)
        #expect(CurvePublicKey(z85: String(repeating: "\"", count: 40)) == nil)
        #expect(CurvePublicKey(z85: String(repeating: "é", count: 20)) == nil)
        #expect(CurvePublicKey(bytes: [1, 2, 3]) == nil)
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path() + "mesh-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }
}
