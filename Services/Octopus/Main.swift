import Glibc

@main enum Main {
    static func main() async {
        // A reader that is gone shows as EPIPE, which Console understands.
        signal(SIGPIPE, SIG_IGN)
        exit(await OctopusTool.run(Array(CommandLine.arguments.dropFirst())))
    }
}
