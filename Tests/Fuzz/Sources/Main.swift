import CLibFuzzer
import Glibc

/// `Fuzz [libFuzzer's options] [corpus…]`, for the target that `FUZZ_TARGET` names; with
/// `FUZZ_SEEDS`, a folder, it writes the target's seeds there and ends.
///
/// The environment, because libFuzzer starts itself anew with its own arguments to merge.
@main struct Fuzz {
    private static let target: any FuzzTarget.Type = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = fuzzTargets.first(where: { $0.name == name }) else {
            fatalError("FUZZ_TARGET is one of \(fuzzTargets.map { $0.name }), not \"\(name)\"")
        }
        return target
    }()

    static func main() throws {
        if let folder = getenv("FUZZ_SEEDS") {
            return try Seeds.write(of: target, to: String(cString: folder))
        }
        var count = CommandLine.argc
        var arguments = Optional(CommandLine.unsafeArgv)
        // What describing the contract leaves behind is no input's fault.
        __lsan_disable()
        target.run(UnsafeRawBufferPointer(start: nil, count: 0))
        __lsan_enable()
        exit(LLVMFuzzerRunDriver(&count, &arguments, testOneInput))
    }

    fileprivate static func run(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
        target.run(UnsafeRawBufferPointer(start: bytes, count: count))
    }
}

/// The name that libFuzzer's archive insists on, though its driver is told.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    Fuzz.run(bytes, count)
    return 0
}
