import Configuration
import SystemPackage
import struct FoundationEssentials.Data

/// Reads the layers: defaults, under a JSON file, under the environment, under flags.
package struct ConfigurationLoader {
    let table: [Setting]
    let flags: CommandLineFlags
    let environment: [String: String]

    /// Looks up every declared setting in the layers, and refuses what none of them declares.
    ///
    /// - Throws: `ConfigurationFault`, which names the setting and where it was set.
    func load() async throws(ConfigurationFault) -> Settings {
        try refuseUnknownVariables()
        var layers = [
            Layer(origin: "a flag", provider: flagProvider),
            Layer(
                origin: "the environment",
                provider: EnvironmentVariablesProvider(environmentVariables: environment)
                    .prefixKeys(with: "octopus")
            ),
        ]
        if let path = flags.configFile ?? environment["OCTOPUS_CONFIG"] {
            layers.append(try await fileLayer(path))
        }
        var values: [String: SettingValue] = [:]
        var origins: [String: String] = [:]
        for setting in table {
            for layer in layers {
                guard let value = try layer.value(of: setting) else { continue }
                values[setting.key] = value
                origins[setting.key] = layer.origin
                break
            }
        }
        return Settings(table, values, origins: origins)
    }

    private var flagProvider: any ConfigProvider {
        InMemoryProvider(
            name: "flags",
            values: Dictionary(
                uniqueKeysWithValues: flags.values.map { key, value in
                    (AbsoluteConfigKey(key: key), ConfigValue(.string(value), isSecret: false))
                }
            )
        )
    }

    private func fileLayer(_ path: String) async throws(ConfigurationFault) -> Layer {
        do {
            try JSONKeys.refuseUnknown(in: path, table: table)
            let provider = try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
            return Layer(origin: path, provider: provider, isTyped: true)
        } catch let fault as ConfigurationFault {
            throw fault
        } catch {
            throw ConfigurationFault("\(path) can't be read as JSON: \(error)")
        }
    }

    /// Refuses a misspelt variable of a group of ours; others' `OCTOPUS_…` are left alone.
    private func refuseUnknownVariables() throws(ConfigurationFault) {
        let known = Set(table.map(\.environmentName))
        let groups = Set(
            table.map { setting in
                Setting(String(setting.key.prefix { $0 != "." }), setting.type, "").environmentName
                    + "_"
            }
        )
        for name in environment.keys.sorted() where !known.contains(name) {
            guard groups.contains(where: { name.hasPrefix($0) }) else { continue }
            throw ConfigurationFault("\(name) in the environment is no setting; see --help")
        }
    }
}

/// One source of settings.
private struct Layer {
    let origin: String
    let provider: any ConfigProvider
    /// Whether numbers and booleans are their own types there; else all is text.
    var isTyped = false

    func value(of setting: Setting) throws(ConfigurationFault) -> SettingValue? {
        let key = AbsoluteConfigKey(key: setting.key)
        do {
            if isTyped {
                switch setting.type {
                case .integer:
                    guard
                        case .int(let value)? = try provider.value(forKey: key, type: .int)
                            .value?.content
                    else { return nil }
                    return try setting.type.parse("\(value)")
                case .boolean:
                    guard
                        case .bool(let value)? = try provider.value(forKey: key, type: .bool)
                            .value?.content
                    else { return nil }
                    return .boolean(value)
                case .text, .file, .duration, .choice: break
                }
            }
            guard
                case .string(let text)? = try provider.value(forKey: key, type: .string)
                    .value?.content
            else { return nil }
            return try setting.type.parse(text)
        } catch let fault as WrongValue {
            throw ConfigurationFault("\(setting.key), set by \(origin), \(fault.expected)")
        } catch {
            throw ConfigurationFault(
                "\(setting.key), set by \(origin), must be \(setting.type.name)"
            )
        }
    }
}

extension AbsoluteConfigKey {
    fileprivate init(key: String) {
        self.init(key.split(separator: ".").map(String.init))
    }
}
