using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>Defaults of the built-in kinds that people and controllers look at (k8s.io/kubernetes <c>pkg/apis/*/v1/defaults.go</c>).</summary>
internal static class BuiltInDefaults
{
    /// <summary>Fills in what the writer left out; <paramref name="live"/> is null on creation.</summary>
    internal static void Apply(ApiResource resource, JsonObject content, JsonObject? live)
    {
        switch (resource.Storage)
        {
            case "/pods":
                PodSpec(content.Child("spec"));
                Pod(content.Child("spec"));
                break;
            case "/services":
                Service(content.Child("spec"), live);
                break;
            case "/secrets":
                Secret(content);
                break;
            case "/persistentvolumeclaims":
                Claim(content.Child("spec"));
                break;
            case "/persistentvolumes":
                content.Child("spec").Default("persistentVolumeReclaimPolicy", "Retain");
                content.Child("spec").Default("volumeMode", "Filesystem");
                break;
            case "storage.k8s.io/storageclasses":
                content.Default("reclaimPolicy", "Delete");
                content.Default("volumeBindingMode", "Immediate");
                break;
            case "rbac.authorization.k8s.io/rolebindings" or "rbac.authorization.k8s.io/clusterrolebindings":
                foreach (JsonObject subject in content.Items("subjects").OfType<JsonObject>().Where(subject => subject.Text("kind") is "User" or "Group"))
                    subject.Default("apiGroup", "rbac.authorization.k8s.io");
                break;
            case "/namespaces":
                if (live is null)
                    content.Child("spec").Default("finalizers", new JsonArray("kubernetes"));
                content.Child("metadata").Child("labels")["kubernetes.io/metadata.name"] = content.Text("metadata", "name");
                break;
            case "apps/statefulsets":
                StatefulSet(content.Child("spec"));
                break;
            case "apps/deployments":
                Deployment(content.Child("spec"));
                break;
            case "apps/replicasets":
                content.Child("spec").Default("replicas", 1);
                PodSpec(content.Child("spec").Child("template").Child("spec"));
                break;
        }
    }

    private static void StatefulSet(JsonObject spec)
    {
        spec.Default("replicas", 1);
        spec.Default("podManagementPolicy", "OrderedReady");
        spec.Default("revisionHistoryLimit", 10);
        JsonObject strategy = spec.Child("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
            strategy.Child("rollingUpdate").Default("partition", 0);
        spec.Child("persistentVolumeClaimRetentionPolicy").Default("whenDeleted", "Retain");
        spec.Child("persistentVolumeClaimRetentionPolicy").Default("whenScaled", "Retain");
        PodSpec(spec.Child("template").Child("spec"));
        foreach (JsonObject claim in spec.Items("volumeClaimTemplates").OfType<JsonObject>())
        {
            claim.Default("apiVersion", "v1");
            claim.Default("kind", "PersistentVolumeClaim");
            Claim(claim.Child("spec"));
            claim.Child("status").Default("phase", "Pending");
        }
    }

    private static void Deployment(JsonObject spec)
    {
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
        JsonObject strategy = spec.Child("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Child("rollingUpdate").Default("maxUnavailable", "25%");
            strategy.Child("rollingUpdate").Default("maxSurge", "25%");
        }

        PodSpec(spec.Child("template").Child("spec"));
    }

    private static void PodSpec(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("schedulerName", "default-scheduler");
        spec.Child("securityContext");
        foreach (JsonObject container in spec.Items("containers").Concat(spec.Items("initContainers")).OfType<JsonObject>())
            Container(container);
        foreach (JsonNode? volume in spec.Items("volumes"))
        {
            foreach (string source in (ReadOnlySpan<string>)["configMap", "secret", "projected", "downwardAPI"])
                (volume.At(source) as JsonObject)?.Default("defaultMode", 420);
            (volume.At("hostPath") as JsonObject)?.Default("type", "");
            foreach (JsonNode? item in volume.Items("downwardAPI", "items"))
                (item.At("fieldRef") as JsonObject)?.Default("apiVersion", "v1");
        }
    }

    /// <summary>What is filled in for pods and not for templates.</summary>
    private static void Pod(JsonObject spec)
    {
        spec.Default("enableServiceLinks", true);
        foreach (JsonObject container in spec.Items("containers").Concat(spec.Items("initContainers")).OfType<JsonObject>())
        {
            foreach ((string name, JsonNode? limit) in container.At("resources", "limits") as JsonObject ?? [])
                container.Child("resources").Child("requests").Default(name, limit!.DeepClone());
        }
    }

    private static void Container(JsonObject container)
    {
        string image = container.Text("image") ?? "";
        bool latest = image.EndsWith(":latest", StringComparison.Ordinal) || !image[(image.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal);
        container.Default("imagePullPolicy", latest ? "Always" : "IfNotPresent");
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Child("resources");
        foreach (JsonObject port in container.Items("ports").OfType<JsonObject>())
            port.Default("protocol", "TCP");
        foreach (JsonNode? variable in container.Items("env"))
            (variable.At("valueFrom", "fieldRef") as JsonObject)?.Default("apiVersion", "v1");
        foreach (string probe in (ReadOnlySpan<string>)["readinessProbe", "livenessProbe", "startupProbe"])
        {
            if (container[probe] is JsonObject settings)
                Probe(settings);
        }
    }

    private static void Probe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        (probe["httpGet"] as JsonObject)?.Default("path", "/");
        (probe["httpGet"] as JsonObject)?.Default("scheme", "HTTP");
    }

    private static void Service(JsonObject spec, JsonObject? live)
    {
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", "SingleStack");
        spec.Default("internalTrafficPolicy", "Cluster");
        foreach (JsonObject port in spec.Items("ports").OfType<JsonObject>())
        {
            port.Default("protocol", "TCP");
            if (port["port"] is { } number)
                port.Default("targetPort", number.DeepClone());
        }

        // What was given once stays, unless the writer asks for another: then validation refuses.
        if (spec.Text("type") != "ExternalName" && spec.Text("clusterIP") is not { Length: > 0 } && live.Text("spec", "clusterIP") is { Length: > 0 } given)
            spec["clusterIP"] = given;
    }

    private static void Secret(JsonObject secret)
    {
        secret.Default("type", "Opaque");
        if (!secret.Remove("stringData", out JsonNode? plain) || plain is not JsonObject texts)
            return;
        JsonObject data = secret.Child("data");
        foreach ((string name, JsonNode? text) in texts)
            data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Text() ?? ""));
    }

    private static void Claim(JsonObject spec) => spec.Default("volumeMode", "Filesystem");
}
