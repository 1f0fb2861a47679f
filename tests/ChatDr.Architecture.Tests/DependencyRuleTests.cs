using System.Xml.Linq;
using ChatDr.Tests.Shared;

namespace ChatDr.Architecture.Tests;

/// <summary>The one dependency rule: who may reference whom. A project that is not listed fails the test until someone decides where it stands.</summary>
public sealed class DependencyRuleTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ChatDr.Kubernetes"] = [],
        ["ChatDr.Api"] = ["ChatDr.Kubernetes"],
        ["ChatDr.SqlServer"] = [],
        ["ChatDr.Operator"] = ["ChatDr.Api", "ChatDr.Kubernetes", "ChatDr.SqlServer"],
        ["ChatDr.Simulator"] = [],
        ["ChatDr.ChatServer"] = ["ChatDr.SqlServer"],
        ["ChatDr.Lab"] = ["ChatDr.Api", "ChatDr.ChatServer", "ChatDr.Kubernetes", "ChatDr.Operator", "ChatDr.Simulator"],
        ["ChatDr.CrdGen"] = ["ChatDr.Api"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatTheRuleAllows()
    {
        var projects = Root().GetDirectories("src").Concat(Root().GetDirectories("tools"))
            .SelectMany(folder => folder.GetFiles("*.csproj", SearchOption.AllDirectories)).ToList();

        projects.ShouldNotBeEmpty();
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project.Name);
            Allowed.Keys.ShouldContain(name, "a new project needs a place in the dependency rule");
            References(project).ShouldBeSubsetOf(Allowed[name], $"{name} references what the rule does not allow");
        }
    }

    [Fact]
    public void Api_UsesOnlyObjectMetadataOfTheKubernetesProject()
    {
        var sources = new DirectoryInfo(Path.Combine(Root().FullName, "src", "ChatDr.Api")).GetFiles("*.cs", SearchOption.AllDirectories)
            .Where(file => !file.FullName.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        foreach (var source in sources)
        {
            File.ReadLines(source.FullName).Where(line => line.Contains("ChatDr.Kubernetes", StringComparison.Ordinal))
                .ShouldAllBe(line => line.Trim() == "using ChatDr.Kubernetes.Models;", $"{source.Name} reaches past the metadata");
        }
    }

    private static IEnumerable<string> References(FileInfo project) =>
        XDocument.Load(project.FullName).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static DirectoryInfo Root() => RepositoryRoot.Folder;
}
