using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>The columns that names can mean, inside those of the query around it.</summary>
/// <param name="Columns">The columns, in row order.</param>
/// <param name="Outer">The surrounding query's; null at the top.</param>
internal sealed record RowScope(IReadOnlyList<ScopeColumn> Columns, RowScope? Outer)
{
    /// <summary>The position of a column in this scope; null when it is not here.</summary>
    /// <exception cref="Engine.SqlErrorException">209: two columns have this name.</exception>
    public int? Find(ObjectName name)
    {
        int? found = null;
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].IsHidden || !Same(Columns[i].Name, name.Name) || (name.Schema is { } qualifier && !Same(Columns[i].Qualifier, qualifier)))
            {
                continue;
            }

            found = found is null ? i : throw SqlErrors.AmbiguousColumn(name.Name);
        }

        return found;
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
