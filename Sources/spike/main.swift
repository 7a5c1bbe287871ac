import Fleet
import Scenario
import Glibc
signal(SIGPIPE, SIG_IGN)
let n = Int(CommandLine.arguments[1])!
let plan = spikePlan(n)
do { print(try FleetHost(plan: plan, options: RunOptions(out: "/tmp/kqout", scenarioText: "x")).run()) } catch { print("ERR \(error)") }
