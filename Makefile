# Keyquake: what a user types. Each target installs what is missing first (.ci/setup).
.PHONY: drill test bench lint clean doctor setup release

drill: release
	.build/release/keyquake run scenarios/drill.yaml

# The HTTP servers of GatewayTests share Swift's few threads with whatever test blocks one: they go first, by themselves.
test: setup
	swift build -c release --static-swift-stdlib --product rotator-proof
	.build/release/rotator-proof
	swift build --build-tests
	swift test --skip-build --filter GatewayTests
	swift test --skip-build --skip GatewayTests

bench: release
	.build/release/keyquake bench fork
	.build/release/keyquake bench propagation
	.build/release/keyquake bench hotpath
	.build/release/keyquake bench hop
	.build/release/keyquake bench checks
	.build/release/keyquake bench rotator
	.build/release/keyquake bench managed-keys
	.build/release/keyquake bench storage

lint:
	swift format lint --strict -r Sources Tests Package.swift

doctor: release
	.build/release/keyquake doctor

# With Swift's libraries inside: a process with a fifth of the mappings forks in two thirds of the time.
release: setup
	swift build -c release --static-swift-stdlib --product keyquake

setup:
	@.ci/setup

clean:
	swift package clean
	rm -rf results/*/
