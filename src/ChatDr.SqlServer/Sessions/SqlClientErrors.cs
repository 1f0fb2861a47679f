using System.ComponentModel;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;

namespace ChatDr.SqlServer.Sessions;

/// <summary>Turns what Microsoft.Data.SqlClient throws into <see cref="SqlServerException"/>.</summary>
internal static class SqlClientErrors
{
    /// <summary>The client's own number for a time-out of a command or a connection.</summary>
    private const int ClientTimeout = -2;

    /// <summary>Severity 20 and above ends the connection.</summary>
    private const byte Fatal = 20;

    /// <summary>The exception to throw instead of <paramref name="failure"/>; null: let it fly, it is no answer of a server or network.</summary>
    /// <param name="failure">What SqlClient threw.</param>
    /// <param name="attempt">What was tried and where, for the message.</param>
    /// <param name="cancellationToken">When cancelled, the failure is that cancellation.</param>
    public static Exception? Translate(Exception failure, string attempt, CancellationToken cancellationToken) => failure switch
    {
        OperationCanceledException => null,
        _ when cancellationToken.IsCancellationRequested => new OperationCanceledException($"Cancelled while {attempt}.", failure, cancellationToken),
        SqlException refused => FromServer(refused, attempt),
        // InvalidOperationException: the pool gave no connection in time, or the connection broke and is closed.
        SocketException or IOException or TimeoutException or InvalidOperationException =>
            new SqlServerException($"Failed {attempt}: {failure.Message}", [], isUnreachable: true, failure),
        _ => null,
    };

    private static SqlServerException FromServer(SqlException refused, string attempt)
    {
        var errors = refused.Errors.Cast<SqlError>().ToList();
        var unreachable = errors.Exists(error => error.Class >= Fatal || error.Number == ClientTimeout);
        // A network failure is reported as an "error" too, with the operating system's number: no server said that.
        var fromNetwork = refused.InnerException is Win32Exception or IOException;
        int[] numbers = [.. errors.Where(error => error.Number > 0 && !(fromNetwork && error.Class >= Fatal)).Select(error => error.Number)];
        var said = string.Join(" ", errors.Select(error => error.Number > 0 ? $"{error.Number}: {error.Message}" : Plain(error.Message)).Distinct());
        return new SqlServerException($"Failed {attempt}: {said}", numbers, unreachable, refused);
    }

    /// <summary>What the client's network layer says, without its own names for where it noticed.</summary>
    private static string Plain(string message)
    {
        if (message.Contains("pre-login handshake", StringComparison.Ordinal))
        {
            return "The connection was closed before a SQL Server answered.";
        }

        var provider = message.IndexOf("(provider:", StringComparison.Ordinal);
        return provider < 0 ? message : message[..provider].TrimEnd();
    }
}
