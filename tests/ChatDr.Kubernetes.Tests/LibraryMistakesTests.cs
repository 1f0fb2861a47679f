using System.Text.RegularExpressions;
using ChatDr.Tests.Shared;

namespace ChatDr.Kubernetes.Tests;

/// <summary>Holds docs/library-mistakes.md to the tests that exist.</summary>
public sealed partial class LibraryMistakesTests
{
    [Fact]
    public void EveryMistake_HasATestThatExists()
    {
        var root = RepositoryRoot.Folder.FullName;
        var sources = Directory.GetFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(file => file, File.ReadAllText);
        var rows = File.ReadLines(Path.Combine(root, "docs", "library-mistakes.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();

        rows.Count.ShouldBeGreaterThan(30);
        foreach (var row in rows)
        {
            var tests = TestName().Matches(row.Split('|')[3]);
            tests.Count.ShouldBeGreaterThan(0, row);
            foreach (Match test in tests)
            {
                var (type, method) = (test.Groups[1].Value, test.Groups[2].Value);
                sources.ShouldContain(
                    source => Path.GetFileName(source.Key).StartsWith(type, StringComparison.Ordinal)
                        && (method.Length == 0 || source.Value.Contains($" {method}(", StringComparison.Ordinal)),
                    $"{test.Value} is named in docs/library-mistakes.md");
            }
        }
    }

    [GeneratedRegex(@"`(\w+)(?:\.(\w+))?`")]
    private static partial Regex TestName();
}
