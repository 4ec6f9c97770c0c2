import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder
import struct FoundationEssentials.URL

/// The keys of a configuration file, which the library reads but does not list.
enum JSONKeys {
    /// Refuses a file with a key that no setting has.
    static func refuseUnknown(in path: String, table: [Setting]) throws(ConfigurationFault) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationFault("the configuration file \(path) can't be read: check the path")
        }
        let tree: JSONTree
        do {
            tree = try JSONDecoder().decode(JSONTree.self, from: data)
        } catch {
            throw ConfigurationFault("\(path) is not JSON: correct it")
        }
        guard case .object = tree else {
            throw ConfigurationFault("\(path) must be a JSON object")
        }
        let known = Set(table.map(\.key))
        for key in tree.leaves(under: "").sorted() where !known.contains(key) {
            throw ConfigurationFault("\(path) sets \(key), which is no setting; see --help")
        }
    }
}

/// As much of a JSON document as tells its keys.
private enum JSONTree: Decodable {
    case object([String: JSONTree])
    case leaf

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let object = try? container.decode([String: JSONTree].self) {
            self = .object(object)
        } else {
            self = .leaf
        }
    }

    func leaves(under prefix: String) -> [String] {
        guard case .object(let object) = self else { return [prefix] }
        return object.flatMap { key, tree in
            tree.leaves(under: prefix.isEmpty ? key : "\(prefix).\(key)")
        }
    }
}
