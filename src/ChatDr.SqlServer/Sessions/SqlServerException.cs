namespace ChatDr.SqlServer.Sessions;

/// <summary>An instance refused a statement or could not be reached. Decide on the error numbers, never on the message.</summary>
/// <param name="message">What was tried, where, and what came back.</param>
/// <param name="numbers">The server's error numbers, in the order in which they came; empty when no server answered.</param>
/// <param name="isUnreachable">Whether the connection could not be made or broke, so that the statement's outcome is unknown.</param>
/// <param name="inner">The cause.</param>
public sealed class SqlServerException(string message, IReadOnlyList<int> numbers, bool isUnreachable, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The server's error numbers, in the order in which they came.</summary>
    public IReadOnlyList<int> Numbers { get; } = numbers;

    /// <summary>Whether the connection could not be made or broke: the statement may or may not have run.</summary>
    public bool IsUnreachable { get; } = isUnreachable;

    /// <summary>Whether the server reported this error.</summary>
    public bool Has(int number) => Numbers.Contains(number);
}
