using System.Text.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Pools;

/// <summary>The file that tells chat servers whether they are active.</summary>
internal static class ChatConfiguration
{
    /// <summary>The key in the ConfigMap, and so the file's name.</summary>
    public const string Key = "chat.json";

    /// <summary>The pods that a ConfigMap names as active; null when it names none in a way that can be read.</summary>
    public static IReadOnlyList<string>? ActiveIn(V1ConfigMap? map)
    {
        if (map?.Data?.GetValueOrDefault(Key) is not { } text)
        {
            return null;
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty("active", out var active) ? [.. active.EnumerateArray().Select(name => name.GetString() ?? "")] : null;
    }
}
