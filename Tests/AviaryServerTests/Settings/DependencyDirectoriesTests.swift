import Testing

@testable import AviaryServer

struct DependencyDirectoriesTests {
    @Test func `what the set-up installed is found above the program, from below`() {
        #expect(
            DependencyDirectories.above(program: "/srv/aviary/.build/release/aviary") == [
                "/srv/aviary/.build/release/.deps", "/srv/aviary/.build/.deps", "/srv/aviary/.deps", "/srv/.deps",
            ]
        )
    }

    @Test func `a program far below is not followed to the root`() {
        #expect(DependencyDirectories.above(program: "/a/b/c/d/e/f/g/aviary").count == 5)
    }

    @Test(arguments: [nil, "", "aviary"])
    func `an unknown place adds none`(program: String?) {
        #expect(DependencyDirectories.above(program: program).isEmpty)
    }

    @Test func `the working directory comes first`() {
        #expect(DependencyDirectories.all.first == ".deps")
    }
}
