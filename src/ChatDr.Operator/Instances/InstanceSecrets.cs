using System.Text;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.SqlServer.Provisioning;

namespace ChatDr.Operator.Instances;

/// <summary>Reads what an instance's Secrets hold.</summary>
internal static class InstanceSecrets
{
    public const string PasswordKey = "MSSQL_SA_PASSWORD";

    /// <summary>The password of sa; null when the Secret or its key is missing.</summary>
    public static string? SaPassword(V1Secret? secret) => Text(secret, PasswordKey);

    /// <summary>The application's login; null when a key is missing or the SID is none.</summary>
    public static LoginGoal? Login(ApplicationLogin login, V1Secret? secret)
    {
        if (Text(secret, "password") is not { } password || Text(secret, "sid") is not { Length: 32 } sid || !sid.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        return new LoginGoal(login.Name, password, Convert.FromHexString(sid), login.Disabled);
    }

    private static string? Text(V1Secret? secret, string key) =>
        secret?.Data?.TryGetValue(key, out var bytes) == true && bytes.Length > 0 ? Encoding.UTF8.GetString(bytes).Trim() : null;
}
