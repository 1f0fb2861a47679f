using System.Text.RegularExpressions;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Validation;

/// <summary>Shapes of names, keys and values, and the words in which a real server says what is wrong with one
/// (apimachinery <c>pkg/util/validation</c>).</summary>
internal static partial class NameRules
{
    private const string LabelWords =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
        "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainWords =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
        "and must start and end with an alphanumeric character " +
        "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string ServiceWords =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', " +
        "start with an alphabetic character, and end with an alphanumeric character " +
        "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedWords =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueWords =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string ConfigKeyWords =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' " +
        "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string VariableWords =
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit " +
        "(e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

    /// <summary>What is wrong with the name of an object of this kind, or null.</summary>
    internal static string? OfObject(ApiResource resource, string name) => resource.Storage switch
    {
        "/services" => Check(name, Service(), ServiceWords, 63),
        BuiltInResources.NamespaceStorage => Label(name),
        _ when resource.Group == "rbac.authorization.k8s.io" => PathSegment(name),
        _ => Check(name, Subdomain(), SubdomainWords, 253),
    };

    /// <summary>What is wrong with the name of a container, a port or a volume, or null.</summary>
    internal static string? Label(string name) => Check(name, Label(), LabelWords, 63);

    /// <summary>What is wrong with the key of a label or an annotation, or null.</summary>
    internal static string? QualifiedName(string key)
    {
        string[] parts = key.Split('/');
        if (parts.Length > 2)
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', " +
                "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        if (parts.Length == 2 && Check(parts[0], Subdomain(), SubdomainWords, 253) is { } prefix)
            return "prefix part " + prefix;
        return parts[^1].Length switch
        {
            > 63 => "name part must be no more than 63 characters",
            0 => "name part must be non-empty",
            _ => Check(parts[^1], Qualified(), QualifiedWords, 63),
        };
    }

    /// <summary>What is wrong with the value of a label, or null.</summary>
    internal static string? LabelValue(string value) => Check(value, LabelText(), LabelValueWords, 63);

    /// <summary>What is wrong with a key of a ConfigMap or a Secret, or null.</summary>
    internal static string? ConfigKey(string key) => Check(key, ConfigKeys(), ConfigKeyWords, 253);

    /// <summary>What is wrong with the name of an environment variable, or null.</summary>
    internal static string? Variable(string name) => Check(name, Variables(), VariableWords, int.MaxValue);

    private static string? PathSegment(string name)
    {
        if (name is "." or "..")
            return $"may not be '{name}'";
        return name.IndexOfAny(['/', '%']) is >= 0 and var at ? $"may not contain '{name[at]}'" : null;
    }

    private static string? Check(string text, Regex shape, string words, int limit) =>
        text.Length > limit ? $"must be no more than {limit} characters" : shape.IsMatch(text) ? null : words;

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Service();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelText();

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex ConfigKeys();

    [GeneratedRegex(@"\A[-._a-zA-Z][-._a-zA-Z0-9]*\z")]
    private static partial Regex Variables();
}
