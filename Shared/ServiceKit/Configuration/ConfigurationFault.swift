/// A configuration that can't be used: which setting or file, and what to do.
package struct ConfigurationFault: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
