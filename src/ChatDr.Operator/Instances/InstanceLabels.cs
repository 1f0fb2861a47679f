namespace ChatDr.Operator.Instances;

/// <summary>Labels and names on what belongs to an instance.</summary>
internal static class InstanceLabels
{
    public const string Instance = "chatdr.dev/instance";
    public const string Role = "chatdr.dev/role";
    public const string FieldManager = "chatdr-operator";

    /// <summary>The finalizer of an instance whose volume goes with it.</summary>
    public const string DeleteDataFinalizer = "chatdr.dev/delete-data";

    private static readonly string[] Inherited = ["chatdr.dev/pool", "chatdr.dev/site"];

    /// <summary>The labels of an instance's children: its pool and site, if it has them, and itself.</summary>
    public static IReadOnlyDictionary<string, string> For(Api.V1Alpha1.SqlServerInstance instance)
    {
        var labels = new Dictionary<string, string>
        {
            ["app.kubernetes.io/managed-by"] = FieldManager,
            ["app.kubernetes.io/name"] = "chatdr",
            ["app.kubernetes.io/component"] = "sql-server",
            [Instance] = instance.Metadata.Name!,
        };
        foreach (var key in Inherited)
        {
            if (instance.Metadata.Labels?.TryGetValue(key, out var value) == true)
            {
                labels[key] = value;
            }
        }

        return labels;
    }
}
