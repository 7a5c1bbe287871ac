import History

/// What one incarnation recorded of its environments.
struct EnvironmentFacts {
    struct Application: Equatable {
        var at: Time
        var environment: CredentialID
        var version: VersionStamp
        var isTombstone: Bool
        var path: DocumentPath
    }

    struct Resolution: Equatable {
        var at: Time
        var environment: CredentialID
        var credential: CredentialID
        var isIn: Bool
    }

    struct ClientEvent: Equatable {
        var at: Time
        var environment: CredentialID
        var credential: CredentialID
        var token: UInt64
        var change: ClientChange
    }

    struct Delivery: Equatable {
        var at: Time
        var environment: CredentialID
        var data: UInt64
    }

    /// From here on events go out as this credential; nil: as nobody, or as one that was not told yet.
    struct Sender: Equatable {
        var at: Time
        var environment: CredentialID
        var credential: CredentialID?
    }

    struct Crossing: Equatable {
        var credential: CredentialID
        var environment: CredentialID
        var called: Time
        var at: Time
    }

    /// The store had a lower version than the one that was held, or none.
    struct Loss: Equatable {
        var at: Time
        var environment: CredentialID
        var held: UInt64
        var stands: UInt64
    }

    struct PutBack: Equatable {
        var at: Time
        var environment: CredentialID
        var version: VersionStamp
    }

    var applications: [Application] = []
    var resolutions: [Resolution] = []
    var clients: [ClientEvent] = []
    var deliveries: [Delivery] = []
    var senders: [Sender] = []
    var crossings: [Crossing] = []
    var losses: [Loss] = []
    var putBacks: [PutBack] = []
    /// By order, or because the replica ended.
    var closings: [(at: Time, environment: CredentialID)] = []

    mutating func take(_ event: EnvironmentEvent, at time: Time) {
        switch event {
        case .applied(.unnamed, _, _, _): break  // said again once the coordinator has told its name
        case .applied(let environment, let version, let isTombstone, let path):
            applications.append(
                Application(
                    at: time, environment: environment, version: version, isTombstone: isTombstone, path: path))
        case .resolves(let credential, let environment, let isIn):
            resolutions.append(
                Resolution(at: time, environment: environment, credential: credential, isIn: isIn))
        case .client(let environment, let credential, let token, let change):
            clients.append(
                ClientEvent(
                    at: time, environment: environment, credential: credential, token: token, change: change))
        case .delivered(let environment, let data):
            deliveries.append(Delivery(at: time, environment: environment, data: data))
        case .sendsEvents(let environment, let credential):
            senders.append(
                Sender(at: time, environment: environment, credential: credential == .unnamed ? nil : credential))
        default: takeTrouble(event, at: time)
        }
    }

    private mutating func takeTrouble(_ event: EnvironmentEvent, at time: Time) {
        switch event {
        case .crossed(let credential, let environment, let called):
            crossings.append(
                Crossing(credential: credential, environment: environment, called: Time(called), at: time))
        case .trouble(let environment, .lost, let held, let stands):
            losses.append(Loss(at: time, environment: environment, held: held, stands: stands))
        case .putBack(let environment, let version):
            putBacks.append(PutBack(at: time, environment: environment, version: version))
        case .closed(let environment): closings.append((time, environment))
        default: break  // gaps and the like, for the reader of an export
        }
    }
}
