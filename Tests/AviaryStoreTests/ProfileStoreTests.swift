import AviaryControl
import AviaryCore
import AviaryStore
import Foundation
import Testing

struct ProfileStoreTests {
    private let repository = TemporaryRepository()

    private var store: ProfileStore { ProfileStore(besides: self.repository.base + "/aviary.db") }

    private static func place(_ version: UInt64 = 1) throws -> MonitorBook.Place {
        MonitorBook.Place(try ModelName("fraud"), VersionNumber(version))
    }

    private static func profile(_ rows: Int) -> Profile {
        var profile = Profile()
        for row in 0..<rows {
            profile.add(row: [(key: MeasureKey(.value, of: "age"), value: .number(Double(row)))])
        }
        return profile
    }

    @Test func `a profile is there after a restart, until it is removed`() throws {
        let place = try Self.place()
        #expect(self.store.profile(of: place) == nil)
        try self.store.put(Self.profile(3), for: place)
        let store = self.store
        #expect(store.profile(of: place)?.rows == 3)
        try store.remove(place)
        #expect(store.profile(of: place) == nil && self.store.profile(of: place) == nil)
        #expect(throws: AviaryError.self) { try store.remove(place) }
    }

    @Test func `asking for what is not there is not remembered`() throws {
        let (store, other) = (self.store, self.store)
        #expect(store.profile(of: try Self.place()) == nil)
        try other.put(Self.profile(3), for: try Self.place())
        #expect(store.profile(of: try Self.place())?.rows == 3)
    }

    @Test func `a profile that is stored while it is read is the one that is known`() async throws {
        let place = try Self.place()
        for rows in 1...50 {
            let (store, fresh) = (self.store, Self.profile(rows))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = store.profile(of: place) } }
                group.addTask { try store.put(fresh, for: place) }
                try await group.waitForAll()
            }
            #expect(store.profile(of: place)?.rows == rows)
        }
    }
}
