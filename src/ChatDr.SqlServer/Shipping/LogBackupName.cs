using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatDr.SqlServer.Shipping;

/// <summary>
/// The name of a backup file on the share. Names sort by the LSN they begin at, then by time, so that the next file to restore is found without opening each.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="FirstLsn">Where the log in the file begins.</param>
/// <param name="StartedAt">When the backup was ordered, by the operator's clock: everything acknowledged before is in it or in an earlier one.</param>
/// <param name="Kind">What the file is for.</param>
/// <param name="Order">Of a tail: the uid of the order that took it, so that an order whose status was lost finds its tail again.</param>
public sealed partial record LogBackupName(string Database, decimal FirstLsn, DateTimeOffset StartedAt, LogBackupKind Kind, string? Order = null)
{
    private const string TimeFormat = "yyyyMMddHHmmssfff";

    /// <summary>The file name without its folder.</summary>
    public string FileName =>
        string.Create(CultureInfo.InvariantCulture, $"{Database}_{FirstLsn:0000000000000000000000000}_{StartedAt.UtcDateTime:yyyyMMddHHmmssfff}{Suffix}.trn");

    private string Suffix => Kind switch
    {
        LogBackupKind.Log => "",
        LogBackupKind.Tail => Order is null ? "_tail" : $"_tail_{Order}",
        LogBackupKind.Salvage => "_salvage",
        _ => throw new InvalidOperationException($"Unknown kind of log backup {Kind}."),
    };

    /// <summary>Reads a file name; null when it is not the name of a log backup of <paramref name="database"/>.</summary>
    public static LogBackupName? TryParse(string database, string fileName)
    {
        var match = Form().Match(fileName);
        return match.Success && match.Groups["database"].Value == database
            && DateTimeOffset.TryParseExact(match.Groups["time"].Value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new(
                database, decimal.Parse(match.Groups["lsn"].ValueSpan, CultureInfo.InvariantCulture), time, KindOf(match.Groups["kind"].Value),
                match.Groups["order"] is { Success: true } order ? order.Value : null)
            : null;
    }

    private static LogBackupKind KindOf(string suffix) => suffix switch
    {
        "_tail" => LogBackupKind.Tail,
        "_salvage" => LogBackupKind.Salvage,
        _ => LogBackupKind.Log,
    };

    [GeneratedRegex(@"\A(?<database>.+)_(?<lsn>[0-9]{25})_(?<time>[0-9]{17})(?<kind>_tail|_salvage)?(?:(?<=_tail)_(?<order>[0-9A-Za-z-]+))?\.trn\z")]
    private static partial Regex Form();
}
