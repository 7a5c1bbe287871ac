extension EnvironmentDocument {
    /// Reads the wire format. Names are found in any case, unknown ones are ignored.
    ///
    /// - Parameter now: what a poisoned version is far ahead of.
    /// - Throws: ``MalformedDocument``; there is no half of a document.
    public init(json: [UInt8], now: WallTime) throws(MalformedDocument) {
        try self.init(DocumentValue(json: json), now: now)
    }

    init(_ document: DocumentValue, now: WallTime) throws(MalformedDocument) {
        let id = try document.environmentID()
        var mobile: KeyOrders<MobileKey> = try document["mobileKey"].orders()
        let olderMobileKey = MobileKey(text: try document.text("mobKey"))
        mobile.primary = mobile.primary ?? olderMobileKey  // counts where the newer one is absent or empty
        self.init(
            id: id, version: try document.version(now: now),
            names: Names(
                environmentKey: try document.text("envKey"), environment: try document.text("envName"),
                projectKey: try document.text("projKey"), project: try document.text("projName")),
            sdk: try document["sdkKey"].orders(), mobile: mobile,
            defaultTTLMinutes: Int(clamping: try document.number("defaultTtl")),
            isSecureMode: try document.flag("secureMode"))
    }
}

extension DocumentValue {
    func environmentID() throws(MalformedDocument) -> EnvironmentID {
        guard let id = EnvironmentID(text: try text("envID")) else {
            throw MalformedDocument(place: "envID", reason: .missing)
        }
        return id
    }

    func version(now: WallTime) throws(MalformedDocument) -> Epoch {
        guard let number = UInt64(exactly: try number("version")), let version = Epoch(number) else {
            throw MalformedDocument(place: "version", reason: .outOfRange)
        }
        guard !version.isPoisoned(at: now) else { throw MalformedDocument(place: "version", reason: .poisonedVersion) }
        return version
    }

    /// An entry of `additional`; nil for one without a value, whatever its end.
    fileprivate func entry<Key: EnvironmentKey>() throws(MalformedDocument) -> (key: Key, end: WallTime?)? {
        guard let key = Key(text: try text("value")) else { return nil }
        return (key, try self["expiresAt"] == nil ? nil : try time("expiresAt"))
    }

    /// `expiring`: no notice where its value is empty, whatever its time.
    fileprivate func notice<Key: EnvironmentKey>() throws(MalformedDocument) -> GraceNotice<Key>? {
        guard let key = Key(text: try text("value")) else { return nil }
        return GraceNotice(key: key, end: try time("timestamp"))
    }
}

extension DocumentValue? {
    /// `sdkKey` or `mobileKey`; nothing at all where it is absent.
    fileprivate func orders<Key: EnvironmentKey>() throws(MalformedDocument) -> KeyOrders<Key> {
        guard let value = self else { return KeyOrders() }
        var entries: [(key: Key, end: WallTime?)] = []
        for item in try value.list("additional") {
            if let entry: (key: Key, end: WallTime?) = try item.entry() { entries.append(entry) }
        }
        return KeyOrders(
            primary: Key(text: try value.text("value")), grace: try value["expiring"]?.notice(),
            additional: AdditionalKeys(entries))
    }
}
