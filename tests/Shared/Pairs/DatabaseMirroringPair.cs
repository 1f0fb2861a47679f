using ChatDr.Simulator.Hosting;

namespace ChatDr.Tests.Shared.Pairs;

/// <summary>
/// Classic database mirroring, SAFETY FULL with a witness: nobody has to do anything when the principal is lost. The one that returns finds its new role
/// by itself.
/// </summary>
internal sealed class DatabaseMirroringPair() : ReplicatedPair(Personality.Windows)
{
    /// <inheritdoc/>
    public override Task RejoinAsync() => AwaitAsync(Mirror, "mirroring_role_desc", "MIRROR");

    /// <inheritdoc/>
    protected override async Task MirrorAsync()
    {
        var (full, log) = (Path.Combine(Folder, "full.bak"), Path.Combine(Folder, "log.trn"));
        await Principal.ExecuteAsync($"BACKUP DATABASE {Database} TO DISK = N'{full}'; BACKUP LOG {Database} TO DISK = N'{log}';");
        await Mirror.ExecuteAsync(
            $"RESTORE DATABASE {Database} FROM DISK = N'{full}' WITH NORECOVERY; RESTORE LOG {Database} FROM DISK = N'{log}' WITH NORECOVERY;");
        await Mirror.ExecuteAsync($"ALTER DATABASE {Database} SET PARTNER = '{Principal.EndpointUrl}';");
        await Principal.ExecuteAsync($"ALTER DATABASE {Database} SET PARTNER = '{Mirror.EndpointUrl}';");
        await AwaitAsync(Principal, "mirroring_state_desc", "SYNCHRONIZED");
        await Principal.ExecuteAsync($"ALTER DATABASE {Database} SET WITNESS = '{Witness.EndpointUrl}';");
    }

    /// <inheritdoc/>
    protected override Task TakeOverAsync(InstanceProcess survivor) => ServesAsync(survivor);

    /// <inheritdoc/>
    protected override async Task<InstanceProcess> ChooseAsync(InstanceProcess principal, InstanceProcess mirror)
    {
        var serving = principal;
        await Eventually.HoldsAsync("one of the partners serves", async () =>
        {
            foreach (var instance in (InstanceProcess[])[principal, mirror])
            {
                if (await WhyNotServingAsync(instance) is null)
                {
                    serving = instance;
                    return null;
                }
            }

            return "none";
        });
        return serving;
    }

    /// <inheritdoc/>
    protected override async Task HandOverAsync()
    {
        await Principal.ExecuteAsync($"ALTER DATABASE {Database} SET PARTNER FAILOVER;");
        await TakeOverAsync(Mirror);
    }

    /// <inheritdoc/>
    protected override async Task<string?> WhyNotSynchronizedAsync(InstanceProcess principal, InstanceProcess mirror)
    {
        foreach (var instance in (InstanceProcess[])[principal, mirror])
        {
            if ((Unless("SYNCHRONIZED", await StateAsync(instance, "mirroring_state_desc"))
                ?? Unless("CONNECTED", await StateAsync(instance, "mirroring_witness_state_desc"))) is { } not)
            {
                return $"{not} on {instance.Name}";
            }
        }

        return null;
    }

    private static Task<object?> StateAsync(InstanceProcess instance, string column) =>
        instance.ScalarAsync($"SELECT {column} FROM sys.database_mirroring WHERE database_id = DB_ID(N'{Database}');");

    private static Task AwaitAsync(InstanceProcess instance, string column, string expected) =>
        Eventually.HoldsAsync($"{column} on {instance.Name} is {expected}", async () => Unless(expected, await StateAsync(instance, column)));
}
