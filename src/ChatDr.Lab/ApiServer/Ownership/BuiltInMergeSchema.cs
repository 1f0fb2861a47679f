namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>
/// Merge rules of the built-in kinds, found by a field's name and its parent's.
/// Source: the <c>+listType</c>, <c>+listMapKey</c>, <c>+mapType</c> and <c>patchMergeKey</c> markers in k8s.io/api.
/// </summary>
internal sealed class BuiltInMergeSchema(string parent, string name) : MergeSchema
{
    private static readonly Dictionary<string, string[]> MapLists = new()
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["imagePullSecrets"] = ["name"],
        ["hostAliases"] = ["ip"],
        ["podIPs"] = ["ip"],
        ["hostIPs"] = ["ip"],
        ["addresses"] = ["type"],
        ["topologySpreadConstraints"] = ["topologyKey", "whenUnsatisfiable"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
        ["resourceClaims"] = ["name"],
        ["readinessGates"] = ["conditionType"],
    };

    private static readonly HashSet<string> AtomicMaps =
    [
        "nodeSelector", "labelSelector", "secretKeyRef", "configMapKeyRef", "fieldRef", "resourceFieldRef", "claimRef", "nodeSelectorTerms",
        "targetRef", "objectReference", "regarding", "involvedObject",
    ];

    /// <inheritdoc/>
    internal override ListMerge List =>
        MapLists.ContainsKey(name) || IsPorts ? ListMerge.Map
        : name == "finalizers" ? ListMerge.Set
        : ListMerge.Atomic;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Keys =>
        MapLists.TryGetValue(name, out string[]? keys) ? keys : parent == "*" ? ["containerPort", "protocol"] : ["port", "protocol"];

    /// <inheritdoc/>
    internal override bool IsAtomicMap => AtomicMaps.Contains(name) || name == "selector";

    /// <inheritdoc/>
    internal override MergeSchema Item => new BuiltInMergeSchema(name, "*");

    private bool IsPorts => name == "ports" && parent is ("*" or "spec");

    /// <inheritdoc/>
    internal override string? KeyDefault(string key) => key == "protocol" ? "\"TCP\"" : null;

    /// <inheritdoc/>
    internal override MergeSchema Member(string member) => new BuiltInMergeSchema(name, member);
}
