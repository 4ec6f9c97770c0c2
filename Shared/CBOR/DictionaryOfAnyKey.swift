/// Dictionaries, which the standard library writes as arrays if their keys are no text.
enum DictionaryOfAnyKey {
    /// Tells whether a type is a dictionary, from the word by which the runtime tells generic types
    /// apart.
    ///
    /// A cast to a protocol's metatype says the same, but takes 300 instructions, and each array of
    /// each message is asked. Every type's metadata has a second word; that of structures is the
    /// address of their declaration, which all dictionaries share.
    @inline(__always)
    static func contains(_ type: any Any.Type) -> Bool {
        declaration(type) == declaration([Int: Int].self)
    }

    @inline(__always)
    private static func declaration(_ type: any Any.Type) -> UInt {
        // A metatype is the address of its type's metadata, of two words at least.
        unsafeBitCast(type, to: UnsafePointer<UInt>.self)[1]
    }
}
