import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

struct FaultyStoreTests {
    @Test(arguments: FaultyStore.Fault.allCases)
    func `a fault happens where it should, and what is left is what was written`(fault: FaultyStore.Fault) async throws
    {
        let base = try SQLiteStore(path: SQLiteStore.memory)
        let store = FaultyStore(base, at: 2, fault)
        let change = StoreChange(events: [
            ControlEvent(at: Timestamp(milliseconds: 1), endpoint: try ModelName("a"), kind: .removed)
        ])
        _ = try await store.commit(change)
        let isFailure = fault == .failure
        let error = await #expect(throws: AviaryError.self) { try await store.commit(change) }
        #expect(error == (isFailure ? FaultyStore.failure : FaultyStore.crash))
        #expect(store.operations == 2 && store.hasCrashed != isFailure)
        let later = try? await store.commit(change)
        #expect((later != nil) == isFailure)
        let written = try await base.events(EventQuery()).count
        #expect(written == (fault == .crashBefore ? 1 : 2))
    }
}
