import Credentials

/// What upstream answers to a greeting: which keys it knows, when they are good, and what it was told to do wrong.
struct UpstreamRules {
    enum Verdict: Equatable { case welcome, refuse, hold, fail }

    private var keys: [UInt32: UpstreamKey] = [:]
    private var numbers: [[UInt8]: UInt32] = [:]
    private var faults: [UpstreamFault] = []

    /// Knows these from now on, in place of what it knew under their numbers.
    mutating func learn(_ more: [UpstreamKey]) {
        for key in more {
            if let old = keys[key.number] { numbers[old.secret.withBytes { $0 }] = nil }
            keys[key.number] = key
            numbers[key.secret.withBytes { $0 }] = key.number
        }
    }

    func number(of credential: [UInt8]) -> UInt32 { numbers[credential] ?? UpstreamKey.unknown }

    /// False when a fault of that number is in force already.
    mutating func apply(_ fault: UpstreamFault) -> Bool {
        guard !faults.contains(where: { $0.id == fault.id }) else { return false }
        faults.append(fault)
        return true
    }

    /// False when there is none of that number.
    mutating func lift(_ id: UInt32) -> Bool {
        guard let place = faults.firstIndex(where: { $0.id == id }) else { return false }
        faults.remove(at: place)
        return true
    }

    /// Whether upstream knows the credential and finds it good; what it was told to do wrong to starts makes no difference.
    func isGood(_ credential: UInt32, at now: UInt64) -> Bool { keys[credential]?.window.contains(now) == true }

    /// A fault wins over what is true, the harder one over the softer.
    func verdict(replica: UInt32, credential: UInt32, at now: UInt64) -> (verdict: Verdict, fault: UInt32?) {
        let touching = faults.filter { $0.scope.covers(replica: replica, credential: credential) }
        for (kind, verdict) in [(UpstreamFault.Kind.fail, Verdict.fail), (.hold, .hold), (.refuse, .refuse)] {
            if let fault = touching.first(where: { $0.kind == kind }) { return (verdict, fault.id) }
        }
        return (isGood(credential, at: now) ? .welcome : .refuse, nil)
    }
}
