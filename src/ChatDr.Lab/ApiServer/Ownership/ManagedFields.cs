using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;

namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>
/// Who owns which field: reads and writes <c>metadata.managedFields</c> for server-side apply and for all other writes
/// (kubernetes.io/docs/reference/using-api/server-side-apply).
/// </summary>
internal static class ManagedFields
{
    private static readonly string[][] NeverOwned =
    [
        ["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"], ["metadata", "uid"], ["metadata", "creationTimestamp"],
        ["metadata", "generation"], ["metadata", "resourceVersion"], ["metadata", "selfLink"], ["metadata", "managedFields"],
        ["metadata", "deletionTimestamp"], ["metadata", "deletionGracePeriodSeconds"],
    ];

    /// <summary>Merges an applied configuration into the live object (null: none yet) and returns the result with ownership recorded.</summary>
    /// <exception cref="ApiException">Another manager owns a field whose value would change, and <paramref name="write"/> does not force.</exception>
    internal static JsonObject Apply(JsonObject? live, JsonObject applied, MergeSchema schema, FieldWrite write)
    {
        List<ManagedEntry> entries = ReadEntries(live);
        if (live is not null && entries.Count == 0)
            entries.Add(new ManagedEntry("before-first-apply", "Update", write.ApiVersion, write.Time, "",
                FieldSet.Of(WithoutEntries(live), schema).Without(NeverOwned)));
        JsonObject configuration = applied.Copy();
        (configuration["metadata"] as JsonObject)?.Remove("managedFields");
        FieldSet wanted = FieldSet.Of(configuration, schema).Without(NeverOwned);
        JsonObject merged = (JsonObject)StructuredMerge.Merge(live ?? [], configuration, schema)!;
        FieldSet changed = FieldSet.Changed(live, merged, schema);
        RefuseConflicts(entries, wanted, changed, write);

        ManagedEntry? mine = entries.Find(entry => entry.Belongs(write));
        List<ManagedEntry> others = [.. entries.Where(entry => entry != mine)];
        if (mine is not null)
        {
            FieldSet kept = others.Aggregate(wanted, (all, entry) => all.Union(entry.Fields));
            mine.Fields.Except(wanted).RemoveFrom(merged, kept, schema);
        }

        others = [.. others.Select(entry => entry with { Fields = entry.Fields.Except(changed.Intersect(wanted)) }).Where(entry => !entry.Fields.IsEmpty)];
        bool unchanged = mine is not null
            && JsonNavigation.Same(mine.Fields.ToJson(), wanted.ToJson())
            && JsonNavigation.Same(WithoutEntries(live), WithoutEntries(merged));
        others.Add(new ManagedEntry(write.Manager, "Apply", write.ApiVersion, unchanged ? mine!.Time : write.Time, write.Subresource, wanted));
        WriteEntries(merged, others);
        return merged;
    }

    /// <summary>Records in <paramref name="after"/> that a create, update or patch by <paramref name="write"/> changed fields.</summary>
    internal static void Update(JsonObject? before, JsonObject after, MergeSchema schema, FieldWrite write)
    {
        if (after.At("metadata", "managedFields") is JsonArray { Count: 1 } only && only[0] is JsonObject { Count: 0 })
        {
            WriteEntries(after, []); // The documented way to forget all owners.
            return;
        }

        List<ManagedEntry> entries = ReadEntries(before);
        FieldSet changed = FieldSet.Changed(WithoutEntries(before), WithoutEntries(after), schema).Without(NeverOwned);
        if (changed.IsEmpty)
        {
            WriteEntries(after, entries);
            return;
        }

        FieldSet present = FieldSet.Of(WithoutEntries(after), schema);
        FieldSet gained = changed.Intersect(present);
        ManagedEntry? mine = entries.Find(entry => entry.Belongs(write));
        List<ManagedEntry> result = [.. entries.Where(entry => entry != mine)
            .Select(entry => entry with { Fields = entry.Fields.Except(changed) })
            .Where(entry => !entry.Fields.IsEmpty)];
        FieldSet fields = (mine?.Fields.Except(changed) ?? new FieldSet()).Union(gained);
        if (!fields.IsEmpty)
            result.Add(new ManagedEntry(write.Manager, "Update", write.ApiVersion, write.Time, write.Subresource, fields));
        WriteEntries(after, result);
    }

    private static void RefuseConflicts(List<ManagedEntry> entries, FieldSet wanted, FieldSet changed, FieldWrite write)
    {
        if (write.Force)
            return;
        List<(string Manager, string Field)> conflicts = [];
        foreach (ManagedEntry entry in entries.Where(entry => !entry.Belongs(write)))
        {
            foreach (string field in entry.Fields.Intersect(wanted).Intersect(changed).Describe())
                conflicts.Add((entry.Describe(), field));
        }

        if (conflicts.Count > 0)
            throw ApiException.ApplyConflict(conflicts);
    }

    private static JsonObject? WithoutEntries(JsonObject? source)
    {
        JsonObject? copy = source?.Copy();
        (copy?["metadata"] as JsonObject)?.Remove("managedFields");
        return copy;
    }

    private static List<ManagedEntry> ReadEntries(JsonObject? source) =>
        [.. source.Items("metadata", "managedFields").Select(entry => new ManagedEntry(
            entry.Text("manager") ?? "",
            entry.Text("operation") ?? "Update",
            entry.Text("apiVersion") ?? "",
            entry.Text("time") ?? "",
            entry.Text("subresource") ?? "",
            FieldSet.Parse(entry.At("fieldsV1"))))];

    private static void WriteEntries(JsonObject target, List<ManagedEntry> entries)
    {
        JsonObject metadata = target.Child("metadata");
        metadata.Remove("managedFields");
        if (entries.Count > 0)
            metadata["managedFields"] = new JsonArray([.. entries.Select(entry => entry.ToJson())]);
    }

    private sealed record ManagedEntry(string Manager, string Operation, string ApiVersion, string Time, string Subresource, FieldSet Fields)
    {
        internal bool Belongs(FieldWrite write) =>
            Manager == write.Manager && Operation == (write.IsApply ? "Apply" : "Update") && Subresource == write.Subresource;

        internal string Describe()
        {
            string subresource = Subresource.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" with subresource \"{Subresource}\"");
            return Operation == "Apply" ? $"\"{Manager}\"{subresource}" : $"\"{Manager}\"{subresource} using {ApiVersion}";
        }

        internal JsonObject ToJson()
        {
            JsonObject json = new()
            {
                ["manager"] = Manager,
                ["operation"] = Operation,
                ["apiVersion"] = ApiVersion,
                ["time"] = Time,
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = Fields.ToJson(),
            };
            if (Subresource.Length > 0)
                json["subresource"] = Subresource;
            return json;
        }
    }
}
