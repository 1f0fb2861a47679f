using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Http;
using ChatDr.Lab.ApiServer.Resources;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Discovery;

/// <summary>Answers what the server serves: discovery, version and OpenAPI.</summary>
internal sealed class DiscoveryHandler(ResourceCatalog catalog)
{
    /// <summary>An <c>openapi.v2.Document</c> (github.com/google/gnostic): swagger (1) and info (2) with title (1) and version (2).</summary>
    private static readonly byte[] EmptyOpenApiV2 = [0x0a, 3, .. "2.0"u8, 0x12, 11, 0x0a, 3, .. "lab"u8, 0x12, 4, .. "1.32"u8];

    private const string Aggregated = "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    internal Task HandleAsync(HttpContext context, string[] path)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
            throw ApiException.MethodNotAllowed();
        string accept = context.Request.Headers.Accept.ToString();
        bool aggregated = accept.Contains(Aggregated, StringComparison.Ordinal);
        return path switch
        {
            [] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Paths(catalog)),
            ["version"] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Version()),
            ["api"] when aggregated => AggregatedAsync(context, core: true),
            ["apis"] when aggregated => AggregatedAsync(context, core: false),
            ["api"] => Answers.JsonAsync(context, 200, DiscoveryDocuments.CoreVersions()),
            ["apis"] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Groups(catalog)),
            ["api", "v1"] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Resources(catalog, "", "v1")),
            ["apis", var group] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Group(catalog, group)),
            ["apis", var group, var version] => Answers.JsonAsync(context, 200, DiscoveryDocuments.Resources(catalog, group, version)),
            ["openapi", "v2"] => OpenApiV2Async(context, accept),
            ["openapi", "v3"] => Answers.JsonAsync(context, 200, OpenApiDocuments.Index(catalog)),
            ["openapi", "v3", "api", "v1"] => Answers.JsonAsync(context, 200, OpenApiDocuments.Document(catalog, "", "v1")),
            ["openapi", "v3", "apis", var group, var version] => Answers.JsonAsync(context, 200, OpenApiDocuments.Document(catalog, group, version)),
            _ => throw ApiException.NoSuchPath(),
        };
    }

    private async Task AggregatedAsync(HttpContext context, bool core)
    {
        ReadOnlyMemory<byte> body = DiscoveryDocuments.Aggregated(catalog, core).ToUtf8();
        context.Response.ContentType = $"application/json;{Aggregated}";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>
    /// OpenAPI v2 is told in full as JSON. Who wants protobuf alone gets a document without definitions:
    /// kubectl asks for it before it sends a kind of which v3 knows
    /// nothing (a List, a kind whose definition is missing), and leaves the checking to the server when it finds none.
    /// </summary>
    private Task OpenApiV2Async(HttpContext context, string accept)
    {
        bool onlyProtobuf = accept.Contains("protobuf", StringComparison.Ordinal) && !accept.Contains("application/json", StringComparison.Ordinal);
        if (onlyProtobuf)
            return Answers.BytesAsync(context, 200, EmptyOpenApiV2, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
        JsonObject document = new()
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "ChatDR lab", ["version"] = DiscoveryDocuments.GitVersion },
            ["paths"] = new JsonObject(),
            ["definitions"] = OpenApiDocuments.Definitions(catalog),
        };
        return Answers.JsonAsync(context, 200, document);
    }
}
