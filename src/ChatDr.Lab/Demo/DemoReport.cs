using System.Text.Json;

namespace ChatDr.Lab.Demo;

/// <summary>What the demo found.</summary>
/// <param name="Events">In order.</param>
/// <param name="Ok">Whether every step succeeded and every invariant held.</param>
/// <param name="WallSeconds">How long all of it took.</param>
internal sealed record DemoReport(IReadOnlyList<DemoEvent> Events, bool Ok, double WallSeconds)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);
}
