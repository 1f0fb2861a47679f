using System.Text.RegularExpressions;
using ChatDr.Lab.ApiServer.Errors;

namespace ChatDr.Lab.ApiServer.Selectors;

/// <summary>A label selector in its query form: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
internal sealed partial class LabelSelector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];

    private LabelSelector()
    {
    }

    /// <summary>Parses the query form; null or empty selects everything.</summary>
    /// <exception cref="ApiException">Not a selector.</exception>
    internal static LabelSelector Parse(string? text)
    {
        LabelSelector selector = new();
        foreach (string part in Split(text ?? ""))
            selector._requirements.Add(Requirement(part));
        return selector;
    }

    internal bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (Func<IReadOnlyDictionary<string, string>, bool> requirement in _requirements)
        {
            if (!requirement(labels))
                return false;
        }

        return true;
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Requirement(string part)
    {
        if (SetForm().Match(part) is { Success: true } set)
        {
            string key = set.Groups["key"].Value;
            string[] values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            bool within = set.Groups["op"].Value == "in";
            return labels => labels.TryGetValue(key, out string? value) && values.Contains(value) == within || (!within && !labels.ContainsKey(key));
        }

        if (EqualityForm().Match(part) is { Success: true } equality)
        {
            string key = equality.Groups["key"].Value;
            string wanted = equality.Groups["value"].Value;
            bool equal = equality.Groups["op"].Value != "!=";
            return labels => (labels.TryGetValue(key, out string? value) && value == wanted) == equal;
        }

        if (ExistenceForm().Match(part) is { Success: true } existence)
        {
            string key = existence.Groups["key"].Value;
            bool exists = existence.Groups["not"].Length == 0;
            return labels => labels.ContainsKey(key) == exists;
        }

        throw ApiException.BadRequest($"unable to parse requirement: found '{part}', expected: a label selector such as 'key=value'");
    }

    private static IEnumerable<string> Split(string text)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        if (text[start..].Trim() is { Length: > 0 } last)
            yield return last;
    }

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s+(?<op>in|notin)\s+\((?<values>[^)]*)\)$")]
    private static partial Regex SetForm();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s*(?<op>==|=|!=)\s*(?<value>[\w.-]*)$")]
    private static partial Regex EqualityForm();

    [GeneratedRegex(@"^(?<not>!?)\s*(?<key>[\w./-]+)$")]
    private static partial Regex ExistenceForm();
}
