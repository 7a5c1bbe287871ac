import CCurl
import Credentials
import Glibc
import ReplicaCore

/// One request on one connection to one address; owns libcurl's handle and everything that it points to.
///
/// libcurl gets a numeric address to connect to, whatever it makes of the URL: so it asks no resolver, and cannot see
/// another host than the one that was judged.
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var intake = AnswerIntake()
    private let mayBePrivate: Bool
    private var hasRefusedAddress = false

    /// Nil when libcurl has no memory, or the call cannot be said in HTTP.
    init?(_ call: HTTPCall, to url: WebAddress, at address: String, certificates: String?) {
        guard let lines = call.headerLines, let easy = kq_easy_make() else { return nil }
        self.easy = easy
        mayBePrivate = call.mayBePrivate
        let place = address.utf8.contains(0x3A) ? "[\(address)]" : address
        guard setList(CURLOPT_HTTPHEADER, lines), setList(CURLOPT_CONNECT_TO, ["::\(place):\(url.effectivePort)"]),
            set(call, url), setTrust(certificates), setOwner()
        else { return nil }
    }

    deinit {
        kq_easy_end(easy)
        for list in lists { kq_list_end(list) }
    }

    private func set(_ option: CURLoption, _ number: Int) -> Bool {
        kq_easy_set_number(easy, option, number) == CURLE_OK
    }
    private func set(_ option: CURLoption, _ text: String) -> Bool { kq_easy_set_text(easy, option, text) == CURLE_OK }

    private func setList(_ option: CURLoption, _ texts: [String]) -> Bool {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts {
            guard let longer = kq_list_add(list, text) else {
                kq_list_end(list)
                return false
            }
            list = longer
        }
        if let list { lists.append(list) }
        return kq_easy_set_pointer(easy, option, list) == CURLE_OK
    }

    /// No proxy, whatever the environment says; no redirect that libcurl follows; no connection that is kept.
    private func set(_ call: HTTPCall, _ url: WebAddress) -> Bool {
        set(CURLOPT_URL, url.text) && set(CURLOPT_PROTOCOLS_STR, "http,https") && set(CURLOPT_PROXY, "")
            && set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)) && set(CURLOPT_FOLLOWLOCATION, 0)
            && set(CURLOPT_FRESH_CONNECT, 1) && set(CURLOPT_FORBID_REUSE, 1) && set(CURLOPT_NOSIGNAL, 1)
            && set(CURLOPT_USERAGENT, "keyquake") && setMethod(call)
    }

    private func setMethod(_ call: HTTPCall) -> Bool {
        switch call.method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .delete: set(CURLOPT_CUSTOMREQUEST, call.method.rawValue)
        case .post:
            set(CURLOPT_POST, 1)
                && call.body.withUnsafeBytes { kq_easy_set_body(easy, $0.baseAddress, $0.count) } == CURLE_OK
        }
    }

    /// - Parameter certificates: a file of the authorities to trust instead of the system's.
    private func setTrust(_ certificates: String?) -> Bool {
        let isStrict =
            set(CURLOPT_SSL_VERIFYPEER, 1) && set(CURLOPT_SSL_VERIFYHOST, 2)
            && set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        guard isStrict, let certificates else { return isStrict }
        return set(CURLOPT_CAINFO, certificates) && kq_easy_set_pointer(easy, CURLOPT_CAPATH, nil) == CURLE_OK
    }
}

// MARK: - What libcurl asks and tells

extension CurlTransfer {
    /// Proof for the unretained reference: the handle is this object's, which takes it from its session before it ends it.
    private func setOwner() -> Bool {
        let owner = Unmanaged.passUnretained(self).toOpaque()
        let isSet = kq_easy_set_intake(
            easy,
            { bytes, size, count, owner in
                CurlTransfer.of(owner)?.takeHead(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
            },
            { bytes, size, count, owner in
                CurlTransfer.of(owner)?.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
            }, owner)
        let opens = kq_easy_set_opener(
            easy, { owner, _, address in CurlTransfer.of(owner)?.open(address) ?? CurlTransfer.noSocket }, owner)
        return isSet == CURLE_OK && opens == CURLE_OK
    }

    private static func of(_ owner: UnsafeMutableRawPointer?) -> CurlTransfer? {
        owner.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let noSocket: curl_socket_t = -1
    /// What libcurl takes for "go no further", which must not be the count that it gave.
    private static let stops = 0

    private func takeHead(_ line: UnsafeRawBufferPointer) -> Int { intake.takeHead(line) ? line.count : Self.stops }

    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        let declared = Int(kq_easy_size(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T))
        return intake.take(bytes, status: status, declared: declared) ? bytes.count : Self.stops
    }

    /// The one place where a connection begins: what is judged here is what it goes to.
    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        var text = [CChar](repeating: 0, count: 64)
        guard let address, kq_address_text(address, &text, text.count) != 0,
            let host = HostAddress(
                String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        else { return Self.noSocket }
        guard mayBePrivate || host.isPublic else {
            hasRefusedAddress = true
            return Self.noSocket
        }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.protocol)
    }
}

// MARK: - What came of it

extension CurlTransfer {
    private var status: Int { kq_easy_number(easy, CURLINFO_RESPONSE_CODE) }

    /// Whether a part of the request left this process.
    var hasSent: Bool { kq_easy_number(easy, CURLINFO_REQUEST_SIZE) > 0 }

    func end(_ result: CURLcode) -> TransferEnd {
        let facts = TransferFacts(
            result: result, stop: intake.stop, isHeadWhole: intake.isHeadWhole, hasSent: hasSent,
            hasRefusedAddress: hasRefusedAddress, status: status)
        if let flaw = facts.flaw { return .failed(flaw, isConnected: facts.wasConnected) }
        if facts.isRedirect, let target = text(CURLINFO_REDIRECT_URL) { return .redirected(to: target) }
        let wait = kq_easy_size(easy, CURLINFO_RETRY_AFTER)
        return .answered(
            RegistrationResponse(
                status: status, contentType: text(CURLINFO_CONTENT_TYPE), body: intake.body,
                retryAfter: wait > 0 ? UInt64(wait) : nil))
    }

    private func text(_ info: CURLINFO) -> String? { kq_easy_text(easy, info).map { String(cString: $0) } }
}
