using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Authentication;

/// <summary>
/// Credentials that a program prints. It runs once for all who wait, and again when its credentials expire or the server says 401. Arguments are handed over
/// one by one, never joined. Source: Kubernetes documentation, "client-go credential plugins".
/// </summary>
internal sealed class ExecCredentials(ExecConfig exec, TimeProvider time) : ICredentialSource, IDisposable
{
    private const int ToldOutput = 1024;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Kept? _kept;

    private sealed record Kept(Identity Identity, DateTimeOffset? Expires);

    /// <inheritdoc/>
    public bool IsRenewable => true;

    /// <inheritdoc/>
    public async ValueTask<Identity> GetAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_kept is not { } kept || kept.Expires <= time.GetUtcNow())
            {
                kept = Read(await RunAsync(cancellationToken));
                _kept = kept;
            }

            return kept.Identity;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Reject(Identity identity)
    {
        if (_kept is { } kept && kept.Identity == identity)
        {
            _kept = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(exec.Command, exec.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in exec.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = Info();
        using var limit = new CancellationTokenSource(exec.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            var output = await process.StandardOutput.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 ? output : throw Failed($"it ended with exit code {process.ExitCode}: {Cut(await errors)}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Failed($"it did not end within {exec.Timeout.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Failed("it did not start");
        }
        catch (Win32Exception absent)
        {
            throw Failed($"{absent.Message}{(exec.InstallHint is { } hint ? $" {hint}" : "")}", absent);
        }
    }

    private string Info()
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (exec.ClusterInfo is { } cluster)
        {
            spec["cluster"] = JsonNode.Parse(cluster);
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = exec.ApiVersion, ["spec"] = spec }.ToJsonString();
    }

    private Kept Read(string output)
    {
        try
        {
            var credential = JsonNode.Parse(output) as JsonObject ?? throw Failed("it printed no ExecCredential");
            if (credential["apiVersion"]?.ToString() != exec.ApiVersion || credential["kind"]?.ToString() != "ExecCredential")
            {
                throw Failed($"it printed {credential["kind"]} of {credential["apiVersion"]} where ExecCredential of {exec.ApiVersion} was expected");
            }

            var status = credential["status"] as JsonObject ?? throw Failed("its ExecCredential has no status");
            var (token, certificate, key) = (Text(status, "token"), Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
            if ((token is null && certificate is null) || (certificate is null != key is null))
            {
                throw Failed("its status has to hold a token, or both clientCertificateData and clientKeyData");
            }

            DateTimeOffset? expires = Text(status, "expirationTimestamp") is { } moment
                ? DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)
                : null;
            return new Kept(Identity.WithToken(token, certificate, key), expires);
        }
        catch (Exception unfit) when (unfit is JsonException or FormatException)
        {
            throw Failed($"what it printed cannot be read: {unfit.Message}", unfit);
        }
    }

    private static string? Text(JsonObject status, string field) => status[field]?.ToString() is { Length: > 0 } text ? text : null;

    private static string Cut(string errors) => errors.Trim() switch
    {
        "" => "it said nothing",
        { Length: > ToldOutput } told => told[..ToldOutput] + "…",
        var told => told,
    };

    private HttpRequestException Failed(string why, Exception? cause = null) =>
        new($"The credential plugin '{exec.Command}' gave no credentials: {why}.", cause);
}
