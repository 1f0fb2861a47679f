using ChatDr.Api;
using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Shipping;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Tests.Shipping;

public sealed class ShippingStatusTests
{
    private static readonly DateTimeOffset BackedUp = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LogShipping Shipping = new()
    {
        Spec = new()
        {
            Source = new() { Name = "source" },
            Target = new() { Name = "target" },
            Databases = ["mgc"],
            Schedule = new() { BackupInterval = Duration.Parse("15m"), RestoreInterval = Duration.Parse("15m"), Share = new() },
        },
    };

    /// <summary>A pool that is well costs the API server nothing between two log backups.</summary>
    [Fact]
    public void BetweenTwoBackups_TheStatusStaysAsItIs()
    {
        var first = Pass(Shipping, BackedUp.AddSeconds(1), new LogBackupName("mgc", 1, BackedUp, LogBackupKind.Log));

        var later = Enumerable.Range(1, 15 * 60).Select(second => Pass(Shipping with { Status = first }, BackedUp.AddSeconds(second)));

        later.ShouldAllBe(status => status.Databases[0] == first.Databases[0] && status.Conditions.SequenceEqual(first.Conditions));
        first.Databases[0].EstimatedDataLoss.ShouldBe("15m");
    }

    [Fact]
    public void BackupsThatAreLate_AreToldAsTheLossDoubles_AndTheNextOneEndsIt()
    {
        var status = Pass(Shipping, BackedUp, new LogBackupName("mgc", 1, BackedUp, LogBackupKind.Log));
        List<string> said = [];
        for (var minute = 1; minute <= 100; minute++)
        {
            status = Pass(Shipping with { Status = status }, BackedUp.AddMinutes(minute));
            said.Add(status.Databases[0].EstimatedDataLoss!);
        }

        said.Distinct().ShouldBe(["15m", "31m", "1h3m"]);
        Pass(Shipping with { Status = status }, BackedUp.AddMinutes(101), new LogBackupName("mgc", 2, BackedUp.AddMinutes(101), LogBackupKind.Log))
            .Databases[0].EstimatedDataLoss.ShouldBe("15m");
    }

    private static LogShippingStatus Pass(LogShipping shipping, DateTimeOffset now, params LogBackupName[] files) => ShippingStatus.Of(
        shipping,
        "source",
        new Dictionary<string, ShippingPass>
        {
            ["mgc"] = new(
                new ShippingObservation(),
                new ShippingDecision { Reason = "Healthy", Message = "Logs flow.", Healthy = true },
                new ShippingMemory(),
                [.. files.SelectMany(file => (ShippingAction[])[new(ShippingActionKind.BackupLog, file), new(ShippingActionKind.RestoreLog, file)])],
                Failure: null),
        },
        now);
}
