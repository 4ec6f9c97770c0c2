package import struct FoundationEssentials.UUID

/// Who asks: the three levels in which turns and room are shared.
///
/// A tenant's part does not grow with the number of its programs, nor a program's with the number of the
/// persons for whom it calls. A program of the installation, which has no tenant, is a tenant of its own here.
package struct Share: Hashable, Sendable {
    package var tenant: UUID?
    /// The program's public key, not a name that another may get later.
    package var program: String
    package var person: UUID?

    package init(tenant: UUID?, program: String, person: UUID?) {
        self.tenant = tenant
        self.program = program
        self.person = person
    }

    /// The level of a share, from the outside in.
    package enum Level: Int, Sendable, CaseIterable, CustomStringConvertible {
        /// All of them together.
        case whole
        case tenant, program, person

        /// As refusals name it.
        package var description: String {
            switch self {
            case .whole: "service"
            case .tenant: "tenant"
            case .program: "program"
            case .person: "person"
            }
        }
    }

    /// The same share, cut to a level: what it has in common with others.
    func cut(to level: Level) -> Share {
        switch level {
        case .whole: Share(tenant: nil, program: "", person: nil)
        case .tenant: Share(tenant: tenant, program: tenant == nil ? program : "", person: nil)
        case .program: Share(tenant: tenant, program: program, person: nil)
        case .person: self
        }
    }
}
