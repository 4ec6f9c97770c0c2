import FoundationEssentials
import Glibc

/// How long a process has kept a processor busy, its own code and the kernel's for it.
enum ProcessorTime {
    /// This process's, exactly.
    static func own() -> Duration {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return duration(usage.ru_utime) + duration(usage.ru_stime)
    }

    /// Another's, in the kernel's ticks of 10 ms; nil once it is gone.
    static func of(_ processID: Int32) -> Duration? {
        guard let text = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
            // The name may have spaces; what follows its closing bracket does not.
            let fields = text.split(separator: ")").last?.split(separator: " "),
            fields.count > 12, let user = Int(fields[11]), let kernel = Int(fields[12])
        else { return nil }
        return .milliseconds((user + kernel) * 1000 / sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func duration(_ time: timeval) -> Duration {
        .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}
