using System.Text.RegularExpressions;
using ChatDr.Tests.Shared;

namespace ChatDr.Architecture.Tests;

/// <summary>What is easily done wrong in a test class.</summary>
public sealed partial class TestClassTests
{
    /// <summary>xunit 2 calls IDisposable and IAsyncLifetime only: processes and folders of a test class that is IAsyncDisposable stay behind.</summary>
    [Fact]
    public void TestClasses_AreDisposedOfInAWayThatXunitKnows()
    {
        var wrong = Directory.GetFiles(Path.Combine(RepositoryRoot.Folder.FullName, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => AsyncDisposable().IsMatch(File.ReadAllText(file)));

        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"class \w+Tests\b[^{]*\bIAsyncDisposable\b")]
    private static partial Regex AsyncDisposable();
}
