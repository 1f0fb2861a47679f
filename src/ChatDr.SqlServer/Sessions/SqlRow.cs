using System.Globalization;

namespace ChatDr.SqlServer.Sessions;

/// <summary>A row of a result, read by column name (case-insensitive).</summary>
/// <param name="columns">Values by name; null for NULL.</param>
public sealed class SqlRow(IReadOnlyDictionary<string, object?> columns)
{
    /// <summary>Whether the result has this column.</summary>
    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>The value as <typeparamref name="T"/>, which must not be NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is absent, NULL or of another type.</exception>
    public T Get<T>(string column) => (T)Convert(column, typeof(T), Value(column)
        ?? throw new InvalidOperationException($"Column {column} is NULL."));

    /// <summary>The value as <typeparamref name="T"/>, or null for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is absent or of another type.</exception>
    public T? GetOrNull<T>(string column)
        where T : struct => Value(column) is { } value ? (T)Convert(column, typeof(T), value) : null;

    /// <summary>The value as text, or null for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is absent.</exception>
    public string? GetText(string column) => Value(column) is { } value ? System.Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The value as bytes, or null for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column is absent or not binary.</exception>
    public byte[]? GetBytes(string column) => Value(column) is { } value ? (byte[])Convert(column, typeof(byte[]), value) : null;

    private object? Value(string column) => columns.TryGetValue(column, out var value)
        ? value
        : throw new InvalidOperationException($"The result has no column {column}; it has {string.Join(", ", columns.Keys)}.");

    private static object Convert(string column, Type type, object value)
    {
        if (type.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }
        catch (Exception notConvertible) when (notConvertible is InvalidCastException or FormatException or OverflowException)
        {
            throw new InvalidOperationException($"Column {column} holds {value} ({value.GetType().Name}), which is no {type.Name}.", notConvertible);
        }
    }
}
