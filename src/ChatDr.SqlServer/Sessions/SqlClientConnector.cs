using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.SqlClient;

namespace ChatDr.SqlServer.Sessions;

/// <summary>
/// Opens sessions with Microsoft.Data.SqlClient. Sessions in the login's default database come from a pool; a session in a named database is
/// closed for good when disposed, because an idle pooled connection would hold the database open and so bar the exclusive access that RESTORE and
/// BACKUP LOG … WITH NORECOVERY need.
/// </summary>
public sealed class SqlClientConnector : ISqlConnector, IDisposable
{
    private readonly TimeSpan _connectTimeout;
    private readonly Action? _beforeEach;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _certificateFiles = [];
    private DirectoryInfo? _certificates;

    /// <summary>A connector.</summary>
    /// <param name="connectTimeout">How long making a connection may take; whole seconds, at least one; 3 s by default.</param>
    /// <param name="beforeEach">Called right before a session is opened and before each statement is sent; what it throws is the outcome, and nothing is
    /// sent.</param>
    public SqlClientConnector(TimeSpan? connectTimeout = null, Action? beforeEach = null) =>
        (_connectTimeout, _beforeEach) = (connectTimeout ?? TimeSpan.FromSeconds(3), beforeEach);

    /// <inheritdoc/>
    public async Task<ISqlSession> OpenAsync(SqlEndpoint endpoint, string? database, CancellationToken cancellationToken)
    {
        _beforeEach?.Invoke();
        var connection = new SqlConnection(ConnectionString(endpoint, database));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return new SqlClientSession(connection, endpoint, _beforeEach);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (SqlClientErrors.Translate(failure, $"connecting to {endpoint}", cancellationToken) is { } translated)
            {
                throw translated;
            }

            throw;
        }
    }

    /// <summary>The connection string for <paramref name="endpoint"/>.</summary>
    internal string ConnectionString(SqlEndpoint endpoint, string? database)
    {
        var builder = new SqlConnectionStringBuilder
        {
            DataSource = $"tcp:{endpoint.Host},{endpoint.Port}",
            UserID = endpoint.Login,
            Password = endpoint.Password,
            ApplicationName = "ChatDR",
            ConnectTimeout = Math.Max(1, (int)Math.Ceiling(_connectTimeout.TotalSeconds)),
            // A lost statement must surface: whether it may be sent again is for the caller to decide.
            ConnectRetryCount = 0,
            Pooling = database is null,
            // An instance that comes back must be seen at once, not after the pool's 5 s of refusing to try.
            PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock,
            Encrypt = SqlConnectionEncryptOption.Mandatory,
        };
        if (database is not null)
        {
            builder.InitialCatalog = database;
        }

        if (endpoint.ServerCertificate is { } pem)
        {
            builder.ServerCertificate = CertificateFile(pem);
        }
        else
        {
            builder.TrustServerCertificate = true;
        }

        return builder.ConnectionString;
    }

    /// <summary>Removes the files that held pinned certificates.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _certificates?.Delete(recursive: true);
            _certificates = null;
            _certificateFiles.Clear();
        }
    }

    /// <summary>SqlClient compares the server's certificate with a file, so each pinned certificate becomes one.</summary>
    private string CertificateFile(string pem)
    {
        lock (_lock)
        {
            if (!_certificateFiles.TryGetValue(pem, out var file))
            {
                _certificates ??= Directory.CreateTempSubdirectory("chatdr-tls-");
                file = Path.Combine(_certificates.FullName, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(pem))) + ".pem");
                File.WriteAllText(file, pem);
                _certificateFiles.Add(pem, file);
            }

            return file;
        }
    }
}
