using ChatDr.Kubernetes.Authentication;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Authentication;

public sealed class ReloadedFileTests : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(50);
    private readonly string _path = Path.GetTempFileName();
    private readonly FakeTime _time = new();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Text_IsKeptForAWhile_AndThenReadAgain()
    {
        var file = new ReloadedFile(_path, Kept, _time);
        File.WriteAllText(_path, " old \n");
        (await file.GetAsync(default)).ShouldBe("old");

        File.WriteAllText(_path, "new");
        _time.Advance(Kept - TimeSpan.FromSeconds(1));
        (await file.GetAsync(default)).ShouldBe("old");
        _time.Advance(TimeSpan.FromSeconds(1));

        (await file.GetAsync(default)).ShouldBe("new");
    }

    /// <summary>
    /// client-go goes on with the old token when the new one cannot be read; failing each call for a file that is just being replaced helps nobody.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FileThatIsGoneOrEmpty_LeavesTheFormerTextInUse_UntilTheServerRefusesIt(bool gone)
    {
        var file = new ReloadedFile(_path, Kept, _time);
        File.WriteAllText(_path, "old");
        await file.GetAsync(default);
        File.WriteAllText(_path, "");
        if (gone)
        {
            File.Delete(_path);
        }

        _time.Advance(Kept);
        (await file.GetAsync(default)).ShouldBe("old");

        file.Drop();
        (await Should.ThrowAsync<HttpRequestException>(async () => await file.GetAsync(default))).Message.ShouldContain(_path);
        File.WriteAllText(_path, "new");
        (await file.GetAsync(default)).ShouldBe("new");
    }
}
