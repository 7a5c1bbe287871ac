import Credentials
import History
import ReplicaCore

extension ReplicaDriver {
    func perform(_ effect: EnvironmentEffect, at now: Moment) {}
}
