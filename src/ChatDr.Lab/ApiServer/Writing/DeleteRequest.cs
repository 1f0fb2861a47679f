using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>What a deletion asks for: the body <c>DeleteOptions</c> or the same names in the query.</summary>
/// <param name="Propagation"><c>Background</c>, <c>Foreground</c>, <c>Orphan</c>, or null for the kind's default.</param>
/// <param name="GraceSeconds">Grace period for pods; null takes the pod's own.</param>
/// <param name="Uid">Precondition, or null.</param>
/// <param name="ResourceVersion">Precondition, or null.</param>
/// <param name="DryRun">Change nothing.</param>
internal sealed record DeleteRequest(string? Propagation, long? GraceSeconds, string? Uid, string? ResourceVersion, bool DryRun)
{
    internal static DeleteRequest Background { get; } = new("Background", null, null, null, false);

    internal static DeleteRequest From(JsonNode? body, string? propagation, string? graceSeconds, bool dryRun) => new(
        body.Text("propagationPolicy") ?? propagation ?? (body.Flag("orphanDependents") ? "Orphan" : null),
        body.Number("gracePeriodSeconds") ?? (long.TryParse(graceSeconds, out long seconds) ? seconds : null),
        body.Text("preconditions", "uid"),
        body.Text("preconditions", "resourceVersion"),
        dryRun || body.Items("dryRun").Any(value => value.Text() == "All"));
}
