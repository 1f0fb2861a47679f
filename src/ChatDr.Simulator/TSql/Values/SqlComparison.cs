using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Order and equality of values of one type: text without regard to case and trailing blanks, as SQL_Latin1_General_CP1_CI_AS does.</summary>
internal sealed class SqlComparison : IComparer<object?>, IEqualityComparer<object?>
{
    private const CompareOptions Insensitive = CompareOptions.IgnoreCase | CompareOptions.IgnoreKanaType | CompareOptions.IgnoreWidth;
    private const RegexOptions Matching = RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>The one instance.</summary>
    public static SqlComparison Instance { get; } = new();

    /// <summary>Compares; NULL comes first, as in ORDER BY.</summary>
    public int Compare(object? x, object? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string left, string right) => CultureInfo.InvariantCulture.CompareInfo.Compare(left.TrimEnd(' '), right.TrimEnd(' '), Insensitive),
        (Guid left, Guid right) => new SqlGuid(left).CompareTo(new SqlGuid(right)),
        (byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right),
        (IComparable left, _) when x.GetType() == y.GetType() => left.CompareTo(y),
        _ => string.Compare(SqlConversion.Text(x), SqlConversion.Text(y), StringComparison.OrdinalIgnoreCase),
    };

    /// <inheritdoc/>
    public new bool Equals(object? x, object? y) => Compare(x, y) is 0;

    /// <inheritdoc/>
    public int GetHashCode(object? obj) => obj switch
    {
        null => 0,
        string text => CultureInfo.InvariantCulture.CompareInfo.GetHashCode(text.TrimEnd(' '), Insensitive),
        byte[] bytes => bytes.Aggregate(17, (hash, next) => (hash * 31) + next),
        _ => obj.GetHashCode(),
    };

    /// <summary>LIKE, with %, _, [set], [^set] and an escape character.</summary>
    public static bool Like(string value, string pattern, char? escape) => Regex.IsMatch(value, $"^{Translate(pattern, escape)} *$", Matching);

    /// <summary>PATINDEX: where a pattern's first match begins, counted from 1; 0 when there is none.</summary>
    public static int FindPattern(string value, string pattern)
    {
        var open = pattern.StartsWith('%');
        var end = pattern.EndsWith('%') && pattern.Length > 1;
        var match = Regex.Match(value, $"{(open ? "" : "^")}{Translate(pattern[(open ? 1 : 0)..(end ? ^1 : ^0)], null)}{(end ? "" : " *$")}", Matching);
        return match.Success ? match.Index + 1 : 0;
    }

    private static string Translate(string pattern, char? escape)
    {
        var expression = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == escape && i + 1 < pattern.Length)
            {
                expression.Append(Regex.Escape(pattern[++i].ToString()));
            }
            else if (c is '[' && pattern.IndexOf(']', i + 1) is > 0 and var end)
            {
                var set = pattern[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                expression.Append('[').Append(set).Append(']');
                i = end;
            }
            else
            {
                expression.Append(c switch { '%' => ".*", '_' => ".", _ => Regex.Escape(c.ToString()) });
            }
        }

        return expression.ToString();
    }
}
