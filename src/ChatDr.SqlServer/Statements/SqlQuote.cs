namespace ChatDr.SqlServer.Statements;

/// <summary>
/// The one place where names and values become T-SQL. Every statement builder goes through it, so nothing a user writes in a custom resource
/// can leave its identifier or literal.
/// </summary>
public static class SqlQuote
{
    /// <summary>A name as a bracketed identifier, as QUOTENAME does.</summary>
    /// <exception cref="ArgumentException">It is empty, longer than 128 characters, or holds a NUL.</exception>
    public static string Name(string name)
    {
        if (name.Length is 0 or > 128 || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is no SQL Server identifier: it must have 1 to 128 characters and no NUL.", nameof(name));
        }

        return "[" + name.Replace("]", "]]", StringComparison.Ordinal) + "]";
    }

    /// <summary>A text as a Unicode literal.</summary>
    /// <exception cref="ArgumentException">It holds a NUL, which some statements cut a string at.</exception>
    public static string Text(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException("A text literal must not hold a NUL character.", nameof(text))
        : "N'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>Bytes as a binary literal.</summary>
    public static string Binary(ReadOnlySpan<byte> bytes) => "0x" + System.Convert.ToHexString(bytes);
}
