import OctopusClient
import FoundationEssentials
import Testing

struct ContractFileTests {
    @Test func `The committed contract is what the types say`() throws {
        let committed = try String(contentsOfFile: Self.path, encoding: .utf8)
        let printed = try ContractText.text(of: ContractIndex.services)
        guard committed != printed else { return }
        let comparison = ContractComparison(from: committed, to: printed)
        for change in comparison.breaking {
            Issue.record("breaks programs built with the committed contract: \(change)")
        }
        Issue.record(
            """
            The contract changed. Also new: \(comparison.additive.joined(separator: "; ")).
            If that is meant, run `octopus contract > Shared/Contract/octopus.cddl`.
            """
        )
    }

    @Test func `The hash differs for contracts that differ, and is FNV-1a`() {
        // The published value of the empty input is the offset basis.
        let basis: [UInt8] = [
            0x6C, 0x62, 0x27, 0x2E, 0x07, 0xBB, 0x01, 0x42, 0x62, 0xB8, 0x21, 0x75, 0x62, 0x95,
            0xC5, 0x8D,
        ]
        #expect(ContractText.hash(of: "") == basis)
        #expect(ContractText.hash(of: "a") != ContractText.hash(of: "b"))
    }

    private static var path: String {
        #filePath.replacing("Tests/ContractTests/ContractFileTests.swift", with: "")
            + "Shared/Contract/octopus.cddl"
    }
}
