namespace ChatDr.Simulator.Tds;

/// <summary>What sp_prepare remembers.</summary>
/// <param name="Sql">The batch.</param>
/// <param name="ParameterNames">As declared, in order.</param>
internal sealed record PreparedStatement(string Sql, IReadOnlyList<string> ParameterNames)
{
    /// <summary>The names in a declaration such as <c>@a int, @b numeric(25,0) OUTPUT</c>.</summary>
    public static IReadOnlyList<string> NamesOf(string declaration)
    {
        var names = new List<string>();
        var depth = 0;
        var isAtName = true;
        for (var i = 0; i < declaration.Length; i++)
        {
            switch (declaration[i])
            {
                case '(': depth++; break;
                case ')': depth--; break;
                case ',' when depth == 0: isAtName = true; break;
                case '@' when isAtName:
                    var end = i + 1;
                    while (end < declaration.Length && (char.IsLetterOrDigit(declaration[end]) || declaration[end] is '_' or '$' or '#' or '@'))
                    {
                        end++;
                    }

                    names.Add(declaration[i..end]);
                    i = end - 1;
                    isAtName = false;
                    break;
            }
        }

        return names;
    }
}
