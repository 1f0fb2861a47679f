using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ChatDr.CrdGen;

/// <summary>The summaries of types and properties, read from the documentation files that the compiler writes beside the assemblies.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<Assembly, Dictionary<string, string>> _summaries = [];

    /// <summary>The summary of a property.</summary>
    /// <exception cref="InvalidOperationException">It has none: users would find an empty <c>kubectl explain</c>.</exception>
    public string Of(PropertyInfo property) => Find(property.DeclaringType!.Assembly, $"P:{property.DeclaringType.FullName}.{property.Name}");

    /// <summary>The summary of a type.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public string Of(Type type) => Find(type.Assembly, $"T:{type.FullName}");

    private string Find(Assembly assembly, string member)
    {
        if (!_summaries.TryGetValue(assembly, out var summaries))
        {
            _summaries[assembly] = summaries = Read(assembly);
        }

        return summaries.TryGetValue(member, out var summary) && summary.Length > 0
            ? summary
            : throw new InvalidOperationException($"{member} has no <summary>, which is what kubectl explain shows for it.");
    }

    private static Dictionary<string, string> Read(Assembly assembly) =>
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));

    private static string Text(XElement summary)
    {
        foreach (var see in summary.Descendants("see").ToList())
        {
            see.ReplaceWith(see.Attribute("cref")!.Value.Split('.')[^1]);
        }

        return Space().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
