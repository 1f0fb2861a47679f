using System.Reflection;
using System.Text.RegularExpressions;
using ChatDr.Tests.Shared;

namespace ChatDr.Simulator.Tests;

/// <summary>
/// What docs/sql-server-facts.md lists, and who answers for it: a test with <c>[Trait("Fact", id)]</c>, or the table
/// "Facts that are not simulated" of docs/simulator.md.
/// </summary>
internal static partial class FactRegister
{
    private const string NotSimulatedHeading = "## Facts that are not simulated";

    /// <summary>The ids in the first column of the page's tables, in order.</summary>
    public static string[] Facts() =>
        [.. Lines("docs/sql-server-facts.md").Select(line => FirstId().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    /// <summary>The ids in the first column of the table of what is not simulated; a row may name several.</summary>
    public static string[] NotSimulated() =>
    [
        .. Lines("docs/simulator.md")
            .SkipWhile(line => line != NotSimulatedHeading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => AnyId().Matches(line.Split('|')[1]))
            .Select(match => match.Groups[1].Value),
    ];

    /// <summary>The ids that tests carry, with the tests' names.</summary>
    public static ILookup<string, string> Proven() => typeof(FactRegister).Assembly.GetTypes()
        .SelectMany(
            type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Prepend<MemberInfo>(type))
        .SelectMany(member => member.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && attribute.ConstructorArguments is [{ Value: "Fact" }, _])
            .Select(attribute => (Id: (string)attribute.ConstructorArguments[1].Value!, Test: $"{member.DeclaringType?.Name}.{member.Name}")))
        .ToLookup(proof => proof.Id, proof => proof.Test);

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(RepositoryRoot.Folder.FullName, file));

    [GeneratedRegex(@"^\| `((?:[B-E]\d?\.\d+)|(?:\d{3,5}))` \|")]
    private static partial Regex FirstId();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex AnyId();
}
