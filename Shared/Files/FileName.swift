package import OctopusContract
package import OctopusServiceKit

/// What somebody calls a file that they send: a text that is shown, and no place of ours.
enum FileName {
    /// What a name breaks; nil if those who get the file can save it so.
    ///
    /// It names no folder, hides nothing, and ends as files of its type do: the same bytes are something else to
    /// a system that goes by names.
    static func fault(of name: String, _ type: FileType) -> (rule: FieldWord, message: String)? {
        let scalars = name.unicodeScalars
        guard scalars.first != ".", !scalars.contains(where: { ["/", "\\", ":"].contains($0) })
        else {
            return (.characters, "It has none of / \\ : and does not begin with a dot.")
        }
        let lowered = name.lowercased()
        guard type.nameEndings.contains(where: { lowered.hasSuffix($0) }) else {
            return (.form, "It ends with \(type.nameEndings.joined(separator: " or ")).")
        }
        return nil
    }
}

extension FieldRules {
    /// Notes a name that a file of that type can't be saved under.
    package mutating func fileName(_ name: String, _ path: String, of type: FileType) {
        guard let fault = FileName.fault(of: name, type) else { return }
        refuse(path, fault.rule, fault.message)
    }
}
