package import OctopusContract

/// Why a file is not taken.
package struct FileRefusal: Error, Hashable, RefusalConvertible {
    package let fault: FileFault
    /// More than its meaning, for a person.
    package let detail: String?

    init(_ fault: FileFault, _ detail: String? = nil) {
        (self.fault, self.detail) = (fault, detail)
    }

    package var refusal: Refusal {
        let message = [fault.meaning, detail].compactMap { $0 }.joined(separator: " ")
        return Refusal(
            .fileRefused,
            message,
            violations: [Violation(path: "uploadId", rule: fault.rawValue, message: message)]
        )
    }
}
