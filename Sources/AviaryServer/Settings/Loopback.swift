internal import Glibc

/// Addresses that only this machine can reach.
package enum Loopback {
    /// Whether only programs on this machine can connect to what listens there.
    ///
    /// Names other than `localhost` are not looked up: what they mean may change later.
    ///
    /// - Parameter host: `localhost`, or an address; one of version 6 may stand in brackets.
    /// - Returns: whether it is `localhost`, in 127.0.0.0/8, or `::1`.
    package static func contains(_ host: String) -> Bool {
        if host.lowercased() == "localhost" { return true }
        // As bytes: more than one module declares the structures of addresses.
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, host, &four) == 1 { return four[0] == 127 }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        var six = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, isBracketed ? String(host.dropFirst().dropLast()) : host, &six) == 1 else {
            return false
        }
        return six.dropLast().allSatisfy { $0 == 0 } && six.last == 1
    }
}
