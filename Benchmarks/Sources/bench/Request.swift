internal import FoundationEssentials
internal import SystemPackage

/// A request that is sent again and again.
struct Request: Sendable {
    /// The model that is to run.
    var model: String
    private(set) var fields: [(name: String, value: String)]
    /// What is sent, each in its turn.
    let bodies: [[UInt8]]
    private let route: Route

    /// What a server is asked for.
    private enum Route {
        case infer
        case predict(confidence: Double)
    }

    var path: String {
        switch self.route {
        case .infer: "/v2/models/\(self.model)/infer"
        case .predict(let confidence): "/predict?model=\(self.model)&confidence=\(confidence)"
        }
    }

    /// A request with JSON alone.
    ///
    /// - Parameters:
    ///   - model: whose infer path is called.
    ///   - json: the body.
    init(model: String, json: String) {
        self.model = model
        self.fields = [("Content-Type", "application/json")]
        self.bodies = [Array(json.utf8)]
        self.route = .infer
    }

    /// A request with a JSON part and binary tensors.
    ///
    /// - Parameters:
    ///   - model: whose infer path is called.
    ///   - json: the first part of the body.
    ///   - tensors: the rest.
    init(model: String, json: String, tensors: [UInt8]) {
        self.model = model
        self.fields = [
            ("Content-Type", "application/octet-stream"),
            ("Inference-Header-Content-Length", "\(json.utf8.count)"),
        ]
        self.bodies = [Array(json.utf8) + tensors]
        self.route = .infer
    }

    /// Requests for the objects in pictures, each a form with one file.
    ///
    /// - Parameters:
    ///   - model: the detector.
    ///   - confidence: how sure it has to be.
    ///   - pictures: JPEG files.
    /// - Throws: the system's error where one cannot be read.
    init(model: String, confidence: Double, pictures: [FilePath]) throws {
        let boundary = "aviary-bench"
        self.model = model
        self.fields = [("Content-Type", "multipart/form-data; boundary=\(boundary)")]
        self.bodies = try pictures.map { picture in
            let name = picture.lastComponent?.string ?? "picture.jpg"
            let head = """
                --\(boundary)\r\nContent-Disposition: form-data; name="file"; filename="\(name)"\r\n\
                Content-Type: image/jpeg\r\n\r\n
                """
            let file = try Data(contentsOf: URL(filePath: picture.string))
            return Array(head.utf8) + file + Array("\r\n--\(boundary)--\r\n".utf8)
        }
        self.route = .predict(confidence: confidence)
    }

    /// The same request to another model.
    ///
    /// - Parameter model: whose infer path is called.
    /// - Returns: the request.
    func to(_ model: String) -> Request {
        var request = self
        request.model = model
        return request
    }

    /// The same request with one more header field.
    ///
    /// - Parameters:
    ///   - name: the field's name.
    ///   - value: its value.
    /// - Returns: the request.
    func with(_ name: String, _ value: String) -> Request {
        var request = self
        request.fields.append((name, value))
        return request
    }

    /// Writes the bodies where the load generator reads them.
    ///
    /// - Parameter directory: takes the files.
    /// - Returns: the files.
    /// - Throws: the system's error.
    func writeBodies(in directory: FilePath) throws -> [FilePath] {
        try self.bodies.enumerated().map { index, body in
            let path = directory.appending("\(self.model)-\(index).body")
            let file = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .truncate],
                permissions: .ownerReadWrite
            )
            _ = try file.closeAfter { try file.writeAll(body) }
            return path
        }
    }

    /// Sends the request once, with the first of its bodies.
    ///
    /// - Parameter port: where the server listens.
    /// - Returns: whether it was answered with 200 within a few seconds.
    func isAnswered(port: Int) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                let reply = try? await Exchange(port: port)
                    .send("POST", self.path, fields: self.fields, body: self.bodies.first ?? [])
                return reply?.status == 200
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(5))
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
