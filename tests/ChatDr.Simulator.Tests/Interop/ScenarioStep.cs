using System.Globalization;

namespace ChatDr.Simulator.Tests.Interop;

/// <summary>A step of tests/interop/scenario, whose README says how it is written.</summary>
internal sealed record ScenarioStep
{
    public required string File { get; init; }

    public required string Instance { get; init; }

    public required string Title { get; init; }

    public TimeSpan Within { get; set; }

    /// <summary>null where rows are expected, or no error at all.</summary>
    public int? ExpectedError { get; private set; }

    /// <summary>null where it does not matter which rows come.</summary>
    public List<string>? ExpectedRows { get; private set; }

    public string Batch { get; private set; } = "";

    public override string ToString() => $"{File}, {Instance}: {Title}";

    /// <summary>The steps of a file; <paramref name="fill"/> puts addresses for names.</summary>
    public static IReadOnlyList<ScenarioStep> Read(string path, Func<string, string> fill)
    {
        var steps = new List<ScenarioStep>();
        foreach (var line in System.IO.File.ReadLines(path).Select(fill))
        {
            if (After(line, "-- step ") is { } step)
            {
                var colon = step.IndexOf(": ", StringComparison.Ordinal);
                steps.Add(new ScenarioStep { File = Path.GetFileName(path), Instance = step[..colon], Title = step[(colon + 2)..] });
            }
            else
            {
                steps[^1].Take(line);
            }
        }

        return steps;
    }

    private void Take(string line)
    {
        if (After(line, "-- within ") is { } seconds)
        {
            Within = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
        }
        else if (After(line, "-- expect error ") is { } number)
        {
            ExpectedError = int.Parse(number, CultureInfo.InvariantCulture);
        }
        else if (line == "-- expect rows")
        {
            ExpectedRows = [];
        }
        else if (After(line, "-- row ") is { } row)
        {
            (ExpectedRows ?? throw new FormatException($"{this}: a row before 'expect rows'.")).Add(row);
        }
        else if (line != "-- expect ok")
        {
            Batch += line + "\n";
        }
    }

    private static string? After(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) ? line[word.Length..] : null;
}
