using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Instances;

/// <summary>
/// The rules that an instance must satisfy before anything is made for it. The schema states some of them too, but older API servers drop those.
/// </summary>
internal static class InstanceValidator
{
    /// <summary>With <c>-0</c> it is the host name, whose first 15 characters are @@SERVERNAME.</summary>
    public const int LongestName = 13;

    /// <summary>What is wrong first; null when nothing is.</summary>
    public static InstanceProblem? Validate(SqlServerInstance instance, V1Secret? credentials, V1Secret? login)
    {
        var name = instance.Metadata.Name!;
        var spec = instance.Spec;
        if (name.Length > LongestName)
        {
            return new(
                "NameTooLong",
                $"The name {name} has {name.Length} characters, at most {LongestName} are possible: "
                    + "with -0 it is the host name, of which SQL Server takes 15. Create the instance under a shorter name.");
        }

        if (spec.External is null && string.IsNullOrEmpty(spec.Image))
        {
            return new("ImageMissing", "Neither spec.image nor spec.external is set. Set image to run an instance, or external to use one that exists.");
        }

        if (spec.External is null && !spec.AcceptEula)
        {
            return new(
                "EulaNotAccepted",
                "spec.acceptEula is false. Read SQL Server's licence terms (https://go.microsoft.com/fwlink/?LinkId=746388) and set it to true.");
        }

        return Resources(spec.Resources) ?? Credentials(instance, credentials) ?? Login(spec.ApplicationLogin, login);
    }

    private static InstanceProblem? Resources(JsonObject? resources)
    {
        try
        {
            resources?.Deserialize<V1ResourceRequirements>(KubernetesJson.Options);
            return null;
        }
        catch (JsonException unreadable)
        {
            return new(
                "ResourcesUnreadable",
                $"spec.resources cannot be read: {unreadable.Message} Write requests and limits as in a container, such as memory: 4Gi.");
        }
    }

    private static InstanceProblem? Credentials(SqlServerInstance instance, V1Secret? credentials)
    {
        var secret = instance.Spec.CredentialsSecretRef.Name;
        if (credentials is null)
        {
            return new(
                "SecretMissing",
                $"Secret {secret} does not exist in namespace {instance.Metadata.Namespace}. Create it with the key {InstanceSecrets.PasswordKey}.");
        }

        return InstanceSecrets.SaPassword(credentials) is null
            ? new("SecretKeyMissing", $"Secret {secret} has no key {InstanceSecrets.PasswordKey}. Put the password of sa there.")
            : null;
    }

    private static InstanceProblem? Login(ApplicationLogin? login, V1Secret? secret)
    {
        if (login is null)
        {
            return null;
        }

        if (secret is null)
        {
            return new(
                "SecretMissing",
                $"Secret {login.SecretRef.Name} of the application login {login.Name} does not exist. "
                    + "Create it with the keys password and sid (32 hexadecimal digits).");
        }

        return InstanceSecrets.Login(login, secret) is null
            ? new(
                "SecretKeyMissing",
                $"Secret {login.SecretRef.Name} of the application login {login.Name} needs the keys password and sid (32 hexadecimal digits).")
            : null;
    }
}
