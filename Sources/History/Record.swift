/// One event as it lies in mapped memory: 64 bytes, little-endian, no pointer.
///
/// The checksum is CRC-32C over the other 60 bytes. `sequence` counts from 0 without holes inside a region, across
/// the incarnations of its writer. What `subject` and `a`…`e` mean depends on `kind`: see `Event+Coding.swift`.
@frozen
package struct Record: Equatable, Sendable {
    package var checksum: UInt32 = 0
    package var kind: UInt16 = 0
    package var incarnation: UInt16 = 0
    package var sequence: UInt32 = 0
    package var subject: UInt32 = .max
    /// `CLOCK_MONOTONIC`, nanoseconds: when it happened, or ended, for what has a duration.
    package var time: UInt64 = 0
    package var a: UInt64 = 0
    package var b: UInt64 = 0
    package var c: UInt64 = 0
    package var d: UInt64 = 0
    package var e: UInt64 = 0

    package init() {}
    package static let size = 64
}

/// What the writer of one region is.
package enum RegionOwner: Hashable, Sendable, CustomStringConvertible {
    case coordinator
    case zygote
    case replica(ReplicaID)
    /// The helper that asks this replica over HTTP, beside what the replica records of itself.
    case prober(ReplicaID)

    /// The region's index in a file with so many replicas: coordinator 0, zygote 1, replica n at n + 1, and then the probers.
    package func region(replicas: Int) -> Int {
        switch self {
        case .coordinator: 0
        case .zygote: 1
        case .replica(let id): Int(id.number) + 1
        case .prober(let id): replicas + Int(id.number) + 1
        }
    }

    package init(region: Int, replicas: Int) {
        switch region {
        case 0: self = .coordinator
        case 1: self = .zygote
        case ..<(replicas + 2): self = .replica(ReplicaID(UInt32(region - 1)))
        default: self = .prober(ReplicaID(UInt32(region - 1 - replicas)))
        }
    }

    package var description: String {
        switch self {
        case .coordinator: "coordinator"
        case .zygote: "zygote"
        case .replica(let id): "replica \(id)"
        case .prober(let id): "prober of \(id)"
        }
    }
}
