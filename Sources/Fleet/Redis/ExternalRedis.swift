import Credentials

/// A Redis that the user names; nothing in it is ours but keys under the run's own prefix.
package struct ExternalRedis: Sendable {
    package var host: String
    package var port: UInt16
    package var database: Int
    package var user: String
    package var password: Secret

    package init(host: String, port: UInt16, database: Int, user: String, password: Secret) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
    }
}
