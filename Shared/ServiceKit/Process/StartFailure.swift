/// Why a process could not start: which file or setting, and what to do.
package struct StartFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// As in `sysexits.h`, so that a script can tell them apart.
    package enum Code: Int32, Sendable {
        case usage = 64
        /// What a command was given breaks a rule: a weak password, a name that is taken.
        case data = 65
        case noInput = 66
        case unavailable = 69
        case software = 70
        case cannotCreate = 73
        case inputOutput = 74
        case temporary = 75
        case noPermission = 77
        case configuration = 78
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
