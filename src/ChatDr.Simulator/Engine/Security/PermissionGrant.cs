namespace ChatDr.Simulator.Engine.Security;

/// <summary>A permission granted or denied to a principal.</summary>
/// <param name="Permission">Its name in capitals, such as VIEW SERVER STATE.</param>
/// <param name="Class">What kind of thing it is on.</param>
/// <param name="Securable">The thing's name; empty for the server and for the database that holds the principal.</param>
/// <param name="State">Granted or denied.</param>
internal sealed record PermissionGrant(
    string Permission, SecurableClass Class = SecurableClass.Server, string Securable = "", PermissionState State = PermissionState.Grant)
{
    /// <summary>Whether it is about this permission on this thing.</summary>
    public bool IsAbout(string permission, SecurableClass securableClass, string securable) =>
        Class == securableClass
        && string.Equals(Permission, permission, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Securable, securable, StringComparison.OrdinalIgnoreCase);
}
