using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ChatDr.Simulator.Hosting;

/// <summary>
/// The program's command line. What it leaves out is taken from the container's environment and from mssql.conf (docs/sql-server-facts.md F).
/// </summary>
internal sealed class CommandLine
{
    private readonly Option<string?> _name =
        new("--name") { Description = "@@SERVERNAME; by default the host's name. The first 15 characters count.", HelpName = "NAME" };

    private readonly Option<string?> _address = new("--address")
    {
        Description = "IP address to listen on; else MSSQL_IP_ADDRESS, network.ipaddress of mssql.conf, or all.",
        HelpName = "IP",
    };

    private readonly Option<int?> _port = new("--port")
    {
        Description = "Port for clients, 0 for any free one; else MSSQL_TCP_PORT, network.tcpport of mssql.conf, or 1433.",
        HelpName = "PORT",
        CustomParser = result => Number(result, 0, ushort.MaxValue),
    };

    private readonly Option<int> _mirroringPort = new("--mirroring-port")
    {
        Description = "Port of a mirroring endpoint whose CREATE ENDPOINT names no LISTENER_PORT.",
        HelpName = "PORT",
        CustomParser = result => Number(result, 0, ushort.MaxValue),
        DefaultValueFactory = _ => 5022,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            "Folder of the instance; it stands for the container's volume, so /var/opt/mssql in T-SQL means it. Else MSSQL_DATA_DIR, or /var/opt/mssql.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _backups = new("--backup-directory")
    {
        Description =
            "Folder of backups that are named without one; else MSSQL_BACKUP_DIR, filelocation.defaultbackupdir of mssql.conf, or the instance's folder.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _password = new("--sa-password-file")
    {
        Description = "File with sa's password; else MSSQL_SA_PASSWORD. It counts only while the folder is new.",
        HelpName = "FILE",
    };

    private readonly Option<Personality> _personality = new("--personality") { Description = "The platform: Linux has no database mirroring, Windows has." };
    private readonly Option<string?> _edition =
        new("--edition") { Description = "Developer, Enterprise, Standard, Express …; else MSSQL_PID, or Developer.", HelpName = "NAME" };

    private readonly Option<string?> _tlsCertificate = new("--tls-certificate")
    {
        Description = "PEM file with the certificate for TLS; else network.tlscert of mssql.conf, or one that the instance makes for itself.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _tlsKey =
        new("--tls-key") { Description = "PEM file with its private key; else network.tlskey of mssql.conf.", HelpName = "FILE" };
    private readonly Option<bool> _forceEncryption =
        new("--force-encryption") { Description = "Refuse clients that do not encrypt; else network.forceencryption of mssql.conf." };

    private readonly Option<int> _maximumConnections = new("--max-connections")
    {
        Description = "Connections at a time; more are closed (17809).",
        HelpName = "NUMBER",
        CustomParser = result => Number(result, 1, ushort.MaxValue),
        DefaultValueFactory = _ => 32767,
    };

    private readonly Option<bool> _flush = new("--flush")
    {
        Description = "Flush each commit to the disk, so that it survives a power cut and not only the process.",
    };
    private readonly Option<LogFormat> _logFormat = new("--log") { Description = "The log on the standard output." };

    private readonly Option<int> _shutdownTimeout = new("--shutdown-timeout")
    {
        Description = "Seconds that a clean shutdown (SIGTERM, Ctrl-C) may take.",
        HelpName = "SECONDS",
        CustomParser = result => Number(result, 1, 3600),
        DefaultValueFactory = _ => 10,
    };

    /// <summary>The command, which runs <paramref name="run"/>.</summary>
    public RootCommand Create(Func<LaunchArguments, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("A SQL Server stand-in for disaster-recovery labs. It is no SQL Server, so there is no licence to accept (ACCEPT_EULA).")
        {
            _name, _address, _port, _mirroringPort, _data, _backups, _password, _personality, _edition, _tlsCertificate, _tlsKey, _forceEncryption,
            _maximumConnections, _flush, _logFormat, _shutdownTimeout,
        };
        command.SetAction((parsed, cancellationToken) => run(Arguments(parsed), cancellationToken));
        return command;
    }

    private LaunchArguments Arguments(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        Address = parsed.GetValue(_address),
        Port = parsed.GetValue(_port),
        MirroringPort = parsed.GetValue(_mirroringPort),
        Data = parsed.GetValue(_data),
        BackupDirectory = parsed.GetValue(_backups),
        SaPasswordFile = parsed.GetValue(_password),
        Personality = parsed.GetValue(_personality),
        Edition = parsed.GetValue(_edition),
        TlsCertificate = parsed.GetValue(_tlsCertificate),
        TlsKey = parsed.GetValue(_tlsKey),
        ForceEncryption = parsed.GetValue(_forceEncryption),
        MaximumConnections = parsed.GetValue(_maximumConnections),
        Flush = parsed.GetValue(_flush),
        LogFormat = parsed.GetValue(_logFormat),
        ShutdownTimeoutSeconds = parsed.GetValue(_shutdownTimeout),
    };

    private static int Number(ArgumentResult result, int from, int to)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
        {
            return number;
        }

        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} must be a number from {from} to {to}, not '{text}'.");
        return 0;
    }
}
