using System.Net;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;

namespace ChatDr.Kubernetes.Tests.Client;

/// <summary>The predicates of apimachinery's <c>api/errors</c>: by reason, and by HTTP status where no known reason was said.</summary>
public sealed class KubernetesApiExceptionTests
{
    private static readonly NamespacedName Name = new("ns", "a");

    [Theory]
    [InlineData(401, "Unauthorized", "IsUnauthorized")]
    [InlineData(403, "Forbidden", "IsForbidden")]
    [InlineData(404, "NotFound", "IsNotFound")]
    [InlineData(409, "AlreadyExists", "IsAlreadyExists")]
    [InlineData(409, "Conflict", "IsConflict")]
    [InlineData(410, "Gone", "IsGone")]
    [InlineData(410, "Expired", "IsGone")]
    [InlineData(422, "Invalid", "IsInvalid")]
    [InlineData(429, "TooManyRequests", "IsTooManyRequests")]
    [InlineData(500, "InternalError", "IsInternalError")]
    [InlineData(500, "ServerTimeout", "IsServerTimeout")]
    [InlineData(503, "ServiceUnavailable", "IsServiceUnavailable")]
    [InlineData(504, "Timeout", "IsTimeout")]
    [InlineData(404, "", "IsNotFound")]
    [InlineData(409, "", "IsConflict")]
    [InlineData(410, "", "IsGone")]
    [InlineData(429, "SomebodysOwn", "IsTooManyRequests")]
    public void Refusal_IsOfOneKind(int status, string reason, string predicate) =>
        Kinds(new KubernetesApiException((HttpStatusCode)status, reason, "")).ShouldBe([predicate]);

    /// <summary>A known reason counts, whatever the status says: some servers answer a lack of storage with 404 and another reason.</summary>
    [Fact]
    public void KnownReason_WinsOverTheStatus() =>
        Kinds(new KubernetesApiException(HttpStatusCode.NotFound, "ServiceUnavailable", "")).ShouldBe(["IsServiceUnavailable"]);

    [Fact]
    public async Task Invalid_NamesEachFieldThatIsWrong()
    {
        var refusal = await RefusalAsync(
            422,
            """
            {"kind":"Status","status":"Failure","reason":"Invalid","code":422,"message":"two things","details":{"name":"a","group":"apps","kind":"StatefulSet","causes":[
            {"reason":"FieldValueRequired","message":"Required value","field":"spec.selector"},{"reason":"FieldValueInvalid","message":"negative","field":"spec.replicas"}]}}
            """);

        refusal.IsInvalid.ShouldBeTrue();
        refusal.Details!.Kind.ShouldBe("StatefulSet");
        refusal.Details.Causes!.Select(cause => cause.Field).ShouldBe(["spec.selector", "spec.replicas"]);
        refusal.HasCause("FieldValueRequired").ShouldBeTrue();
        refusal.HasCause("FieldValueDuplicate").ShouldBeFalse();
    }

    [Fact]
    public async Task RevisionAheadOfTheServer_IsTold_WithTheTimeToWait()
    {
        var refusal = await RefusalAsync(
            504,
            """{"kind":"Status","reason":"Timeout","code":504,"details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":7}}""");

        refusal.IsResourceVersionTooLarge.ShouldBeTrue();
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task AnswerOfAProxy_IsKept_CutToTwoKilobytes()
    {
        var refusal = await RefusalAsync(502, $"<html>bad gateway{new string('x', 10_000)}</html>");

        refusal.Reason.ShouldBeEmpty();
        refusal.Message.ShouldContain("<html>bad gatewayxxx");
        refusal.Message.Length.ShouldBeInRange(2048, 2200);
    }

    private static async Task<KubernetesApiException> RefusalAsync(int status, string body)
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client();
        server.Next(body, status);
        return await Should.ThrowAsync<KubernetesApiException>(() => client.GetAsync<V1ConfigMap>(Name, default));
    }

    private static List<string> Kinds(KubernetesApiException refusal) =>
        [
            .. typeof(KubernetesApiException).GetProperties()
                .Where(property => property.PropertyType == typeof(bool) && (bool)property.GetValue(refusal)!)
                .Select(property => property.Name),
        ];
}
