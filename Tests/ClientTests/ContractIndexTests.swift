import OctopusClient
import Testing

// One import, as a program outside has it.
struct ContractIndexTests {
    @Test func `one import brings the codec, every contract and the mesh`() throws {
        let bytes = try CBOREncoder().encode(Empty())
        #expect(bytes == [0xA0])
        #expect(MeshClient.Configuration.self != Never.self)
        let names = ContractIndex.services.map(\.name)
        #expect(names.first == "mesh")
        #expect(names.contains("identity") && Set(names).count == names.count)
    }

    @Test func `a contract lists the methods of its own service, each once`() {
        for contract in ContractIndex.services {
            let declarations = contract.methods.map { $0.declaration }
            #expect(declarations.allSatisfy { $0.service == contract.name })
            #expect(Set(declarations.map(\.name)).count == declarations.count)
        }
    }
}
