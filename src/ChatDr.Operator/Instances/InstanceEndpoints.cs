using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.SqlServer.Sessions;

namespace ChatDr.Operator.Instances;

/// <summary>Knows where instances answer and how to log in.</summary>
internal sealed class InstanceEndpoints(IEntityCache<V1Service> services, IEntityCache<V1Secret> secrets)
{
    /// <summary>
    /// Where the operator speaks T-SQL with <paramref name="instance"/>, as sa; null while its Service has no address or its Secret is missing.
    /// </summary>
    public SqlEndpoint? For(SqlServerInstance instance)
    {
        var ns = instance.Metadata.Namespace ?? "";
        var password = InstanceSecrets.SaPassword(secrets.Get(new NamespacedName(ns, instance.Spec.CredentialsSecretRef.Name)));
        if (password is null)
        {
            return null;
        }

        if (instance.Spec.External is { } external)
        {
            return new SqlEndpoint { Host = external.Host, Port = external.Port, Login = "sa", Password = password };
        }

        return services.Get(NamespacedName.Of(instance))?.Spec?.ClusterIP is { Length: > 0 } address and not "None"
            ? new SqlEndpoint { Host = address, Port = InstanceChildren.SqlPort, Login = "sa", Password = password }
            : null;
    }

    /// <summary>Host and port of the mirroring endpoint, as partners reach it.</summary>
    public static string MirroringAddress(SqlServerInstance instance) => instance.Spec.External is { } external
        ? $"{external.Host}:{external.MirroringPort}"
        : $"{instance.Metadata.Name}.{instance.Metadata.Namespace}.svc:{InstanceChildren.MirroringPort}";
}
