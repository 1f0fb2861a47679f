namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>A name of one to four parts; an omitted part (<c>db..table</c>) is empty.</summary>
internal sealed record ObjectName(IReadOnlyList<string> Parts)
{
    /// <summary>The last part.</summary>
    public string Name => Parts[^1];

    /// <summary>The part before the last; null when not given.</summary>
    public string? Schema => Part(2);

    /// <summary>The part before the schema; null when not given.</summary>
    public string? Database => Part(3);

    /// <inheritdoc/>
    public override string ToString() => string.Join('.', Parts);

    private string? Part(int fromEnd) => Parts.Count >= fromEnd && Parts[^fromEnd].Length > 0 ? Parts[^fromEnd] : null;
}
