using System.Collections.Frozen;

namespace ChatDr.Simulator.Engine.Security;

/// <summary>
/// The permissions that are checked here, their types in the catalog, and which of them implies which (Microsoft Learn, "GRANT Server Permissions", "GRANT
/// Availability Group Permissions", "GRANT Endpoint Permissions", "GRANT Database Permissions", "GRANT Object Permissions", "Permissions Hierarchy").
/// </summary>
internal static class PermissionTree
{
    private static readonly FrozenDictionary<(SecurableClass, string), Node> Nodes = Build().ToFrozenDictionary();

    private sealed record Node(string Type, (SecurableClass Class, string Permission)[] ImpliedBy);

    /// <summary>The permissions that exist on a class of securables.</summary>
    public static IEnumerable<string> Of(SecurableClass securableClass) =>
        Nodes.Keys.Where(key => key.Item1 == securableClass).Select(key => key.Item2).Order(StringComparer.Ordinal);

    /// <summary>Whether the permission exists on that class here.</summary>
    public static bool Knows(SecurableClass securableClass, string permission) => Nodes.ContainsKey((securableClass, permission.ToUpperInvariant()));

    /// <summary>The type of four letters, such as ALAG.</summary>
    public static string TypeOf(SecurableClass securableClass, string permission) => Nodes[(securableClass, permission.ToUpperInvariant())].Type;

    /// <summary>The permission itself and all that imply it, each on the thing that holds the thing before.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="securableClass">What it is on.</param>
    /// <param name="securable">The thing's name.</param>
    public static IEnumerable<(string Permission, SecurableClass Class, string Securable)> Covering(string permission, SecurableClass securableClass,
        string securable)
    {
        var seen = new HashSet<(SecurableClass, string)>();
        var open = new Queue<(SecurableClass Class, string Permission)>([(securableClass, permission.ToUpperInvariant())]);
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next) || !Nodes.TryGetValue(next, out var node))
            {
                continue;
            }

            yield return (next.Permission, next.Class, NameIn(next.Class, securableClass, securable));
            foreach (var stronger in node.ImpliedBy)
            {
                open.Enqueue(stronger);
            }
        }
    }

    private static string NameIn(SecurableClass holder, SecurableClass of, string securable) => (holder, of) switch
    {
        _ when holder == of => securable,
        (SecurableClass.Schema, SecurableClass.Object) => securable[..Math.Max(0, securable.IndexOf('.', StringComparison.Ordinal))],
        _ => "",
    };

    private static Dictionary<(SecurableClass, string), Node> Build()
    {
        var nodes = new Dictionary<(SecurableClass, string), Node>();
        foreach (var line in Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('|', StringSplitOptions.TrimEntries);
            var (self, type) = (Parse(parts[0]), parts[1]);
            nodes.Add(
                self, new(type.PadRight(4), [.. parts[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)]));
        }

        return nodes;
    }

    private static (SecurableClass, string) Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return (Enum.Parse<SecurableClass>(text[..colon]), text[(colon + 1)..]);
    }

    private const string Table = """
        Server:CONTROL SERVER|CL|
        Server:CONNECT SQL|COSQ|Server:CONTROL SERVER
        Server:CONNECT ANY DATABASE|CADB|Server:CONTROL SERVER
        Server:SELECT ALL USER SECURABLES|SUS|Server:CONTROL SERVER
        Server:ALTER ANY AVAILABILITY GROUP|ALAG|Server:CONTROL SERVER
        Server:CREATE AVAILABILITY GROUP|CRAC|Server:ALTER ANY AVAILABILITY GROUP
        Server:ALTER ANY CONNECTION|ALCO|Server:CONTROL SERVER
        Server:ALTER ANY DATABASE|ALDB|Server:CONTROL SERVER
        Server:CREATE ANY DATABASE|CRDB|Server:ALTER ANY DATABASE
        Server:ALTER ANY ENDPOINT|ALHE|Server:CONTROL SERVER
        Server:CREATE ENDPOINT|CRHE|Server:ALTER ANY ENDPOINT
        Server:ALTER ANY LOGIN|ALLG|Server:CONTROL SERVER
        Server:CREATE LOGIN|CRLG|Server:ALTER ANY LOGIN
        Server:ALTER ANY SERVER ROLE|ALSR|Server:CONTROL SERVER
        Server:ALTER SERVER STATE|ALSS|Server:CONTROL SERVER
        Server:ALTER SETTINGS|ALST|Server:CONTROL SERVER
        Server:SHUTDOWN|SHDN|Server:CONTROL SERVER
        Server:VIEW SERVER STATE|VWSS|Server:ALTER SERVER STATE
        Server:VIEW SERVER PERFORMANCE STATE|VSPS|Server:VIEW SERVER STATE
        Server:VIEW SERVER SECURITY STATE|VSSS|Server:VIEW SERVER STATE
        Server:VIEW ANY ERROR LOG|VAEL|Server:VIEW SERVER STATE
        Server:VIEW ANY DEFINITION|VWAD|Server:CONTROL SERVER
        Server:VIEW ANY SECURITY DEFINITION|VASD|Server:VIEW ANY DEFINITION
        Server:VIEW ANY PERFORMANCE DEFINITION|VAPD|Server:VIEW ANY DEFINITION
        Server:VIEW ANY DATABASE|VWDB|Server:VIEW ANY DEFINITION
        AvailabilityGroup:CONTROL|CL|Server:CONTROL SERVER
        AvailabilityGroup:ALTER|AL|AvailabilityGroup:CONTROL,Server:ALTER ANY AVAILABILITY GROUP
        AvailabilityGroup:TAKE OWNERSHIP|TO|AvailabilityGroup:CONTROL
        AvailabilityGroup:VIEW DEFINITION|VW|AvailabilityGroup:CONTROL,Server:VIEW ANY DEFINITION
        Endpoint:CONTROL|CL|Server:CONTROL SERVER
        Endpoint:ALTER|AL|Endpoint:CONTROL,Server:ALTER ANY ENDPOINT
        Endpoint:CONNECT|CO|Endpoint:CONTROL
        Endpoint:TAKE OWNERSHIP|TO|Endpoint:CONTROL
        Endpoint:VIEW DEFINITION|VW|Endpoint:CONTROL,Server:VIEW ANY DEFINITION
        Login:CONTROL|CL|Server:CONTROL SERVER
        Login:ALTER|AL|Login:CONTROL,Server:ALTER ANY LOGIN
        Login:VIEW DEFINITION|VW|Login:CONTROL,Server:VIEW ANY DEFINITION
        Database:CONTROL|CL|Server:CONTROL SERVER
        Database:ALTER|AL|Database:CONTROL,Server:ALTER ANY DATABASE
        Database:CONNECT|CO|Database:CONTROL,Server:CONNECT ANY DATABASE
        Database:BACKUP DATABASE|BADB|Database:CONTROL
        Database:BACKUP LOG|BALO|Database:CONTROL
        Database:CHECKPOINT|CP|Database:CONTROL
        Database:CREATE TABLE|CRTB|Database:ALTER
        Database:ALTER ANY SCHEMA|ALSM|Database:ALTER
        Database:ALTER ANY USER|ALUS|Database:ALTER
        Database:ALTER ANY ROLE|ALRL|Database:ALTER
        Database:ALTER ANY CERTIFICATE|ALCF|Database:ALTER
        Database:CREATE CERTIFICATE|CRCF|Database:ALTER ANY CERTIFICATE
        Database:VIEW DEFINITION|VW|Database:CONTROL,Server:VIEW ANY DEFINITION
        Database:VIEW DATABASE STATE|VWDS|Database:CONTROL,Server:VIEW SERVER STATE
        Database:SELECT|SL|Database:CONTROL,Server:SELECT ALL USER SECURABLES
        Database:INSERT|IN|Database:CONTROL
        Database:UPDATE|UP|Database:CONTROL
        Database:DELETE|DL|Database:CONTROL
        Schema:CONTROL|CL|Database:CONTROL
        Schema:ALTER|AL|Schema:CONTROL,Database:ALTER ANY SCHEMA
        Schema:VIEW DEFINITION|VW|Schema:CONTROL,Database:VIEW DEFINITION
        Schema:SELECT|SL|Schema:CONTROL,Database:SELECT
        Schema:INSERT|IN|Schema:CONTROL,Database:INSERT
        Schema:UPDATE|UP|Schema:CONTROL,Database:UPDATE
        Schema:DELETE|DL|Schema:CONTROL,Database:DELETE
        Object:CONTROL|CL|Schema:CONTROL
        Object:ALTER|AL|Object:CONTROL,Schema:ALTER
        Object:VIEW DEFINITION|VW|Object:CONTROL,Schema:VIEW DEFINITION
        Object:SELECT|SL|Object:CONTROL,Schema:SELECT
        Object:INSERT|IN|Object:CONTROL,Schema:INSERT
        Object:UPDATE|UP|Object:CONTROL,Schema:UPDATE
        Object:DELETE|DL|Object:CONTROL,Schema:DELETE
        """;
}
