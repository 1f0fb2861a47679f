using System.Globalization;
using ChatDr.Lab.ApiServer;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.Faults;

/// <summary>
/// Makes a lab's API server suffer as a query says it: <c>latency</c> in milliseconds, <c>throttle</c>, <c>errors</c> and <c>conflicts</c> as shares between 0
/// and 1, <c>freeze</c>, <c>drop</c>, <c>compact</c> and <c>clear</c> as flags. What a query leaves out stays as it is.
/// </summary>
internal static class ApiFaults
{
    /// <summary>Brings it about; <c>clear</c> comes first.</summary>
    /// <exception cref="FaultException">A value is no number, or out of its range.</exception>
    public static void Apply(LabApiServer server, IQueryCollection query)
    {
        var faults = server.Faults;
        var latency = Number(query, "latency", 60_000);
        var (throttle, errors, conflicts) = (Number(query, "throttle", 1), Number(query, "errors", 1), Number(query, "conflicts", 1));
        if (query.ContainsKey("clear"))
        {
            faults.Clear();
        }

        faults.Latency = latency is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : faults.Latency;
        faults.ThrottleRate = throttle ?? faults.ThrottleRate;
        faults.ErrorRate = errors ?? faults.ErrorRate;
        faults.ConflictRate = conflicts ?? faults.ConflictRate;
        faults.AreWatchesFrozen |= query.ContainsKey("freeze");
        if (query.ContainsKey("compact"))
        {
            server.Compact();
        }

        if (query.ContainsKey("drop"))
        {
            faults.DropWatches();
        }
    }

    private static double? Number(IQueryCollection query, string name, double largest)
    {
        if (query[name].ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= largest
            ? number
            : throw new FaultException(string.Create(CultureInfo.InvariantCulture, $"{name} has to be a number from 0 to {largest}, not {text}."));
    }
}
