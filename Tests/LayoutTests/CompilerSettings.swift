// A misspelt upcoming feature is accepted in silence. This file asks the compiler itself, with the
// settings that one loop in Package.swift gives to every target; a test holds the names together.

#if !hasFeature(ExistentialAny)
    #error("ExistentialAny is not on")
#endif
#if !hasFeature(InternalImportsByDefault)
    #error("InternalImportsByDefault is not on")
#endif
#if !hasFeature(MemberImportVisibility)
    #error("MemberImportVisibility is not on")
#endif
#if !hasFeature(NonisolatedNonsendingByDefault)
    #error("NonisolatedNonsendingByDefault is not on")
#endif
#if !hasFeature(InferIsolatedConformances)
    #error("InferIsolatedConformances is not on")
#endif
#if !hasFeature(ImmutableWeakCaptures)
    #error("ImmutableWeakCaptures is not on")
#endif
