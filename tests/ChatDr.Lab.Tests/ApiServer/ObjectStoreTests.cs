using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Storage;

namespace ChatDr.Lab.Tests.ApiServer;

public sealed class ObjectStoreTests
{
    private static readonly ObjectKey Key = new("/configmaps", "default", "a");

    [Fact]
    public void TryPut_OnAnOlderRevision_IsRefused()
    {
        ObjectStore store = new(10);
        StoredObject first = store.TryPut(Key, null, Content())!;
        store.TryPut(Key, first, Content()).ShouldNotBeNull();

        store.TryPut(Key, first, Content()).ShouldBeNull();
    }

    [Fact]
    public void Watch_FromARevisionInTheWindow_ReplaysExactlyWhatFollowed()
    {
        ObjectStore store = new(10);
        StoredObject first = store.TryPut(Key, null, Content())!;
        StoredObject second = store.TryPut(Key, first, Content())!;

        using StoreWatch watch = store.Watch(Key.Storage, first.Revision)!;

        watch.Events.TryRead(out StoreEvent? change).ShouldBeTrue();
        change.Revision.ShouldBe(second.Revision);
        watch.Events.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Watch_FromBeforeTheWindow_IsRefused()
    {
        ObjectStore store = new(2);
        StoredObject? stored = null;
        long first = 0;
        for (int i = 0; i < 4; i++)
        {
            stored = store.TryPut(Key, stored, Content());
            first = first == 0 ? stored!.Revision : first;
        }

        store.Watch(Key.Storage, first).ShouldBeNull();
    }

    private static JsonObject Content() => new() { ["metadata"] = new JsonObject { ["name"] = "a", ["uid"] = "1" } };
}
