import Credentials
import Synchronization

/// The storage in the memory of one process: for tests, for development, for a server that is alone.
///
/// Rows past their end are gone at once; their memory is freed by a sweep, which happens inside the first call after
/// ``MemoryStoreOptions/sweepSeconds``: there is no thread and no timer that somebody has to stop. Every call, the
/// sweep included, is one step under one lock, so that none sees half of another.
public final class MemoryAuthorizationStore: AuthorizationStore {
    private let tables: Mutex<MemoryTables>
    private let clock: @Sendable () -> WallTime

    /// - Parameter clock: what time it is; the system's clock unless a test has one that it can move.
    public init(_ options: MemoryStoreOptions = .init(), clock: @escaping @Sendable () -> WallTime = SystemClock.now) {
        tables = Mutex(MemoryTables(options, at: clock()))
        self.clock = clock
    }

    /// How many rows there are.
    public var statistics: MemoryStatistics { tables.withLock { $0.statistics } }

    /// Frees the memory of all rows past their end now.
    public func sweep() { tables.withLock { $0.sweep(at: clock()) } }

    /// Performs one call in one step.
    func perform<Value: Sendable>(
        _ operation: StorageOperation,
        _ body: (inout MemoryTables, WallTime) throws(StorageError) -> Value
    ) throws(StorageError) -> Value {
        let now = clock()
        return try tables.withLock { (tables) throws(StorageError) -> Value in
            guard !tables.isClosed else { throw StorageError(.closed, in: operation) }
            tables.sweepIfDue(at: now)
            return try body(&tables, now)
        }
    }

    /// A row, or `.notFound`.
    func find<Row: Sendable>(
        _ operation: StorageOperation, _ body: (inout MemoryTables, WallTime) -> Row?
    ) throws(StorageError) -> Row {
        try perform(operation) { (tables, now) throws(StorageError) -> Row in
            guard let row = body(&tables, now) else { throw StorageError(.notFound, in: operation) }
            return row
        }
    }
}

extension MemoryAuthorizationStore {
    public func health() async throws(StorageError) { try perform(.health) { _, _ in } }

    public func close() async { tables.withLock { $0.isClosed = true } }
}
