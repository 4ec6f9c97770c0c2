import Glibc

/// What a run begins with, beside its corpus: examples that the contract itself gives.
enum Seeds {
    static func write(of target: any FuzzTarget.Type, to folder: String) throws {
        for (index, seed) in try target.seeds().enumerated() {
            guard let file = fopen("\(folder)/seed-\(index)", "w") else {
                fatalError("no file can be made in \(folder)")
            }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
    }
}
