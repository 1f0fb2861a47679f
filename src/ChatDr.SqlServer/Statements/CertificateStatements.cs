namespace ChatDr.SqlServer.Statements;

/// <summary>Statements for the certificates by which mirroring endpoints know each other. They run in <c>master</c>.</summary>
public static class CertificateStatements
{
    /// <summary>Whether master has a master key: <c>name</c>; no row when it has none.</summary>
    public static SqlStatement FindMasterKey() => new("SELECT name FROM sys.symmetric_keys WHERE name = N'##MS_DatabaseMasterKey##';") { IsIdempotent = true };

    /// <summary>Creates the key that protects private keys.</summary>
    public static SqlStatement CreateMasterKey(string password)
    {
        static string Text(string secret) => $"CREATE MASTER KEY ENCRYPTION BY PASSWORD = {secret};";
        return new SqlStatement(Text(SqlQuote.Text(password))) { Display = Text(LoginStatements.Masked) };
    }

    /// <summary>The certificates: <c>name, thumbprint</c> (SHA-1 of the encoded certificate).</summary>
    public static SqlStatement List() => new("SELECT name, thumbprint FROM sys.certificates;") { IsIdempotent = true };

    /// <summary>Creates a certificate with its own key pair.</summary>
    public static SqlStatement Create(string certificate, string subject) =>
        new($"CREATE CERTIFICATE {SqlQuote.Name(certificate)} WITH SUBJECT = {SqlQuote.Text(subject)};");

    /// <summary>Creates the public part of a partner's certificate, owned by the user that stands for the partner.</summary>
    public static SqlStatement CreateFromBinary(string certificate, string user, ReadOnlySpan<byte> encoded) =>
        new($"CREATE CERTIFICATE {SqlQuote.Name(certificate)} AUTHORIZATION {SqlQuote.Name(user)} FROM BINARY = {SqlQuote.Binary(encoded)};")
        {
            Display = $"CREATE CERTIFICATE {SqlQuote.Name(certificate)} AUTHORIZATION {SqlQuote.Name(user)} FROM BINARY = 0x… ({encoded.Length} bytes);",
        };

    /// <summary>The public part of a certificate: <c>encoded</c>; NULL when there is none of that name.</summary>
    public static SqlStatement Encoded(string certificate) =>
        new($"SELECT CERTENCODED(CERT_ID({SqlQuote.Text(certificate)})) AS encoded;") { IsIdempotent = true };

    /// <summary>Drops a certificate.</summary>
    public static SqlStatement Drop(string certificate) => new($"DROP CERTIFICATE {SqlQuote.Name(certificate)};");

    /// <summary>Whether master has the user: <c>name</c>; no row when it has not.</summary>
    public static SqlStatement FindUser(string user) =>
        new($"SELECT name FROM sys.database_principals WHERE name = {SqlQuote.Text(user)};") { IsIdempotent = true };

    /// <summary>Creates the user of a login.</summary>
    public static SqlStatement CreateUser(string user, string login) => new($"CREATE USER {SqlQuote.Name(user)} FOR LOGIN {SqlQuote.Name(login)};");
}
