using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    internal static Task JsonAsync(HttpContext context, int code, JsonNode body) => BytesAsync(context, code, body.ToUtf8());

    internal static async Task BytesAsync(HttpContext context, int code, ReadOnlyMemory<byte> body, string type = "application/json")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    internal static async Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }

    internal static Task StatusAsync(HttpContext context, ApiException refusal) => JsonAsync(context, refusal.Code, refusal.ToStatus());

    /// <summary>Adds a <c>Warning</c> header (RFC 7234, code 299) that kubectl shows.</summary>
    internal static void Warn(HttpContext context, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
            context.Response.Headers.Append("Warning", $"299 - \"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
    }
}
