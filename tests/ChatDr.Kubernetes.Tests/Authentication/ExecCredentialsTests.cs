using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Kubernetes.Tests.Authentication;

/// <summary>Plugins are real programs here: shell scripts. The mistakes named are those of KubernetesClient for C#.</summary>
public sealed class ExecCredentialsTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private const string Answer = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a"}}""";
    private static readonly NamespacedName Name = new("ns", "a");
    private readonly string _folder = Directory.CreateTempSubdirectory("exec-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Token_IsSent_AndKeptUntilItExpires()
    {
        await using var server = await ApiServerStub.StartAsync();
        var seen = Authorizations(server, 3);
        var time = new FakeTime();
        var script = Script($"echo run >> {_folder}/runs; n=$(wc -l < {_folder}/runs); {Credential("token-$n", time.GetUtcNow().AddMinutes(10))}");
        using var client = new KubernetesClient(
            Config(server, new ExecConfig { ApiVersion = V1, Command = "/bin/sh", Arguments = [script] }),
            time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<KubernetesClient>.Instance);

        await client.GetAsync<V1ConfigMap>(Name, default);
        await client.GetAsync<V1ConfigMap>(Name, default);
        time.Advance(TimeSpan.FromMinutes(10));
        await client.GetAsync<V1ConfigMap>(Name, default);

        seen.ShouldBe(["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
    }

    /// <summary>kubernetes-client/csharp reads the token anew before expiry only, so that a revoked one stays in use.</summary>
    [Fact]
    public async Task Token_ThatTheServerRefuses_IsFetchedAnew()
    {
        await using var server = await ApiServerStub.StartAsync();
        server.Next("{}", 401);
        var seen = Authorizations(server, 1);
        var script = Script($"echo run >> {_folder}/runs; n=$(wc -l < {_folder}/runs); {Credential("token-$n", null)}");
        using var client = server.Client(Config(server, new ExecConfig { ApiVersion = V1, Command = "/bin/sh", Arguments = [script] }));

        await client.GetAsync<V1ConfigMap>(Name, default);

        seen.ShouldBe(["Bearer token-2"]);
    }

    /// <summary>kubernetes-client/csharp issue 1568: arguments joined with spaces break where one holds a space.</summary>
    [Fact]
    public async Task Arguments_WithSpacesAndQuotes_ArriveAsTheyAre_KubernetesClient1568()
    {
        await using var server = await ApiServerStub.StartAsync();
        var seen = Authorizations(server, 1);
        var script = Script($"[ $# -eq 2 ] && [ \"$1\" = 'a b\"c' ] && [ \"$EXTRA\" = 'x y' ] || exit 7; {Credential("right", null)}");
        var exec = new ExecConfig
        {
            ApiVersion = V1,
            Command = "/bin/sh",
            Arguments = [script, "a b\"c", ""],
            Environment = new Dictionary<string, string> { ["EXTRA"] = "x y" },
        };
        using var client = server.Client(Config(server, exec));

        await client.GetAsync<V1ConfigMap>(Name, default);

        seen.ShouldBe(["Bearer right"]);
    }

    /// <summary>
    /// kubernetes-client/csharp sends kind ExecCredentials, leaves out provideClusterInfo (pull 1808) and joins output lines without their breaks.
    /// </summary>
    [Fact]
    public async Task ExecInfo_SaysExecCredentialAndTheCluster_AndOutputMayHaveLines_KubernetesClientPull1808()
    {
        await using var server = await ApiServerStub.StartAsync();
        Authorizations(server, 1);
        var script = Script(
            $"printf '%s' \"$KUBERNETES_EXEC_INFO\" > {_folder}/info; "
            + $"printf '{{\\n \"apiVersion\":\\n\"{V1}\", \"kind\": \"ExecCredential\", \"status\": {{\\n\"token\": \"t\"\\n}}}}\\n'");
        var text = $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            clusters:
            - name: c
              cluster: {server: "{{server.Config.Server}}", tls-server-name: other}
            users:
            - name: u
              user:
                exec: {apiVersion: {{V1}}, command: /bin/sh, args: [{{script}}], provideClusterInfo: true}
            contexts:
            - name: here
              context: {cluster: c, user: u}
            """;
        using var client = server.Client(KubernetesConfig.FromKubeconfig(text));

        await client.GetAsync<V1ConfigMap>(Name, default);

        var info = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "info")))!;
        info["kind"]!.ToString().ShouldBe("ExecCredential");
        info["apiVersion"]!.ToString().ShouldBe(V1);
        info["spec"]!["interactive"]!.GetValue<bool>().ShouldBeFalse();
        info["spec"]!["cluster"]!["tls-server-name"]!.ToString().ShouldBe("other");
    }

    /// <summary>kubernetes-client/csharp has no lock: callers that come together start the plugin once each.</summary>
    [Fact]
    public async Task CallersThatComeTogether_RunThePluginOnce()
    {
        await using var server = await ApiServerStub.StartAsync();
        Authorizations(server, 8);
        var script = Script($"echo run >> {_folder}/runs; sleep 0.2; {Credential("t", null)}");
        using var client = server.Client(Config(server, new ExecConfig { ApiVersion = V1, Command = "/bin/sh", Arguments = [script] }));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync<V1ConfigMap>(Name, default)));

        File.ReadAllLines(Path.Combine(_folder, "runs")).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("echo 'no access' >&2; exit 3", "exit code 3: no access")]
    [InlineData("echo nonsense", "cannot be read")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1alpha1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"t\"}}'", "was expected")]
    [InlineData("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{}}'", "has to hold a token")]
    [InlineData("sleep 60", "did not end within")]
    public async Task Plugin_ThatFails_IsToldWithItsReason(string body, string reason)
    {
        await using var server = await ApiServerStub.StartAsync();
        var exec = new ExecConfig
        {
            ApiVersion = V1,
            Command = "/bin/sh",
            Arguments = [Script(body)],
            Timeout = TimeSpan.FromSeconds(body.StartsWith("sleep", StringComparison.Ordinal) ? 1 : 30),
        };
        using var client = server.Client(Config(server, exec));

        var failure = await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync<V1ConfigMap>(Name, default));

        failure.Message.ShouldContain(reason);
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plugin_ThatIsAbsent_IsToldWithTheInstallHint()
    {
        await using var server = await ApiServerStub.StartAsync();
        using var client = server.Client(
            Config(server, new ExecConfig { ApiVersion = V1, Command = "chatdr-no-such-plugin", InstallHint = "Install it with care." }));

        (await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync<V1ConfigMap>(Name, default))).Message.ShouldContain("Install it with care.");
    }

    private static KubernetesConfig Config(ApiServerStub server, ExecConfig exec) => server.Config with { Exec = exec };

    private static List<string> Authorizations(ApiServerStub server, int count)
    {
        var seen = new List<string>();
        for (var i = 0; i < count; i++)
        {
            server.Next(context =>
            {
                lock (seen)
                {
                    seen.Add(context.Request.Headers.Authorization.ToString());
                }

                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync(Answer);
            });
        }

        return seen;
    }

    private static string Credential(string token, DateTimeOffset? expires) =>
        $"echo \"{{\\\"apiVersion\\\":\\\"{V1}\\\",\\\"kind\\\":\\\"ExecCredential\\\",\\\"status\\\":{{\\\"token\\\":\\\"{token}\\\""
        + $"{(expires is { } moment ? $",\\\"expirationTimestamp\\\":\\\"{moment:yyyy-MM-ddTHH:mm:ssZ}\\\"" : "")}}}}}\"";

    private string Script(string body)
    {
        var path = Path.Combine(_folder, "plugin");
        File.WriteAllText(path, $"{body}\n");
        return path;
    }
}
