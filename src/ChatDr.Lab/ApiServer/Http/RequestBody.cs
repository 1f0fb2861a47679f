using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Protobuf;
using Microsoft.AspNetCore.Http;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Reads a request's body, JSON or YAML.</summary>
internal static class RequestBody
{
    private static readonly string[] Accepted =
    [
        "application/json", "application/yaml", "application/json-patch+json", "application/merge-patch+json",
        "application/strategic-merge-patch+json", "application/apply-patch+yaml",
    ];

    internal static async Task<JsonNode?> ReadAsync(HttpContext context)
    {
        string type = MediaType(context);
        using MemoryStream buffer = new();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0)
            return null;
        if (type == "application/vnd.kubernetes.protobuf" && Protobuf(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)) is { } generated)
            return generated;
        if (type.Contains("protobuf", StringComparison.Ordinal) || type.Contains("cbor", StringComparison.Ordinal))
            throw ApiException.UnsupportedMediaType(
                type, "application/json, application/yaml", "; with kubectl, create from a file (kubectl create -f, kubectl apply) instead of by a generator");
        if (!Accepted.Contains(type))
            throw ApiException.UnsupportedMediaType(type, string.Join(", ", Accepted));
        ReadOnlySpan<byte> bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        bool json = bytes.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];
        return json ? JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) : Yaml(buffer);
    }

    /// <summary>Reads a body that has to be an object.</summary>
    internal static async Task<JsonObject> ReadObjectAsync(HttpContext context) =>
        await ReadAsync(context) as JsonObject ?? throw ApiException.BadRequest("the body of the request has to be an object");

    internal static string MediaType(HttpContext context) => (context.Request.ContentType ?? "application/json").Split(';')[0].Trim();

    private static JsonObject? Protobuf(ReadOnlySpan<byte> body)
    {
        try
        {
            return ProtobufBody.Read(body);
        }
        catch (InvalidDataException malformed)
        {
            throw ApiException.BadRequest(malformed.Message);
        }
    }

    private static JsonNode? Yaml(MemoryStream buffer)
    {
        buffer.Position = 0;
        using StreamReader reader = new(buffer, leaveOpen: true);
        try
        {
            YamlStream stream = [];
            stream.Load(reader);
            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
        }
        catch (YamlException malformed)
        {
            throw ApiException.BadRequest($"error decoding YAML: {malformed.Message}");
        }
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value ?? "", Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw ApiException.BadRequest("error decoding YAML: aliases are not supported"),
    };

    /// <summary>YAML 1.2 core schema, plus nothing: what JSON can say.</summary>
    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return text;
        if (text is "" or "~" or "null" or "Null" or "NULL")
            return null;
        if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
            return text[0] is 't' or 'T';
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return whole;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && char.IsAsciiDigit(text[^1]) ? number : text;
    }
}
