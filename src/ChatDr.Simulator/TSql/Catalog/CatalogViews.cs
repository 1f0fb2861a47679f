using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Syntax;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>The catalog views of schema sys and msdb's history, with the product's column names and types.</summary>
internal static class CatalogViews
{
    /// <summary>A view by name, as far as the login sees it; null if it is not simulated.</summary>
    public static Relation? Find(ObjectName name, CatalogContext context)
    {
        var view = name.Name.ToLowerInvariant();
        return string.Equals(name.Schema, "INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase)
            ? ObjectViews.FindInformationSchema(view, context)
            : FindView(view, context) is { } relation ? ViewAccess.Limit(view, relation, context) : null;
    }

    private static Relation? FindView(string view, CatalogContext context)
    {
        var instance = context.Instance;
        return DatabaseViews.Find(view, context)
            ?? BackupHistoryViews.Find(view, instance)
            ?? ObjectViews.Find(view, context)
            ?? SecurityViews.Find(view, context)
            ?? EndpointViews.Find(view, context)
            ?? ServerViews.Find(view, context)
            ?? LogShippingViews.Find(view, instance)
            ?? SessionViews.Find(view, instance)
            ?? AvailabilityViews.Find(view, instance) ?? MirroringViews.Find(view, context);
    }

    internal static Guid? ReplicaOf(Instance instance, Database database) =>
        database.File.AvailabilityGroup is { } group ? instance.AvailabilityGroups.Find(group)?.Local?.Id : null;
}
