import FoundationEssentials
import Testing

/// The corpus in the debug build of all other tests; `deploy/fuzz --replay` has AddressSanitizer, too.
///
/// A finding ends the process, as it ends the fuzzer.
@Suite struct CorpusTests {
    @Test(arguments: fuzzTargets.map { $0.name })
    func `what fuzzing found and reached is right`(name: String) throws {
        let target = try #require(fuzzTargets.first { $0.name == name })
        let corpus = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Corpus/\(name)").standardized.path()
        let inputs = try FileManager.default.contentsOfDirectory(atPath: corpus)
        #expect(inputs.count > 50)
        for input in inputs {
            try Data(contentsOf: URL(filePath: "\(corpus)/\(input)")).withUnsafeBytes(target.run)
        }
    }
}
