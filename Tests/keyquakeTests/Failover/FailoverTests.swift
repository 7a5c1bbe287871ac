import Testing

/// Runs in which another node becomes primary. One after the other: a Sentinel that does not get the processor takes that for
/// a death, and orders a failover that no test is about.
@Suite(.serialized) struct FailoverTests {}
