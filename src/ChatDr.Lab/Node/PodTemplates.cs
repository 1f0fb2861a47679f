using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Makes pods of templates.</summary>
internal static class PodTemplates
{
    /// <summary>A short digest of a template: pods of another one are out of date.</summary>
    public static string Revision(V1PodTemplateSpec? template) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(template, KubernetesJson.Options)))[..10];

    /// <summary>A StatefulSet's pod of a number.</summary>
    public static V1Pod Pod(V1StatefulSet set, int ordinal, string revision)
    {
        var name = $"{set.Metadata.Name}-{ordinal}";
        var template = set.Spec!.Template!;
        var claims = (set.Spec.VolumeClaimTemplates ?? []).Select(claim => new V1Volume
        {
            Name = claim.Metadata.Name,
            PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = ClaimName(claim, name) },
        }).ToList();
        return Pod(set, name, template, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LabLabels.Revision] = $"{set.Metadata.Name}-{revision}",
            [LabLabels.PodName] = name,
            [LabLabels.PodIndex] = ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }) with
        {
            Spec = template.Spec! with
            {
                Hostname = name,
                Subdomain = set.Spec.ServiceName,
                Volumes = [.. (template.Spec.Volumes ?? []).Where(volume => claims.All(claim => claim.Name != volume.Name)), .. claims],
            },
        };
    }

    /// <summary>A Deployment's pod.</summary>
    public static V1Pod Pod(V1Deployment deployment, string revision) => Pod(
        deployment,
        $"{deployment.Metadata.Name}-{revision}-{Encoding.ASCII.GetString(RandomNumberGenerator.GetItems<byte>("bcdfghjklmnpqrstvwxz2456789"u8, 5))}",
        deployment.Spec!.Template!,
        new Dictionary<string, string>(StringComparer.Ordinal) { [LabLabels.TemplateHash] = revision });

    /// <summary>The claim of a StatefulSet's pod.</summary>
    public static V1PersistentVolumeClaim Claim(V1StatefulSet set, V1PersistentVolumeClaim template, int ordinal) => template with
    {
        Metadata = new V1ObjectMeta
        {
            Name = ClaimName(template, $"{set.Metadata.Name}-{ordinal}"),
            Namespace = set.Metadata.Namespace,
            Labels = (set.Spec!.Selector?.MatchLabels ?? new Dictionary<string, string>())
                .Concat((template.Metadata.Labels ?? new Dictionary<string, string>())).DistinctBy(label => label.Key).ToDictionary(),
            Annotations = template.Metadata.Annotations,
        },
        Status = null,
    };

    private static string ClaimName(V1PersistentVolumeClaim template, string pod) => $"{template.Metadata.Name}-{pod}";

    private static V1Pod Pod(IKubernetesObject owner, string name, V1PodTemplateSpec template, Dictionary<string, string> labels)
    {
        foreach (var (key, value) in template.Metadata?.Labels ?? new Dictionary<string, string>())
        {
            labels.TryAdd(key, value);
        }

        return new V1Pod
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Namespace = owner.Metadata.Namespace,
                Labels = labels,
                Annotations = template.Metadata?.Annotations,
                OwnerReferences = [V1OwnerReference.ControllerOf(owner, owner.Metadata.Namespace)],
            },
            Spec = template.Spec,
        };
    }
}
