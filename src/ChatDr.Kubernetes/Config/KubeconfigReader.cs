using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Kubernetes.Config;

/// <summary>
/// Turns kubeconfigs into a <see cref="KubernetesConfig"/>: files are merged, the first to name something wins, paths are relative to their file.
/// </summary>
internal sealed class KubeconfigReader
{
    /// <summary>What a kubeconfig from a Secret may not say, and in which part of it.</summary>
    private static readonly string[] UntrustedFields =
        ["exec", "tokenFile", "client-certificate", "client-key", "certificate-authority", "insecure-skip-tls-verify", "proxy-url"];

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

    /// <summary>The files of <c>$KUBECONFIG</c>; those that do not exist are left out, as kubectl does, as long as there is one.</summary>
    public static KubernetesConfig FromPathList(string list)
    {
        var paths = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists).ToList();
        return paths.Count > 0 ? FromFiles(paths) : throw new KubernetesConfigException($"None of the files in $KUBECONFIG exists: {list}.");
    }

    public static KubernetesConfig FromText(string yaml)
    {
        var reader = new KubeconfigReader();
        reader.Merge(yaml, Environment.CurrentDirectory);
        return reader.Build();
    }

    public static KubernetesConfig FromUntrustedText(string yaml)
    {
        var reader = new KubeconfigReader();
        reader.Merge(yaml, Environment.CurrentDirectory);
        reader.RefuseUntrusted();
        var config = reader.Build();
        return config.Server.Scheme == Uri.UriSchemeHttps
            ? config
            : throw new KubernetesConfigException(
                $"The kubeconfig of a Secret names the server {config.Server}: it has to be https, or credentials could be read on their way.");
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
        if (user.Fields.ContainsKey("auth-provider"))
        {
            throw new KubernetesConfigException(
                $"The kubeconfig's user '{Text(context, "user")}' proves itself by 'auth-provider', which Kubernetes has given up. "
                + "Use an exec plugin, such as kubelogin.");
        }

        return new KubernetesConfig
        {
            Server = Address(cluster.Fields, "server") ?? throw new KubernetesConfigException("The kubeconfig's cluster names no server."),
            CertificateAuthority = Data(cluster, "certificate-authority"),
            CertificateAuthorityFile = ReadableFile(cluster, "certificate-authority"),
            TlsServerName = Text(cluster.Fields, "tls-server-name"),
            InsecureSkipTlsVerify = IsTrue(cluster.Fields, "insecure-skip-tls-verify"),
            Proxy = Address(cluster.Fields, "proxy-url"),
            ClientCertificate = Data(user, "client-certificate"),
            ClientCertificateFile = ReadableFile(user, "client-certificate"),
            ClientKey = Data(user, "client-key"),
            ClientKeyFile = ReadableFile(user, "client-key"),
            Token = Text(user.Fields, "token"),
            TokenFile = Text(user.Fields, "tokenFile") is { } file ? Path.Combine(user.Folder, file) : null,
            UserName = Text(user.Fields, "username"),
            Password = Text(user.Fields, "password"),
            Exec = user.Fields["exec"] is JsonObject exec ? ExecOf(exec, user.Folder, cluster) : null,
            Impersonate = ImpersonationOf(user.Fields),
            Namespace = Text(context, "namespace") ?? "default",
        };
    }

    /// <summary>Whoever may write a Secret must not thereby run programs, read files or have credentials sent in clear.</summary>
    private void RefuseUntrusted()
    {
        foreach (var (name, entry) in _clusters.Concat(_users))
        {
            if (UntrustedFields.FirstOrDefault(entry.Fields.ContainsKey) is { } field)
            {
                throw new KubernetesConfigException(
                    $"The kubeconfig of a Secret says '{field}' for '{name}', which is refused: "
                    + "it may hold certificates and keys as data, or a token, and nothing that runs or reads what is on this machine.");
            }
        }
    }

    private static ExecConfig ExecOf(JsonObject exec, string folder, Entry cluster)
    {
        var version = Text(exec, "apiVersion") ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw new KubernetesConfigException($"The kubeconfig's exec plugin speaks '{version}'. Known are client.authentication.k8s.io/v1 and /v1beta1.");
        }

        if (Text(exec, "interactiveMode") == "Always")
        {
            throw new KubernetesConfigException("The kubeconfig's exec plugin wants a terminal (interactiveMode: Always); there is none here.");
        }

        var command = Text(exec, "command") ?? throw new KubernetesConfigException("The kubeconfig's exec plugin names no command.");
        return new ExecConfig
        {
            ApiVersion = version,
            Command = command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(command, folder) : command,
            Arguments = Texts(exec["args"]),
            Environment = ((exec["env"] as JsonArray)?.OfType<JsonObject>() ?? [])
                .DistinctBy(variable => Text(variable, "name"))
                .ToDictionary(variable => Text(variable, "name") ?? "", variable => Text(variable, "value") ?? ""),
            InstallHint = Text(exec, "installHint"),
            ClusterInfo = IsTrue(exec, "provideClusterInfo") ? ClusterInfoOf(cluster).ToJsonString() : null,
        };
    }

    /// <summary>ExecCredential's spec.cluster: as in the kubeconfig, with the authority as data.</summary>
    private static JsonObject ClusterInfoOf(Entry cluster)
    {
        var info = new JsonObject();
        foreach (var field in new[] { "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url" })
        {
            if (cluster.Fields[field] is { } value)
            {
                info[field] = value.DeepClone();
            }
        }

        if (!info.ContainsKey("certificate-authority-data") && ReadableFile(cluster, "certificate-authority") is { } file)
        {
            info["certificate-authority-data"] = Convert.ToBase64String(File.ReadAllBytes(file));
        }

        var extension = (cluster.Fields["extensions"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(item => Text(item, "name") == "client.authentication.k8s.io/exec");
        if (extension?["extension"] is { } config)
        {
            info["config"] = config.DeepClone();
        }

        return info;
    }

    private static Impersonation? ImpersonationOf(JsonObject user)
    {
        var (uid, groups, extra) = (Text(user, "as-uid"), Texts(user["as-groups"]), user["as-user-extra"] as JsonObject ?? []);
        if (Text(user, "as") is not { } name)
        {
            return uid is null && groups.Count == 0 && extra.Count == 0
                ? null
                : throw new KubernetesConfigException("The kubeconfig impersonates groups, a uid or extra fields without a user: 'as' is missing.");
        }

        return new Impersonation { User = name, Uid = uid, Groups = groups, Extra = extra.ToDictionary(pair => pair.Key, pair => Texts(pair.Value)) };
    }

    private static Entry Find(Dictionary<string, Entry> entries, string what, string? name) =>
        name is not null && entries.TryGetValue(name, out var entry)
            ? entry
            : throw new KubernetesConfigException($"The kubeconfig has no {what} '{name}'. It has: {string.Join(", ", entries.Keys)}.");

    /// <summary>The PEM text of <c>…-data</c> (base64), which wins over the file, as in client-go.</summary>
    private static string? Data(Entry entry, string field)
    {
        if (Text(entry.Fields, $"{field}-data") is not { } data)
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException broken)
        {
            throw new KubernetesConfigException($"The kubeconfig's {field}-data is no base64.", broken);
        }
    }

    /// <summary>The path that <paramref name="field"/> names, tried once so that a wrong one is told at the start.</summary>
    private static string? ReadableFile(Entry entry, string field)
    {
        if (Text(entry.Fields, field) is not { } file || entry.Fields.ContainsKey($"{field}-data"))
        {
            return null;
        }

        var path = Path.GetFullPath(file, entry.Folder);
        ReadFile(path, field);
        return path;
    }

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray)?.Select(item => item?.ToString() ?? "") ?? []];

    private static bool IsTrue(JsonObject fields, string field) => fields[field]?.GetValueKind() == JsonValueKind.True;

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
