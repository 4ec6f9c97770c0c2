import Glibc
import OctopusProgram

@main enum Main {
    static func main() async {
        StandardStream.prepare()
        let code = await OctopusTool.run(Array(CommandLine.arguments.dropFirst()))
        guard Console.loss == nil else { exit(code) }
        Console.close()
        guard let loss = Console.loss else { exit(code) }
        Console.note("octopus: \(loss)")
        exit(code == ExitStatus.success.rawValue ? ExitStatus.fault.rawValue : code)
    }
}
