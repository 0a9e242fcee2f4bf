internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

extension Places {
    /// Makes what the benchmark needs and a fresh checkout lacks: Python's packages, models, a repository.
    ///
    /// - Parameter isWithoutAviary: whether Aviary is left out.
    /// - Throws: ``Trouble`` that says what is missing and how it is had.
    func prepare(isWithoutAviary: Bool) async throws {
        guard (try? await Executable.name("wrk").resolveExecutablePath(in: .inherit)) != nil else {
            throw Trouble("there is no wrk, which makes the load: run scripts/setup.sh bench")
        }
        let files = FileManager.default
        guard isWithoutAviary || files.isExecutableFile(atPath: self.aviary.string) else {
            throw Trouble("there is no program at \(self.aviary): run swift build -c release, or say --aviary PATH")
        }
        try await self.preparePython()
        try await self.require(
            self.python.appending("bin/python"),
            [self.benchmarks.appending("make_models.py").string],
            otherwise: "the models could not be made"
        )
        let tiny = self.tinyRepository.appending("tiny")
        try files.createDirectory(atPath: self.tinyRepository.string, withIntermediateDirectories: true)
        try files.copyItem(atPath: self.models.appending("tiny").string, toPath: tiny.string)
        try files.createDirectory(atPath: self.versionsRepository.string, withIntermediateDirectories: true)
        for name in ["tiny", "mlp"] {
            let model = self.versionsRepository.appending(name)
            try files.copyItem(atPath: self.models.appending(name).string, toPath: model.string)
            try files.copyItem(atPath: model.appending("1").string, toPath: model.appending("2").string)
        }
    }

    /// Imports the laboratory's detector from the files that its own server reads.
    ///
    /// - Throws: ``Trouble`` with the importer's words.
    func prepareLaboratory() async throws {
        let repository = self.laboratoryRepository
        try FileManager.default.createDirectory(atPath: repository.string, withIntermediateDirectories: true)
        let model = self.laboratory.appending("model/yolov3-tiny").string
        try await self.require(
            self.aviary,
            [
                "models", "import", "darknet", "--cfg", "\(model).cfg", "--weights", "\(model).weights",
                "--names", "\(model).names", "--as", "yolov3-tiny", "--repository", repository.string,
            ],
            otherwise: "the laboratory's detector could not be imported"
        )
    }

    /// Installs the peers where that has not been done for the present list of packages.
    private func preparePython() async throws {
        let list = self.peers.appending("requirements.txt")
        let wanted = try String(contentsOfFile: list.string, encoding: .utf8)
        let stamp = self.python.appending("requirements.txt")
        guard (try? String(contentsOfFile: stamp.string, encoding: .utf8)) != wanted else { return }
        print("installing the peers into \(self.python) ...")
        try await self.require(
            "/usr/bin/env",
            ["python3", "-m", "venv", self.python.string],
            otherwise: "Python's environment could not be made: run scripts/setup.sh bench"
        )
        try await self.require(
            self.python.appending("bin/pip"),
            ["install", "--quiet", "--disable-pip-version-check", "--requirement", list.string],
            otherwise: "the peers could not be installed; PyPI has to be in reach"
        )
        try wanted.write(toFile: stamp.string, atomically: true, encoding: .utf8)
    }

    private func require(_ program: FilePath, _ arguments: [String], otherwise trouble: String) async throws {
        let outcome = try await run(
            .path(program),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .combinedWithOutput
        )
        try Task.checkCancellation()
        guard outcome.terminationStatus.isSuccess else {
            throw Trouble("\(trouble):\n\(outcome.standardOutput)")
        }
    }
}
