namespace ChatDr.Kubernetes.Models;

/// <summary>Any object of the Kubernetes API: it names its type and carries metadata.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, such as <c>apps/v1</c>, or <c>v1</c> for the core group.</summary>
    string ApiVersion { get; }

    /// <summary>The type's name in PascalCase, such as <c>StatefulSet</c>.</summary>
    string Kind { get; }

    /// <summary>Name, namespace, owner and revision of the object.</summary>
    V1ObjectMeta Metadata { get; }
}
