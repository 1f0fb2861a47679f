using ChatDr.Kubernetes.Events;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Events;

/// <summary>client-go's numbers: 25 events of an object at once, then one each five minutes; more than ten alike in ten minutes are combined.</summary>
public sealed class EventCorrelatorTests
{
    private static readonly V1ObjectReference Subject = new() { Kind = "Widget", Namespace = "ns", Name = "a", Uid = "u" };
    private readonly FakeTime _time = new();
    private readonly EventCorrelator _events;

    public EventCorrelatorTests() => _events = new EventCorrelator(_time);

    [Fact]
    public void SameEventAgain_IsCountedOnTheOneBefore()
    {
        var first = Tell("Failed", "it broke")!.Value;
        var second = Tell("Failed", "it broke")!.Value;

        second.Event.ShouldBeSameAs(first.Event);
        second.Event.Count.ShouldBe(2);
    }

    [Fact]
    public void SameEventAfterTenMinutes_IsANewOne()
    {
        var known = Tell("Failed", "it broke")!.Value.Event;
        known.Name = new NamespacedName("ns", "written");
        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        var again = Tell("Failed", "it broke")!.Value.Event;

        (again.Name, again.Count).ShouldBe(((NamespacedName?)null, 1));
    }

    [Fact]
    public void EleventhTextOfOneReason_IsCombined_AndSoIsWhatFollows()
    {
        for (var i = 0; i < 10; i++)
        {
            Tell("Failed", $"number {i}")!.Value.Note.ShouldBe($"number {i}");
        }

        Tell("Failed", "number 10")!.Value.Note.ShouldBe("(combined from similar events): number 10");
        Tell("Failed", "number 11")!.Value.Event.Count.ShouldBe(2);
        Tell("Failed", "number 3")!.Value.Note.ShouldBe("number 3", "a text that was told before is still counted as itself");
    }

    [Fact]
    public void ManyReasons_AreNotCombined()
    {
        for (var i = 0; i < 13; i++)
        {
            Tell($"Step{i}", "begins")!.Value.Note.ShouldBe("begins");
        }
    }

    [Fact]
    public void TwentySixthEventOfAnObject_IsDropped_AndOneMoreIsTakenFiveMinutesLater()
    {
        for (var i = 0; i < 25; i++)
        {
            Tell($"Reason{i}", "text").ShouldNotBeNull();
        }

        Tell("Reason25", "text").ShouldBeNull();
        _events.Correlate(Subject with { Name = "b", Uid = "v" }, "Normal", "Reason", "text").ShouldNotBeNull("each object has a budget of its own");
        _time.Advance(TimeSpan.FromMinutes(5));
        Tell("Reason26", "text").ShouldNotBeNull();
        Tell("Reason27", "text").ShouldBeNull();
    }

    [Fact]
    public void ManyObjects_DoNotGrowItsMemoryWithoutBound()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _events.Correlate(Subject with { Name = $"w{i}", Uid = $"u{i}" }, "Normal", "Reason", "text").ShouldNotBeNull();
        }

        _events.Remembered.ShouldBe(4096);
    }

    [Fact]
    public void ObjectThatKeepsTelling_IsRememberedAmongManyOthers()
    {
        for (var i = 0; i < 24; i++)
        {
            Tell("Failed", "it broke")!.Value.Event.Count.ShouldBe(i + 1);
            for (var other = 0; other < 1000; other++)
            {
                _events.Correlate(Subject with { Name = "w", Uid = $"u{i}-{other}" }, "Normal", "Reason", "text").ShouldNotBeNull();
            }
        }
    }

    private (string Note, EventCorrelator.KnownEvent Event)? Tell(string reason, string note) => _events.Correlate(Subject, "Warning", reason, note);
}
