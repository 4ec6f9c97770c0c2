/// Bounds the lines that somebody can cause at will: the first of a window are written, the others are
/// counted, and one line tells their number when the window has ended.
///
/// A value, without a clock. The table is bounded: what comes when it is full shares one window.
package struct LineBound<Key: Hashable & Sendable>: Sendable {
    private struct Window {
        var beganAt: Int64
        var lines = 0
        var leftOut = 0
    }

    /// Lines that were counted and not written.
    package struct Summary: Sendable {
        /// Nil for those of everybody that the table had no place for.
        package let key: Key?
        package let count: Int
    }

    package static var windowMilliseconds: Int64 { 60_000 }

    private let most: Int
    private let tableLimit: Int
    private var windows: [Key: Window] = [:]
    private var others: Window?

    /// Makes a bound.
    ///
    /// - Parameters:
    ///   - most: How many lines of one kind are written in a minute.
    ///   - tableLimit: How many kinds are told apart.
    package init(most: Int, tableLimit: Int = 4096) {
        self.most = most
        self.tableLimit = tableLimit
    }

    /// Whether nothing is counted and no window is open.
    package var isEmpty: Bool { windows.isEmpty && others == nil }

    /// Whether a line of that kind is written; if not, it is counted.
    package mutating func takes(_ key: Key, atMilliseconds now: Int64) -> Bool {
        if windows[key] != nil || windows.count < tableLimit {
            return takes(&windows[key], now)
        }
        return takes(&others, now)
    }

    /// Closes the windows that have ended.
    ///
    /// - Returns: What was counted in them.
    package mutating func close(atMilliseconds now: Int64) -> [Summary] {
        var summaries: [Summary] = []
        for (key, window) in windows where hasEnded(window, now) {
            windows[key] = nil
            if window.leftOut > 0 { summaries.append(Summary(key: key, count: window.leftOut)) }
        }
        if let window = others, hasEnded(window, now) {
            others = nil
            if window.leftOut > 0 { summaries.append(Summary(key: nil, count: window.leftOut)) }
        }
        return summaries
    }

    private func hasEnded(_ window: Window, _ now: Int64) -> Bool {
        now - window.beganAt >= Self.windowMilliseconds
    }

    private func takes(_ window: inout Window?, _ now: Int64) -> Bool {
        // A window that has counted stays until `close` tells of it.
        var open = window ?? Window(beganAt: now)
        if open.leftOut == 0, hasEnded(open, now) { open = Window(beganAt: now) }
        defer { window = open }
        guard open.lines < most else {
            open.leftOut += 1
            return false
        }
        open.lines += 1
        return true
    }
}
