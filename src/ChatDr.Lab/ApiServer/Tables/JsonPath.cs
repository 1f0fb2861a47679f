using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Tables;

/// <summary>
/// The JSONPath of printer columns: <c>.status.conditions[?(@.type=="Ready")].status</c>, <c>.spec.items[0]</c>, <c>[*]</c>, negative indices, <c>['a.b']</c>,
/// escaped dots.
/// </summary>
internal sealed class JsonPath
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly List<Func<IEnumerable<JsonNode?>, IEnumerable<JsonNode?>>> _steps = [];

    private JsonPath()
    {
    }

    /// <summary>Parses a path; braces around it may be left out.</summary>
    /// <exception cref="FormatException">Not a path that printer columns may use.</exception>
    internal static JsonPath Parse(string text)
    {
        string path = text.Trim();
        if (path.StartsWith('{') && path.EndsWith('}'))
            path = path[1..^1];
        if (path.StartsWith('$') || path.StartsWith('@'))
            path = path[1..];
        JsonPath parsed = new();
        int position = 0;
        while (position < path.Length)
            position = parsed.Step(path, position);
        return parsed;
    }

    /// <summary>All values that the path leads to.</summary>
    internal IEnumerable<JsonNode?> Find(JsonNode? root) => _steps.Aggregate((IEnumerable<JsonNode?>)[root], (nodes, step) => step(nodes));

    private int Step(string path, int position)
    {
        if (path[position] == '[')
        {
            int end = ClosingBracket(path, position);
            Bracket(path[(position + 1)..end].Trim());
            return end + 1;
        }

        int start = path[position] == '.' ? position + 1 : position;
        int stop = start;
        while (stop < path.Length && path[stop] is not ('.' or '['))
            stop += path[stop] == '\\' ? 2 : 1;
        string name = path[start..Math.Min(stop, path.Length)].Replace("\\", "", StringComparison.Ordinal);
        if (name == "*")
            All();
        else if (name.Length > 0)
            Member(name);
        return Math.Min(stop, path.Length);
    }

    private static int ClosingBracket(string path, int open)
    {
        int depth = 0;
        char quote = '\0';
        for (int i = open; i < path.Length; i++)
        {
            if (quote != '\0')
                quote = path[i] == quote ? '\0' : quote;
            else if (path[i] is '"' or '\'')
                quote = path[i];
            else if (path[i] == '[')
                depth++;
            else if (path[i] == ']' && --depth == 0)
                return i;
        }

        throw new FormatException($"unterminated array in JSONPath {path}");
    }

    private void Bracket(string inner)
    {
        if (inner == "*")
            All();
        else if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
            Filter(inner[2..^1]);
        else if (inner.Length > 1 && inner[0] is '"' or '\'')
            Member(inner[1..^1]);
        else if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index))
            _steps.Add(nodes => nodes.OfType<JsonArray>().Select(list => (list, at: index < 0 ? list.Count + index : index))
                .Where(pair => pair.at >= 0 && pair.at < pair.list.Count).Select(pair => pair.list[pair.at]));
        else
            throw new FormatException($"unsupported JSONPath element [{inner}]");
    }

    private void Member(string name) =>
        _steps.Add(nodes => nodes.OfType<JsonObject>().Where(map => map.ContainsKey(name)).Select(map => map[name]));

    private void All() =>
        _steps.Add(nodes => nodes.SelectMany(node => node switch
        {
            JsonArray list => list,
            JsonObject map => map.Select(member => member.Value),
            _ => (IEnumerable<JsonNode?>)[],
        }));

    private void Filter(string condition)
    {
        string? operation = Operators.FirstOrDefault(op => condition.Contains(op, StringComparison.Ordinal));
        if (operation is null)
        {
            JsonPath exists = Parse(condition);
            _steps.Add(nodes => Items(nodes).Where(item => exists.Find(item).Any()));
            return;
        }

        int at = condition.IndexOf(operation, StringComparison.Ordinal);
        JsonPath left = Parse(condition[..at]);
        string right = condition[(at + operation.Length)..].Trim().Trim('"', '\'');
        _steps.Add(nodes => Items(nodes).Where(item => left.Find(item).Any(found => Holds(Display(found), operation, right))));
    }

    private static IEnumerable<JsonNode?> Items(IEnumerable<JsonNode?> nodes) => nodes.OfType<JsonArray>().SelectMany(list => list);

    private static bool Holds(string left, string operation, string right)
    {
        int order = decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal a)
            && decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(left, right);
        return operation switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<=" => order <= 0,
            ">=" => order >= 0,
            "<" => order < 0,
            ">" => order > 0,
            _ => throw new FormatException($"unsupported JSONPath operator {operation}"),
        };
    }

    /// <summary>A value as a cell shows it.</summary>
    internal static string Display(JsonNode? node) => node.Text() ?? node?.ToJsonString(JsonNavigation.Compact) ?? "";
}
