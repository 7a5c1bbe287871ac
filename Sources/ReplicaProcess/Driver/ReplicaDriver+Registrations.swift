import Credentials
import History
import ReplicaCore

extension ReplicaDriver {
    func perform(_ effect: RegistrationEffect, of id: RegistrationID, at now: Moment) {}
}
