using System.CommandLine;
using System.Net;

namespace ChatDr.Simulator.Hosting;

/// <summary>The program's command line; what it leaves out is taken from the container's environment (docs/sql-server-facts.md F).</summary>
internal sealed class CommandLine
{
    private const int LongestServerName = 15;
    private readonly Option<string?> _name = new("--name") { Description = "@@SERVERNAME; by default the host's name, its first 15 characters." };
    private readonly Option<string?> _address = new("--address") { Description = "Address to listen on; MSSQL_IP_ADDRESS or any." };
    private readonly Option<int?> _port = new("--port") { Description = "Port for clients, 0 for any; MSSQL_TCP_PORT or 1433." };
    private readonly Option<int> _mirroringPort = new("--mirroring-port") { Description = "Port of a mirroring endpoint.", DefaultValueFactory = _ => 5022 };
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the instance; MSSQL_DATA_DIR or /var/opt/mssql." };
    private readonly Option<string?> _password = new("--sa-password-file") { Description = "File that holds sa's password; MSSQL_SA_PASSWORD otherwise." };
    private readonly Option<Personality> _personality = new("--personality") { Description = "Linux or Windows." };
    private readonly Option<bool> _flush = new("--flush") { Description = "Flush each commit to the disk, so that it survives a power cut and not only the process." };
    private readonly Option<string?> _edition = new("--edition") { Description = "Edition; MSSQL_PID or Developer." };

    /// <summary>The command, which runs <paramref name="run"/>.</summary>
    public RootCommand Create(Func<string, string?> environment, Func<SimulatorOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("A SQL Server stand-in for disaster-recovery labs. It is no SQL Server.")
        {
            _name, _address, _port, _mirroringPort, _data, _password, _personality, _edition, _flush,
        };
        command.SetAction((parsed, cancellationToken) => run(Options(parsed, environment), cancellationToken));
        return command;
    }

    /// <exception cref="InvalidOperationException">No password was given, or a number is none.</exception>
    private SimulatorOptions Options(ParseResult parsed, Func<string, string?> environment)
    {
        var name = parsed.GetValue(_name) ?? Environment.MachineName;
        return new SimulatorOptions
        {
            ServerName = name[..Math.Min(name.Length, LongestServerName)],
            ListenAddress = (parsed.GetValue(_address) ?? environment("MSSQL_IP_ADDRESS")) is { } address ? IPAddress.Parse(address) : IPAddress.Any,
            Port = parsed.GetValue(_port) ?? Number(environment, "MSSQL_TCP_PORT") ?? 1433,
            MirroringPort = parsed.GetValue(_mirroringPort),
            DataDirectory = parsed.GetValue(_data) ?? environment("MSSQL_DATA_DIR") ?? "/var/opt/mssql",
            SaPassword = Password(parsed.GetValue(_password), environment),
            Edition = parsed.GetValue(_edition) ?? environment("MSSQL_PID") ?? "Developer",
            HadrEnabled = environment("MSSQL_ENABLE_HADR") is null or "1",
            Personality = parsed.GetValue(_personality),
            FlushToDisk = parsed.GetValue(_flush),
        };
    }

    private static int? Number(Func<string, string?> environment, string variable) => environment(variable) switch
    {
        null or "" => null,
        var text when int.TryParse(text, out var number) => number,
        var text => throw new InvalidOperationException($"{variable} must be a number, not '{text}'."),
    };

    private static string Password(string? file, Func<string, string?> environment) =>
        file is not null ? File.ReadAllText(file).TrimEnd('\r', '\n')
        : environment("MSSQL_SA_PASSWORD") is { Length: > 0 } password ? password
        : throw new InvalidOperationException("No password for sa: give --sa-password-file FILE or set MSSQL_SA_PASSWORD.");
}
