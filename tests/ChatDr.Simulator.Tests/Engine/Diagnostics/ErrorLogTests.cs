using ChatDr.Simulator.Engine.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine.Diagnostics;

/// <summary>What a person reads after the fact is there, in order, and older logs are kept.</summary>
public sealed class ErrorLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chatdr-errorlog-").FullName;

    [Fact]
    public void Write_Error_BeginsWithItsNumberSeverityAndState()
    {
        using var log = Open();

        log.Write(18456, 14, 8, "Login failed\r\nfor user 'x'.", "Logon");

        log.Read(0)
            .Select(line => (line.Source, line.Text))
            .ShouldBe([("Logon", "Error: 18456, Severity: 14, State: 8."), ("Logon", "Login failed for user 'x'.")]);
    }

    [Fact]
    public void Write_MessageOfSeverityTen_IsItsTextAlone()
    {
        using var log = Open();

        log.Write(1480, 10, 2, "The availability group database \"d\" is changing roles.", "spid52");

        log.Read(0).ShouldHaveSingleItem().Text.ShouldStartWith("The availability group database");
    }

    [Fact]
    public void Cycle_MoreThanSixTimes_KeepsTheSixNewestArchives()
    {
        using var log = Open();
        for (var i = 0; i <= ErrorLog.Archives + 2; i++)
        {
            log.Write($"log {i}");
            log.Cycle();
        }

        log.Read(0).ShouldBeEmpty();
        log.Read(1).ShouldHaveSingleItem().Text.ShouldBe("log 8");
        log.Read(ErrorLog.Archives).ShouldHaveSingleItem().Text.ShouldBe("log 3");
        log.List().Select(entry => entry.Archive).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Write_AfterDispose_ChangesNothing()
    {
        var log = Open();
        log.Write("before");
        log.Dispose();

        log.Write("after");

        log.Read(0).ShouldHaveSingleItem().Text.ShouldBe("before");
    }

    [Fact]
    public void Write_FolderCannotBeMade_GoesOnWithoutTheFile()
    {
        var file = Path.Combine(_folder, "occupied");
        File.WriteAllText(file, "");
        using var log = new ErrorLog(file, TimeProvider.System, NullLogger.Instance);

        Should.NotThrow(() => log.Write("nowhere"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ErrorLog Open() => new(_folder, TimeProvider.System, NullLogger.Instance);
}
