import Credentials
import Testing

@testable import AuthorizationStorage

@Suite struct AssertionConformanceTests {
    @Test(arguments: Backing.allCases)
    func `a stored id is known until its end, a past one never`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            func isKnown(_ jti: String) async -> Bool {
                let error = await refusal { () async throws(StorageError) in
                    try await storage.clientAssertionJWTValid(jti)
                }
                return error?.engineError == .jtiKnown
            }
            #expect(await !isKnown("j"))
            try await storage.setClientAssertionJWT("j", expiresAt: stage.now.advanced(bySeconds: 60))
            try await storage.setClientAssertionJWT("past", expiresAt: stage.now)
            #expect(await isKnown("j"))
            #expect(await !isKnown("past"))
            try await storage.setClientAssertionJWT("j", expiresAt: stage.now.advanced(bySeconds: 100))
            try await stage.pass(seconds: 90)
            #expect(await isKnown("j"))
            try await stage.pass(seconds: 11)
            #expect(await !isKnown("j"))
        }
    }

    /// Fix 29: purpose, issuer and id each tell uses apart, however their letters are shared out.
    @Test(arguments: Backing.allCases)
    func `an assertion is used once`(_ backing: Backing) async throws {
        try await backing.withStore { stage in
            let storage = stage.storage
            let end = stage.now.advanced(bySeconds: 60)
            func use(_ purpose: String, _ issuer: String, _ jti: String, _ end: WallTime) async -> StorageError? {
                await refusal { () async throws(StorageError) in
                    try await storage.consumeAssertionJWT(purpose: purpose, issuer: issuer, jti: jti, expiresAt: end)
                }
            }
            #expect(await use("p", "i", "j", end) == nil)
            #expect(await use("p", "i", "j", end)?.engineError == .jtiKnown)
            for (purpose, issuer, jti) in [("q", "i", "j"), ("p", "ij", ""), ("p", "", "ij"), ("p", "i", "k")] {
                #expect(await use(purpose, issuer, jti, end) == nil)
            }
            #expect(await use("p", "i", "j", stage.now) == nil)
            try await stage.pass(seconds: 61)
            #expect(await use("p", "i", "j", stage.now.advanced(bySeconds: 60)) == nil)
        }
    }

    @Test func `the digest of a use is the contract's`() {
        #expect(
            AssertionDigest.hex(purpose: "jwt-bearer", issuer: "https://ext.demo.test", jti: "n-42")
                == "bcf105b413dd41f40ad7e5ea349eedd93c14a3bb69e1c03cd43673f43d77e938")
    }
}
