using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ChatDr.Kubernetes.Json;

/// <summary>
/// Reads manifests and kubeconfigs: YAML 1.1's scalars as Kubernetes' own reader takes them, so that <c>yes</c> is a boolean and <c>"1"</c> a string.
/// </summary>
public static class KubernetesYaml
{
    /// <summary>The documents of <paramref name="yaml"/> as JSON; empty documents are left out.</summary>
    /// <exception cref="FormatException">It is no YAML, or a document is no mapping.</exception>
    public static IReadOnlyList<JsonObject> ReadDocuments(string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException broken)
        {
            throw new FormatException($"This is no YAML: {broken.Message} (line {broken.Start.Line}).", broken);
        }

        return [.. stream.Documents.Select(document => ToJson(document.RootNode)).Where(node => node is not null).Select(AsObject)];
    }

    /// <summary>The only document of <paramref name="yaml"/> as <typeparamref name="T"/>.</summary>
    /// <exception cref="FormatException">It is no YAML, not exactly one document, or does not fit the type.</exception>
    public static T Deserialize<T>(string yaml)
    {
        var documents = ReadDocuments(yaml);
        if (documents.Count != 1)
        {
            throw new FormatException($"Expected one YAML document, found {documents.Count}.");
        }

        try
        {
            return documents[0].Deserialize<T>(KubernetesJson.Options) ?? throw new FormatException("The YAML document is empty.");
        }
        catch (JsonException unfit)
        {
            throw new FormatException($"The YAML document is no {typeof(T).Name}: {unfit.Message}", unfit);
        }
    }

    private static JsonObject AsObject(JsonNode? node) =>
        node as JsonObject ?? throw new FormatException("A manifest has to be a mapping with apiVersion and kind.");

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(Key(child.Key), ToJson(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new FormatException($"Line {node.Start.Line}: {node.NodeType} cannot be said in JSON."),
    };

    private static string Key(YamlNode key) =>
        (key as YamlScalarNode)?.Value ?? throw new FormatException($"Line {key.Start.Line}: a key has to be a scalar.");

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
            _ => Number(text) ?? JsonValue.Create(text),
        };
    }

    private static JsonValue? Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        return char.IsAsciiDigit(text[^1]) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? JsonValue.Create(real)
            : null;
    }
}
