namespace ChatDr.Simulator.Engine.Security;

/// <summary>
/// What a principal may do: pure. A DENY on a permission, or on one that implies it, wins over every grant; sysadmin, and the owner inside a database, are
/// never asked (Microsoft Learn, "Permissions (Database Engine)", the permission check algorithm).
/// </summary>
/// <param name="IsSysadmin">Member of sysadmin.</param>
/// <param name="IsDatabaseOwner">Owns the database that is asked about (dbo).</param>
/// <param name="Grants">What was granted and denied to it and to the roles that it is in, at the server and in the database that is asked about.</param>
internal sealed record Entitlements(bool IsSysadmin, bool IsDatabaseOwner, IReadOnlyList<PermissionGrant> Grants)
{
    /// <summary>Nobody: nothing is allowed.</summary>
    public static Entitlements None { get; } = new(false, false, []);

    /// <summary>Whether the permission is granted or implied, and not denied.</summary>
    public bool Allows(string permission, SecurableClass securableClass = SecurableClass.Server, string securable = "") =>
        IsSysadmin
        || (IsDatabaseOwner && securableClass is SecurableClass.Database or SecurableClass.Schema or SecurableClass.Object)
        || Allows(PermissionTree.Covering(permission, securableClass, securable));

    /// <summary>Whether the permission may be granted on: it is held with the grant option, or one that implies it is held.</summary>
    public bool MayGrant(string permission, SecurableClass securableClass, string securable) =>
        IsSysadmin
        || (IsDatabaseOwner && securableClass is SecurableClass.Database or SecurableClass.Schema or SecurableClass.Object)
        || Grants.Any(grant => grant.State is PermissionState.GrantWithGrantOption && grant.IsAbout(permission, securableClass, securable))
        || Allows(PermissionTree.Covering(permission, securableClass, securable).Skip(1));

    /// <summary>Whether anything at all is granted on this thing: its name is visible then (Microsoft Learn, "Metadata visibility configuration").</summary>
    public bool Sees(SecurableClass securableClass, string securable) =>
        Allows("VIEW DEFINITION", securableClass, securable)
            || PermissionTree.Of(securableClass).Any(permission => Allows(permission, securableClass, securable));

    private bool Allows(IEnumerable<(string Permission, SecurableClass Class, string Securable)> covering)
    {
        var isGranted = false;
        foreach (var (permission, securableClass, securable) in covering)
        {
            foreach (var grant in Grants)
            {
                if (grant.IsAbout(permission, securableClass, securable))
                {
                    if (grant.State is PermissionState.Deny)
                    {
                        return false;
                    }

                    isGranted = true;
                }
            }
        }

        return isGranted;
    }
}
