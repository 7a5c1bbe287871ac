import Glibc
import RedisLink

/// The life of the helper process that is the link proxy. It holds no secret: what passes through it is not looked at.
package enum LinkProxyMain {
    /// - Parameter controlPath: where ``LinkProxyClient`` listens.
    package static func run(controlPath: String) -> Never {
        HelperLife.run(named: "kq-links", controlPath: controlPath) { control, loop, onClose in
            LinkProxyServer(control: control, pid: getpid(), on: loop, onClose: onClose)
        }
    }
}
