using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Kubernetes.Config;

/// <summary>Turns kubeconfigs into a <see cref="KubernetesConfig"/>: files are merged, the first to name something wins, paths are relative to their file.</summary>
internal sealed class KubeconfigReader
{
    /// <summary>Ways to prove who one is that this client does not have. Leaving one out silently would act as somebody else.</summary>
    private static readonly string[] RefusedUserFields = ["exec", "auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];

    private readonly Dictionary<string, Entry> _clusters = [];
    private readonly Dictionary<string, Entry> _users = [];
    private readonly Dictionary<string, Entry> _contexts = [];
    private string? _currentContext;

    private sealed record Entry(JsonObject Fields, string Folder);

    public static KubernetesConfig FromFiles(IReadOnlyList<string> paths)
    {
        var reader = new KubeconfigReader();
        foreach (var path in paths)
        {
            reader.Merge(ReadFile(path, "kubeconfig"), Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        return reader.Build();
    }

    public static KubernetesConfig FromText(string yaml)
    {
        var reader = new KubeconfigReader();
        reader.Merge(yaml, Environment.CurrentDirectory);
        return reader.Build();
    }

    private void Merge(string yaml, string folder)
    {
        JsonObject document;
        try
        {
            document = KubernetesYaml.ReadDocuments(yaml) is [var first, ..] ? first : [];
        }
        catch (FormatException broken)
        {
            throw new KubernetesConfigException($"The kubeconfig cannot be read: {broken.Message}", broken);
        }

        _currentContext ??= Text(document, "current-context");
        MergeNamed(document["clusters"], "cluster", _clusters, folder);
        MergeNamed(document["users"], "user", _users, folder);
        MergeNamed(document["contexts"], "context", _contexts, folder);
    }

    private static void MergeNamed(JsonNode? list, string member, Dictionary<string, Entry> into, string folder)
    {
        foreach (var item in (list as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            into.TryAdd(Text(item, "name") ?? "", new Entry(item[member] as JsonObject ?? [], folder));
        }
    }

    private KubernetesConfig Build()
    {
        if (_currentContext is null)
        {
            throw new KubernetesConfigException("The kubeconfig names no current-context.");
        }

        var context = Find(_contexts, "context", _currentContext).Fields;
        var cluster = Find(_clusters, "cluster", Text(context, "cluster"));
        var user = Text(context, "user") is { } name ? Find(_users, "user", name) : new Entry([], cluster.Folder);
        RefuseUnsupported(user.Fields, Text(context, "user"));
        return new KubernetesConfig
        {
            Server = Address(cluster.Fields, "server") ?? throw new KubernetesConfigException("The kubeconfig's cluster names no server."),
            CertificateAuthority = Pem(cluster, "certificate-authority"),
            TlsServerName = Text(cluster.Fields, "tls-server-name"),
            InsecureSkipTlsVerify = cluster.Fields["insecure-skip-tls-verify"]?.GetValueKind() == JsonValueKind.True,
            Proxy = Address(cluster.Fields, "proxy-url"),
            ClientCertificate = Pem(user, "client-certificate"),
            ClientKey = Pem(user, "client-key"),
            Token = Text(user.Fields, "token"),
            TokenFile = Text(user.Fields, "tokenFile") is { } file ? Path.Combine(user.Folder, file) : null,
            Namespace = Text(context, "namespace") ?? "default",
        };
    }

    private static void RefuseUnsupported(JsonObject user, string? name)
    {
        foreach (var field in RefusedUserFields.Where(user.ContainsKey))
        {
            throw new KubernetesConfigException(
                $"The kubeconfig's user '{name}' proves itself by '{field}', which is not supported. Use a client certificate, a token or a tokenFile.");
        }
    }

    private static Entry Find(Dictionary<string, Entry> entries, string what, string? name) =>
        name is not null && entries.TryGetValue(name, out var entry)
            ? entry
            : throw new KubernetesConfigException($"The kubeconfig has no {what} '{name}'. It has: {string.Join(", ", entries.Keys)}.");

    /// <summary>The PEM text of <paramref name="field"/>: <c>…-data</c> (base64) wins over the file, as in client-go.</summary>
    private static string? Pem(Entry entry, string field)
    {
        if (Text(entry.Fields, $"{field}-data") is { } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException broken)
            {
                throw new KubernetesConfigException($"The kubeconfig's {field}-data is no base64.", broken);
            }
        }

        return Text(entry.Fields, field) is { } file ? ReadFile(Path.Combine(entry.Folder, file), field) : null;
    }

    private static string ReadFile(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigException($"The {what} {path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static Uri? Address(JsonObject fields, string field)
    {
        if (Text(fields, field) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new KubernetesConfigException($"The kubeconfig's {field} '{text}' is no address such as https://10.0.0.1:6443.");
    }

    private static string? Text(JsonObject fields, string field) => fields[field]?.ToString() is { Length: > 0 } text ? text : null;
}
