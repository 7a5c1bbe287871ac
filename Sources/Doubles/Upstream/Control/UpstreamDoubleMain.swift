import Glibc
import RedisLink

/// The life of the helper process that is upstream. It knows the credentials of the run, and says none of them to anybody.
package enum UpstreamDoubleMain {
    /// - Parameter controlPath: where ``UpstreamDoubleClient`` listens.
    package static func run(controlPath: String) -> Never {
        HelperLife.run(named: "kq-upstream", controlPath: controlPath, turn: .last) { control, loop, onClose in
            UpstreamDouble(on: loop).map {
                UpstreamServer(control: control, upstream: $0, pid: getpid(), on: loop, onClose: onClose)
            }
        }
    }
}
