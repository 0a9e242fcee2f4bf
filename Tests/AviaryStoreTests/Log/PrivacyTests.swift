import AviaryControl
import AviaryCore
import AviaryStore
import Testing

struct PrivacyTests {
    private let privacy = Privacy(LogKey())

    private static func plan(_ fields: [String: LogPlan.FieldRule] = [:], maxBody: Int = 1000) -> LogPlan {
        var plan = LogPlan()
        plan.fields = fields
        plan.maxBody = maxBody
        return plan
    }

    @Test func `what may be kept is kept in the protocol's words`() throws {
        let prediction = try Predictions.make(parameters: ["country": .string("is"), "age": .int64(7)])
        let row = self.privacy.row(prediction, Self.plan())
        #expect(row.inputs == LogRow.Payload(#"[{"name":"x","datatype":"FP32","shape":[2],"data":[1.0,2.5]}]"#, .whole))
        #expect(row.outputs == LogRow.Payload(#"[{"name":"y","datatype":"INT64","shape":[1],"data":[7]}]"#, .whole))
        #expect(row.parameters == #"{"country":"is","age":7}"#)
        #expect(row.decision == "served" && row.latency == 1_500_000 && row.subject == nil)
        // What was kept whole is a request again.
        let request = try RecordedRequest.decode(Array(#"{"inputs":\#(row.inputs.json ?? "")}"#.utf8).span.bytes)
            .request
        #expect(request.inputs.first?.tensor.values(as: Float.self) == [1, 2.5])
    }

    @Test(arguments: LogPlan.FieldRule.allCases)
    func `a rule decides what is left of a field`(rule: LogPlan.FieldRule) throws {
        let secret = "canary-0451"
        let prediction = try Predictions.make(
            parameters: ["email": .string(secret)],
            inputs: [
                NamedTensor(name: "name", tensor: try Predictions.texts([secret, secret, "b"])),
                NamedTensor(name: "x", tensor: try Tensor([Int32(5)])),
            ]
        )
        let row = self.privacy.row(prediction, Self.plan(["email": rule, "name": rule]))
        let text = (row.inputs.json ?? "") + (row.parameters ?? "")
        #expect(text.contains(secret) == (rule == .keep))
        #expect(text.contains(#"{"name":"x","datatype":"INT32","shape":[1],"data":[5]}"#))
        #expect(row.inputs.extent == (rule == .keep ? .whole : .reduced))
        switch rule {
        case .keep: break
        case .hash:
            let hash = try #require(row.parameters?.split(separator: "\"").last { $0.count == 64 })
            // The same value has the same hash wherever it stands.
            #expect(text.split(separator: hash, omittingEmptySubsequences: false).count == 4)
            #expect(self.privacy.row(prediction, Self.plan(["*": .hash])).parameters == row.parameters)
            #expect(Privacy(LogKey()).row(prediction, Self.plan(["email": .hash])).parameters != row.parameters)
        case .mask:
            #expect(text.contains(#"{"name":"name","datatype":"BYTES","shape":[3],"parameters":{"log":"masked"}}"#))
            #expect(row.parameters == #"{"email":"***"}"#)
        case .drop: #expect(!text.contains("\"name\":\"name\"") && row.parameters == nil)
        }
    }

    @Test func `the rule for all others is for those without one, outputs among them`() throws {
        let row = self.privacy.row(try Predictions.make(), Self.plan(["*": .drop, "x": .keep]))
        #expect(row.inputs.extent == .whole && row.outputs == LogRow.Payload("[]", .reduced))
    }

    @Test func `what is larger than the limit is left out, and the rest stays`() throws {
        let large = NamedTensor(name: "picture", tensor: try Tensor([UInt8](repeating: 7, count: 10_000)))
        let row = self.privacy.row(try Predictions.make(inputs: [large]), Self.plan())
        #expect(row.inputs == LogRow.Payload(nil, .tooLarge) && row.outputs.extent == .whole)
        let long = NamedTensor(name: "x", tensor: try Tensor([Double](repeating: 1.0 / 3, count: 100)))
        #expect(self.privacy.row(try Predictions.make(inputs: [long]), Self.plan()).inputs.extent == .tooLarge)
        #expect(
            self.privacy.row(try Predictions.make(inputs: [large]), Self.plan(["picture": .hash])).inputs.json != nil
        )
    }

    @Test func `numbers that JSON lacks are null, and the row says that it is not the request`() throws {
        let inputs = [NamedTensor(name: "x", tensor: try Tensor([Float.nan, 1, -.infinity]))]
        let row = self.privacy.row(try Predictions.make(inputs: inputs), Self.plan())
        #expect(row.inputs.extent == .reduced && row.inputs.json?.contains("[null,1.0,null]") == true)
    }

    @Test func `a failure says why, and a fallback that it was one`() throws {
        let failed = self.privacy.row(try Predictions.make(failure: .deadlineExceeded), Self.plan())
        #expect(failed.decision == "failed:deadline_exceeded" && failed.outputs == LogRow.Payload(nil, .none))
        #expect(self.privacy.row(try Predictions.make(isFallback: true), Self.plan()).decision == "fell-back")
    }

    @Test func `whose data it is can be found by the value alone, and never read`() throws {
        var plan = LogPlan()
        plan.subject = .parameter("user")
        let byParameter = self.privacy.row(try Predictions.make(parameters: ["user": .int64(7)]), plan).subject
        plan.subject = .input("user")
        let name = NamedTensor(name: "user", tensor: try Predictions.texts(["7"]))
        let number = NamedTensor(name: "user", tensor: try Tensor([Int64(7), 8]))
        let byInput = self.privacy.row(try Predictions.make(inputs: [name]), plan).subject
        #expect(self.privacy.row(try Predictions.make(inputs: [number]), plan).subject == byInput)
        plan.subject = .key
        let byKey = self.privacy.row(try Predictions.make(origin: 99), plan).subject
        #expect(byParameter != nil && byParameter == byInput && byKey != byInput)
        #expect(self.privacy.subjects("7", origin: 99) == [byParameter, byKey])
    }

    @Test func `so large a share is kept, and a smaller one is part of it`() throws {
        let ids = (0..<20_000).map { _ in Predictions.id(1) }
        var kept: [Set<PredictionID>] = []
        for percent in [10, 50, 100] {
            var plan = LogPlan()
            plan.sample = .percent(percent)
            kept.append(Set(ids.filter { plan.keeps($0) }))
            // Six standard deviations of a count of 20,000.
            #expect(abs(kept[kept.count - 1].count - 200 * percent) < 425)
        }
        #expect(kept[0].isSubset(of: kept[1]) && kept[2].count == ids.count)
    }
}
