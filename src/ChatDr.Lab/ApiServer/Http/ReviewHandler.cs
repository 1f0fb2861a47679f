using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Schemas;
using ChatDr.Lab.ApiServer.Writing;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Answers <c>kubectl auth can-i</c> and <c>auth whoami</c>: in a lab without RBAC everyone may do everything.</summary>
internal static class ReviewHandler
{
    internal static async Task HandleAsync(HttpContext context, RequestTarget target)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || target.Name is not null)
            throw ApiException.MethodNotAllowed();
        JsonObject review = await RequestBody.ReadObjectAsync(context);
        MetadataRules.CheckType(target.Resource, review);
        ObjectDecoding.Decode(target.Resource, review, WriteOptions.Internal);
        review["status"] = target.Resource.Kind switch
        {
            "SelfSubjectAccessReview" => new JsonObject { ["allowed"] = true, ["reason"] = "the lab has no RBAC" },
            "SelfSubjectRulesReview" => new JsonObject
            {
                ["resourceRules"] = new JsonArray(new JsonObject
                {
                    ["verbs"] = new JsonArray("*"),
                    ["apiGroups"] = new JsonArray("*"),
                    ["resources"] = new JsonArray("*")
                }),
                ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
                ["incomplete"] = false,
            },
            _ => new JsonObject { ["userInfo"] = new JsonObject { ["username"] = User(context), ["groups"] = new JsonArray("system:authenticated") } },
        };
        await Answers.JsonAsync(context, 201, review);
    }

    private static string User(HttpContext context) => context.Request.Headers["Impersonate-User"].ToString() is { Length: > 0 } impersonated
        ? impersonated
        : context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) ?? "system:anonymous";
}
