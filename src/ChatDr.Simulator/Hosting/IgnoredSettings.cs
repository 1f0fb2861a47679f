namespace ChatDr.Simulator.Hosting;

/// <summary>The container's settings that mean nothing to a simulator: accepted, so that a pod template needs no change, and said.</summary>
internal static class IgnoredSettings
{
    private const string OnlyCollation = "SQL_Latin1_General_CP1_CI_AS";

    private static readonly string[] HonouredInFile =
    [
        "network.tcpport", "network.ipaddress", "network.tlscert", "network.tlskey", "network.tlsprotocols", "network.forceencryption", "hadr.hadrenabled",
        "filelocation.defaultbackupdir", "eula.accepteula", "sqlagent.enabled", "memory.memorylimitmb",
    ];

    /// <summary>A sentence for each that is set.</summary>
    public static IEnumerable<string> Warnings(SettingSources sources, ConfigurationFile file)
    {
        if (sources.Text("SA_PASSWORD", null) is not null)
        {
            yield return "SA_PASSWORD is deprecated: set MSSQL_SA_PASSWORD.";
        }

        if (sources.Switch("MSSQL_AGENT_ENABLED", "sqlagent.enabled") is true)
        {
            yield return "MSSQL_AGENT_ENABLED has no effect: there is no SQL Server Agent in the simulator, so no job runs.";
        }

        if (sources.Text("MSSQL_COLLATION", "language.collation") is { } collation && !collation.Equals(OnlyCollation, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"MSSQL_COLLATION {collation} has no effect: every database is {OnlyCollation}.";
        }

        if (sources.Text("MSSQL_LCID", "language.lcid") is { } language && language != "1033")
        {
            yield return $"MSSQL_LCID {language} has no effect: messages are in English (1033).";
        }

        if (sources.Text("MSSQL_MEMORY_LIMIT_MB", "memory.memorylimitmb") is { } limit)
        {
            yield return $"MSSQL_MEMORY_LIMIT_MB {limit} has no effect: databases are held in memory whole.";
        }

        foreach (var (variable, what) in new[]
        {
            ("MSSQL_LOG_DIR", "logs lie beside their data"), ("MSSQL_DUMP_DIR", "no dumps are written"), ("MSSQL_MASTER_DATA_FILE", "master is no file here"),
        })
        {
            if (sources.Text(variable, null) is not null)
            {
                yield return $"{variable} has no effect: {what}.";
            }
        }

        foreach (var name in file.Names.Where(
            name => !HonouredInFile.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith("language.", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{name} in {file.Path} has no effect in the simulator.";
        }
    }
}
