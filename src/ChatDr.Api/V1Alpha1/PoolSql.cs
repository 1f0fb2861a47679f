using System.Text.Json.Nodes;
using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>How the pool's SQL Server instances run.</summary>
public sealed record PoolSql
{
    /// <summary>The container image.</summary>
    [Length(1, 512)]
    public required string Image { get; init; }

    /// <summary>The edition (MSSQL_PID) of the partners. Witnesses run Express.</summary>
    [Length(1, 64)]
    public string Edition { get; init; } = "Developer";

    /// <summary>Whether you accept SQL Server's licence terms. Nothing starts until you do.</summary>
    public bool AcceptEula { get; init; }

    /// <summary>Compute resources of each instance, as in a container.</summary>
    [PreserveUnknownFields]
    public JsonObject? Resources { get; init; }

    /// <summary>The volume of each instance.</summary>
    public SqlStorage Storage { get; init; } = new();

    /// <summary>The Secret whose key <c>MSSQL_SA_PASSWORD</c> holds the password of sa.</summary>
    public required LocalReference CredentialsSecretRef { get; init; }
}
