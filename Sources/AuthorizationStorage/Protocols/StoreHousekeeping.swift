/// Health and the end.
public protocol StoreHousekeeping: Sendable {
    /// Returns when the backend answers.
    func health() async throws(StorageError)

    /// Ends the storage: every later call throws `.closed`. Closing again is no error.
    func close() async
}
