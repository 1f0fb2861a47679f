using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatDr.Simulator.Hosting;

/// <summary>Joins the command line to what the container's environment and mssql.conf set; the command line wins.</summary>
internal static class LaunchSettingsReader
{
    private const string Volume = "/var/opt/mssql";
    private const int LongestServerName = 15;

    /// <summary>The editions of MSSQL_PID (docs/sql-server-facts.md A2).</summary>
    private static readonly string[] Editions = ["Evaluation", "Developer", "Express", "Web", "Standard", "Enterprise", "EnterpriseCore"];

    /// <exception cref="InvalidSettingException">Something cannot be meant.</exception>
    public static LaunchSettings Read(LaunchArguments given, Func<string, string?> environment)
    {
        var volume = Path.GetFullPath(given.Data ?? Volume);
        var file = ConfigurationFile.Read(Path.Combine(volume, "mssql.conf"));
        var sources = new SettingSources(environment, file);
        var folder = given.Data is null && sources.Text("MSSQL_DATA_DIR", null) is { } dataFolder ? Path.GetFullPath(dataFolder) : volume;
        return new LaunchSettings
        {
            Instance = new SimulatorOptions
            {
                ServerName = ServerName(given.Name),
                ListenAddress = Address(given.Address, sources),
                Port = given.Port ?? sources.Port("MSSQL_TCP_PORT", "network.tcpport") ?? 1433,
                MirroringPort = given.MirroringPort,
                DataDirectory = folder,
                BackupDirectory = (given.BackupDirectory ?? sources.Text("MSSQL_BACKUP_DIR", "filelocation.defaultbackupdir")) is { } backups
                    ? Host(backups)
                    : null,
                SaPassword = Password(given.SaPasswordFile, environment),
                Edition = Edition(given.Edition, sources),
                HadrEnabled = sources.Switch("MSSQL_ENABLE_HADR", "hadr.hadrenabled") ?? true,
                Personality = given.Personality,
                MapPath = Host,
                TlsCertificate =
                    Certificate(given.TlsCertificate ?? sources.Text(null, "network.tlscert"), given.TlsKey ?? sources.Text(null, "network.tlskey"), Host),
                ForceEncryption = given.ForceEncryption || sources.Switch(null, "network.forceencryption") is true,
                MaximumConnections = given.MaximumConnections,
                FlushToDisk = given.Flush,
            },
            LogFormat = given.LogFormat,
            ShutdownTimeout = TimeSpan.FromSeconds(given.ShutdownTimeoutSeconds),
            Warnings = [.. IgnoredSettings.Warnings(sources, file), .. TlsWarnings(sources)],
        };

        // The volume is mounted where the container has it, so paths in scripts for containers mean the same files.
        string Host(string path) => path.StartsWith(Volume + "/", StringComparison.Ordinal) ? Path.Combine(volume, path[(Volume.Length + 1)..]) : path;
    }

    private static string ServerName(string? given)
    {
        var name = given ?? Environment.MachineName;
        return name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || c is '\\' or '/' or '\'' or '"')
            ? throw new InvalidSettingException($"--name '{name}' is no server name: give one of letters, digits and hyphens, without an instance name.")
            : name[..Math.Min(name.Length, LongestServerName)];
    }

    private static IPAddress Address(string? given, SettingSources sources)
    {
        var (value, source) = given is not null ? (given, "--address") : sources.Find("MSSQL_IP_ADDRESS", "network.ipaddress") ?? ("0.0.0.0", "");
        return IPAddress.TryParse(value, out var address)
            ? address
            : throw new InvalidSettingException($"{source} must be an IP address of this machine such as 127.0.0.1, or 0.0.0.0 for all, not '{value}'.");
    }

    private static string Edition(string? given, SettingSources sources)
    {
        var (value, source) = given is not null ? (given, "--edition") : sources.Find("MSSQL_PID", null) ?? ("Developer", "");
        return Editions.FirstOrDefault(edition => edition.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidSettingException(
                $"{source} must be one of {string.Join(", ", Editions)}, not '{value}'; product keys say nothing to a simulator.");
    }

    private static string Password(string? file, Func<string, string?> environment)
    {
        var password = file is not null ? PasswordOf(file)
            : environment("MSSQL_SA_PASSWORD") is { Length: > 0 } current ? current
            : environment("SA_PASSWORD");
        return password is { Length: > 0 }
            ? password
            : throw new InvalidSettingException("No password for sa: give --sa-password-file FILE or set MSSQL_SA_PASSWORD.");
    }

    private static string PasswordOf(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidSettingException($"--sa-password-file cannot be read: {unreadable.Message}");
        }
    }

    private static X509Certificate2? Certificate(string? certificate, string? key, Func<string, string> host)
    {
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new InvalidSettingException("TLS needs both halves: --tls-certificate and --tls-key, or network.tlscert and network.tlskey in mssql.conf.");
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(host(certificate), host(key));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidSettingException(
                $"The TLS certificate {certificate} with the key {key} cannot be used: {unusable.Message} Both must be PEM files, the key without a password.");
        }
    }

    private static IEnumerable<string> TlsWarnings(SettingSources sources)
    {
        if (sources.Text(null, "network.tlsprotocols") is { } protocols && !protocols.Split(',', StringSplitOptions.TrimEntries).Contains("1.2"))
        {
            yield return $"network.tlsprotocols {protocols} has no effect: TLS 1.2 is what is served.";
        }
    }
}
