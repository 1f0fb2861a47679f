using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>ALTER DATABASE … SET PARTNER and SET WITNESS (Microsoft Learn, "ALTER DATABASE (Transact-SQL) database mirroring").</summary>
internal sealed partial class SqlSession
{
    private Task AlterMirroringAsync(string name, DatabaseChange change, CancellationToken attention)
    {
        if (_personality is not Personality.Windows)
        {
            throw SqlErrors.NotSupported("ALTER DATABASE … SET PARTNER/WITNESS: database mirroring does not exist in SQL Server on Linux; it");
        }

        if (Instance.SystemDatabases.ContainsKey(name))
        {
            throw new SqlErrorException(5058, 16, 1, $"Option '{(change is SetWitness ? "WITNESS" : "PARTNER")}' cannot be set in database '{name}'.");
        }

        return change switch
        {
            SetWitness { Address: { } address } => _instance.Mirroring.Get(name).SetWitnessAsync(address, attention),
            SetWitness => _instance.Mirroring.Get(name).RemoveWitnessAsync(attention),
            SetPartner partner => AlterPartnerAsync(_instance.Mirroring, name, partner, attention),
            _ => throw SqlErrors.NotSupported($"ALTER DATABASE … {change.GetType().Name}"),
        };
    }

    private static Task AlterPartnerAsync(DatabaseMirroring mirroring, string name, SetPartner change, CancellationToken attention) => change.Action switch
    {
        "ADDRESS" => mirroring.SetPartnerAsync(name, change.Argument ?? "", attention),
        "OFF" => mirroring.EndAsync(name, attention),
        "FAILOVER" => mirroring.Get(name).FailOverAsync(),
        "FORCE_SERVICE_ALLOW_DATA_LOSS" => mirroring.Get(name).ForceServiceAsync(attention),
        "SUSPEND" => mirroring.Get(name).SuspendAsync(attention),
        "RESUME" => mirroring.Get(name).ResumeAsync(attention),
        "SAFETY" => mirroring.Get(name).SetSafetyAsync(change.Argument is "FULL", attention),
        "TIMEOUT" => mirroring.Get(name).SetTimeoutAsync(
            int.TryParse(change.Argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue, attention),
        _ => throw SqlErrors.NotSupported($"ALTER DATABASE … SET PARTNER {change.Action}"),
    };
}
